package gray

import (
	"math"
	"strconv"

	"mtbf/model"
)

// The paper's own quantities, from which some of its claims follow.
const (
	discMTBF      = 10_000.0 // hours, p. 5
	discMTTR      = 24.0     // hours, p. 5
	discHours     = 1e8      // disc hours of the sample, p. 11
	discs         = 20_000.0 // p. 11
	systems       = 2000.0   // p. 7
	surveyMonths  = 7.0      // p. 7
	reportedPart  = 0.5      // part of the failures that is reported, p. 7
	conventional  = 168.0    // MTBF of a conventional system, hours, p. 7
	deviceFaults  = 50_000.0 // in the sample, p. 12
	actuationSec  = 5e-6     // von Neumann's seconds between actuations
	tubes         = 2500.0   // of von Neumann's machine
	minutesADay   = 1440.0
	hoursAMonth   = year / 12
	sampleYears   = ExposureYears
	softwareFault = 132.0 // spooler faults examined, p. 18
)

const (
	fromLog    = "log"
	fromFigure = "figure 1"
	fromTable  = "table 1 as printed"
	fromText   = "formula"
)

// statements are the claims of the paper in the order of its pages.
var statements = []statement{
	{"availability-two-weeks", 1, "a 90-minute outage every two weeks is 99.6 % availability", Equals, 99.6, 1, "%", fromText,
		func(Evidence) float64 { return 100 * (1 - 90/(14*minutesADay)) }, "1 - 90/20160"},
	{"availability-ten-days", 1, "a 1.5-hour outage every ten days, the same system", Equals, 99.6, 1, "%", fromText,
		func(Evidence) float64 { return 100 * (1 - 90/(10*minutesADay)) }, "ten days and two weeks are not the same pair: this one is 99.4 %"},
	{"figure-total", 2, "the system is up for its users 90 minutes after the failure", Equals, 90, 0, "min", fromFigure,
		func(e Evidence) float64 { return outageMinutes(e) }, ""},
	{"notice", 1, "the operator needs a few minutes to see that there is a problem", Roughly, 3, 0, "min", fromFigure,
		func(e Evidence) float64 { return stageMinutes(e, 1) }, ""},
	{"dump", 1, "about five minutes to take a dump", Roughly, 5, 0, "min", fromFigure,
		func(e Evidence) float64 { return stageMinutes(e, 2) }, ""},
	{"network-restart", 1, "restarting a terminal network can take an hour", Roughly, 60, 0, "min", fromFigure,
		networkRestart, "from the data base up to data communications up"},
	{"partial", 3, "90 % of the data base for 90 % of the terminals is 81 %", Equals, 81, 0, "%", fromText,
		func(Evidence) float64 { return 100 * 0.9 * 0.9 }, ""},
	{"terminals", 3, "one terminal in a hundred broken is 99 % availability", Equals, 99, 0, "%", fromText,
		func(Evidence) float64 { return 100 * 99. / 100 }, ""},
	{"two-terminals", 3, "two terminals and lines a site", Equals, 99.99, 2, "%", fromText,
		func(Evidence) float64 { return twoPaths(0.99) }, "if the two fail independently"},
	{"von-neumann", 4, "von Neumann needs a redundancy of 20,000 for a system MTBF of 100 years", Roughly, 20_000, 0, "", fromText,
		func(Evidence) float64 { return bundleFor(tubes * 100 * year * 3600 / actuationSec) }, "his machine of 2,500 tubes, one actuation in 5 microseconds, by his eq. 27"},
	{"disc-year", 5, "a disc with an MTBF of 10,000 hours has a hard fault about once a year", Roughly, 1, 0, "year", fromText,
		func(Evidence) float64 { return discMTBF / year }, ""},
	{"duplexed-pair", 5, "the pair of such discs, repaired in 24 hours, has an MTBF of over 1,000 years", Over, 1000, 0, "years", fromText,
		func(Evidence) float64 { return pairMTBF(discMTBF, discMTTR) / year }, pairNote()},
	{"sample-size", 7, "more than 2,000 systems over seven months are over 1,300 system years", Over, 1300, 0, "years", fromText,
		func(Evidence) float64 { return systems * surveyMonths * hoursAMonth / year }, "2,000 systems give 1,167 years; 1,300 need 2,229"},
	{"sample-hours", 7, "over 10,000,000 system hours", Over, 1e7, 0, "h", fromText,
		func(Evidence) float64 { return sampleYears * year }, "10,000,000 h by themselves are 1,141 years"},
	{"failures", 7, "166 failures", Equals, 166, 0, "failures", fromLog,
		func(e Evidence) float64 { return failures(e.Sample, "") }, "the log was reconstructed to hold as many"},
	{"mtbf-reported", 7, "an MTBF of 7.8 years from what was reported", Equals, 7.8, 1, "years", fromLog,
		func(e Evidence) float64 { return sampleYears / failures(e.Sample, "") }, "1,300 years / the outages of the log"},
	{"mtbf-underreported", 7, "3.8 years if half of the failures are reported", Equals, 3.8, 1, "years", fromLog,
		func(e Evidence) float64 { return reportedPart * sampleYears / failures(e.Sample, "") }, "half of 7.83 is 3.9; half of the rounded 7.8 is 3.9 too: rounded down"},
	{"times-conventional", 7, "more than 500 times the MTBF of a conventional system of one week", Over, 500, 0, "times", fromLog,
		func(e Evidence) float64 { return sampleYears / failures(e.Sample, "") * year / conventional }, "7.8 years are 407 weeks; it holds for the 11 years of the mature system, 574 weeks"},
	{"four-customers", 8, "four large customers with an MTBF of 4 years are consistent with 7.8 at half reporting", Roughly, 4, 0, "years", fromLog,
		func(e Evidence) float64 { return reportedPart * sampleYears / failures(e.Sample, "") }, ""},
	{"infant-third", 8, "about one third of the failures are infant mortality", Roughly, 100. / 3, 0, "%", fromLog,
		func(e Evidence) float64 { return 100 * infant(e) / failures(e.Sample, "") }, "the note to Table 1 says 30 %, which the log follows"},
	{"kept", 8, "107 failures are left without infant ones and without discs that are not duplexed", Equals, 107, 0, "failures", fromLog,
		func(e Evidence) float64 { return failures(e.Kept, "") }, ""},
	{"mtbf-kept", 8, "the MTBF of the mature system is over 11 years", Over, 11, 0, "years", fromLog,
		func(e Evidence) float64 { return sampleYears / failures(e.Kept, "") }, "12.1; eleven years would be 118 failures"},
	{"administration", 8, "administration is 42 % of the failures", Equals, 42, 0, "%", fromLog,
		func(e Evidence) float64 { return share(e, "administration") }, ""},
	{"maintenance-error", 8, "a maintenance error takes a system down once in 52 years", Equals, 52, 0, "years", fromTable,
		func(e Evidence) float64 { return sampleYears / printed(e, "administration/maintenance") }, "1,300/25, the printed percentage taken for a count; the log's 27 failures give 48"},
	{"software", 11, "software is 25 % of the failures", Equals, 25, 0, "%", fromLog,
		func(e Evidence) float64 { return share(e, "software") }, ""},
	{"software-applications", 11, "if applications are 12 %, software is 30 %", Equals, 30, 0, "%", fromTable,
		softwareWithApplications, "(21 + 12)/(100 + 8), the added application failures being failures too"},
	{"communications", 11, "all communications failed three times", Equals, 3, 0, "failures", fromLog,
		func(e Evidence) float64 { return failures(e.Kept, "environment/communications") }, ""},
	{"fire-and-flood", 11, "one fire and one flood", Equals, 2, 0, "failures", fromLog,
		func(e Evidence) float64 { return noted(e, "fire", "flood") }, ""},
	{"disc-hours", 11, "over 20,000 discs ran for over 100,000,000 disc hours", Over, 1e8, 0, "h", fromText,
		func(Evidence) float64 { return discs * surveyMonths * hoursAMonth }, ""},
	{"disc-pair-failures", 11, "19 failures of duplexed discs", Equals, 19, 0, "failures", fromLog,
		func(e Evidence) float64 { return failures(e.Duplexed, "hardware/disc") }, ""},
	{"disc-pair-mature", 11, "7 of them after infant mortality", Equals, 7, 0, "failures", fromLog,
		func(e Evidence) float64 { return failures(e.Mature, "hardware/disc") }, "Table 1's total of 103 % needs 110 causes of 107 outages, 8 of them discs"},
	{"disc-pair-mtbf", 11, "the MTBF of a disc pair is over 5 million hours, as the paper counts: disc hours over pair failures", Over, 5e6, 0, "h", fromLog,
		func(e Evidence) float64 { return discHours / failures(e.Duplexed, "hardware/disc") }, "600 years"},
	{"disc-pair-mtbf-mature", 11, "the same after infant mortality", Over, 5e6, 0, "h", fromLog,
		func(e Evidence) float64 { return discHours / failures(e.Mature, "hardware/disc") }, "with the paper's 7 failures 14.3 million hours, 1,630 years"},
	{"disc-pair-hours", 11, "the same counted as pairs: pair hours over pair failures", Over, 5e6, 0, "h", fromLog,
		func(e Evidence) float64 { return discHours / 2 / failures(e.Duplexed, "hardware/disc") }, "two discs make one pair: 300 years, not 600"},
	{"disc-pair-thousand", 11, "it approximates the 1,000 years of the pair", Roughly, 1000, 0, "years", fromLog,
		func(e Evidence) float64 { return discHours / failures(e.Duplexed, "hardware/disc") / year }, "600 years of disc hours; 1,000 lie between 19 failures and 7"},
	{"hardware-mtbf", 12, "hardware has an MTBF of 73 years", Equals, 73, 0, "years", fromTable,
		func(e Evidence) float64 { return sampleYears / printed(e, "hardware") }, "1,300/18 = 72.2; 73 needs 1,305 years or more"},
	{"device-faults", 12, "fewer than one of 1,000 device faults interrupted a system", Under, 1, 0, "per 1000", fromLog,
		func(e Evidence) float64 { return 1000 * failures(e.Kept, "hardware") / deviceFaults }, "hardware outages of the log over 50,000 faults"},
	{"mistakes", 12, "41 critical mistakes in over 1,300 years are one in 31 years", Equals, 31, 0, "years", fromText,
		func(Evidence) float64 { return sampleYears / 41. }, "31.7; 31 was cut off, or 42 were meant"},
	{"infant-third-outages", 13, "new products are one third of all outages", Roughly, 100. / 3, 0, "%", fromLog,
		func(e Evidence) float64 { return 100 * infant(e) / failures(e.Sample, "") }, ""},
	{"maintenance-third", 13, "maintenance is one third of the rest", Equals, 33, 0, "%", fromLog,
		func(e Evidence) float64 { return share(e, "administration/maintenance") }, "Table 1 says 25 %"},
	{"software-mtbf", 15, "software has an MTBF of 50 years", Equals, 50, 0, "years", fromTable,
		func(e Evidence) float64 { return sampleYears / printed(e, "software") }, "1,300/25 = 52; 50 is 1,300/26"},
	{"bugs", 15, "4 million lines with one bug in 1,000 are several thousand bugs", Roughly, 4000, 0, "bugs", fromText,
		func(Evidence) float64 { return 4e6 / 1000 }, ""},
	{"heisenbugs", 19, "131 of 132 software faults were transient", Equals, 99.2, 1, "%", fromText,
		func(Evidence) float64 { return 100 * retried((softwareFault-1)/softwareFault, 1).Survived.Point }, "the paper gives the two counts"},
	{"recovery", 19, "recovery that succeeds in 76 % makes the MTBF four times as long", Equals, 4, 0, "times", fromText,
		func(Evidence) float64 { return retried(0.76, 1).Factor.Point }, "1/(1 - 0.76) = 4.17"},
	{"recovery-covered", 19, "the same with routines for 90 % of the faults only", Equals, 4, 0, "times", fromText,
		func(Evidence) float64 { return retried(0.76, 0.90).Factor.Point }, "both numbers of the paper together give 3.2"},
	{"replica", 29, "a remote replica guards against 75 % of the failures, all but software", Equals, 75, 0, "%", fromLog,
		func(e Evidence) float64 { return survivedByReplica(e, "software") }, ""},
	{"total-printed", 10, "the probabilities of Table 1 add to 103 %", Equals, 103, 0, "%", fromTable,
		func(e Evidence) float64 { return levelOnePrinted(e.Published) }, "the printed level-1 rows add to 102; 103 are the causes of the log over its outages"},
}

