//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// served is a client of mtbf mcp as a process of its own, with the folder whose files it
// may read and an empty home.
type served struct {
	*mcp.ClientSession
	root, home string
	notes      *bytes.Buffer
	process    *exec.Cmd
}

func serve(t *testing.T, flags ...string) *served {
	t.Helper()
	s := &served{root: t.TempDir(), home: t.TempDir(), notes: &bytes.Buffer{}}
	for name, text := range effectFiles {
		if err := os.WriteFile(filepath.Join(s.root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.process = exec.Command("mtbf", append([]string{"mcp", "--root", s.root}, flags...)...)
	s.process.Env = append(os.Environ(), "HOME="+s.home, "XDG_CACHE_HOME="+filepath.Join(s.home, "cache"), "TMPDIR="+s.home)
	s.process.Dir, s.process.Stderr = s.home, s.notes
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	var err error
	if s.ClientSession, err = client.Connect(t.Context(), &mcp.CommandTransport{Command: s.process}, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("the server ended with %v: %s", err, s.notes)
		}
	})
	return s
}

// asked is the result of a call: its texts, and whether it is an error.
func (s *served) asked(t *testing.T, tool, arguments string) (texts []string, isError bool) {
	t.Helper()
	r, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: json.RawMessage(arguments)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Content {
		texts = append(texts, c.(*mcp.TextContent).Text)
	}
	return texts, r.IsError
}

// printed is what a command prints in the folder, in JSON unless it says otherwise. After
// < comes a file of effectFiles for its standard input.
func (s *served) printed(line string) (string, error) {
	line, input, _ := strings.Cut(line, " < ")
	all := words(line)
	if !strings.Contains(line, "--as-") && !strings.Contains(line, "--format") {
		all = append(all, "--format", "json")
	}
	command := exec.Command("mtbf", all...)
	command.Dir, command.Stdin = s.root, strings.NewReader(effectFiles[input])
	out, err := command.Output()
	return string(out), err
}

// words are those of a command line, apart by blanks but for what stands in quotes.
func words(line string) (all []string) {
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			all = append(all, part)
		} else {
			all = append(all, strings.Fields(part)...)
		}
	}
	return all
}

