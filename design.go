package mtbf

import (
	"fmt"
	"io"

	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/sizing"
)

// WriteDesign writes a file that asks (choose:) as the system file of a design that answers
// it: what the choice keeps stands there as it does in the question, so that solve, simulate
// and report give the numbers of the design. The files that it names are named from the
// folder dir, "" being that of the question. The lines of about are comments.
func WriteDesign(w io.Writer, f *systemfile.File, d *sizing.Design, dir string, about ...string) error {
	answers, err := answersOf(f, d)
	if err != nil {
		return err
	}
	return f.Write(w, answers, dir, about...)
}

// DesignFile is the file that WriteDesign writes, read, with the warnings of reading it.
func DesignFile(f *systemfile.File, d *sizing.Design) (*systemfile.File, []model.Warning, error) {
	answers, err := answersOf(f, d)
	if err != nil {
		return nil, nil, err
	}
	return f.Answered(answers)
}

// answersOf gives each question of a file the copies that a design has there.
func answersOf(f *systemfile.File, d *sizing.Design) (systemfile.Answers, error) {
	questions := sizing.Questions(f.Model)
	if len(questions) != len(d.Choices) {
		return nil, fmt.Errorf("a design that answers %s, for a file of %s", model.Counted(len(d.Choices), "question"), model.Counted(len(questions), "question"))
	}
	answers := systemfile.Answers{}
	for i, q := range questions {
		answers[q] = d.Choices[i]
	}
	return answers, nil
}
