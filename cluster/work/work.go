// Package work holds the verbs of mtbf-worker. A verb reads pieces from its input, one a
// line, and writes answers, one a line; it keeps nothing between runs, so that an engine
// can run it again anywhere. Lines are plain ASCII without tabs inside a value.
package work

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/klauspost/compress/s2"

	"mtbf"
	"mtbf/ingest"
)

// Kinds of lines that split and survey write, in a column before them.
const (
	Rows    = "rows"    // a block of rows of a part, as packer writes it
	Log     = "log"     // of a part, once its rows are read
	Account = "account" // of a split, or of a part
)

// Bounds in bytes: of a line, of the log of a part, and of a block of rows, which has
// up to 4 MiB of text and a record more, and tells the lines of its rows.
const (
	maxLine  = 1 << 30
	maxLog   = 1 << 30
	maxBlock = 64 << 20
)

// Verb does what is to be done with all lines of an input. plan is the path of a plan.
type Verb func(ctx context.Context, plan string, in *bufio.Scanner, out *bufio.Writer) error

// Verbs are those of the worker.
var Verbs = map[string]Verb{"split": split, "survey": survey, "walk": walk, "simulate": simulate}

// Run runs a verb over an input.
func Run(ctx context.Context, verb, plan string, in io.Reader, out io.Writer) error {
	do := Verbs[verb]
	if do == nil {
		return fmt.Errorf("no verb %q", verb)
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 1<<20), maxLine)
	w := bufio.NewWriterSize(out, 1<<20)
	if err := do(ctx, plan, lines, w); err != nil {
		return err
	}
	return errors.Join(lines.Err(), w.Flush())
}

// Plan is a plan of an analysis with the folder that its paths start from.
type Plan struct {
	Dir  string
	Line []byte // of mtbf.AnalysisPlan
}

// WritePlan writes a plan for workers, which see the same files under the same names.
func WritePlan(path string, p *mtbf.AnalysisPlan) error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	line, err := p.Line()
	if err != nil {
		return err
	}
	text, err := json.Marshal(Plan{dir, line})
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

// readPlan reads a plan and goes to its folder.
func readPlan(ctx context.Context, path string) (*mtbf.AnalysisWorker, *mtbf.AnalysisPlan, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	var p Plan
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := os.Chdir(p.Dir); err != nil {
		return nil, nil, err
	}
	plan, err := mtbf.ReadPlan(p.Line)
	if err != nil {
		return nil, nil, err
	}
	w, err := plan.Worker(ctx)
	return w, plan, err
}

// split reads splits, as JSON, and writes their rows by part, and their accounts.
func split(ctx context.Context, plan string, in *bufio.Scanner, out *bufio.Writer) error {
	w, _, err := readPlan(ctx, plan)
	if err != nil {
		return err
	}
	p := &packer{out: out}
	for in.Scan() {
		var s ingest.Split
		if err := json.Unmarshal(in.Bytes(), &s); err != nil {
			return fmt.Errorf("a split: %w", err)
		}
		p.blocks = 0
		account, err := w.Split(ctx, s, p.give)
		if err != nil {
			return err
		}
		text, err := json.Marshal(account)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s\t%s\n", Account, base64.StdEncoding.EncodeToString(text))
	}
	return nil
}

// packer writes blocks of rows as lines: the part, the place of the block in the log, and
// the block, compressed, in base64. The order of the lines is that of the log.
type packer struct {
	out              *bufio.Writer
	raw, small, text []byte
	blocks           int
}

// PartWidth is how many characters of a block's line name its part.
const PartWidth = 6

func (p *packer) give(part int, b *ingest.RowBlock) error {
	var err error
	if p.raw, err = b.AppendBinary(p.raw[:0]); err != nil {
		return err
	}
	p.pack()
	fmt.Fprintf(p.out, "%s\t%0*d %05d.%07d.%05d ", Rows, PartWidth, part, b.Split.File, b.Split.Number, p.blocks)
	p.blocks++
	if _, err = p.out.Write(p.text); err != nil {
		return err
	}
	return p.out.WriteByte('\n')
}

// eachPart gives the blocks of every part, of which the lines come one after the other.
func eachPart(in *bufio.Scanner, do func(part int, blocks []*ingest.RowBlock) error) error {
	last, blocks := -1, []*ingest.RowBlock(nil)
	seen := map[int]bool{}
	u := &unpacker{}
	for in.Scan() {
		part, b, err := u.block(in.Bytes())
		if err != nil {
			return err
		}
		if part != last {
			if seen[part] {
				return fmt.Errorf("the blocks of part %d do not come together", part+1)
			}
			seen[part] = true
			if blocks != nil {
				if err := do(last, blocks); err != nil {
					return err
				}
			}
			last, blocks = part, nil
		}
		blocks = append(blocks, b)
	}
	if blocks == nil || in.Err() != nil {
		return in.Err()
	}
	return do(last, blocks)
}