// asCommands are calls of every tool and the commands whose answers they must have.
var asCommands = []struct{ tool, arguments, command string }{
	{"analyze", `{"files":["log.csv"],"units":40,"from":"2024-01-01","to":"2024-07-01","by":"quarter","category-separator":"/","reported":["hw/disc=0.5"],"confidence":0.8,"rate-unit":"fit"}`,
		"analyze log.csv --units 40 --from 2024-01-01 --to 2024-07-01 --by quarter --category-separator / --reported hw/disc=0.5 --confidence 0.8 --rate-unit fit"},
	{"analyze", `{"files":["log.csv"],"where":["site=x","cause!=hw/fan"],"fleet":"fleet.csv","join-touching":true,"planned":"excuse"}`, "analyze log.csv --where site=x --where cause!=hw/fan --fleet fleet.csv --join-touching --planned excuse"},
	{"analyze", `{"files":["log.csv"],"explain-columns":true}`, "analyze log.csv --explain-columns"},
	{"analyze", `{"files":["log.csv"],"service-hours":"Mon-Fri 08:00-18:00","holidays":"off.txt","units":3,"profile":"own.yaml","taxonomy":"taxonomy.yaml"}`,
		"analyze log.csv --service-hours 'Mon-Fri 08:00-18:00' --holidays off.txt --units 3 --profile own.yaml --taxonomy taxonomy.yaml"},
	{"analyze", `{"files":["dataset:shop"],"units":4,"slo":"99.9%","fits":"no"}`, "analyze dataset:shop --units 4 --slo 99.9% --fits no"},
	{"fit", `{"files":["times.csv"],"at":["50h","720h"],"quantile":[0.1,"50%"],"survival":true,"limits":"bootstrap","replications":100,"seed":7}`,
		"fit times.csv --at 50h,720h --quantile 0.1,50% --survival --limits bootstrap --replications 100 --seed 7"},
	{"fit", `{"files":["log.csv"],"of":"repair","family":"lognormal"}`, "fit log.csv --of repair --family lognormal"},
	{"fit", `{"files":["times.csv"],"family":"weibull","shape":2,"compare":"more.csv"}`, "fit times.csv --family weibull --shape 2 --compare more.csv"},
	{"trend", `{"files":["log.csv"],"units":3}`, "trend log.csv --units 3"},
	{"trend", `{"files":["failures.csv"],"times":true,"target":"500h"}`, "trend failures.csv --times --target 500h"},
	{"compare", `{"files":["log.csv"],"split":"2024-03-01","units":3}`, "compare log.csv --split 2024-03-01 --units 3"},
	{"compare", `{"files":["log.csv","log.csv"],"units":3,"new-units":7,"new-where":["site=x"]}`, "compare log.csv log.csv --units 3 --new-units 7 --new-where site=x"},
	{"rate", `{"failures":3,"exposure":"50000h","at":["720h"]}`, "rate --failures 3 --exposure 50000h --at 720h"},
	{"rate", `{"failures":0,"exposure":"50000h","confidence":0.95}`, "rate --failures 0 --exposure 50000h --confidence 0.95"},
	{"solve", `{"files":["plain.yaml"],"at":["50h"],"cut-sets":3}`, "solve plain.yaml --at 50h --cut-sets 3"},
	{"solve", `{"files":["logged.yaml"]}`, "solve logged.yaml"}, // which reads a log
	{"solve", `{"files":["tree.xml"],"mission-time":"8760h"}`, "solve tree.xml --mission-time 8760h"},
	{"solve", `{"files":["dataset:duplexed-discs"]}`, "solve dataset:duplexed-discs"},
	{"simulate", `{"files":["wear.yaml"],"replications":2000,"seed":7,"method":"plain"}`, "simulate wear.yaml --replications 2000 --seed 7 --method plain"},
	{"simulate", `{"files":["plain.yaml"],"rel-error":"10%"}`, "simulate plain.yaml --rel-error 10%"},
	{"size", `{"files":["choice.yaml"],"target":0.999,"minimize":"cost"}`, "size choice.yaml --target 0.999 --minimize cost"},
	{"size", `{"files":["drawn.yaml"],"target":"95%","confidence":0.9,"draws":200,"seed":3}`, "size drawn.yaml --target 95% --confidence 0.9 --draws 200 --seed 3"},
	{"size_require", `{"files":["plain.yaml"],"target":0.99,"what":"mttr=o"}`, "size require plain.yaml --target 0.99 --what mttr=o"},
	{"size_spares", `{"units":40,"mtbf":"2y","lead-time":"30d","fill-rate":0.95,"finite":true}`, "size spares --units 40 --mtbf 2y --lead-time 30d --fill-rate 0.95 --finite"},
	{"mechanism_supervise", `{"tree":"nested.yaml","simulate":50,"seed":3}`, "mechanism supervise --tree nested.yaml --simulate 50 --seed 3"},
	{"mechanism_policy", `{"classes":"classes.yaml","bad-fix":"5%..14%","up-to":"5y"}`, "mechanism policy --classes classes.yaml --bad-fix 5%..14% --up-to 5y"},
	{"mechanism_retry", `{"soft":"131/132","cure":"90%","tries":2}`, "mechanism retry --soft 131/132 --cure 90% --tries 2"},
	{"mechanism_storage", `{"scheme":"code:6+3","mttf":"hw/disc:log.csv","units":3,"rebuild":"24h","parallel":true}`, "mechanism storage --scheme code:6+3 --mttf hw/disc:log.csv --units 3 --rebuild 24h --parallel"},
}

// withText are arguments with the text of one of effectFiles.
func withText(file, arguments string) string {
	text, err := json.Marshal(effectFiles[file])
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf(`{"text":%s,%s}`, text, arguments)
}

