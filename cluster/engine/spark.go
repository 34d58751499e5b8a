package engine

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Spark runs steps on Apache Spark 4 by SQL TRANSFORM, one spark-sql for all of them. It
// needs spark-sql here, and on the nodes nothing but Java and the worker: the paths of a
// step must be seen by all of them.
type Spark struct {
	Master string
	Home   string            // of Spark; "": SPARK_HOME, or spark-sql in the path
	Work   string            // a folder for what Spark leaves
	Conf   map[string]string // further settings of Spark
	Tries  int               // of a step whose spark-sql ends; 0 is 2
	Note   func(text string) // is told how far a step is; nil: nobody

	session *session
}

// Close ends spark-sql.
func (s *Spark) Close() error {
	if s.session == nil {
		return nil
	}
	err := s.session.close()
	s.session = nil
	return err
}

// errEnded means that spark-sql has ended in the midst of a step.
var errEnded = errors.New("spark-sql has ended before the step was done")

// Run runs a step. A step whose driver ends, as it was killed, is run again from its
// beginning by another one.
func (s *Spark) Run(ctx context.Context, step Step) error {
	tries := s.Tries
	if tries == 0 {
		tries = 2
	}
	for try := 1; ; try++ {
		err := s.run(ctx, step)
		if err == nil || ctx.Err() != nil || !errors.Is(err, errEnded) || try == tries {
			if ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", step.Name, err)
			}
			return nil
		}
		s.note("%s: %v; once more", step.Name, err)
		s.session = nil
	}
}

func (s *Spark) note(format string, args ...any) {
	if s.Note != nil {
		s.Note(fmt.Sprintf(format, args...))
	}
}

func (s *Spark) run(ctx context.Context, step Step) error {
	if err := os.RemoveAll(step.Out); err != nil {
		return err
	}
	if s.session == nil {
		var err error
		if s.session, err = s.start(); err != nil {
			return err
		}
	}
	stop := context.AfterFunc(ctx, func() { _ = s.session.cmd.Process.Kill() })
	defer stop()
	follow, end := context.WithCancel(ctx)
	defer end()
	go s.follow(follow, step.Name)
	if err := s.session.run(step.sql()); err != nil {
		return err
	}
	if !step.Done() {
		return s.session.failure()
	}
	s.noteShuffle(ctx, step.Name)
	return nil
}

// text is a literal of SQL.
func text(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// name is that of a view or a table.
var notName = regexp.MustCompile(`[^a-z0-9]`)

// sql returns the statements of a step, each on one line.
func (s Step) sql() []string {
	name := notName.ReplaceAllString(strings.ToLower(s.Name), "_")
	command := make([]string, len(s.Command))
	for i, word := range s.Command {
		command[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" // for the shell that Spark runs
	}
	from := fmt.Sprintf("SELECT /*+ REPARTITION(%d) */ value FROM in_%s", max(1, s.Tasks), name)
	if s.InPlace {
		from = fmt.Sprintf("SELECT value FROM in_%s", name)
	}
	if s.ByPart > 0 {
		from = fmt.Sprintf("SELECT value FROM in_%s DISTRIBUTE BY %s SORT BY value", name, s.partitionKey())
	}
	columns := "value STRING"
	if s.Kinds {
		columns = "kind STRING, value STRING"
	}
	const tabs = `ROW FORMAT DELIMITED FIELDS TERMINATED BY '\t'`
	answers := fmt.Sprintf("SELECT TRANSFORM (value) %s USING %s AS (%s) %s FROM (%s)", tabs, text(strings.Join(command, " ")), columns, tabs, from)
	all := []string{
		fmt.Sprintf("SET spark.sql.shuffle.partitions=%d", max(1, s.Tasks)),
		fmt.Sprintf("CREATE OR REPLACE TEMPORARY VIEW in_%s USING text OPTIONS (path %s)", name, text(s.In)),
	}
	if !s.Kinds {
		return append(all, fmt.Sprintf("INSERT OVERWRITE DIRECTORY %s USING text %s", text(s.Out), answers))
	}
	return append(all,
		fmt.Sprintf("DROP TABLE IF EXISTS out_%s", name),
		fmt.Sprintf("CREATE TABLE out_%s (value STRING, kind STRING) USING text PARTITIONED BY (kind) LOCATION %s", name, text(s.Out)),
		fmt.Sprintf("INSERT OVERWRITE TABLE out_%s SELECT value, kind FROM (%s)", name, answers))
}

// partitionKey is an expression that puts the parts on the tasks one after the other.
func (s Step) partitionKey() string {
	keys := partitionKeys(max(1, s.Tasks))
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = fmt.Sprint(key)
	}
	return fmt.Sprintf("array(%s)[cast(substr(value, 1, %d) AS INT) %% %d]", strings.Join(texts, ", "), s.ByPart, len(keys))
}

// session is a spark-sql that takes statements one by one.
type session struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	errors *tail
	marks  int
	log    *os.File
	port   int
	done   chan struct{}

	shuffled int64 // bytes, by the steps so far
}