var errLine = errors.New("a line that is no block of rows")

// unpacker reads what packer writes, in memory that is used again.
type unpacker struct{ small []byte }

func (u *unpacker) block(line []byte) (part int, b *ingest.RowBlock, err error) {
	name, rest, ok := bytes.Cut(line, []byte(" "))
	_, text, ok2 := bytes.Cut(rest, []byte(" "))
	part, err = strconv.Atoi(string(name))
	if !ok || !ok2 || err != nil {
		return 0, nil, errLine
	}
	raw, err := u.open(text, maxBlock)
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %w", errLine, err)
	}
	b = &ingest.RowBlock{}
	return part, b, b.UnmarshalBinary(raw)
}

// survey reads blocks of rows and writes the account of every part, as JSON in base64,
// and its log, compressed, in base64.
func survey(ctx context.Context, plan string, in *bufio.Scanner, out *bufio.Writer) error {
	w, _, err := readPlan(ctx, plan)
	if err != nil {
		return err
	}
	p := &packer{out: out}
	return eachPart(in, func(part int, blocks []*ingest.RowBlock) error {
		log, err := w.Survey(ctx, part, blocks)
		if err != nil {
			return err
		}
		return p.log(log)
	})
}

// log writes the account and the log of a part.
func (p *packer) log(log *ingest.PartLog) error {
	account, err := json.Marshal(log.Account)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s\t%s\n", Account, base64.StdEncoding.EncodeToString(account))
	if p.raw, err = log.AppendBinary(p.raw[:0]); err != nil {
		return err
	}
	if len(p.raw) > maxLog {
		return fmt.Errorf("part %d comes to %d bytes, more than %d: make more parts", log.Part+1, len(p.raw), maxLog)
	}
	p.pack()
	if len(p.text) >= maxLine {
		return fmt.Errorf("part %d comes to a line of %d bytes, more than %d: make more parts", log.Part+1, len(p.text), maxLine)
	}
	fmt.Fprintf(p.out, "%s\t", Log)
	if _, err := p.out.Write(p.text); err != nil {
		return err
	}
	return p.out.WriteByte('\n')
}

// LogLine makes the line for merge of a log that survey has written.
func LogLine(packed []byte) ([]byte, error) {
	raw, err := (&unpacker{}).open(packed, maxLog)
	if err != nil {
		return nil, err
	}
	return mtbf.LogLine(raw)
}

// pack compresses what is raw, and writes it as text.
func (p *packer) pack() {
	p.small = s2.Encode(p.small[:cap(p.small)], p.raw)
	p.text = base64.StdEncoding.AppendEncode(p.text[:0], p.small)
}

// open returns what pack has made a text of, at most so many bytes, in memory of its own.
func (u *unpacker) open(text []byte, most int) (raw []byte, err error) {
	if u.small, err = base64.StdEncoding.AppendDecode(u.small[:0], text); err != nil {
		return nil, err
	}
	if n, err := s2.DecodedLen(u.small); err != nil || n > most {
		return nil, cmp.Or(err, fmt.Errorf("it tells of %d bytes, more than %d", n, most))
	}
	return s2.Decode(nil, u.small)
}

func answer(out *bufio.Writer, text []byte) error {
	_, err := out.WriteString(base64.StdEncoding.EncodeToString(text) + "\n")
	return err
}

// walk reads the logs of parts and writes what every one comes to, as a line for merge,
// in base64.
func walk(ctx context.Context, plan string, in *bufio.Scanner, out *bufio.Writer) error {
	w, _, err := readPlan(ctx, plan)
	if err != nil {
		return err
	}
	u := &unpacker{}
	for in.Scan() {
		raw, err := u.open(in.Bytes(), maxLog)
		if err != nil {
			return fmt.Errorf("the log of a part: %w", err)
		}
		log := &ingest.PartLog{}
		if err := log.UnmarshalBinary(raw); err != nil {
			return err
		}
		measured, err := w.Measure(ctx, log)
		if err != nil {
			return err
		}
		text, err := measured.Line()
		if err != nil {
			return err
		}
		if err := answer(out, text); err != nil {
			return err
		}
	}
	return nil
}
