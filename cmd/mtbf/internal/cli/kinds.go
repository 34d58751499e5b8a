package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"mtbf"
	"mtbf/datasets"
	"mtbf/ingest"
	"mtbf/internal/infile"
)

// inputKind is what a file that is read may hold.
type inputKind string

const (
	unknownInput inputKind = ""
	logInput     inputKind = "an outage log"
	systemInput  inputKind = "a system file"
	timesInput   inputKind = "a file of times"
	partInput    inputKind = "a part of a simulation"
	treeInput    inputKind = "a fault tree"
	dynamicInput inputKind = "a dynamic fault tree"
	otherInput   inputKind = "other"
)

// found is what a file turned out to be, and what reads it.
type found struct {
	kind  inputKind
	what  string
	reads string // a sentence; %s is the file
}

// foundLog and the others are the kinds that commands read.
var (
	foundLog         = found{logInput, "an outage log", "'mtbf analyze %s' reads it"}
	foundSystem      = found{systemInput, "a system file", "'mtbf solve %s' reads it"}
	foundTimes       = found{timesInput, "a file of times", "'mtbf fit %s' reads it"}
	foundWorkbook    = found{otherInput, "a workbook or an archive", "write a system file, as 'mtbf schema' describes it"}
	foundTree        = found{treeInput, "a fault tree (Open-PSA)", "'mtbf solve %s' reads it"}
	foundDynamicTree = found{dynamicInput, "a dynamic fault tree (Galileo)", "'mtbf solve %s' reads it"}
	foundPart        = found{partInput, "a part of a simulation", "'mtbf merge %s' reads it with the other parts"}
)

// signs are what the beginning of a file tells of it, in order.
var signs = []struct {
	pattern *regexp.Regexp
	found   found
}{
	{regexp.MustCompile(`\A\s*\{\s*"Schema":\s*"mtbf\.simulate\.(?:accelerated\.)?part/`), foundPart},
	{regexp.MustCompile(`\A\s*\{\s*"schema":\s*"mtbf\.`), found{otherInput, "an answer of mtbf in JSON", "give the command the file that the answer is of"}},
	{openPSA, foundTree},
	{toplevel, foundDynamicTree},
	{regexp.MustCompile(`(?i)\A\s*<(?:!doctype\s+html|html)\b`), found{otherInput, "a web page (HTML)", "export the data as CSV or JSON"}},
	{regexp.MustCompile(`\A\s*<\?xml\b`), found{otherInput, "an XML file", "mtbf does not read it: export the data as CSV or JSON"}},
	{regexp.MustCompile(`(?m)^["']?(?:modules|structure)["']?\s*:`), foundSystem},
	{regexp.MustCompile(`\A\s*\{[^\x00]*"(?:modules|structure)"\s*:\s*\{`), foundSystem},
	{regexp.MustCompile(`(?m)^rules\s*:`), found{otherInput, "a taxonomy", "'mtbf analyze LOG --taxonomy %s' uses it"}},
	{regexp.MustCompile(`(?m)^columns\s*:`), found{otherInput, "a profile", "'mtbf analyze LOG --profile %s' uses it"}},
}

// headOfKind is how much of a file is looked at.
const headOfKind = 64 << 10

// misread is the error of a file that could not be read as what it was given for:
// where it is something else that is known, it says so, and what reads it.
func (g *global) misread(ctx context.Context, err error, path string, as inputKind) error {
	var question *mtbf.Question
	var option *mtbf.OptionError
	var row *ingest.RowError
	if err == nil || ctx.Err() != nil || errors.As(err, &question) || errors.As(err, &option) || errors.As(err, &row) {
		return err
	}
	is := g.kindOf(path)
	if is.kind == unknownInput || is.kind == as || is.kind == logInput && as == timesInput || is == foundWorkbook && as != systemInput {
		return err
	}
	reads := is.reads
	if strings.Contains(reads, "%s") {
		reads = fmt.Sprintf(reads, shellWord(path))
	}
	return usagef("%s is %s, not %s; %s", path, is.what, as, reads)
}

// takenForTimes is whether an outage log was given for a file of times, which has other
// columns.
func (g *global) takenForTimes(err error, path string) bool {
	var columns *ingest.ColumnsError
	return err != nil && (errors.As(err, &columns) || strings.HasPrefix(path, "dataset:")) && g.kindOf(path) == foundLog
}

// kindOf looks at a file that is there to be read once more.
func (g *global) kindOf(path string) found {
	if name, embedded := strings.CutPrefix(path, "dataset:"); embedded {
		return kindOfDataset(name)
	}
	if path == "-" || infile.IsPipe(path) {
		return found{}
	}
	file, err := infile.Open(path)
	if err != nil {
		return found{}
	}
	defer file.Close()
	head, err := io.ReadAll(io.LimitReader(file, headOfKind))
	if err != nil {
		return found{}
	}
	if is, ok := kindOfText(head); ok {
		return is
	}
	return kindOfTable(path, string(head))
}

// kindOfText tells by its beginning what is no table.
func kindOfText(head []byte) (found, bool) {
	for _, sign := range signs {
		if sign.pattern.Match(head) {
			return sign.found, true
		}
	}
	return found{}, false
}

// kindOfTable tells an outage log from a file of times, by its columns.
func kindOfTable(path, head string) found {
	names, _, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(head, "\ufeff")), "\n")
	cells := strings.FieldsFunc(names, func(r rune) bool { return strings.ContainsRune(",;\t\r\" ", r) })
	has := func(name string) bool { return slices.Contains(cells, name) }
	if has("time") && !has("unit") && (has("status") || len(cells) == 1) || has("lower") && has("upper") {
		return foundTimes
	}
	columns, err := mtbf.LogOptions{}.ExplainColumns(path)
	var question *ingest.Question
	starts := slices.ContainsFunc(columns, func(c ingest.ColumnReading) bool { return slices.Contains(c.Roles, ingest.Role("start")) })
	if errors.As(err, &question) || err == nil && starts {
		return foundLog
	}
	if strings.HasPrefix(head, "PK\x03\x04") || strings.HasPrefix(head, "\xd0\xcf\x11\xe0") {
		return foundWorkbook
	}
	return found{}
}

// kindOfDataset tells what ships with the program, by its name.
func kindOfDataset(name string) found {
	d, err := datasets.Find(name)
	if err != nil {
		return found{}
	}
	switch d.Kind {
	case datasets.Log:
		return foundLog
	case datasets.System:
		return foundSystem
	case datasets.Question:
		return found{systemInput, "a system file", "'mtbf size %s --target 0.9999' reads it"}
	}
	return found{otherInput, "a published table", "'mtbf datasets show " + name + "' prints it"}
}
