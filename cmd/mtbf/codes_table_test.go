package main

import (
	"fmt"
	"strings"
)

// codeFiles are what the calls below read, most of them.
var codeFiles = map[string]string{
	"log.csv": `unit,start,end,cause,site
a,2024-01-05T10:00:00Z,2024-01-05T11:00:00Z,disc,x
b,2024-01-09T00:00:00Z,2024-01-09T02:30:00Z,software,y
a,2024-02-03T10:00:00Z,2024-02-03T10:20:00Z,software,x
`,
	"fleet.csv":  "unit,from,to,count\na,2024-01-01,2024-04-01,1\nb,2024-01-01,2024-04-01,1\nc,2024-01-01,2024-04-01,3\n",
	"times.csv":  "time,status\n120,1\n310,1\n15,1\n77,1\n400,0\n220,1\n",
	"ages.csv":   "unit,time\na,12\na,40\na,90\nb,33\nb,71\n",
	"pair.yaml":  "name: pair\nmodules: {m: {mtbf: 100h, mttr: 5h}}\nstructure: {duplex: {of: m}}\n",
	"units.yaml": "name: units\nmodules: {m: {mtbf: 100h, mttr: 5h}}\nshared: {a: m, b: m}\nstructure: {series: [a, b]}\n",
	"wear.yaml":  "name: wear\nmodules: {m: {life: {weibull: {shape: 2, scale: 900h}}}}\nstructure: {parallel: [m, m]}\n",
	"line.yaml":  "name: line\nmodules: {m: {reliability: 0.9}}\nstructure: {parallel: [m, m]}\n",
}

// one is a file beside codeFiles.
func one(name, text string) map[string]string { return map[string]string{name: text} }

// log is a call of analyze on a log of its own.
func ofLog(text string, flags ...string) emission {
	return emission{call: "analyze own.csv " + strings.Join(flags, " "), files: one("own.csv", text)}
}

// ofSystem is a call of a command on a system of its own.
func ofSystem(text, command string, flags ...string) emission {
	return emission{call: command + " own.yaml " + strings.Join(flags, " "), files: one("own.yaml", text)}
}

// ofDFT is a call of solve on a dynamic fault tree of its own.
func ofDFT(text string) emission {
	return emission{call: "solve own.dft", files: one("own.dft", text)}
}

func call(line string) emission { return emission{call: line} }

// in names a test and the folder of its package.
func in(folder, test string) emission { return emission{test: folder + " " + test} }

