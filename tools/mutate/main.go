// Mutate measures what the tests would notice: it changes one line of the
// program at a time, in an overlay that leaves the files as they are, runs the
// tests that can see the change, and tells which changes none of them noticed.
//
//	cd tools && go run ./mutate                     20 changes in every package
//	cd tools && go run ./mutate -n 50 mtbf/model/rate
//	cd tools && go run ./mutate -named mutate/named.txt
//
// A change is chosen by the seed and the text of the package alone.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	root    string
	n       int
	seed    uint64
	named   string
	timeout time.Duration
	list    bool
	all     bool
}

func run(ctx context.Context, args []string) error {
	var o options
	f := flag.NewFlagSet("mutate", flag.ContinueOnError)
	f.StringVar(&o.root, "root", "..", "folder of the module")
	f.IntVar(&o.n, "n", 20, "changes a package")
	f.Uint64Var(&o.seed, "seed", 1, "of the choice")
	f.StringVar(&o.named, "named", "", "file of changes to make instead, each with a name")
	f.DurationVar(&o.timeout, "timeout", 5*time.Minute, "of the tests of one package; a change that makes them hang counts as noticed, and is counted apart")
	f.BoolVar(&o.list, "list", false, "print the changes and run nothing")
	f.BoolVar(&o.all, "all", false, "run the tests of every package that can see a change, not only its own and the program's")
	if err := f.Parse(args); err != nil {
		return err
	}
	m, err := load(ctx, o.root)
	if err != nil {
		return err
	}
	if o.named != "" {
		return m.runNamed(ctx, o)
	}
	return m.runSample(ctx, o, f.Args())
}

// runSample makes n changes in each package and prints the scores.
func (m *module) runSample(ctx context.Context, o options, paths []string) error {
	var scores []score
	for _, p := range m.mutable(paths) {
		s := score{pkg: p.PkgPath}
		for _, c := range m.sample(p, o.n, o.seed) {
			if o.list {
				fmt.Println(c)
				continue
			}
			v, err := m.try(ctx, o, p.PkgPath, c)
			if err != nil {
				return err
			}
			s.count(v)
			fmt.Printf("%-8s %s%s\n", v.word(), c, v.by())
			if s.made == o.n {
				break
			}
		}
		scores = append(scores, s)
		if !o.list {
			fmt.Println(s)
		}
	}
	if o.list {
		return nil
	}
	return summary(scores)
}
