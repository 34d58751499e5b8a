package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"mtbf/cluster/engine"
	"mtbf/cluster/job"
	"mtbf/internal/number"
)

// common are the flags of all commands.
type common struct {
	engine, work, sparkHome string
	worker, mtbf            string
	conf                    []string
	tasks, tries            int
	keep, quiet             bool
	format, output          string
	confidence              string

	notes io.Writer
}

// register registers the flags that say where a job runs.
func (c *common) register(p *page) {
	f := p.group("Where it runs")
	f.StringVar(&c.engine, "engine", "", "`ENGINE`: the master of Spark, such as spark://HOST:PORT, yarn, k8s://...; or local or local:N, N workers here, without Spark")
	f.StringVar(&c.work, "work", "", "`FOLDER` that this machine and all nodes see under one path (default: a new one here, removed at the end)")
	f.BoolVar(&c.keep, "keep", false, "keep what is in the folder of the work")
	f.StringVar(&c.sparkHome, "spark-home", "", "`FOLDER` of Spark (default: SPARK_HOME, or spark-sql in the path)")
	f.StringArrayVar(&c.conf, "conf", nil, "`NAME=VALUE`: setting of Spark, such as spark.executor.memory=4g; repeatable")
	f.StringVar(&c.worker, "worker", "", "`PATH` of mtbf-worker on all nodes (default: beside this program)")
	f.StringVar(&c.mtbf, "mtbf", "", "`PATH` of mtbf (default: beside this program, or in the path)")
	f.IntVar(&c.tasks, "tasks", 64, "`N` tasks of a step, at most")
	f.IntVar(&c.tries, "tries", 2, "how often, `N`, a step is begun whose driver ends")
	f.BoolVar(&c.quiet, "quiet", false, "no notes on standard error")
}

// registerAnswer registers the flags of what is printed.
func (c *common) registerAnswer(f *pflag.FlagSet) {
	f.StringVar(&c.confidence, "confidence", "90%", "`LEVEL` of the limits, 0.95 or 95%")
	f.StringVar(&c.format, "format", "table", "`FORMAT`: table, json, csv or markdown")
	f.StringVarP(&c.output, "output", "o", "", "write to this `FILE`, not to standard output")
}

func (c *common) note(format string, args ...any) {
	if !c.quiet {
		fmt.Fprintf(c.notes, "mtbf-cluster: "+format+"\n", args...)
	}
}

func (c *common) level() (float64, error) {
	x, err := number.ParseFraction(c.confidence)
	if err != nil || !(x > 0 && x < 1) {
		return 0, usagef("--confidence: %q is not between 0 and 1, such as 0.90 or 90%%", c.confidence)
	}
	return x, nil
}

// job makes the job, and what ends it.
func (c *common) job() (*job.Job, func(), error) {
	if c.tasks < 1 || c.tries < 1 {
		return nil, nil, usagef("--tasks and --tries are 1 or more")
	}
	j := &job.Job{Tasks: c.tasks, Note: c.note}
	var err error
	if j.Worker, err = beside(c.worker, "mtbf-worker"); err != nil {
		return nil, nil, err
	}
	if c.mtbf, err = beside(c.mtbf, "mtbf"); err != nil {
		return nil, nil, err
	}
	if j.Work, err = c.folder(); err != nil {
		return nil, nil, err
	}
	if j.Engine, err = c.engineIn(j.Work); err != nil {
		return nil, nil, err
	}
	return j, func() {
		if err := j.Engine.Close(); err != nil {
			c.note("%v", err)
		}
		if !c.keep {
			_ = os.RemoveAll(j.Work)
		}
	}, nil
}

// folder makes a folder of the job's own.
func (c *common) folder() (string, error) {
	root := c.work
	if root == "" {
		root = "."
	}
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(root, "mtbf-cluster-")
	if err != nil {
		return "", err
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return "", err
	}
	return filepath.Abs(dir)
}

// checkEngine refuses what is no engine, before any work.
func (c *common) checkEngine() error {
	switch kind, rest, _ := strings.Cut(c.engine, ":"); {
	case c.engine == "":
		return usagef("--engine says where to run: spark://HOST:7077, or local")
	case kind == "local":
		_, err := c.localWorkers()
		return err
	case c.engine == "yarn", (kind == "spark" || kind == "k8s") && strings.HasPrefix(rest, "//"):
		return nil
	}
	return usagef("--engine: %q is neither local:N nor a master of Spark: spark://HOST:PORT, yarn, k8s://HOST:PORT", c.engine)
}

// localWorkers returns how many workers local:N asks for.
func (c *common) localWorkers() (int, error) {
	_, n, told := strings.Cut(c.engine, ":")
	if !told {
		return runtime.NumCPU(), nil
	}
	workers, err := strconv.Atoi(n)
	if err != nil || workers < 1 {
		return 0, usagef("--engine: %q is not local:N with N workers", c.engine)
	}
	return workers, nil
}

// engineIn makes the engine.
func (c *common) engineIn(work string) (engine.Engine, error) {
	if strings.HasPrefix(c.engine, "local") {
		workers, err := c.localWorkers()
		return &engine.Local{Workers: workers}, err
	}
	s := &engine.Spark{Master: c.engine, Home: c.sparkHome, Work: filepath.Join(work, "spark"), Conf: map[string]string{}, Tries: c.tries,
		Note: func(text string) { c.note("%s", text) }}
	for _, text := range c.conf {
		name, value, ok := strings.Cut(text, "=")
		if !ok || !strings.HasPrefix(name, "spark.") {
			return nil, usagef("--conf: %q is not of the form spark.NAME=VALUE", text)
		}
		s.Conf[name] = value
	}
	return s, nil
}

// beside finds a program: as it is given, beside this one, or in the path.
func beside(given, name string) (string, error) {
	if given != "" {
		return filepath.Abs(given)
	}
	if self, err := os.Executable(); err == nil {
		if path := filepath.Join(filepath.Dir(self), name); isFile(path) {
			return path, nil
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("no %s beside this program or in the path; --%s names it", name, strings.TrimPrefix(name, "mtbf-"))
	}
	return filepath.Abs(path)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// exitError is the end of mtbf.
type exitError struct{ code int }

func (e *exitError) Error() string { return fmt.Sprintf("mtbf: exit code %d", e.code) }

// merge hands parts to mtbf, which prints the answer.
func (c *common) merge(ctx context.Context, out io.Writer, parts []string) error {
	args := []string{"merge", "--format", c.format}
	if c.output != "" {
		args = append(args, "--output", c.output)
	}
	if c.quiet {
		args = append(args, "--quiet")
	}
	cmd := exec.CommandContext(ctx, c.mtbf, append(args, parts...)...)
	engine.EndsWithUs(cmd)
	cmd.Stdout, cmd.Stderr = out, c.notes
	err := cmd.Run()
	if ended := (*exec.ExitError)(nil); errors.As(err, &ended) {
		return &exitError{ended.ExitCode()}
	}
	return err
}
