package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mtbf/cmd/mtbf/internal/cli"
)

// goish is what no message to a person may hold: words of the language that the program
// is written in.
var goish = regexp.MustCompile(`strconv|parsing "|invalid syntax|invalid argument "|context (canceled|deadline)|unmarshal|runtime|\b0x|%!|<nil>|reflect|goroutine \d|` +
	`\b(model|ingest|table|when|system|life|census|yaml|json|csv|errors|mtbf|pflag|cobra|io|os)\.[A-Z]\w+|EOF\b`)

// maxMessage is how long a message may be, in characters, without an excerpt of a file.
const maxMessage = 400

// wrongValues are what a flag may be given by mistake.
var wrongValues = []string{"word", "-1", "NaN", "Inf", "1e400", "", "123456789012345678901234567890", "90", "50%%", "1,000", `"`, "a\nb"}

// says runs the program and returns its exit code and what it said, a line each.
func says(args []string) (code int, lines []string) {
	var out, errs bytes.Buffer
	code = cli.Main(cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, args)
	return code, strings.Split(strings.TrimSpace(errs.String()), "\n")
}

// wrongMessage says what is wrong with an end of the program, or "".
func wrongMessage(code int, lines []string, names ...string) string {
	if code == 0 || code == 3 {
		return ""
	}
	if code != 1 && code != 2 {
		return fmt.Sprintf("exit %d", code)
	}
	message := ""
	for _, line := range lines {
		excerpt := regexp.MustCompile(`^[> ] *\d* \|`).MatchString(line)
		if !excerpt && !strings.HasPrefix(line, "Run 'mtbf ") && !strings.Contains(line, " has no effect: ") {
			message += line
		}
	}
	switch {
	case strings.HasPrefix(message, "mtbf: a question."):
		return ""
	case goish.MatchString(message):
		return fmt.Sprintf("speaks of %q", goish.FindString(message))
	case len([]rune(message)) > maxMessage:
		return fmt.Sprintf("%d characters", len([]rune(message)))
	case strings.Contains(strings.ReplaceAll(message, `a\nb`, ""), `\n`):
		return `holds \n`
	}
	for _, name := range names {
		if strings.Contains(message, name) {
			return ""
		}
	}
	return fmt.Sprintf("names none of %q", names)
}

// Every flag of every command with a wrong value is answered, or refused by its name in
// a sentence without Go in it.
func TestMessagesOfFlags(t *testing.T) {
	dir := t.TempDir()
	writeInputs(t, dir)
	t.Chdir(dir)
	runs, tried, turn, before := bases(dir), map[string]bool{}, 0, filesOf(t, dir)
	for _, c := range cli.Commands() {
		for _, f := range c.Flags {
			run, special := runs[strings.TrimSpace(c.Path+" "+f.Name)]
			if !special {
				run = runs[c.Path]
			}
			if run.skip || run.fails || f.Name == "help" || c.Path == "serve" || f.Type == "bool" && tried[f.Name] {
				continue
			}
			values := wrongValues
			if tried[f.Name+f.Type] { // elsewhere
				turn++
				values = wrongValues[turn%len(wrongValues):][:1]
			}
			tried[f.Name+f.Type], tried[f.Name] = true, true
			for _, value := range values {
				args := append(append([]string{}, run.args...), "--"+f.Name+"="+value)
				if run.out != "" && f.Name != "output" {
					args = append(args, "-o", filepath.Join(dir, run.out))
				}
				code, lines := says(args)
				removeAll(t, dir, before)
				if why := wrongMessage(code, lines, "--"+f.Name, "--"+strings.TrimPrefix(f.Name, "new-"), " "+strings.TrimPrefix(f.Name, "new-")+": ", "mtbf: "+dir, "mtbf: "+strings.ReplaceAll(value, "\n", `\n`), "mtbf: -o"); why != "" {
					t.Errorf("mtbf %s: %s\n\t%s", strings.Join(quoted(args), " "), why, strings.Join(lines, "\n\t"))
				}
			}
		}
	}
}

// filesOf are the names of what is in a folder.
func filesOf(t *testing.T, dir string) map[string]bool {
	names := map[string]bool{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names[e.Name()] = true
	}
	return names
}

