package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mtbf/datasets"
	"mtbf/ingest"
	"mtbf/internal/infile"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/report"
	"mtbf/report/local"
)

type serveOptions struct {
	reportOptions
	port int
}

func newServeCmd(g *global) *cobra.Command {
	o := &serveOptions{reportOptions: reportOptions{logFlags: logFlags{global: g}}}
	cmd := &cobra.Command{
		Use:   "serve [LOG|SYSTEM]",
		Short: "Reports and a what-if page in a browser on this machine",
		Long: `Serve shows pages on 127.0.0.1 until Ctrl-C: the report of a log or a system, a form
that makes the report of a log that is sent to it, and for systems sliders that
change the modules and show at once what the exact engine says. The address is
printed to standard error. Nothing leaves the machine, and nobody else can ask.
A log that is sent has at most 64 MiB and 200,000 lines, and a page takes at most
a minute of work: more is for mtbf report.
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
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := refuseOther(cmd.Flags(), args); err != nil {
				return err
			}
			if err := refuse(cmd.Flags(), "is not for serve, which answers a browser with pages", "output", "format"); err != nil {
				return err
			}
			return runServe(cmd.Context(), o, args)
		},
	}
	o.tableFlags(cmd)
	wordsVar(cmd.Flags(), &o.at, "at", "of a system: also give reliability and availability at these times, such as 50h,1y")
	intVar(cmd.Flags(), &o.port, "port", 0, "port of 127.0.0.1 (default: a free one)")
	return cmd
}

func runServe(ctx context.Context, o *serveOptions, args []string) error {
	if o.port < 0 || o.port > 65535 {
		return usagef("--port: %d is not a port", o.port)
	}
	entries, err := o.entries(ctx, args)
	if err != nil {
		return err
	}
	listener, err := listen(o.port)
	if err != nil {
		return err
	}
	defer listener.Close()
	addr := listener.Addr().String()
	handler, err := local.New(addr, local.Options{Entries: entries, Upload: o.uploaded, Profiles: ingest.ProfileNames()})
	if err != nil {
		return err
	}
	defer frugal()()
	o.note("http://%s/ (Ctrl-C ends)", addr)
	return serve(ctx, listener, handler, o.Err)
}

// listen opens a port of this machine, 0 for a free one.
func listen(port int) (net.Listener, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	var why *os.SyscallError
	if errors.As(err, &why) {
		return nil, fmt.Errorf("--port: port %d of 127.0.0.1 cannot be opened: %w; name another one from 1024, or none for one that is free", port, why.Err)
	}
	return listener, err
}

// softMemory is the size in bytes from which the collector works harder.
const softMemory = 1 << 30

// frugal sets the soft limit of memory, unless GOMEMLIMIT does, and returns what
// takes it back.
func frugal() (back func()) {
	before := debug.SetMemoryLimit(-1)
	debug.SetMemoryLimit(min(before, softMemory))
	return func() { debug.SetMemoryLimit(before) }
}

// newServer bounds what a client may take: a head comes at once, a body or an answer
// in some minutes.
func newServer(ctx context.Context, handler http.Handler, notes io.Writer) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 5 * time.Minute,
		IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10, DisableGeneralOptionsHandler: true,
		BaseContext: func(net.Listener) context.Context { return ctx }, ErrorLog: log.New(oneLine{notes}, "mtbf serve: ", 0),
	}
}

// serve answers requests until ctx ends. Those under way end with it, and soon
// after the server does.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, notes io.Writer) error {
	const grace = 400 * time.Millisecond
	server := newServer(ctx, handler, notes)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	late, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	cut := ""
	if err := server.Shutdown(late); err != nil {
		server.Close()
		cut = "; requests under way were cut off"
	}
	fmt.Fprintf(notes, "mtbf serve: ended, %s%s\n", endOf(ctx), cut)
	return nil
}

// endOf says why a context has ended.
func endOf(ctx context.Context) string {
	if cause := context.Cause(ctx); !errors.Is(cause, context.DeadlineExceeded) {
		return cause.Error()
	}
	return "the time limit was reached"
}

// oneLine writes each message in one line, without what a terminal would obey.
type oneLine struct{ to io.Writer }

func (o oneLine) Write(p []byte) (int, error) {
	const most = 4 << 10
	text := strconv.QuoteToGraphic(string(bytes.TrimRight(p[:min(len(p), most)], "\n")))
	_, err := io.WriteString(o.to, text[1:len(text)-1]+"\n")
	return len(p), err
}

// entries are the file that was named and the data that ship with the program.
func (o *serveOptions) entries(ctx context.Context, args []string) ([]local.Entry, error) {
	var all []local.Entry
	for _, path := range args {
		e, err := o.entry(ctx, path, "the file that was named")
		if err == nil {
			err = o.tried(ctx, path)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	plain := &serveOptions{reportOptions: reportOptions{logFlags: logFlags{global: o.global}}}
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

// tried reads the file that was named as the flags say, once before pages are made
// of it, so that flags that do not go with it are refused at once. A context that
// ends leaves the rest to whoever asks next.
func (o *serveOptions) tried(ctx context.Context, path string) error {
	if isSystem(path) {
		_, err := hoursList("at", o.at)
		return err
	}
	log, rules, err := o.readAndRule(ctx, path)
	if err == nil {
		_, err = census.Analyze(ctx, log.Log, rules)
	}
	if ctx.Err() != nil {
		return nil
	}
	return asUsage(err)
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
	rules := &logFlags{global: o.global}
	if err := rules.choose(choices); err != nil {
		return nil, err
	}
	reading, err := rules.options().Ingest()
	if err != nil {
		return nil, asUsage(err)
	}
	reading.Stdin = nil
	sent := newDigester(r)
	bounded, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	reading.Progress = func(p ingest.Progress) {
		if p.Rows > local.MaxLines {
			stop(errRows)
		}
	}
	log, err := ingest.ReadLog(bounded, name, sent, reading)
	if err != nil {
		return nil, err
	}
	if err := modest(log.Log, census.Split(rules.By)); err != nil {
		return nil, err
	}
	page, err := rules.logPage(ctx, name, log)
	if err != nil {
		return nil, err
	}
	page.Source.Inputs = []report.Input{sent.input(name)}
	return page, nil
}

// errRows tells that a log which was sent, of few lines as text, has many rows: JSON on
// one line, or a workbook.
var errRows = fmt.Errorf("the log has more than %d rows, and a page is made of no more: use mtbf report on the command line", local.MaxLines)

// maxLevels bounds the levels of all categories of a log that was sent, in each
// group that it is split into: each is a row of the analysis, of some kilobytes,
// whether it is shown or not.
const maxLevels = 50_000

// modest refuses a log of which few bytes would become much work.
func modest(log *model.Log, by census.Split) error {
	type part struct{ group, causes int32 }
	seen := map[part]bool{}
	levels := 0
	for i := range log.Outages {
		p := part{groupOf(&log.Outages[i], by), log.Outages[i].Causes}
		if !seen[p] {
			seen[p] = true
			levels += levelsOf(log.Causes[p.causes])
		}
	}
	if levels > maxLevels {
		return fmt.Errorf("the categories of the log have %d levels in all its groups, and a page is made of %d at most: use mtbf report on the command line", levels, maxLevels)
	}
	return nil
}

func levelsOf(causes []model.Category) int {
	n := len(causes)
	for _, c := range causes {
		n += strings.Count(string(c), "/")
	}
	return n
}

// groupOf numbers the groups of a split, near enough to count them.
func groupOf(o *model.Outage, by census.Split) int32 {
	hours := map[census.Split]float64{census.ByYear: model.HoursPerYear, census.ByQuarter: model.HoursPerYear / 4, census.ByMonth: model.HoursPerYear / 12}
	if h, ok := hours[by]; ok {
		return int32(o.Start / h)
	}
	return o.Group
}

// choose sets flags by name.
func (o *logFlags) choose(choices map[string]string) error {
	texts := map[string]*string{
		"profile": &o.Profile, "exposure": &o.Hours, "from": &o.From, "to": &o.To, "timezone": &o.Timezone, "by": &o.By, "duration-from": &o.DurationFrom,
	}
	for name, value := range choices {
		switch to := texts[name]; {
		case name == "column":
			o.Columns = []string{value}
		case name == "units":
			n, err := strconv.Atoi(value)
			if err != nil {
				return usagef("units: %q is not a whole number", value)
			}
			o.Units = n
		case to == nil:
			return usagef("there is no choice %q", name)
		default:
			*to = value
		}
	}
	if o.Profile != "" && !slices.Contains(ingest.ProfileNames(), o.Profile) {
		return usagef("profile: %q is not one of those that ship with the program", o.Profile)
	}
	return nil
}
