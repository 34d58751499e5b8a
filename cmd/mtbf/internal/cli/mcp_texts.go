package cli

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/mcpserver"
	"mtbf/docs"
	"mtbf/ingest"
	"mtbf/ingest/systemfile"
)

// mcpInstructions are for who calls the tools and knows nothing of the program; %s is the
// folder.
const mcpInstructions = `mtbf turns outage logs and descriptions of systems into figures of reliability, with limits (a confidence interval) on every number that comes from data.

Which tool:
- what fails, how often, for how long, MTBF, MTTR, availability, an error budget, from an outage log: analyze
- before against after, or two logs: compare
- is the failure rate constant, better or worse over time, reliability growth: trend
- the distribution of lifetimes or repair times, Weibull, B10, survival: fit
- MTBF from a count of failures and hours, no log: rate
- availability, MTBF, weak points of a design (system file), a fault tree: solve; where solve cannot answer: simulate
- how much redundancy or how many spares to buy: size, size_require, size_spares
- what retries, pairs, RAID, quorums, supervisors, detectors, restarts or careful changes buy: the mechanism_ tools

Files are below %s. Name them relative to it, as "logs/2024.csv"; nothing else can be read. A file that you write yourself, such as a system file, is given as a text: "files": ["-"] and "text": its content. "dataset:NAME" reads data that ship with the program, such as dataset:shop (a log) or dataset:duplexed-discs (a system). Nothing can be written.

A log is a file with one row an outage (CSV, JSON, a workbook; also compressed): when it began, when it ended or how long it took, which unit was down, why. Columns are found by their names; explain-columns of analyze tells what they were taken for. A log holds only what failed. Say how much was watched: units with from and to, or exposure (all unit-hours), or fleet. Without that a warning (exposure-inferred, window-inferred) says that rates and availability are guesses.

Numbers: times are hours, rates per hour, probabilities and shares from 0 to 1, unless the key says otherwise. An estimate is {point, lo, hi, confidence, method}: quote lo and hi with the point. null means not estimable, not defined or infinite, never 0, and a warning says why. Read warnings and pass on those that matter; the page mtbf://docs/exit-codes.md explains each code. Lengths of time in arguments are texts such as "90m", "36h", "30d", "1.5y". Uncertain numbers of the mechanisms are texts too: "131/132" (a count of a count), "3/50000h" (failures in hours, for an MTBF), "5%%..14%%" or "1h..2h" (a range), "CATEGORY:LOG" (what a log tells); their limits are carried to the results.

Answers are JSON with every figure. "format": "markdown" is the short form of the same answer, tables of rounded figures: take it for a first look, or to show to a person. The answer of analyze is long: depth and fits shorten it.

From a question to a design: size a system file with choose:, again with "as-system": true for the system file of the answer, and give that as the text of solve or simulate. A mechanism with "as-module": "NAME" is a system file too.

A result that is an error (isError) holds no answer. If it has "schema": "mtbf.question/1" it is a question: the file can be read in several ways that give different figures. Do not choose one by its figures: find out which is right, ask the person if you must, and call again with the properties of that reading, which stand at the end of the question. All other errors say what is wrong and what to write instead; --units in a message is the property "units".`

// toolText is what a tool says of itself.
type toolText struct {
	command, about string
	files          *mcpserver.Files
	text           string // what may be given as text in place of a file
}

// Texts in place of files.
const (
	logAsText    = `content of a log, in place of a file: name it "-" in files`
	timesAsText  = `content of the file, in place of a file: name it "-" in files`
	systemAsText = `content of the system file (YAML) or fault tree, in place of a file: name it "-" in files; files that it names are below the folder`
)

// textOfMechanisms are those of mechanisms that read a file of their own.
var textOfMechanisms = map[string]string{
	"mechanism policy":    "content of the file of classes (YAML), where classes is \"-\"",
	"mechanism supervise": "content of the file of the tree (YAML), where tree is \"-\"",
}

// aboutFormat is of the form of answers.
const aboutFormat = "json: every figure; markdown: short, tables of rounded figures"

// aboutProperty are properties whose help is of no use to tools.
var aboutProperty = map[string]string{
	"strict":    "an error if any row was rejected, beside the answer",
	"profile":   "how the log is read: a .yaml file, or one of " + strings.Join(ingest.ProfileNames(), ", ") + " (default: by its columns)",
	"as-system": "answer with the system file (YAML) of the chosen design: a text for solve, simulate and size_require",
	"as-module": "answer with a system file (YAML) in which the result is a module of this NAME: a text for solve",
}