// removeAll removes what a run has written.
func removeAll(t *testing.T, dir string, but map[string]bool) {
	for name := range filesOf(t, dir) {
		if !but[name] {
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// kindsOfFile are files of many kinds, and where each is of the kind that is read.
var kindsOfFile = map[string]string{
	"empty.csv": "", "blank.csv": "\n\n\n", "word.csv": "word\n", "header.csv": "unit,start,end\n", "page.html": "<!doctype html><html><body>hi</body></html>\n",
	"feed.xml": `<?xml version="1.0"?><feed><entry/></feed>` + "\n", "model.xml": `<?xml version="1.0"?><opsa-mef><define-fault-tree name="x"/></opsa-mef>` + "\n",
	"tree.dft":  "toplevel \"System\";\n\"System\" or \"A\" \"B\";\n\"A\" lambda=0.1;\n\"B\" lambda=0.2;\n",
	"plant.yml": "modules: {m: {mtbf: 100h, mttr: 5h}}\nstructure: {parallel: [m, m]}\n", "plant.json": `{"modules": {"m": {"mtbf": "100h", "mttr": "5h"}}, "structure": {"parallel": ["m", "m"]}}`,
	"own.yaml": "name: own\ncolumns: {unit: [unit], start: [start], end: [end]}\n", "rules.yaml": "rules:\n  - {value: [x], category: y}\n",
	"broken.json": `{"incidents": [`, "broken.yaml": "modules: {m: [\n", "number.json": "3\n", "list.json": "[1, 2, 3]\n", "null.json": "null\n",
	"picture.png": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary.bin": "\x00\x01\x02\x03\xff\xfe", "zip.xlsx": "PK\x03\x04 no zip", "bad.gz": "\x1f\x8b\x08 no gzip", "latin.csv": "unit,start,end\n\xe9,2024,2025\n",
	"times.csv": "time,status\n12,1\n40,1\n77,0\n", "log.csv": "unit,start,end\na,2024-01-05 10:00,2024-01-05 11:00\nb,2024-02-05 10:00,2024-02-05 11:00\na,2024-03-05 10:00,2024-03-05 11:00\n",
}

// readers are command lines whose FILE may be of any kind.
var readers = []string{
	"analyze FILE", "analyze FILE --explain-columns", "fit FILE", "fit FILE --of repair", "trend FILE", "trend FILE --times", "compare FILE --split 2024-02-01", "compare log.csv FILE", "replay FILE --system plant.yml",
	"replay log.csv --system FILE", "solve FILE", "simulate FILE --replications 100", "size FILE --target 99%", "size require FILE --what mtbf=m --target 99%", "merge FILE", "table1 FILE", "report FILE -o out.html",
	"plot pareto FILE -o out.svg", "plot diagram FILE -o out.svg", "plot survival FILE -o out.svg", "plot mcf FILE --times -o out.svg", "profiles new FILE", "analyze log.csv --fleet FILE", "analyze log.csv --taxonomy FILE",
	"analyze log.csv --profile ./FILE", "analyze log.csv --service-hours 24x7 --holidays FILE", "fit times.csv --compare FILE", "simulate plant.yml --replications 100 --checkpoint FILE",
	"analyze log.csv --rejects FILE/x.csv", "solve plant.yml -o FILE/x.txt",
}

// A file of any kind is read, or refused by its name in a sentence without Go in it.
func TestMessagesOfFiles(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.Mkdir("folder", 0o700); err != nil {
		t.Fatal(err)
	}
	names := []string{"folder", "missing.csv", "answer.json", "solution.json"}
	for name, text := range kindsOfFile {
		names = append(names, name)
		writeText(t, name, text)
	}
	for _, line := range []string{"analyze log.csv --format json -o answer.json", "solve plant.yml --format json -o solution.json"} {
		if code, lines := says(strings.Fields(line)); code != 0 {
			t.Fatalf("%s: %q", line, lines)
		}
	}
	for _, reader := range readers {
		for _, name := range names {
			if strings.Contains(reader, "--checkpoint") && (name == "missing.csv" || name == "folder") {
				continue // one is written, and the other is told elsewhere
			}
			line := strings.ReplaceAll(reader, "FILE", name)
			code, lines := says(strings.Fields(line))
			if why := wrongMessage(code, lines, name, "mtbf: --split: "); why != "" {
				t.Errorf("mtbf %s: exit %d, %s\n\t%s", line, code, why, strings.Join(lines, "\n\t"))
			}
		}
	}
}