var emissions = map[string]emission{
	// Fault trees.
	"argument-and-complement": in("ingest/faulttree", "TestWarnings"),
	"argument-twice":          in("ingest/faulttree", "TestWarnings"),
	"ccf-factors":             in("ingest/faulttree", "TestWarnings"),
	"initiator-rate":          in(".", "TestEventTreeByHand"),
	"mean-of-deviate":         in("ingest/faulttree", "TestWarnings"),
	"not-coherent":            in("model/system", "TestPrimeImplicants"),
	"paths-do-not-add-up":     in(".", "TestEventTreeWarnings"),
	"several-ways":            in(".", "TestEventTreeWarnings"),
	"unit-not-converted":      in("ingest/faulttree", "TestWarnings"),
	"unused-definition":       in("ingest/faulttree", "TestWarnings"),
	"xor-of-many":             in("ingest/faulttree", "TestWarnings"),

	// Dynamic fault trees.
	"dormancy-assumed":   ofDFT(`toplevel T; T csp A B; A lambda=1.5; B lambda=2;`),
	"fails-to-start":     ofDFT(`toplevel T; T wsp A B; A lambda=1.5; B prob=0.2 dorm=0;`),
	"may-never-fail":     ofDFT(`toplevel T; T pand A B; A lambda=1.5; B lambda=2;`),
	"mean-of-logarithm":  ofDFT(`toplevel T; T and A B; A mean=1 stddev=2; B lambda=2;`),
	"never-forces":       ofDFT(`toplevel T; T and A B; F pdep=0 A B; A lambda=1.5; B lambda=2;`),
	"not-an-input":       ofDFT(`toplevel T; T or A B F; F fdep A B; A lambda=1.5; B lambda=2;`),
	"rate-is-scale":      ofDFT(`toplevel T; T and A B; A rate=2 shape=3; B lambda=2;`),
	"simultaneous-order": ofDFT(`toplevel T; T pand A B; F fdep C B A; A lambda=1.5; B lambda=2; C lambda=0.7;`),
	"spare-in-use":       ofDFT(`toplevel T; T or G B; G wsp A B; A lambda=1.5 dorm=0; B lambda=2 dorm=0;`),
	"spare-keyword":      ofDFT(`toplevel T; T csp A B; A lambda=1.5; B lambda=2 dorm=0.5;`),

	// Error budgets, and weights.
	"weight-assumed":           ofLog("unit,start,end,users\na,2024-01-05T10:00Z,2024-01-05T11:00Z,many\n", "--weight users"),
	"slo-confidence":           ofLog("unit,start,end\na,2024-01-05T10:00Z,2024-01-05T10:00Z\n", "--from 2024-01-01 --to 2024-03-01 --slo 99"),
	"slo-confidence-of-groups": ofLog("unit,start,end\na,2024-01-05T10:00Z,2024-01-05T10:00Z\nb,2024-01-05T10:00Z,2024-01-05T11:00Z\n", "--from 2024-01-01 --to 2024-03-01 --slo 99 --by unit"),
	"slo-no-calendar":          ofLog("unit,start,end\na,10,20\na,30,35\n", "--slo 99"),
	"slo-over-exposure":        ofLog("unit,start,end\na,2024-01-01T00:00Z,2024-01-31T00:00Z\na,2024-12-05T10:00Z,2024-12-05T11:00Z\n", "--exposure 1000h --slo 99"),
	"slo-spent-at-least":       ofLog("unit,start,end\na,2024-01-05T10:00Z,long ago\na,2024-02-05T10:00Z,2024-02-05T11:00Z\n", "--slo 99"),
	"slo-window-long":          ofLog("unit,start,end\na,2024-01-05T10:00Z,2024-01-05T11:00Z\n", "--from 2024-01-01 --to 2024-03-01 --slo 99 --slo-window 1y"),

	// How a log was read.
	"bad-encoding":            ofLog("unit,start,end,cause\na,2024-01-05,2024-01-06,caf\xc3\xa9 \xc3\xa9t\xc3\xa9\nb,2024-01-07,2024-01-08,caf\xff\nc,2024-01-07,2024-01-08,\xc3\xa9\xc3\xa9\xc3\xa9\n"),
	"category-slash":          ofLog("unit,start,end,cause\na,2024-01-05T10:00Z,2024-01-05T11:00Z,I/O error\n"),
	"column-guessed":          ofLog("unit,alpha,omega\na,2024-01-05T10:00Z,2024-01-05T11:00Z\n"),
	"column-repeated":         ofLog("unit,start,end,start\na,2024-01-05T10:00Z,2024-01-05T11:00Z,2024-01-05T10:00Z\n"),
	"cancelled-counted":       ofLog("unit,start,end,note\na,2024-01-05T10:00Z,2024-01-05T11:00Z,disc\nb,2024-01-05T10:00Z,2024-01-05T11:00Z,false alarm\n"),
	"column-unfit":            ofLog("unit,start,end,duration\na,2024-01-05T10:00Z,2024-01-05T11:00Z,long\nb,2024-01-05T10:00Z,2024-01-05T11:00Z,short\n"),
	"date-order-assumed":      ofLog("unit,start,end,in service\na,2024-04-03,2024-04-05,03/04/2023\n"),
	"one-system":              ofLog("start,end\n2024-01-05T10:00Z,2024-01-05T11:00Z\n"),
	"ends-unknown":            ofLog("unit,start,end\na,2024-01-05T10:00Z,\na,2024-02-05T10:00Z,2024-02-05T11:00Z\n"),
	"ends-unread":             ofLog("unit,start,end\na,2024-01-05T10:00Z,long ago\na,2024-02-05T10:00Z,2024-02-05T11:00Z\n"),
	"cancelled-left-out":      ofLog("unit,start,end,status\na,2024-01-05T10:00Z,2024-01-05T11:00Z,Closed\na,2024-02-05T10:00Z,2024-02-05T11:00Z,Cancelled\n"),
	"list-of-units":           ofLog(`[{"start":"2024-01-05T10:00Z","end":"2024-01-05T11:00Z","components":["API","DB"]},{"start":"2024-02-05T10:00Z","end":"2024-02-05T11:00Z","components":["API"]}]`),
	"column-late":             ofLog(strings.Repeat("{\"unit\":\"a\",\"start\":\"2024-01-05T10:00Z\"}\n", 5001) + "{\"unit\":\"a\",\"start\":\"2024-01-06T10:00Z\",\"end\":\"2024-01-06T11:00Z\"}\n"),
	"profile-says":            ofLog(`{"resultType":"matrix","result":[{"metric":{"alertname":"Down","alertstate":"firing","instance":"a"},"values":[[1704067200,"1"],[1704067215,"1"],[1704067230,"1"]]}]}`),
	"sheets-left-out":         in("ingest", "TestSheetsOfYearsAreOneLog"),
	"several-causes":          in("ingest", "TestListsOfCauses"),
	"downtime-not-planned":    in("ingest", "TestScheduledDowntimeOfNagiosIsTold"),
	"lists-left-out":          ofLog(`{"outages":[{"unit":"a","start":"2024-01-05T10:00Z","end":"2024-01-05T11:00Z"},{"unit":"a","start":"2024-02-05T10:00Z","end":"2024-02-05T11:00Z"}],"closed":[{"unit":"a","start":"2024-03-01T10:00Z","end":"2024-03-02T10:00Z"}]}`),
	"formulas-without-values": in("ingest", "TestSheetsOfYearsAreOneLog"),
	"past-midnight":           ofLog("date,start time,end time,unit\n2024-03-01,22:10,01:30,L1\n2024-03-02,02:00,02:45,L2\n2024-03-13,02:00,02:45,L2\n"),
	"reading-assumed":         ofLog("unit,start,end\na,05/03/2024 10:00,05/03/2024 12:00\na,03/05/2024 10:00,03/05/2024 12:00\n"),
	"serial-days":             ofLog("unit,start,end\na,45296.25,45296.5\n"),
	"drain-counted":           ofLog("node,start,end,State\na,2024-01-05T10:00Z,2024-01-05T11:00Z,DRAIN\nb,2024-01-06T10:00Z,2024-01-06T11:00Z,DOWN*\n"),
	"parts-told":              ofLog("host,service,time,state\na,disk,2024-01-05T10:00Z,CRITICAL\na,disk,2024-01-05T11:00Z,OK\na,cpu,2024-01-05T10:00Z,CRITICAL\na,cpu,2024-01-05T11:00Z,OK\n"),
	"planned-found":           ofLog("unit,start,end,kind\na,2024-01-05T10:00Z,2024-01-05T11:00Z,planned\na,2024-01-06T10:00Z,2024-01-06T11:00Z,unplanned\n"),
	"planned-unseen":          call("analyze log.csv --planned-where site=z"),
	"sampled":                 ofLog("host,time,status\na,2024-01-05T10:00Z,up\na,2024-01-05T11:00Z,up\na,2024-01-05T12:00Z,down\na,2024-01-05T13:00Z,up\na,2024-01-05T14:00Z,up\na,2024-01-05T15:00Z,up\n"),
	"snapshots":               ofLog("county,time\na,2024-01-05T10:00Z\na,2024-01-05T10:15Z\na,2024-01-05T10:30Z\na,2024-01-08T10:15Z\n"),
	"state-unknown":           ofLog("host,time,led\na,2024-01-05T10:00Z,red\na,2024-01-05T11:00Z,green\na,2024-01-05T12:00Z,blue\n", "--state", "led", "--down", "red", "--up", "green"),
	"states-chosen":           ofLog("unit,start,end,status\na,2024-01-05T10:00Z,2024-01-05T11:00Z,Stop\na,2024-01-06T10:00Z,2024-01-06T11:00Z,Warning\n"),
	"states-paired":           ofLog("host,time,event\na,2024-01-05T10:00Z,DOWN\na,2024-01-05T11:00Z,UP\n"),
	"service-ignored":         ofLog("unit,start,end,in service\na,10,12,2005-04-01\n", "--time-unit", "h"),
	"service-unread":          ofLog("unit,start,end,in_service,retired\na,2024-03-01,2024-03-02,2024-09-01,2024-06-01\n"),
	"taxonomy-column":         {call: "analyze log.csv --taxonomy own.yaml", files: one("own.yaml", "rules:\n  - {column: team, match: net, category: network}\n")},
	"time-unit-assumed":       ofLog("unit,start,end\na,10,12\n"),
	"time-far-off":            ofLog("unit,start,end\na,2024-01-05T10:00Z,2024-01-05T11:00Z\na,2024-02-05T10:00Z,2024-02-05T11:00Z\na,2024-03-05T10:00Z,2024-03-05T11:00Z\na,2024-04-05T10:00Z,2024-04-05T11:00Z\na,2024-05-05T10:00Z,2094-05-05T11:00Z\n"),
	"timezone-assumed":        ofLog("unit,start,end\na,2024-01-05 10:00,2024-01-05 11:00\n"),
	"unmapped":                {call: "analyze log.csv --taxonomy own.yaml", files: one("own.yaml", "rules:\n  - {value: [disc], category: hardware}\n")},
	"where-unseen":            call("analyze log.csv --where cause=disc,fire"),
	"zero-date":               ofLog("unit,start,end\na,1970-01-01T00:00:00Z,1970-01-01T02:00:00Z\na,1970-02-01T00:00:00Z,1970-02-01T02:00:00Z\n"),
	"status-assumed":          {call: "fit own.csv", files: one("own.csv", "time,E\n5,1\n7,0\n9,1\n")},

	// Tests that are planned.
	"test-too-short": call("plan --mtbf 10000h --units 20 --duration 10h"),

	// Mechanisms.
	"limits-not-monotone": call("mechanism pairs --mtbf 1h..50h --hard 20% --recreate 100h --restart 1h"),
	"unbounded":           call("mechanism retry --soft 1"),

	// What a log tells.
	"acknowledged-unread":   ofLog("unit,start,end,acknowledged_at\na,2024-01-05T10:00Z,2024-01-05T11:00Z,2024-01-05T09:00Z\na,2024-01-06T10:00Z,2024-01-06T11:00Z,2024-01-06T10:05Z\n"),
	"exposure-inferred":     call("analyze log.csv"),
	"fits-left-out":         {call: "analyze own.csv", long: outagesInPlenty},
	"fleet-doubled":         {call: "analyze log.csv --fleet own.csv", files: one("own.csv", "unit,from,to\na,2024-01-01,2024-04-01\na,2024-01-01,2024-04-01\nb,2024-01-01,2024-04-01\n")},
	"group-exposure":        call("analyze log.csv --fleet fleet.csv --by site"),
	"groups-of-failures":    ofLog("start,end,severity\n2024-01-05T10:00Z,2024-01-05T13:00Z,minor\n2024-01-06T10:00Z,2024-01-06T13:00Z,major\n", "--units", "3", "--by", "severity"),
	"groups-of-units":       ofLog("unit,start,end,site\na,2024-01-05T10:00Z,2024-01-05T13:00Z,north\nb,2024-01-06T10:00Z,2024-01-06T13:00Z,north\nc,2024-01-07T10:00Z,2024-01-07T13:00Z,south\n", "--by", "site"),
	"ignored-shorter":       call("analyze log.csv --ignore-shorter 30m"),
	"service-hours":         call("analyze log.csv --service-hours 08:00-18:00"),
	"infant-exposure-kept":  call("analyze log.csv --exposure 9000h --infant-period 2d"),
	"units-followed":        call("trend log.csv --units 1"),
	"more-units-than-given": call("analyze log.csv --units 1"),
	"no-acknowledgements":   ofLog("unit,start,end,acknowledged_at,cause\na,2024-01-05T10:00Z,2024-01-05T11:00Z,,disc\na,2024-01-06T10:00Z,2024-01-06T11:00Z,2024-01-06T10:05Z,fan\n"),
	"no-durations":          ofLog("unit,start\na,2024-01-05T10:00:00Z\nb,2024-02-05T10:00:00Z\n"),
	"not-in-fleet":          {call: "analyze log.csv --fleet own.csv", files: one("own.csv", "unit,from,to\na,2024-01-01,2024-04-01\n")},
	"no-operating-time":     ofLog("unit,start,end\na,2024-01-05T10:00Z,2024-01-05T13:00Z\n", "--units", "1", "--from", "2024-01-05T10:00Z", "--to", "2024-01-05T13:00Z"),
	"rows-rejected":         {call: "mechanism stages --log own.csv --columns os_min", files: one("own.csv", "unit,start,end,os_min\na,2024-01-05T10:00Z,2024-01-05T11:00Z,20\nb,2024-02-05T10:00Z,2024-02-05T09:00Z,30\n")},
	"open-outages":          ofLog("unit,start,end\na,2024-01-05T10:00Z,2024-01-05T11:00Z\nb,2024-02-05T10:00Z,\n", "--to", "2024-03-01T00:00Z"),
	"overlap":               ofLog("unit,start,end\na,2024-01-05T10:00Z,2024-01-05T13:00Z\na,2024-01-05T11:00Z,2024-01-05T12:00Z\n", "--units", "2"),
	"trend":                 ofLog("unit,start,end\na,80,80\na,85,85\na,90,90\na,93,93\na,95,95\na,98,98\n", "--from", "0", "--to", "100", "--units", "1", "--time-unit", "h"),
	"window-inferred":       call("analyze log.csv --units 3"),

	// Failures that come again.
	"at-one-time":       {call: "trend own.csv --times", files: one("own.csv", "time,count\n12,1\n40,5\n95,1\n")},
	"grouped":           {call: "trend own.csv --times", files: one("own.csv", "from,to,failures\n0,100,5\n100,200,3\n")},
	"clustered":         in("model/recurrent", "TestVerdicts"),
	"extrapolation":     in("model/recurrent", "TestAgeThatIsNotToCome"),
	"fewer-drawings":    in(".", "TestFewerDrawings"),
	"few-units":         call("trend ages.csv --times"),
	"no-growth":         in("model/recurrent", "TestAgeThatIsNotToCome"),
	"one-unit":          {call: "trend own.csv --times", files: one("own.csv", "unit,time\na,12\na,40\na,90\na,95\n")},
	"reached":           in("model/recurrent", "TestAgeThatIsNotToCome"),
	"service-gaps":      in("model/census", "TestRecurrencesWarn"),
	"ages-unknown":      call("fit log.csv --of life --units 4"),
	"service-spans":     {call: "fit log.csv --of life --fleet own.csv --from 2024-01-01 --to 2024-04-01", files: one("own.csv", "unit,from,to\na,2024-01-01,2024-02-01\na,2024-02-03,2024-04-01\nb,2024-01-01,2024-04-01\n")},
	"failures-at-start": {call: "fit log.csv --of life --fleet own.csv --from 2024-01-05T10:00:00Z", files: one("own.csv", "unit,from,to\na,2023-01-01,2024-04-01\nb,2023-01-01,2024-04-01\n")},
	"units-missing":     call("trend log.csv --exposure 9000h"),
	"units-not-told":    {call: "trend log.csv --fleet own.csv", files: one("own.csv", "unit,from,to,count\na,2024-01-01,2024-04-01,3\nb,2024-01-01,2024-04-01,1\n")},
	"unwatched":         in("model/recurrent", "TestMCFWithoutRobustVariance"),

	// Lifetimes and repair times.
	"share-open":           {call: "fit own.csv --limited-population", files: one("own.csv", "time,status,count\n2,1,1\n4,1,1\n6,1,1\n7,1,1\n9,1,1\n13,1,1\n16,1,1\n20,0,8\n")},
	"shape-given":          call("fit times.csv --family weibull --shape 2"),
	"mode-not-told":        in(".", "TestModesOfIntervals"),
	"mode-not-estimable":   in(".", "TestModeThatIsNotEstimable"),
	"modes-independent":    {call: "fit own.csv --by part", files: one("own.csv", "time,part\n5,a\n9,b\n7,a\n")},
	"modes-of-intervals":   in(".", "TestModesOfIntervals"),
	"no-survival":          {call: "fit own.csv --survival", files: one("own.csv", "lower,upper,entry\n5,9,2\n8,20,0\n3,4,0\n")},
	"turnbull-no-limits":   {call: "fit own.csv --survival", files: one("own.csv", "lower,upper\n5,9\n8,20\n3,4\n")},
	"all-failed":           in("model/life", "TestKaplanMeierAllFailed"),
	"before-first-failure": in("model/life", "TestQuantileBeforeTheFirstFailure"),
	"beyond-data":          in("model/life", "TestKaplanMeierBeyondItsData"),
	"bootstrap-few":        in("model/life", "TestBootstrapOfTooFewSamples"),
	"bootstrap-lost":       in("model/life", "TestBootstrapKnowsItsLimits"),
	"columns-ignored":      {call: "fit own.csv", files: one("own.csv", "time,status,colour\n120,1,red\n310,1,red\n15,1,blue\n77,0,red\n")},
	"empty-risk-set":       in("model/life", "TestKaplanMeierLateEntry"),
	"few-expected":         in("model/life", "TestLogRankByHand"),
	"few-failures":         {call: "fit own.csv", files: one("own.csv", "time,status\n120,1\n310,1\n15,1\n77,0\n")},
	"few-repairs":          call("analyze log.csv"),
	"group-not-compared":   in("model/life", "TestLogRankRefuses"),
	"identical-repairs":    in("model/life", "TestIdenticalRepairs"),
	"infinite-mean":        in("model/life", "TestMeanOfHeavyTails"),
	"late-entry":           in("model/life", "TestKaplanMeierLateEntry"),
	"location-at-zero":     in("model/life", "TestNoLocation"),
	"no-failures":          call("analyze log.csv --units 2 --from 2024-05-01T00:00Z --to 2024-06-01T00:00Z"),
	"no-repairs":           call("analyze log.csv --units 2 --from 2024-05-01T00:00Z --to 2024-06-01T00:00Z"),
	"no-upper-limit":       call("analyze log.csv --confidence 0.9999"),
	"not-converged":        in("model/life", "TestTurnbullCutShort"),
	"observation-gap":      in("model/life", "TestObservationGap"),
	"refits-failed":        in("model/life", "TestBootstrapRefits"),
	"ties":                 in("model/life", "TestTiesAreToldOf"),
	"unbounded-likelihood": in("model/life", "TestNoLocation"),
	"wald-limits":          in("model/life", "TestUnfollowedProfile"),

	// Systems solved.
	"availability-only": ofSystem("name: own\nmodules: {m: {availability: 0.99}}\nstructure: {parallel: [m, m]}\n", "solve"),
	"bounds-only":       ofSystem(grid(20), "solve"),
	"cut-sets":          ofSystem("name: own\nmodules: {m: {mtbf: 900h, mttr: 5h}}\nstructure: {partial: {of: m, n: 10}}\n", "solve"),
	"fussell-vesely":    ofSystem(grid(6), "solve"),
	"mttf-infinite":     ofSystem("name: own\nmodules: {m: {life: {loglogistic: {shape: 1.01, scale: 900h}}}}\nstructure: {parallel: [m, m]}\n", "solve"),
	"mttf-with-repair":  ofSystem(grid(6), "solve"),
	"not-defined":       call("simulate line.yaml --replications 100"),
	"not-predicted":     {call: "replay log.csv --system own.yaml", files: one("own.yaml", "name: own\nmodules: {m: {life: {weibull: {shape: 2, scale: 900h}}, mttr: 9h}}\nstructure: {standby: {of: m, spares: 1, mode: cold}}\n")},
	"not-repaired":      call("solve wear.yaml"),
	"partial":           ofSystem("name: own\nmodules: {m: {mtbf: 900h, mttr: 5h}}\nstructure: {partial: {of: m, n: 10}}\n", "solve"),
	"replay-durations":  {call: "replay own.csv --system units.yaml", files: one("own.csv", "unit,start\na,2024-01-05T10:00Z\na,2024-02-05T10:00Z\n")},
	"silent-units":      {call: "replay own.csv --system units.yaml", files: one("own.csv", "unit,start,end\na,2024-01-05T10:00Z,2024-01-05T11:00Z\n")},
	"static":            call("solve line.yaml"),
	"unknown-units":     {call: "replay own.csv --system units.yaml", files: one("own.csv", "unit,start,end\na,2024-01-05T10:00Z,2024-01-05T11:00Z\nz,2024-01-05T10:00Z,2024-01-05T11:00Z\n")},
	"unused-key":        ofSystem("name: own\nmodules: {m: {mtbf: 900h, mttr: 5h}}\nstructure: {duplex: {of: m, crews: 1, uncovered_mttr: 9h}}\n", "solve"),
	"unused-limit":      ofSystem("name: own\nmodules: {m: {mtbf: 900h, mttr: 5h}}\nstructure: m\nlimits: {cost: 9}\n", "solve"),
	"mttr-above-mtbf":   ofSystem("name: own\nmodules: {m: {mtbf: 24h, mttr: 10000h}}\nstructure: {parallel: [m, m]}\n", "solve"),
	"unused-module":     ofSystem("name: own\nmodules: {m: {mtbf: 900h, mttr: 5h}, n: {mtbf: 900h, mttr: 5h}}\nstructure: m\n", "solve"),
	"unused-shared":     ofSystem("name: own\nmodules: {m: {mtbf: 900h, mttr: 5h}}\nshared: {s: m}\nstructure: m\n", "solve"),

	"availability-rough": in("model/system", "TestFixedLivesAtATime"),
	"failed-for-good":    in("model/system", "TestGroupWithoutRepair"),
	"limits":             in(".", "TestLimitsTooLarge"),
	"mttf-costly":        in("model/system", "TestMeanTimeThatCostsTooMuch"),
	"mttf-rough":         in("model/system", "TestWhatIsTooLargeOrTooRough"),
	"sensitivity":        ofSystem("name: own\nmodules: {m: {mtbf: 900h, mttr: 5h}}\nstructure: {k_of_n: {k: 2, n: 2001, of: m, crews: 1}}\n", "solve"),
	"sets-count":         in("model/system", "TestManyCutSets"),
	"sets-long":          in("model/system", "TestManyCutSets"),
	"sets-search":        in("model/system", "TestWhatIsTooLargeOrTooRough"),
	"too-large":          in("model/system", "TestWhatIsTooLargeOrTooRough"),

	// Systems sized.
	"not-proved":        in("model/sizing", "TestAbsurdRange"),
	"nothing-uncertain": in("model/sizing", "TestConfidenceRefusals"),

	// Systems simulated.
	"availability-not-asked": ofSystem("name: own\nmodules: {m: {mtbf: 10000h, mttr: 5h}}\nstructure: {parallel: [m, m]}\n", "simulate", "--method", "biasing", "--at", "50h"),
	"cannot-fail":            ofSystem("name: own\nmodules: {m: {mtbf: 900h, mttr: 5h}, n: {availability: 1}}\nstructure: {parallel: [m, n]}\n", "simulate"),
	"censored":               in("montecarlo", "TestFirstFailureGivenUp"),
	"error-bound":            ofSystem("name: own\nmodules: {m: {mtbf: 10000h, mttr: 5h}}\nstructure: {parallel: [m, m, m]}\n", "simulate", "--method", "zerovariance", "--rel-error", "5%"),
	"from-new":               call("simulate pair.yaml --replications 200 --horizon 300h"),
	"incomplete":             in("model/life", "TestGoodnessEnded"),
	"mttf-not-asked":         ofSystem("name: own\nmodules: {m: {mtbf: 10000h, mttr: 5h}}\nstructure: {parallel: [m, m]}\n", "simulate", "--method", "window"),
	"not-random":             ofSystem("name: own\nmodules: {m: {life: {deterministic: {value: 96h}}, repair: {deterministic: {value: 32h}}}}\nstructure: m\n", "simulate", "--replications", "50", "--horizon", "1024h"),
	"pilots-disagree":        in("montecarlo/rare", "TestPilotsDisagree"),
	"rel-error-not-reached":  in("montecarlo", "TestLeft"),
	"underflow":              in("montecarlo/multiplex", "TestUnderflow"),
	"weights-heavy":          in("montecarlo/rare", "TestHeavyWeights"),

	// Bundles of wires.
	"below-range":    in("model/multiplex", "TestBelowRange"),
	"too-few-lines":  call("multiplex table --lines 10"),
	"too-many-lines": call("multiplex size --target 1e-200"),

	// Reports.
	"not-simulated":          in("report", "TestSystemReportWithoutExactAnswer"),
	"nothing-to-report":      in("report", "TestPagesOfNothing"),
	"time-limit":             in(".", "TestReportOutOfTime"),
	"times":                  ofSystem(grid(20), "solve", "--at", "20h"),
	"conditional-importance": in("model/solve", "TestOneCrewByHand"),
	"reliability-unknown":    in(".", "TestReportOfASystemWarns"),
}

// grid is a square network of so many places a side, between two corners.
func grid(side int) string {
	var b strings.Builder
	b.WriteString("name: grid\nmodules: {m: {mtbf: 900h, mttr: 5h}}\nstructure:\n  network:\n    source: p0-0\n")
	fmt.Fprintf(&b, "    target: p%d-%d\n    edges:\n", side-1, side-1)
	for i := range side {
		for j := range side {
			if j+1 < side {
				fmt.Fprintf(&b, "      - [p%d-%d, p%d-%d, m]\n", i, j, i, j+1)
			}
			if i+1 < side {
				fmt.Fprintf(&b, "      - [p%d-%d, p%d-%d, m]\n", i, j, i+1, j)
			}
		}
	}
	return b.String()
}

// outagesInPlenty is a log of more outages than families are fitted to.
func outagesInPlenty() string {
	var b strings.Builder
	b.WriteString("unit,start,end\n")
	for i := range 100_001 {
		fmt.Fprintf(&b, "a,%d,%d.5\n", 10*i, 10*i)
	}
	return b.String()
}