// asOtherForms are calls that bring a text, and those whose answers are no JSON.
var asOtherForms = []struct{ tool, arguments, command string }{
	{"analyze", `{"files":["log.csv"],"units":3,"format":"markdown"}`, "analyze log.csv --units 3 --format markdown"},
	{"solve", `{"files":["plain.yaml"],"format":"json"}`, "solve plain.yaml --format json"},
	{"analyze", withText("log.csv", `"files":["-"],"units":3`), "analyze - --units 3 < log.csv"},
	{"compare", withText("log.csv", `"files":["log.csv","-"],"units":3`), "compare log.csv - --units 3 < log.csv"},
	{"fit", withText("times.csv", `"files":["-"]`), "fit - < times.csv"},
	{"solve", withText("plain.yaml", `"files":["-"]`), "solve - < plain.yaml"},
	{"solve", withText("logged.yaml", `"at":["50h"]`), "solve - --at 50h < logged.yaml"}, // which reads a log in the folder
	{"solve", withText("tree.xml", `"files":["-"],"mission-time":"8760h"`), "solve - --mission-time 8760h < tree.xml"},
	{"simulate", withText("wear.yaml", `"files":["-"],"replications":500`), "simulate - --replications 500 < wear.yaml"},
	{"size", withText("choice.yaml", `"files":["-"],"target":0.999,"minimize":"cost"`), "size - --target 0.999 --minimize cost < choice.yaml"},
	{"size", withText("choice.yaml", `"files":["-"],"target":0.999,"minimize":"cost","as-system":true`), "size - --target 0.999 --minimize cost --as-system < choice.yaml"},
	{"size", `{"files":["choice.yaml"],"maximize":true,"limit":["cost=15"],"as-system":true}`, "size choice.yaml --maximize --limit cost=15 --as-system"},
	{"size_require", withText("plain.yaml", `"files":["-"],"target":0.99,"what":"mttr=o"`), "size require - --target 0.99 --what mttr=o < plain.yaml"},
	{"mechanism_supervise", withText("nested.yaml", `"tree":"-"`), "mechanism supervise --tree - < nested.yaml"},
	{"mechanism_policy", withText("classes.yaml", `"classes":"-","bad-fix":"5%"`), "mechanism policy --classes - --bad-fix 5% < classes.yaml"},
}

// TestFromQuestionToDesign: a system file that asks, as a text, is answered with one that
// does not, which is solved as a text too.
func TestFromQuestionToDesign(t *testing.T) {
	s := serve(t)
	design, isError := s.asked(t, "size", withText("choice.yaml", `"target":0.999,"minimize":"cost","as-system":true`))
	if isError || len(design) != 1 {
		t.Fatalf("error %v: %s", isError, design)
	}
	text, err := json.Marshal(design[0])
	if err != nil {
		t.Fatal(err)
	}
	got, isError := s.asked(t, "solve", fmt.Sprintf(`{"text":%s}`, text))
	if isError || !strings.Contains(got[0], `"schema": "mtbf.solve/2"`) {
		t.Errorf("error %v: %.300s", isError, got)
	}
}

// TestSchemasAreTrue: what a schema requires is missed by the command, and what it says
// of numbers and of flags is for who writes JSON.
func TestSchemasAreTrue(t *testing.T) {
	s := serve(t)
	tools, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for _, tool := range tools.Tools {
		left[tool.Name] = true
	}
	calls := slices.Concat(asCommands, asExamples(t, left))
	for _, tool := range tools.Tools {
		schema := tool.InputSchema.(map[string]any)
		properties := schema["properties"].(map[string]any)
		for name, of := range properties {
			p := of.(map[string]any)
			about := p["description"].(string)
			if items, ok := p["items"].(map[string]any); ok {
				p = items
			}
			if strings.Contains(about, "--") || strings.Contains(about, "exit with") || strings.Contains(about, "'mtbf ") || p["type"] != "string" && strings.Contains(about, "%") {
				t.Errorf("%s: %s (%v): %s", tool.Name, name, p["type"], about)
			}
		}
		if strings.Contains(tool.Description, "--") {
			t.Errorf("%s: a flag in %s", tool.Name, tool.Description)
		}
		required, _ := schema["required"].([]any)
		at := slices.IndexFunc(calls, func(c struct{ tool, arguments, command string }) bool { return c.tool == tool.Name })
		for _, name := range required {
			var arguments map[string]any
			if err := json.Unmarshal([]byte(calls[at].arguments), &arguments); err != nil || arguments[name.(string)] == nil {
				t.Errorf("%s: the call %s lacks %s (%v)", tool.Name, calls[at].arguments, name, err)
			}
			delete(arguments, name.(string))
			text, err := json.Marshal(arguments)
			if err != nil {
				t.Fatal(err)
			}
			if got, isError := s.asked(t, tool.Name, string(text)); !isError {
				t.Errorf("%s answers without %s: %.200s", tool.Name, name, got)
			}
		}
	}
}