// requiredOf are the flags without which a command has no answer whatever the others say.
var requiredOf = map[string][]string{
	"rate": {"failures", "exposure"}, "size require": {"target", "what"}, "size spares": {"units", "mtbf", "lead-time"},
	"mechanism contract": {"mttf", "mttr"}, "mechanism partition": {"sites", "available"}, "mechanism placement": {"nodes", "failed"}, "mechanism policy": {"classes", "bad-fix"},
	"mechanism quorums": {"quorums", "available"}, "mechanism rejuvenate": {"repair", "restart"}, "mechanism replica": {"mtbf", "category"}, "mechanism retry": {"soft"},
	"mechanism storage": {"scheme", "mttf", "rebuild"},
}

// oneSystem are the files of a command that reads a system.
var oneSystemFile = &mcpserver.Files{About: "one system file (YAML), or dataset:NAME", Least: 1, Most: 1}

// toolTexts are the tools but for the mechanisms.
var toolTexts = []toolText{
	{"analyze", `Reads outage logs and answers with the failure-category model: failures, downtime, MTBF, MTTR, availability and failure rate of the whole and of each category of cause, with limits, and with an account of what was done with every row. Start here with any outage or incident log. Give what was watched: units (how many) with from and to, or exposure, or fleet. by splits it into groups (by a column, year, quarter, month), slo reckons an error budget, explain-columns says what the columns are taken for and why. The answer is mtbf.analyze/1: total and categories[] are rows with mtbf_hours, mttr_hours, availability, rate_per_hour (estimates) and failures; observed_availability is hours up over hours watched.`,
		&mcpserver.Files{About: "outage logs: CSV, JSON or workbooks, plain or compressed, or dataset:NAME", Least: 1}, logAsText},
	{"fit", `Fits distributions (exponential, Weibull, lognormal, gamma and others) by maximum likelihood to times of failure or of repair, censored ones included, and ranks them. The file is either one of times, with columns time and status (1 failed, 0 still running) or lower and upper, or an outage log: then of must say repair, between or life. quantile gives B lives (10% for B10), at the reliability at times, survival the Kaplan-Meier estimate, goodness an Anderson-Darling test, age what is left at an age. The answer is mtbf.fit/1: families[] with parameters (hours) and their limits, aic, and best.`,
		&mcpserver.Files{About: "one file of times, or an outage log where of is given, or dataset:NAME", Least: 1, Most: 1}, timesAsText},
	{"trend", `Asks whether the failures of a log came at one constant rate, or more and more, or less and less often: trend tests (Laplace, MIL-HDBK-189 and others), a power law (Crow-AMSAA) with the MTBF now, the moment of a change, the mean cumulative function with limits. With times the file is a CSV of failure times of tests (reliability growth), and target and ahead ask how much longer to test and what to expect. The answer is mtbf.trend/1.`,
		&mcpserver.Files{About: "one outage log, or with times a file of failure times, or dataset:NAME", Least: 1, Most: 1}, timesAsText},
	{"compare", `Is the difference real? Sets two outage logs, or with split the two parts of one log before and after a time, against each other: ratio of failure rates and of MTTRs, new over old, and difference of availabilities, of the whole and by category, with limits, p-values that allow for the number of comparisons, and a verdict. Properties of logs hold for both; with new- before the name they hold for the second log alone, such as new-units. The answer is mtbf.compare/1.`,
		&mcpserver.Files{About: "the old log and the new one, or one log where split is given", Least: 1, Most: 2}, logAsText},
	{"rate", `MTBF, failure rate and reliability of missions, with exact limits, from a count of failures and the time observed, without a log: 3 failures in 50000h. Zero failures give a lower bound of the MTBF and no point. The answer is mtbf.rate/1.`, nil, ""},
	{"solve", `Answers exactly for a design: availability, unavailability, MTBF, mean up and down time, MTTF, failure frequency, minimal cut sets (the smallest ways to fail) and importance of every unit; with at also reliability and availability at times. The file is a system file (YAML: modules with mtbf and mttr, and a structure of series, parallel, k_of_n, duplex, standby, network and others; the page mtbf://docs/system-files.md has every key, mtbf://schema/system-file.json the JSON Schema), or a fault tree: Open-PSA (.xml) or Galileo (.dft). The answer is mtbf.solve/2. What it cannot answer it refuses by name and says which tool can.`,
		&mcpserver.Files{About: "a system file (.yaml), fault tree files (.xml, several are read together), a dynamic fault tree (.dft), or dataset:NAME", Least: 1}, systemAsText},
	{"simulate", `Answers for a design by Monte Carlo simulation: any distributions, crews, spares, standby, rare failures by importance sampling. Use it where solve says that it cannot answer, or to check it. One seed gives one answer. rel-error is the relative standard error at which it stops (a number such as 0.01 as text, or 1%); at the limit of time the answer is what is known by then, with the warning incomplete. The answer is mtbf.simulate/2: measures are estimates with relative_error.`,
		&mcpserver.Files{About: "a system file (.yaml), fault tree files (.xml), a dynamic fault tree (.dft), or dataset:NAME", Least: 1}, systemAsText},
	{"size", `How much redundancy to buy: of a system file with questions (choose:) and resources such as cost, finds the cheapest design that reaches target, or with maximize the best one within the limits, with a proof or a bound, and the Pareto frontier. Needs one of target, a text such as 0.9999 or 99.99%, and maximize; with several resources also minimize. The answer is mtbf.size/1, or with as-system the system file of the design, to be given to solve, simulate or size_require as their text.`, oneSystemFile, systemAsText},
	{"size require", `What one module of a system must be for the whole to reach target: the least MTBF, the greatest MTTR, the coverage or another number (what, such as mtbf=disc), alone or against another number that with and values vary. The answer is mtbf.size-require/1.`, oneSystemFile, systemAsText},
	{"size spares", `How many spare parts to keep: from units in operation, their MTBF and the time until stock is made good, the least stock that reaches a fill rate or a ready rate. The answer is mtbf.size-spares/1.`, nil, ""},
}