// command is spark-sql.
func (s *Spark) command() (string, []string, error) {
	home := s.Home
	if home == "" {
		home = os.Getenv("SPARK_HOME")
	}
	if home != "" {
		home, err := filepath.Abs(home) // spark-sql is started in another folder
		if err != nil {
			return "", nil, err
		}
		return filepath.Join(home, "bin", "spark-sql"), []string{"SPARK_HOME=" + home}, nil
	}
	path, err := exec.LookPath("spark-sql")
	if err != nil {
		return "", nil, errors.New("no spark-sql to be found: --spark-home or SPARK_HOME names the folder of Spark")
	}
	return path, nil, nil
}

func freePort() int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 4040
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// start starts spark-sql.
func (s *Spark) start() (*session, error) {
	path, env, err := s.command()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.Work, 0o755); err != nil {
		return nil, err
	}
	se := &session{port: freePort(), done: make(chan struct{})}
	conf := map[string]string{
		"spark.sql.adaptive.enabled":               "false", // it would put parts together into fewer tasks
		"spark.sql.catalogImplementation":          "in-memory",
		"spark.sql.warehouse.dir":                  filepath.Join(s.Work, "warehouse"),
		"spark.sql.maxConcurrentOutputFileWriters": "8", // it would sort lines by their kind
		"spark.ui.port":                            fmt.Sprint(se.port),
		"spark.sql.files.maxPartitionBytes":        "32m",
	}
	for k, v := range s.Conf {
		conf[k] = v
	}
	args := []string{"--master", s.Master, "--name", "mtbf"}
	for k, v := range conf {
		args = append(args, "--conf", k+"="+v)
	}
	se.cmd = exec.Command(path, args...)
	se.cmd.Dir, se.cmd.Env = s.Work, append(os.Environ(), env...)
	EndsWithUs(se.cmd) // spark-sql becomes the JVM in its own process
	if se.log, err = os.OpenFile(filepath.Join(s.Work, "spark.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644); err != nil {
		return nil, err
	}
	se.errors = &tail{to: se.log}
	se.cmd.Stderr = se.errors
	if se.in, err = se.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := se.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	se.out = bufio.NewReader(out)
	s.note("starting spark-sql on %s", s.Master)
	return se, se.cmd.Start()
}

// run gives statements to spark-sql and waits until it has done them.
func (se *session) run(statements []string) error {
	se.marks++
	mark := fmt.Sprintf("mtbf-step-%d", se.marks)
	se.errors.forget()
	for _, s := range append(statements, fmt.Sprintf("SELECT concat('mtbf-', 'step-%d')", se.marks)) {
		if _, err := io.WriteString(se.in, s+";\n"); err != nil {
			return errEnded
		}
	}
	for {
		line, err := se.out.ReadString('\n')
		if strings.TrimSpace(line) == mark {
			return nil
		}
		if err != nil {
			_ = se.cmd.Wait()
			return errEnded
		}
	}
}

// failed is how Spark tells what a worker said before it ended.
var failed = regexp.MustCompile(`Subprocess exited with status \d+\. Error: ((?:mtbf-worker: )?[^\n]*)`)

// failure says why a step is not done.
func (se *session) failure() error {
	said := se.errors.text()
	if m := failed.FindAllStringSubmatch(said, -1); m != nil {
		return errors.New(strings.TrimSpace(m[len(m)-1][1]))
	}
	for line := range strings.Lines(said) {
		if i := strings.Index(line, "Exception: "); i >= 0 {
			return errors.New("spark: " + strings.TrimSpace(line[i+len("Exception: "):]))
		}
	}
	return errors.New("spark has not done it; its log is " + se.log.Name())
}

// close ends spark-sql.
func (se *session) close() error {
	_ = se.in.Close()
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, se.out)
		_ = se.cmd.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(15 * time.Second):
		_ = se.cmd.Process.Kill()
	}
	return se.log.Close()
}

// tail writes all to a log and keeps the end of it.
type tail struct {
	to   io.Writer
	lock sync.Mutex
	last []byte
}

const tailSize = 1 << 20

func (t *tail) Write(b []byte) (int, error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.last = append(t.last, b...)
	if n := len(t.last); n > 2*tailSize {
		t.last = append([]byte(nil), t.last[n-tailSize:]...)
	}
	return t.to.Write(b)
}

func (t *tail) forget() {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.last = nil
}

func (t *tail) text() string {
	t.lock.Lock()
	defer t.lock.Unlock()
	return string(t.last)
}
