// Package model holds the vocabulary that every other package shares:
// outages and the logs they come in, intervals and exposure, failure
// categories, estimates with their limits, warnings and errors. It imports
// the standard library only and computes little.
package model

// Outage is one interval in which one unit did not serve. It is a compact
// record: names live once in the Log, and the record holds their indices.
type Outage struct {
	Start, End float64 // hours on the log's clock; End is meaningless when Open or Instant
	Unit       int32   // index into Log.Units
	Causes     int32   // index into Log.Causes
	Group      int32   // index into Log.Groups
	Line       int32   // line in the file it came from, 1-based
	File       uint16  // index into Log.Files
	Kind       Kind
}

// Kind is a set of marks on an outage.
type Kind uint8

const (
	Open       Kind = 1 << iota // no end is known: still down when the log was written
	Planned                     // announced work: downtime, but no failure
	Infant                      // marked by the log as an early-life failure
	NoDuration                  // the log gives no duration: a failure whose downtime is not known
)

// Is reports whether k has every mark in mark.
func (k Kind) Is(mark Kind) bool { return k&mark == mark }

// Unit is what can be down on its own, with its time in service as far as the
// log or a fleet file tells it.
type Unit struct {
	Name    string
	Service Interval // in hours on the log's clock; From -Inf and To +Inf, or both 0, where not told
	Several bool     // it stands for the units of all rows that name none: outages of it may be of different units
	Seen    bool     // the log shows it while it served too, so that it is known without an outage
	Group   int32    // 1 + the index into Log.Groups of what rows say of it while it served; 0 where none does, SeveralGroups where they differ
}

// SeveralGroups is the Group of a unit of which rows say different ones.
const SeveralGroups = -1

// Clock says how the times of a log are read.
type Clock uint8

const (
	Calendar Clock = iota // hours since 1970-01-01T00:00:00Z
	Elapsed               // hours since an origin of the log's own
)

// Log is a set of outages with the names they refer to.
type Log struct {
	Clock    Clock
	Outages  []Outage
	Units    []Unit
	Causes   [][]Category // the distinct sets of causes; an outage has one or more
	Groups   []string     // values of the column that the analysis is split by
	Members  [][]int32    // by group, those that a value lists, each of which has its outages; nil: every group is one value
	Files    []string
	Exposure []Exposure // exposure that the log itself records, such as a row a drive a day
	Watched  *Interval  // what a log shows to have been watched, where its outages alone do not; nil: from the first start to the last event
	Reading  Reading

	Acknowledged map[Row]float64 // hours from the start of an outage until somebody took it on, of those that tell
	Weights      map[Row]float64 // how many of those that are served an outage hits, of those that tell; read where it is asked for
}

// Row is where an outage came from.
type Row struct {
	File uint16 // index into Log.Files
	Line int32
}

// Row returns where the outage came from.
func (o *Outage) Row() Row { return Row{o.File, o.Line} }

// Reading is the account of how rows became outages. Every row read is an
// outage, an exposure row, rejected, a duplicate or excluded:
//
//	RowsRead = len(Outages) + ExposureRows + Rejected + Duplicates + sum(ExcludedBy)
type Reading struct {
	RowsRead     int
	Rejected     int            // rows that could not be read, each reported with its position
	Duplicates   int            // exact copies of an earlier row, dropped
	ExcludedBy   map[string]int // rows left out on request or by the profile, by reason
	ExposureRows int            // rows that record time in service, or a state, and no outage
}
