package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/datasets"
	"mtbf/internal/number"
)

func newDatasetsCmd(g *global) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "datasets",
		Short: "Logs, tables and systems that ship, and logs to be fetched",
		Long: `Datasets lists, shows, exports and fetches data. Every dataset names its
provenance: synthetic, reconstructed, typed from a paper, computed or downloaded.
The percentages of published tables are computed again from their counts.`,
		Example: `  mtbf datasets list
  mtbf datasets show llama3-table5
  mtbf datasets export gray1985 -o gray.csv
  mtbf analyze "$(mtbf datasets fetch github-status)" --units 1`,
		Args: onlyKids,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newDatasetsListCmd(g), newDatasetsShowCmd(g), newDatasetsExportCmd(g), newDatasetsFetchCmd(g))
	return cmd
}

func newDatasetsListCmd(g *global) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the datasets; JSON and CSV have their provenance too",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return runDatasetsList(cmd.Context(), g) },
	}
}

func runDatasetsList(ctx context.Context, g *global) error {
	doc := &render.Datasets{Schema: "mtbf.datasets.list/1"}
	for _, d := range datasets.All() {
		entry, _, err := describe(d)
		if err != nil {
			return err
		}
		doc.Datasets = append(doc.Datasets, entry)
	}
	return g.write(doc)
}

// describe returns the description of a dataset, and the rows of one inside
// the program.
func describe(d datasets.Dataset) (render.Dataset, *datasets.Cells, error) {
	out := render.Dataset{
		Name: d.Name, Kind: string(d.Kind), About: d.About, Origin: string(d.Origin),
		Provenance: d.Provenance, Notes: append([]string{}, d.Notes...), Use: d.Use,
	}
	if w := d.Download; w != nil {
		out.Download = &render.Download{URL: w.URL, Pages: w.Pages, Terms: w.Terms}
		if w.Size > 0 {
			out.Download.Bytes = &w.Size
		}
		if w.SHA256 != "" {
			out.Download.SHA256 = &w.SHA256
		}
		return out, nil, nil
	}
	cells, err := d.Cells()
	if err != nil {
		return out, nil, err
	}
	n := len(cells.Rows)
	out.Rows = &n
	return out, cells, nil
}

func newDatasetsShowCmd(g *global) *cobra.Command {
	return &cobra.Command{
		Use:               "show NAME",
		Short:             "Where a dataset comes from, and its rows",
		Args:              oneName,
		ValidArgsFunction: completeNames(func(datasets.Dataset) bool { return true }),
		RunE:              func(cmd *cobra.Command, args []string) error { return runDatasetsShow(cmd.Context(), g, args[0]) },
	}
}

// rowsShown is how many rows of a log show prints.
const rowsShown = 5

func runDatasetsShow(ctx context.Context, g *global, name string) error {
	d, err := datasets.Find(name)
	if err != nil {
		return usageError{err}
	}
	doc := &render.DatasetDetail{Schema: "mtbf.datasets.show/1"}
	var cells *datasets.Cells
	if doc.Dataset, cells, err = describe(d); err != nil {
		return err
	}
	if cells == nil {
		return g.write(doc)
	}
	doc.Header, doc.Data = cells.Header, cells.Rows
	if d.Kind == datasets.Log {
		doc.Data = cells.Rows[:min(rowsShown, len(cells.Rows))]
	}
	shares, err := datasets.CheckShares(cells, d.Bases)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	doc.Shares = shareCheck(shares)
	return g.write(doc)
}