// pairNote says what would make the duplexed pair last 1,000 years.
func pairNote() string {
	m := math.Sqrt(2 * discMTTR * 1000 * year)
	r := discMTBF * discMTBF / (2 * 1000 * year)
	return "M^2/2R (" + tenth(mirrorYears(discMTBF, discMTTR)) + " years to the first, by the chain of the pair); 1,000 years need M of at least " + whole(math.Ceil(m)) + " h, or R of at most " + tenth(r) + " h"
}

func share(e Evidence, category string) float64 {
	return 100 * failures(e.Kept, path(category)) / failures(e.Kept, "")
}

// infant returns the failures that were left out as infant.
func infant(e Evidence) float64 {
	if e.Kept == nil {
		return math.NaN()
	}
	return float64(e.Kept.Accounting.Left["infant"])
}

// noted returns the outages with one of the notes.
func noted(e Evidence, notes ...string) float64 {
	if e.Notes == nil {
		return math.NaN()
	}
	sum := 0
	for _, note := range notes {
		sum += e.Notes[note]
	}
	return float64(sum)
}

// printed returns a percentage of Table 1 as printed.
func printed(e Evidence, category string) float64 {
	for _, p := range e.Published {
		if p.Category == path(category) {
			return p.Percent
		}
	}
	return math.NaN()
}

func softwareWithApplications(e Evidence) float64 {
	const applications = 12
	added := applications - printed(e, "software/application")
	return 100 * (printed(e, "software/vendor") + applications) / (100 + added)
}

func path(category string) model.Category { return model.Category(category) }

// whole and tenth write numbers for notes.
func whole(x float64) string { return model.Grouped(strconv.FormatFloat(x, 'f', 0, 64)) }
func tenth(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