// aboutMechanism is what the tool of a mechanism says of itself: its help. How uncertain
// numbers are written stands in the instructions, once for all.
func aboutMechanism(cmd *cobra.Command) string {
	return fmt.Sprintf("%s.\n\n%s\n\nThe answer is mtbf.mechanism/1, with its assumptions.", cmd.Short, strings.TrimRight(forTools(cmd.Long), "\n"))
}

// mcpPages are the documentation: pages for users, the keys of the answers a tool at a
// time, and the schema of system files.
func mcpPages() ([]mcpserver.Page, error) {
	pages := []mcpserver.Page{{URI: "mtbf://schema/system-file.json", Name: "system-file.json", About: "JSON Schema of system files", Type: "application/schema+json", Text: systemfile.Schema()}}
	names, err := fs.Glob(docs.Pages, "*.md")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := docs.Pages.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if name == "json.md" {
			pages = append(pages, keyPages(text)...)
			continue
		}
		title, _, _ := bytes.Cut(bytes.TrimPrefix(text, []byte("# ")), []byte("\n"))
		pages = append(pages, mcpserver.Page{URI: "mtbf://docs/" + name, Name: name, About: string(title), Type: "text/markdown", Text: text})
	}
	return pages, nil
}

// sectionOfKeys is the heading of a part of the page of keys, and partOfKeys a link to one.
var (
	sectionOfKeys = regexp.MustCompile(`(?m)^###? (?:mtbf\.(\S+?)/\d+|(.+))\n`)
	partOfKeys    = regexp.MustCompile(`\]\(#([a-z0-9-]+)\)`)
)

// answersOfTools are the documents that tools answer with.
var answersOfTools = []string{"analyze", "columns", "compare", "fit", "mechanism", "question", "rate", "simulate", "size", "size-require", "size-spares", "solve", "trend"}

// keyPages cuts the page of the keys of the JSON: one page a document, with the parts
// that it is made of.
func keyPages(text []byte) (pages []mcpserver.Page) {
	parts, documents := map[string][]byte{}, map[string][]byte{}
	found := sectionOfKeys.FindAllSubmatchIndex(text, -1)
	for i, at := range found {
		end := len(text)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		if section := text[at[0]:end]; at[2] >= 0 {
			documents[string(text[at[2]:at[3]])] = section
		} else {
			parts[strings.ReplaceAll(string(text[at[4]:at[5]]), " ", "-")] = section
		}
	}
	for _, name := range answersOfTools {
		section := documents[name]
		whole, has := slices.Clone(section), map[string]bool{}
		for rest := section; rest != nil; {
			var more []byte
			for _, link := range partOfKeys.FindAllSubmatch(rest, -1) {
				if part := string(link[1]); !has[part] {
					has[part] = true
					more = append(more, parts[part]...)
				}
			}
			whole, rest = append(whole, more...), more
		}
		pages = append(pages, mcpserver.Page{URI: "mtbf://json/" + name + ".md", Name: name + ".md", About: "every key of the JSON of " + name, Type: "text/markdown", Text: whole})
	}
	return pages
}