func shareCheck(s *datasets.Shares) *render.ShareCheck {
	if s == nil {
		return nil
	}
	out := &render.ShareCheck{PrintedSum: s.PrintedSum, Bases: []render.ShareBasis{}}
	for _, b := range s.Bases {
		out.Bases = append(out.Bases, render.ShareBasis(b))
	}
	for _, r := range s.Rows {
		row := render.ShareRow{Category: r.Category, Count: r.Count, PrintedPct: r.Printed, Decimals: r.Decimals, Of: []render.Share{}}
		for _, o := range r.Of {
			row.Of = append(row.Of, render.Share(o))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func newDatasetsExportCmd(g *global) *cobra.Command {
	return &cobra.Command{
		Use:               "export NAME",
		Short:             "Write a dataset that is inside the program as CSV, as it is",
		Args:              oneName,
		ValidArgsFunction: completeNames(datasets.Dataset.Embedded),
		RunE:              func(cmd *cobra.Command, args []string) error { return runDatasetsExport(cmd.Context(), g, args[0]) },
	}
}

func runDatasetsExport(ctx context.Context, g *global, name string) error {
	if g.format != "table" && g.format != string(render.CSV) {
		return usagef("--format %s: export writes the CSV as it is; 'mtbf datasets show %s' has other formats", g.format, name)
	}
	data, err := datasets.Open(name)
	if err != nil {
		return usageError{err}
	}
	defer data.Close()
	copyTo := func(w io.Writer) error {
		_, err := io.Copy(w, data)
		return err
	}
	if g.output != "" {
		return writeFile(g.output, copyTo)
	}
	return copyTo(g.Out)
}

// fetchOptions are the flags of datasets fetch.
type fetchOptions struct {
	*global
	dir, url string
}

func newDatasetsFetchCmd(g *global) *cobra.Command {
	o := &fetchOptions{global: g}
	cmd := &cobra.Command{
		Use:   "fetch NAME",
		Short: "Download a public log, check it, and print the path of the file",
		Long: `Fetch downloads a public log and prints the path of the file, which analyze
reads. The file appears under its name only when it is complete and has the right
checksum, where one is known. A download that was cut short goes on where it
stopped when fetch is run again. A file that is there and right is not downloaded
again; nor is one that you put there as NAME.csv, if it has the right checksum.`,
		Example: `  mtbf datasets fetch lanl
  mtbf datasets fetch lanl --url https://example.org/copy-of-the-file.csv --dir data
  mtbf analyze "$(mtbf datasets fetch github-status)" --units 1`,
		Args:              oneName,
		ValidArgsFunction: completeNames(func(d datasets.Dataset) bool { return !d.Embedded() }),
		RunE:              func(cmd *cobra.Command, args []string) error { return runDatasetsFetch(cmd.Context(), o, args[0]) },
	}
	cmd.Flags().StringVar(&o.dir, "dir", "", "folder of the file (default: mtbf in the user's cache folder)")
	cmd.Flags().StringVar(&o.url, "url", "", "fetch from this address instead; the checksum stays the same")
	return cmd
}

func runDatasetsFetch(ctx context.Context, o *fetchOptions, name string) error {
	if _, err := render.ParseFormat(o.format); err != nil {
		return usageError{err}
	}
	if o.output != "" {
		return usagef("--output: fetch names the file itself; --dir chooses its folder")
	}
	d, err := o.source(name)
	if err != nil {
		return err
	}
	if o.dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return fmt.Errorf("no cache folder (%w); --dir chooses one", err)
		}
		o.dir = filepath.Join(cache, "mtbf")
	}
	f := datasets.Fetcher{}
	if o.onTerminal() {
		f.Progress = o.progress
		defer fmt.Fprint(o.Err, "\r\x1b[K")
	}
	done, err := f.Fetch(ctx, d, o.dir)
	if errors.Is(err, datasets.ErrAddress) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	o.notes(d, done)
	if o.format == string(render.Table) {
		_, err := fmt.Fprintln(o.Out, done.Path)
		return err
	}
	return o.write(&render.Fetched{
		Schema: "mtbf.datasets.fetch/1", Name: name, Path: done.Path, Bytes: done.Bytes, SHA256: done.SHA256, Checked: d.Download.SHA256 != "",
		Present: done.Present, ResumedBytes: done.Resumed, Redirects: append([]string{}, done.Redirects...),
	})
}

// source returns the dataset to fetch, its address that of --url if given.
func (o *fetchOptions) source(name string) (datasets.Dataset, error) {
	d, err := datasets.Find(name)
	if err != nil {
		return d, usageError{err}
	}
	if d.Embedded() {
		return d, usagef("%s is inside the program: 'mtbf datasets export %s' writes it; to be fetched are: %s", name, name, strings.Join(datasets.Fetchable(), ", "))
	}
	if o.url != "" {
		download := *d.Download
		download.URL = o.url
		d.Download = &download
	}
	return d, nil
}

func (o *fetchOptions) onTerminal() bool { return o.ErrTerminal && !o.quiet }

func (o *fetchOptions) progress(done, total int64) {
	if total < 0 {
		fmt.Fprintf(o.Err, "\r%s bytes", number.Count(int(done)))
		return
	}
	fmt.Fprintf(o.Err, "\r%s of %s bytes", number.Count(int(done)), number.Count(int(total)))
}

// notes tells on standard error what came, under which terms, and what reads
// it.
func (o *fetchOptions) notes(d datasets.Dataset, done *datasets.Fetched) {
	if o.quiet {
		return
	}
	for _, address := range done.Redirects {
		o.note("redirected to %s", address)
	}
	checksum := "as it should be"
	if d.Download.SHA256 == "" {
		checksum = "checksum: none, the file changes"
	}
	switch {
	case done.Present:
		o.note("%s was there already", d.Name)
	case done.Resumed > 0:
		o.note("resumed after %s bytes", number.Count(int(done.Resumed)))
	}
	o.note("%s bytes, sha256 %s (%s)", number.Count(int(done.Bytes)), done.SHA256, checksum)
	o.note("terms: %s", d.Download.Terms)
	o.note("to analyse it: %s", strings.ReplaceAll(d.Use, "FILE", shellWord(done.Path)))
}

// shellWord quotes a path that a shell would take apart.
func shellWord(path string) string {
	if !strings.ContainsAny(path, " \t\n'\"\\$`*?[]{}()<>|&;#~!") {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// oneName asks for exactly one dataset.
func oneName(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s needs the name of one dataset, got %d; 'mtbf datasets list' has them", cmd.Name(), len(args))
	}
	return nil
}

// completeNames offers the names of datasets to the shell.
func completeNames(keep func(datasets.Dataset) bool) cobra.CompletionFunc {
	var names []string
	for _, d := range datasets.All() {
		if keep(d) {
			names = append(names, d.Name)
		}
	}
	return cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp)
}