// TestToolsAnswerAsCommands: what a tool returns is what its command prints, byte by
// byte, and nothing was written anywhere.
func TestToolsAnswerAsCommands(t *testing.T) {
	s := serve(t)
	tools, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	before := s.snapshot(t)
	left := map[string]bool{}
	for _, tool := range tools.Tools {
		left[tool.Name] = true
	}
	for _, c := range slices.Concat(asCommands, asOtherForms, asExamples(t, left)) {
		t.Run(c.command, func(t *testing.T) {
			delete(left, c.tool)
			got, isError := s.asked(t, c.tool, c.arguments)
			want, err := s.printed(c.command)
			if err != nil {
				t.Fatal(err)
			}
			if isError || got[0] != want {
				t.Errorf("error %v, %d bytes, and the command prints %d: %.300q", isError, len(got[0]), len(want), got)
			}
		})
	}
	if len(left) > 0 {
		t.Errorf("no call of %v", slices.Sorted(maps.Keys(left)))
	}
	if after := s.snapshot(t); !maps.Equal(before, after) {
		t.Errorf("before: %v\nafter: %v", before, after)
	}
	if text := s.notes.String(); !strings.HasPrefix(text, "mtbf mcp: reads ") || strings.Count(text, "\n") != 1 {
		t.Errorf("standard error: %q", text)
	}
}

// asExamples are calls of mechanisms as their help has them.
func asExamples(t *testing.T, tools map[string]bool) (all []struct{ tool, arguments, command string }) {
	for tool := range tools {
		kid, ok := strings.CutPrefix(tool, "mechanism_")
		if !ok {
			continue
		}
		out, err := exec.Command("mtbf", "mechanism", kid, "--help").Output()
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(out)) {
			command, ok := strings.CutPrefix(strings.TrimSpace(line), "mtbf ")
			if ok && strings.HasPrefix(line, "  mtbf mechanism "+kid+" --") && !strings.Contains(command, ".csv") && !strings.Contains(command, ".yaml") && !strings.HasSuffix(command, "[flags]") {
				all = append(all, struct{ tool, arguments, command string }{tool, asArguments(t, words(command)[2:]), command})
			}
		}
	}
	return all
}

