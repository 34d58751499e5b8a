package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"mtbf/datasets"
	"mtbf/ingest"
	"mtbf/internal/infile"
	"mtbf/report"
	"mtbf/report/local"
)

type serveOptions struct {
	reportOptions
	port int
}

func newServeCmd(g *global) *cobra.Command {
	o := &serveOptions{reportOptions: reportOptions{analyzeOptions: analyzeOptions{global: g}}}
	cmd := &cobra.Command{
		Use:   "serve [LOG|SYSTEM]",
		Short: "Reports and a what-if page in a browser on this machine",
		Long: `Serve shows pages on 127.0.0.1 until Ctrl-C: the report of a log or a system, a form
that makes the report of a log that is sent to it, and for systems sliders that
change the modules and show at once what the exact engine says. The address is
printed to standard error. Nothing leaves the machine, and nobody else can ask.
A log is read as the flags of analyze say.`,
		Example: `  mtbf serve
  mtbf serve system.yaml --port 8080
  mtbf serve outages.csv --units 40`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 1:
				return usagef("serve takes one log or system file")
			case len(args) == 1 && args[0] == "-":
				return usagef("serve reads its file for every page, so it cannot be standard input")
			case len(args) == 1 && infile.IsPipe(args[0]):
				return usagef("serve reads its file for every page, so it cannot be a pipe: write what it holds to a file")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runServe(cmd.Context(), o, args) },
	}
	o.readingFlags(cmd)
	o.accountingFlags(cmd)
	cmd.Flags().StringSliceVar(&o.at, "at", nil, "of a system: also give reliability and availability at these times, such as 50h,1y")
	intVar(cmd.Flags(), &o.port, "port", 0, "port of 127.0.0.1 (default: a free one)")
	return cmd
}

func runServe(ctx context.Context, o *serveOptions, args []string) error {
	if o.port < 0 || o.port > 65535 {
		return usagef("--port: %d is not a port", o.port)
	}
	if o.rejects != "" || o.strict {
		return usagef("serve takes neither --rejects nor --strict: see analyze")
	}
	entries, err := o.entries(ctx, args)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(o.port)))
	if err != nil {
		return err
	}
	addr := listener.Addr().String()
	handler, err := local.New(addr, local.Options{Entries: entries, Upload: o.uploaded, Profiles: ingest.ProfileNames()})
	if err != nil {
		return err
	}
	o.note("http://%s/ (Ctrl-C ends)", addr)
	return cmp.Or(serve(ctx, listener, handler), errServed)
}

// serve answers requests until ctx ends, then lets those under way finish if they soon do.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	const grace = 500 * time.Millisecond
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 5 * time.Minute,
		IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	late, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if err := server.Shutdown(late); errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	} else if err != nil {
		return err
	}
	return nil
}

// entries are the file that was named and the data that ship with the program.
func (o *serveOptions) entries(ctx context.Context, args []string) ([]local.Entry, error) {
	var all []local.Entry
	for _, path := range args {
		e, err := o.entry(ctx, path, "the file that was named")
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	plain := &serveOptions{reportOptions: reportOptions{analyzeOptions: *shippedRules(o.global)}}
	for _, d := range datasets.All() {
		path := "dataset:" + d.Name
		if !d.Embedded() || d.Kind != datasets.Log && d.Kind != datasets.System || slices.Contains(args, path) {
			continue
		}
		e, err := plain.entry(ctx, path, d.About)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// shippedRules are the flags of analyze as they are when none is given.
func shippedRules(g *global) *analyzeOptions {
	return &analyzeOptions{global: g, durationFrom: "times", planned: "exclude", terminated: "time"}
}

// entry is a file that pages are made of. A system is read once, here; a log
// anew for each report.
func (o *serveOptions) entry(ctx context.Context, path, about string) (local.Entry, error) {
	e := local.Entry{Name: path, About: about}
	if isSystem(path) {
		m, warnings, err := readSystem(ctx, path, o.global)
		if err != nil {
			return e, err
		}
		e.Model = m
		e.Report = func(ctx context.Context) (*report.Page, error) {
			page, err := o.modelPage(ctx, m, warnings)
			return o.signed(page, path, err)
		}
		return e, nil
	}
	file, err := openInput(path)
	if err != nil {
		return e, err
	}
	e.Report = func(ctx context.Context) (*report.Page, error) {
		page, err := o.readLogPage(ctx, []string{path})
		return o.signed(page, path, err)
	}
	return e, file.Close()
}

// signed adds to a page where it comes from.
func (o *serveOptions) signed(page *report.Page, path string, err error) (*report.Page, error) {
	if err != nil {
		return nil, err
	}
	input, err := digestFile(path)
	page.Source.Inputs = []report.Input{input}
	page.Source.Command = "serve " + shellWord(path)
	return page, err
}

// uploaded makes the report of a log that was sent. Its choices become flags of
// analyze; none of them may name a file.
func (o *serveOptions) uploaded(ctx context.Context, name string, r io.Reader, choices map[string]string) (*report.Page, error) {
	rules := shippedRules(o.global)
	if err := rules.choose(choices); err != nil {
		return nil, err
	}
	reading, err := rules.reading()
	if err != nil {
		return nil, err
	}
	reading.Stdin = nil
	sent := newDigester(r)
	log, err := ingest.ReadLog(ctx, name, sent, reading)
	if err != nil {
		return nil, err
	}
	page, err := rules.logPage(ctx, name, log)
	if err != nil {
		return nil, err
	}
	page.Source.Inputs = []report.Input{sent.input(name)}
	return page, nil
}

// choose sets flags by name.
func (o *analyzeOptions) choose(choices map[string]string) error {
	texts := map[string]*string{
		"profile": &o.profile, "exposure": &o.exposure, "from": &o.from, "to": &o.to, "timezone": &o.timezone, "by": &o.by, "duration-from": &o.durationFrom,
	}
	for name, value := range choices {
		switch to := texts[name]; {
		case name == "column":
			o.columns = []string{value}
		case name == "units":
			n, err := strconv.Atoi(value)
			if err != nil {
				return usagef("units: %q is not a whole number", value)
			}
			o.units = n
		case to == nil:
			return usagef("there is no choice %q", name)
		default:
			*to = value
		}
	}
	if o.profile != "" && !slices.Contains(ingest.ProfileNames(), o.profile) {
		return usagef("profile: %q is not one of those that ship with the program", o.profile)
	}
	return nil
}