// asArguments are flags as properties.
func asArguments(t *testing.T, flags []string) string {
	t.Helper()
	of := map[string]any{}
	for i := 0; i < len(flags); i++ {
		name, value, cut := strings.Cut(strings.TrimPrefix(flags[i], "--"), "=")
		switch {
		case cut:
		case i+1 < len(flags) && !strings.HasPrefix(flags[i+1], "--"):
			i++
			value = flags[i]
		default:
			of[name] = true
			continue
		}
		if before, ok := of[name].([]string); ok {
			of[name] = append(before, value)
		} else if before, ok := of[name].(string); ok {
			of[name] = []string{before, value}
		} else {
			of[name] = value
		}
	}
	text, err := json.Marshal(of)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// snapshot is what stands below the folder and the home, with sizes and times.
func (s *served) snapshot(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, folder := range []string{s.root, s.home} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			all[path] = fmt.Sprint(info.Mode(), info.Size(), info.ModTime())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestToolsAsk: a question and a mistake are errors in the command's own words, and the
// question is there as a document too.
func TestToolsAsk(t *testing.T) {
	s := serve(t)
	got, isError := s.asked(t, "analyze", `{"files":["days.csv"],"units":3}`)
	want, err := s.printed("analyze days.csv --units 3")
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != 2 {
		t.Fatal(err)
	}
	if !isError || len(got) != 2 || got[0] != want || !strings.Contains(got[0], `"schema": "mtbf.question/1"`) ||
		!strings.HasPrefix(got[1], "Exit code 2: a question, not an answer.") || !strings.Contains(got[1], "mtbf: a question. ") || !strings.HasSuffix(got[1], "as properties:\n1: {\"date-order\":\"day-month\"}\n2: {\"date-order\":\"month-day\"}") {
		t.Errorf("error %v: %q", isError, got)
	}
	for _, c := range []struct{ tool, arguments, want string }{
		{"analyze", `{"files":["days.csv"],"units":3,"date-order":"day-month"}`, ""},
		{"analyze", `{"files":["days.csv"],"date-order":"day-month","strict":true}`, ""},
		{"analyze", `{"files":["log.csv"],"units":3,"strict":true}`, "Exit code 3: answered, but"},
		{"analyze", `{"files":["nothing.csv"]}`, "mtbf: nothing.csv: no such file or directory"},
		{"analyze", `{"files":["plain.yaml"]}`, "plain.yaml is a system file, not an outage log"},
		{"analyze", `{"files":["plain.yaml"]}`, `the tool solve {"files":["plain.yaml"]} reads it`},
		{"analyze", `{"files":["taxonomy.yaml"]}`, `the tool analyze {"files":["LOG"],"taxonomy":"taxonomy.yaml"} uses it`},
		{"solve", `{"files":["choice.yaml"]}`, `the tool size answers it, and the tool size {"as-system":true} writes`},
		{"size", `{"files":["choice.yaml"],"target":"99%"}`, "(given: --target=99%)"},
		{"size", `{"files":["choice.yaml"],"target":"99%","as-system":true,"format":"json"}`, "--as-system writes a system file"},
		{"solve", `{"files":["dataset:none"]}`, `no dataset "none"; the list `},
		{"solve", `{"files":["nothing.yaml"],"text":"modules: {}"}`, `text: nothing is named "-"`},
		{"mechanism_storage", `{"mtbf":"3h"}`, `"mtbf" is no property of mechanism_storage; did you mean "mttf"?`},
		{"mechanism_retry", `{"unheard-of":"3h"}`, `"unheard-of" is no property of mechanism_retry; it has soft, `},
		{"analyze", `{}`, "analyze needs a log"},
		{"analyze", `{"files":["log.csv"],"planned":"never"}`, "--planned"},
		{"analyze", `{"files":["log.csv"],"units":"many"}`, "--units"},
		{"rate", `{"failures":3,"exposure":"50000"}`, "--exposure: \"50000\" is not a duration"},
		{"rate", `{"failures":1e3,"exposure":"50h"}`, "is not a whole number"},
		{"rate", `{"failures":3,"exposure":"50h","o":"x"}`, `"o" is no property of rate`},
		{"solve", `{"files":["wear.yaml"],"at":["50"]}`, "--at"},
	} {
		t.Run(c.arguments, func(t *testing.T) {
			got, isError := s.asked(t, c.tool, c.arguments)
			if text := strings.Join(got, "\n"); isError != (c.want != "") || !strings.Contains(text, c.want) || strings.Contains(text, "mtbf help") || isError && strings.Contains(text, "'mtbf ") {
				t.Errorf("error %v: %.600s", isError, text)
			}
		})
	}
}

// TestToolsKeepBelowRoot: no way that a name can be given reads a file elsewhere, says
// whether there is one, waits for a pipe, or writes.
func TestToolsKeepBelowRoot(t *testing.T) {
	s := serve(t)
	secret := filepath.Join(t.TempDir(), "secret.csv")
	in := func(name string) string { return filepath.Join(s.root, name) }
	log := effectFiles["units.csv"]
	up, err := filepath.Rel(s.root, secret)
	if err != nil {
		t.Fatal(err)
	}
	system := func(module string) []byte {
		return []byte("modules: {m: " + module + "}\nstructure: {series: [m]}\n")
	}
	write := func(name string, text []byte) error { return os.WriteFile(in(name), text, 0o600) }
	err = errors.Join(
		os.WriteFile(secret, []byte(log), 0o600), os.Symlink(secret, in("link.csv")), os.Symlink(up, in("uplink.csv")), os.Symlink(filepath.Dir(secret), in("folder")),
		syscall.Mkfifo(in("pipe.csv"), 0o600), os.Mkdir(in("sub"), 0o700), os.Symlink("log.csv", in("within.csv")),
		write("absolute.yaml", system("{from: {log: "+secret+"}}")), write("up.yaml", system("{from: {log: "+up+"}}")), write("linked.yaml", system("{from: {log: link.csv}}")),
		write("piped.yaml", system("{from: {log: pipe.csv}}")), write("stdin.yaml", system("{from: {log: '-'}}")),
		write("sub/below.yaml", system("{from: {log: ../units.csv}}")),
		write("empirical.yaml", system("{life: {empirical: {file: "+secret+", column: unit}}, mttr: 1h}")),
	)
	if err != nil {
		t.Fatal(err)
	}
	before := s.snapshot(t)
	const below, regular, stdin = "is not below the folder that may be read", "is no regular file", "it may not be read here"
	file := func(name string) string { return fmt.Sprintf(`{"files":[%q]}`, name) }
	for _, c := range []struct{ tool, arguments, want string }{
		{"analyze", file("within.csv"), ""}, {"analyze", file("sub/../log.csv"), ""}, {"solve", file("sub/below.yaml"), ""},
		{"analyze", file(secret), below}, {"analyze", file(in("log.csv")), "name it relative to the folder that may be read: log.csv"}, {"analyze", file(up), below}, {"analyze", file("link.csv"), below},
		{"analyze", file("uplink.csv"), below}, {"analyze", file("folder/secret.csv"), below}, {"analyze", file("folder/nothing.csv"), below},
		{"analyze", file("/nowhere/nothing.csv"), below}, {"analyze", file("../nothing.csv"), below}, {"analyze", file("/dev/zero"), below}, {"analyze", file("/dev/stdin"), below},
		{"analyze", file("/proc/self/environ"), below}, {"analyze", file("pipe.csv"), regular}, {"analyze", file("sub"), "is a directory"}, {"analyze", file("-"), stdin},
		{"analyze", file("file://" + secret), "no such file"}, {"analyze", file("https://127.0.0.1/x.csv"), "no such file"},
		{"analyze", file("dataset:../../secret"), "dataset"}, {"analyze", file("dataset:lanl-failures"), "dataset"},
		{"analyze", `{"files":["log.csv"],"fleet":"` + secret + `"}`, below}, {"analyze", `{"files":["log.csv"],"fleet":"-"}`, stdin},
		{"analyze", `{"files":["log.csv"],"taxonomy":"` + secret + `"}`, below}, {"analyze", `{"files":["log.csv"],"profile":"` + up + `.yaml"}`, below},
		{"analyze", `{"files":["log.csv"],"holidays":"link.csv","service-hours":"24x7"}`, below}, {"compare", `{"files":["log.csv","link.csv"]}`, below},
		{"compare", `{"files":["log.csv","log.csv"],"new-fleet":"link.csv"}`, below}, {"fit", `{"files":["times.csv"],"compare":"` + up + `"}`, below}, {"fit", file("link.csv"), below},
		{"trend", file("link.csv"), below}, {"solve", file("absolute.yaml"), below}, {"solve", file("up.yaml"), below}, {"solve", file("linked.yaml"), below},
		{"solve", file("piped.yaml"), regular}, {"solve", file("stdin.yaml"), "-"}, {"simulate", file("empirical.yaml"), below}, {"solve", file("link.csv"), below},
		{"solve", `{"files":["tree.xml","folder/secret.xml"]}`, below}, {"solve", file("folder/secret.dft"), below}, {"solve", file("-"), stdin}, {"size", file("link.csv"), below},
		{"size_require", `{"files":["link.csv"],"target":0.9,"what":"mtbf=m"}`, below}, {"mechanism_supervise", `{"tree":"link.csv"}`, below}, {"mechanism_supervise", `{"tree":"-"}`, stdin},
		{"mechanism_policy", `{"classes":"` + secret + `","bad-fix":"5%"}`, below}, {"mechanism_storage", `{"scheme":"mirror","mttf":"a:` + secret + `","rebuild":"1h","units":2}`, below},
		{"mechanism_storage", `{"scheme":"mirror","mttf":"a:-","rebuild":"1h","units":2}`, stdin},
		{"analyze", `{"files":["--fleet=` + secret + `"]}`, "no such file"}, {"analyze", `{"files":["log.csv"],"by":"--fleet=` + secret + `"}`, "no column"},
		{"analyze", `{"files":["log.csv"],"timezone":"../../../` + secret + `"}`, "timezone"},
		{"analyze", `{"files":["log.csv"],"rejects":"x.csv"}`, "no property"}, {"analyze", `{"files":["log.csv"],"prometheus":"x.prom"}`, "no property"},
		{"analyze", `{"files":["log.csv"],"output":"x"}`, "no property"}, {"simulate", `{"files":["wear.yaml"],"checkpoint":"x"}`, "no property"},
		{"solve", `{"files":["tree.xml"],"all-sets":"x"}`, "no property"}, {"solve", `{"text":"modules: {m: {from: {log: ` + secret + `}}}\nstructure: m\n"}`, below},
	} {
		t.Run(c.tool+" "+strings.NewReplacer("/", "|", s.root, "ROOT").Replace(c.arguments), func(t *testing.T) {
			got, isError := s.asked(t, c.tool, c.arguments)
			text := strings.Join(got, "\n")
			if isError != (c.want != "") || !strings.Contains(text, c.want) {
				t.Errorf("error %v: %.400s", isError, text)
			}
			if strings.Contains(text, "m.1") && !strings.Contains(c.arguments, "below") {
				t.Errorf("tells what is in the file: %.400s", text)
			}
		})
	}
	if after := s.snapshot(t); !maps.Equal(before, after) {
		t.Errorf("before: %v\nafter: %v", before, after)
	}
}

// TestToolsEnd: the limits of a call, and its end when it is cancelled.
func TestToolsEnd(t *testing.T) {
	big := func(t *testing.T, s *served) {
		t.Helper()
		var text bytes.Buffer
		text.WriteString("unit,start,end,cause\n")
		for i := range 400_000 {
			fmt.Fprintf(&text, "unit%d,2024-01-05 10:00,2024-01-05 11:%02d,cause%d\n", i, i%60, i%100)
		}
		if err := os.WriteFile(filepath.Join(s.root, "big.csv"), text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const long = `{"files":["wear.yaml"],"method":"plain","replications":1000000000000}`
	t.Run("time", func(t *testing.T) {
		s := serve(t, "--call-time-limit", "300ms")
		got, isError := s.asked(t, "simulate", long)
		if isError || !strings.Contains(got[0], `"code": "incomplete"`) {
			t.Errorf("error %v: %.300s", isError, got)
		}
	})
	t.Run("memory", func(t *testing.T) {
		s := serve(t, "--call-memory-limit", "64MiB")
		big(t, s)
		if got, isError := s.asked(t, "analyze", `{"files":["big.csv"],"units":400000}`); !isError || !strings.Contains(got[0], "needs more than the 64 MiB of memory") {
			t.Errorf("error %v: %.300s", isError, got)
		}
		if got, isError := s.asked(t, "rate", `{"failures":3,"exposure":"50000h"}`); isError {
			t.Errorf("the server was harmed: %s", got)
		}
	})
	t.Run("answer", func(t *testing.T) {
		s := serve(t, "--call-answer-limit", "1500")
		if got, isError := s.asked(t, "analyze", `{"files":["log.csv"],"units":3}`); !isError || !strings.Contains(got[0], "the answer is longer than 1500 bytes") {
			t.Errorf("error %v: %.300s", isError, got)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		s := serve(t, "--calls", "1", "--call-time-limit", "1h")
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		if _, err := s.CallTool(ctx, &mcp.CallToolParams{Name: "simulate", Arguments: json.RawMessage(long)}); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		if got, isError := s.asked(t, "rate", `{"failures":3,"exposure":"50000h"}`); isError { // it has the only place
			t.Error(got)
		}
		if left := kidsOf(t, s.process.Process.Pid); len(left) > 0 {
			t.Errorf("processes %v go on", left)
		}
	})
}

// TestCallsEndWithTheServer: a server that is killed leaves no process behind.
func TestCallsEndWithTheServer(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "wear.yaml"), []byte(effectFiles["wear.yaml"]), 0o600); err != nil {
		t.Fatal(err)
	}
	server := exec.Command("mtbf", "mcp", "--root", root, "--call-time-limit", "1h")
	in, err := server.StdinPipe()
	if err = errors.Join(err, server.Start()); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(in, `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`)
	fmt.Fprintln(in, `{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	fmt.Fprintln(in, `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"simulate","arguments":{"files":["wear.yaml"],"method":"plain","replications":1000000000000}}}`)
	var kids []string
	for end := time.Now().Add(time.Minute); len(kids) == 0 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		kids = kidsOf(t, server.Process.Pid)
	}
	if len(kids) == 0 {
		server.Process.Kill()
		t.Skip("no process of a call is seen")
	}
	server.Process.Kill()
	server.Wait()
	gone := func() bool {
		stat, err := os.ReadFile("/proc/" + kids[0] + "/stat")
		return err != nil || bytes.Contains(stat, []byte(") Z ")) // nobody may be there to bury it
	}
	for end := time.Now().Add(time.Minute); !gone(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("process %s goes on", kids[0])
		}
	}
}

// kidsOf are the processes that one has begun, where the system tells.
func kidsOf(t *testing.T, pid int) []string {
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // of each thread
	if err != nil || len(lists) == 0 {
		t.Log("this system does not tell processes")
	}
	var all []string
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err == nil {
			all = append(all, strings.Fields(string(text))...)
		}
	}
	return all
}

// TestToolsSpeakTheProtocolAlone: every line on standard output is a message, notes and
// lines that are none included, and the end of the input ends the server.
func TestToolsSpeakTheProtocolAlone(t *testing.T) {
	dir := t.TempDir()
	command := exec.Command("mtbf", "mcp", "--root", dir)
	in, errIn := command.StdinPipe()
	out, errOut := command.StdoutPipe()
	if err := errors.Join(errIn, errOut, command.Start()); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<22)
	answer := func(request string) (reply map[string]any) {
		t.Helper()
		fmt.Fprintln(in, request)
		if !lines.Scan() {
			t.Fatal("no line")
		}
		if err := json.Unmarshal(lines.Bytes(), &reply); err != nil || reply["jsonrpc"] != "2.0" {
			t.Fatalf("%v: %s", err, lines.Bytes())
		}
		return reply
	}
	answer(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`)
	fmt.Fprintln(in, `{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	fmt.Fprintln(in, `{"jsonrpc":"2.0","method":"notifications/nothing","params":{"x":[1]}}`)
	if r := answer(`hello`); r["id"] != nil || fmt.Sprint(r["error"].(map[string]any)["code"]) != "-32700" {
		t.Errorf("a line that is no message: %v", r)
	}
	r := answer(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"mechanism_supervise","arguments":{"crash-every":"1h","confidence":0.8}}}`)
	if result, _ := r["result"].(map[string]any); r["id"] != 2.0 || !strings.Contains(fmt.Sprint(result["content"]), "--confidence has no effect") {
		t.Errorf("a note of the command is missing: %v", r)
	}
	if r := answer(`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"nothing","arguments":{}}}`); r["error"] == nil {
		t.Errorf("a tool that is none: %v", r)
	}
	in.Close()
	if lines.Scan() {
		t.Errorf("more than answers: %s", lines.Bytes())
	}
	if err := command.Wait(); err != nil {
		t.Error(err)
	}
}
