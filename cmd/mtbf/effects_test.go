package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mtbf/cmd/mtbf/internal/cli"
)

// effectFiles are what the runs below read.
var effectFiles = map[string]string{
	"log.csv": `unit,start,end,late_end,duration_minutes,cause,site,kind,in_service,infant
a,2024-01-05 10:00,2024-01-05 11:00,2024-01-05 12:00,90,hw/disc,x,unplanned,2023-12-20,no
a,2024-01-05 11:00,2024-01-05 12:00,2024-01-05 13:00,30,hw/fan,x,unplanned,2023-12-20,no
b,2024-01-05 10:04,2024-01-05 10:34,2024-01-05 11:00,20,sw/core,y,unplanned,2023-11-20,no
b,2024-03-30 20:00,2024-03-31 12:00,2024-03-31 13:00,500,sw/core,y,unplanned,2023-11-20,no
c,2024-02-03 10:00,2024-02-03 14:00,2024-02-03 15:00,200,hw/disc,x,planned,2023-12-20,no
c,2024-02-13 10:00,2024-02-13 13:00,2024-02-13 15:00,180,hw/fan,x,unplanned,2023-12-20,no
c,2024-02-13 10:00,2024-02-13 13:00,2024-02-13 15:00,180,hw/fan,x,unplanned,2023-12-20,no
a,2024-05-05 10:00,2024-05-05 11:30,2024-05-05 12:00,90,hw/disc,x,unplanned,2023-12-20,no
b,2024-05-15 10:00,2024-05-15 17:00,2024-05-15 18:00,300,hw/disc,y,unplanned,2023-11-20,yes
c,2024-05-25 10:00,2024-05-25 12:40,2024-05-25 18:00,200,sw/core,x,unplanned,2023-12-20,no
a,2024-06-05 10:00,2024-06-05 15:00,2024-06-05 18:00,90,sw/core,x,unplanned,2023-12-20,no
a,soon,2024-06-05 15:00,2024-06-05 18:00,90,sw/core,x,unplanned,2023-12-20,no
`,
	"numbers.csv":     "unit,start,end,cause,site\na,10,20,x,1\nb,300,330,y,2\na,700,705,x,1\nc,1000,1090,y,1\n",
	"durations.csv":   "unit,start,duration_h,cause,site\na,2024-01-05 10:00,1,x,1\nb,2024-02-05 10:00,2,y,2\na,2024-03-05 10:00,5,x,1\nc,2024-04-05 10:00,7,y,1\n",
	"bare.csv":        "unit,start,duration,category\na,2024-01-05 10:00,1,disk\nb,2024-02-05 10:00,2,fan\na,2024-03-05 10:00,3,disk\nb,2024-04-05 10:00,3,disk\n",
	"events.csv":      "unit,time,state,site\na,2024-01-05 10:00,down,1\na,2024-01-05 11:00,slow,1\na,2024-01-05 18:00,up,1\nb,2024-02-05 10:00,down,2\nb,2024-02-05 11:00,up,2\na,2024-03-05 10:00,down,1\na,2024-03-05 11:00,slow,1\na,2024-03-05 15:00,down,1\na,2024-03-06 15:00,up,1\n",
	"lists.json":      `{"first":[{"unit":"a","start":"2024-01-05T10:00Z","end":"2024-01-05T11:30Z","cause":"x","site":"1"},{"unit":"b","start":"2024-02-05T10:00Z","end":"2024-02-05T12:00Z","cause":"y","site":"2"},{"unit":"a","start":"2024-03-05T10:00Z","end":"2024-03-05T15:00Z","cause":"x","site":"1"},{"unit":"b","start":"2024-04-05T10:00Z","end":"2024-04-05T17:00Z","cause":"y","site":"1"}],"second":[{"unit":"a","start":"2024-01-05T12:00Z","end":"2024-01-05T18:10Z","cause":"y","site":"1"},{"unit":"b","start":"2024-03-05T10:00Z","end":"2024-03-05T13:20Z","cause":"x","site":"1"},{"unit":"b","start":"2024-05-05T10:00Z","end":"2024-05-05T19:40Z","cause":"y","site":"2"}]}`,
	"days.csv":        "unit,start,end,cause,site\na,05/01/2024 10:00,05/01/2024 12:00,x,1\nb,05/02/2024 10:00,05/02/2024 13:00,y,2\na,06/03/2024 10:00,06/03/2024 15:00,x,1\n",
	"own.yaml":        "name: own\ncolumns: {unit: [unit], start: [start], end: [late_end], category: [site]}\n",
	"taxonomy.yaml":   "rules:\n  - {value: [hw/disc], category: spindle}\n",
	"off.txt":         "2024-01-05\n2024-05-05\n",
	"fleet.csv":       "unit,from,to\na,2024-01-01,2024-07-01\nb,2024-01-01,2024-07-01\nd,2024-01-01,2024-07-01\n",
	"times.csv":       "time,status,entry,mode,other\n120,1,,a,0\n310,1,20,b,1\n15,1,,a,1\n77,1,,a,0\n220,1,100,b,1\n340,0,,a,0\n",
	"more.csv":        "time,status\n20,1\n31,1\n150,1\n",
	"whole.csv":       "time,part\n120,a\n310,b\n15,a\n77,a\n220,b\n340,b\n",
	"failures.csv":    "unit,time,status,site,ends\na,12,1,x,1\na,40,1,x,1\na,90,1,x,1\na,100,0,x,1\nb,33,1,y,1\nb,71,1,y,1\nb,72,1,y,1\n",
	"units.csv":       "unit,start,end\nm.1,2024-01-05T10:00Z,2024-01-05T11:00Z\nm.2,2024-01-25T10:00Z,2024-01-25T12:00Z\nm.1,2024-02-05T10:00Z,2024-02-05T11:00Z\nm.2,2024-02-25T10:00Z,2024-02-25T11:00Z\n",
	"logged.yaml":     "name: logged\nmodules: {m: {from: {log: units.csv}}}\nshared: {a: m, b: m, c: m}\nstructure: {parallel: [a, {series: [b, c]}]}\n",
	"line.yaml":       "name: line\nmodules: {m: {mtbf: 100h, mttr: 5h}}\nshared: {a: m, b: m, c: m}\nstructure: {series: [a, b, c]}\n",
	"plain.yaml":      "name: plain\nmodules: {m: {mtbf: 100h, mttr: 5h}, o: {mtbf: 300h, mttr: 7h}}\nstructure: {series: [{duplex: {of: m, coverage: 0.99}}, o]}\n",
	"named.yaml":      "name: named\nmodules: {m: {mtbf: 100h, mttr: 5h}}\nshared: {a: m, b: m, c: m}\nstructure: {parallel: [a, {series: [b, c]}]}\n",
	"choice.yaml":     "modules:\n  part: {mtbf: 1000h, mttr: 10h, resources: {cost: 3, weight: 1}}\n  other: {mtbf: 3000h, mttr: 20h, resources: {cost: 5, weight: 9}}\nstructure:\n  series:\n    - choose: {of: part, redundancy: 1..4}\n    - choose: {of: other, redundancy: 1..3}\nlimits: {cost: 20}\n",
	"drawn.yaml":      "modules:\n  part: {from: {log: units.csv}, resources: {cost: 3}}\nstructure: {choose: {of: part, redundancy: 1..4}}\nlimits: {cost: 20}\n",
	"classes.yaml":    "classes: [{years: 2, share: 1}, {years: 2000, share: 9}]\n",
	"others.yaml":     "classes: [{years: 3, share: 1}, {years: 2000, share: 9}]\n",
	"supervised.yaml": "name: top\nchildren: [{name: inner, intensity: 0, children: [{name: w, mtbf: 9s}]}]\n",
	"nested.yaml":     "name: top\nchildren: [{name: inner, children: [{name: w, mtbf: 9s}]}]\n",
	"tree.xml":        `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><or><basic-event name="a"/><gate name="low"/></or></define-gate><define-gate name="low"><and><basic-event name="b"/><basic-event name="c"/></and></define-gate><define-basic-event name="a"><exponential><float value="1e-5"/><system-mission-time/></exponential></define-basic-event><define-basic-event name="b"><float value="0.1"/></define-basic-event><define-basic-event name="c"><float value="0.2"/></define-basic-event></define-fault-tree></opsa-mef>`,
	"after.xml":       `<opsa-mef><define-initiating-event name="i" event-tree="e"/><define-event-tree name="e"><define-functional-event name="f"/><define-sequence name="s"/><define-sequence name="u"/><initial-state><fork functional-event="f"><path state="yes"><collect-formula><not><gate name="top"/></not></collect-formula><sequence name="s"/></path><path state="no"><collect-formula><gate name="top"/></collect-formula><sequence name="u"/></path></fork></initial-state></define-event-tree><define-fault-tree name="t"><define-gate name="top"><or><basic-event name="a"/><and><basic-event name="b"/><basic-event name="c"/></and></or></define-gate><define-basic-event name="a"><exponential><float value="1e-5"/><system-mission-time/></exponential></define-basic-event><define-basic-event name="b"><float value="0.1"/></define-basic-event><define-basic-event name="c"><float value="0.2"/></define-basic-event></define-fault-tree></opsa-mef>`,
	"unrepaired.yaml": "name: once\nmodules: {m: {mtbf: 900h}}\nstructure: {parallel: [m, m]}\n",
	"wear.yaml":       "name: wear\nmodules: {m: {life: {weibull: {shape: 2, scale: 900h}}, mttr: 9h}}\nstructure: {parallel: [m, m]}\n",
}

// ofReading, and the others, are values of flags that change something. A value after
// @FILE is for that file instead of the run's own; one after | for a run that has
// what is before it too.
var (
	ofReading = map[string]string{
		"profile": "--profile own.yaml", "sheet": "@lists.json --sheet second", "column": "--column end=late_end,category=site", "timezone": "--timezone Europe/Berlin", "time-unit": "@numbers.csv --time-unit d",
		"duration-unit": "@durations.csv --duration-unit min", "date-order": "@days.csv --date-order month-day", "duration-from": "--duration-from column",
		"taxonomy": "--taxonomy taxonomy.yaml", "category-separator": "--category-separator -", "where": "--where site=x", "state": "--state site --down x", "down": "--state site --down x | --down y",
		"up": "@events.csv --state state --down down | --up up", "planned-where": "--planned-where site=y", "keep-duplicates": "--keep-duplicates",
	}
	ofRejects = map[string]string{"rejects": "--rejects rejects.csv", "strict": "--strict"}
	ofWindow  = map[string]string{"from": "--from 2024-02-01", "to": "--to 2024-06-01"}
	ofHours   = map[string]string{"exposure": "--exposure 90y", "units": "--units 40", "fleet": "--fleet fleet.csv"}
	ofFailing = map[string]string{"join-touching": "--join-touching", "incident-gap": "--incident-gap 10m", "exclude": "--exclude infant", "infant-period": "--infant-period 60d",
		"service-hours": "--service-hours 11:00-14:00", "holidays": "--service-hours 24x7 | --holidays off.txt", "ignore-shorter": "--ignore-shorter 45m"}
	ofGroups = map[string]string{"reported": "--reported hw/disc=0.5", "by": "--by site", "terminated": "--terminated failure", "planned": "--planned include"}
	ofGlobal = map[string]string{"format": "--format json", "output": "-o out.txt", "confidence": "--confidence 0.8", "seed": "--seed 7"}
	ofTimes  = map[string]string{"status": "--status other", "failed": "--failed 0", "where": "--where mode=a", "time-unit": "--time-unit d"}
)

// noAnswer are the flags on which no answer depends, by what they are.
var noAnswer = []string{"workers", "time-limit", "quiet", "no-color"}

// effectRun is a main way to use a command: a run, and values of its flags.
type effectRun struct {
	command string
	base    string // the command line; LOG is the file that a value may replace
	values  []map[string]string
}

func own(pairs ...string) map[string]string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

var ofLogs = []map[string]string{ofGlobal, ofReading, ofRejects, ofWindow, ofHours, ofFailing, ofGroups}

// ofSides are the flags of a comparison, of the new log alone too.
func ofSides() map[string]string {
	m := map[string]string{}
	for _, values := range ofLogs {
		for name, text := range values {
			m["new-"+name] = strings.ReplaceAll(text, "--", "--new-")
		}
	}
	return m
}

// logRun is a run that reads a log.
func logRun(command, base string, values ...map[string]string) effectRun {
	if command == "plot" {
		values = append(values, ofSides(), own("split", "--split 2024-03-01"))
	}
	return effectRun{command, base, append(values, ofLogs...)}
}

// otherRun is one that reads none.
func otherRun(command, base string, values ...map[string]string) effectRun {
	return effectRun{command, base, append(values, ofGlobal)}
}

// effectRuns are the main ways to use every command.
func effectRuns() []effectRun {
	fit := own("of", "", "write-times", "--write-times written.csv", "shape", "--family weibull | --shape 2", "limited-population", "--limited-population", "age", "--age 50h", "at", "--at 50h", "quantile", "--quantile 0.1", "family", "--family weibull", "limits", "--limits wald", "median-ranks", "--median-ranks weibull",
		"survival", "--survival", "goodness", "--goodness --replications 20", "replications", "--limits bootstrap --replications 20 | --replications 30", "compare", "--compare more.csv")
	trend := own("target", "--target 9000h", "ahead", "--ahead 1000h", "penalty", "--penalty 0.1", "replications", "--replications 20", "age", "--age", "times", "@failures.csv --times")
	plot := own("allowed", "--allowed 0..2", "design-mtbf", "--design-mtbf 90000h", "design-reliability", "--design-reliability 0.99", "reliability", "--reliability 0.9", "of", "--of life", "family", "--family lognormal", "times", "@failures.csv --times", "age", "--age", "list", "--list", "target", "--target 0.99", "mtbf", "--mtbf 9h", "coverage", "--coverage 0.5", "soft", "--soft .8", "cure", "--cure .9", "stage", "--stage other=9m", "shrink", "--shrink network=9m", "output", "-o other.png", "gate", "--gate top", "mission-time", "--mission-time 9h")
	analyze := own("depth", "--depth 1", "fits", "--fits no", "explain-columns", "--explain-columns", "prometheus", "--prometheus out.prom", "rate-unit", "--rate-unit fit", "slo", "--slo 99.9", "slo-window", "--slo 99.9 | --slo-window 30d", "weight", "--weight-total 5000 --weight duration_minutes", "weight-total", "--weight duration_minutes --weight-total 5000")
	report := own("gate", "--gate low", "mission-time", "--mission-time 9h", "at", "--at 50h", "output", "-o out.html", "slo", "--slo 99.9", "slo-window", "--slo 99.9 | --slo-window 30d")
	ofDetection := own("send-every", "--send-every 2h", "slack", "--slack 2h", "loss", "--loss .2", "delay", "--delay 1m", "phi", "--phi 7", "gap", "--gap 2h", "gap-sd", "--gap-sd 9m", "watchers", "--watchers 4", "needed", "--needed 3", "detect", "--detect .5", "false", "--false .1",
		"watcher-availability", "--watcher-availability .9", "latency", "--latency 5m", "mtbf", "--mtbf 800h", "mttr", "--mttr 8h", "as-module", "--as-module n")
	ofRestarts := own("base-longevity", "--base-longevity 8d", "mtbf", "--mtbf 900h", "repair", "--repair 40m", "restart", "--restart 9m", "after", "--after 9d", "horizon", "--horizon 9d", "cost-failed", "--cost-failed 9", "cost-restart", "--cost-restart 9",
		"shape", "--shape 3", "scale", "--scale 800h", "interval", "--interval 99h", "as-module", "--as-module m")
	ofSupervision := own("crash-every", "--crash-every 9h", "intensity", "--intensity 2", "period", "--period 9s", "from-edge", "--crash-every 9s | --from-edge", "replay", "--replay 0.3,1.3", "target", "--target 1d", "max-intensity", "--crash-every 9s --target 1m | --max-intensity 0",
		"restore", "--as-module m | --restore 5m", "as-module", "--as-module m", "tree", "--tree nested.yaml", "supervisor", "--target 1m | --supervisor inner", "simulate", "--simulate 50")
	ofStages := own("stage", "--stage other=9m", "law", "--law fixed", "shrink", "--shrink network=6m", "within", "--within 40m", "every", "--every 9w", "mtbf", "--mtbf 9w", "log", "--log durations.csv --columns duration_h", "columns", "--columns duration_h", "duration-unit", "--duration-unit min", "as-module", "--as-module m")
	runs := []effectRun{
		logRun("analyze", "analyze LOG", analyze),
		logRun("analyze", "analyze LOG --units 4 --from 2024-01-01 --to 2024-07-01", own("by", "--by month"), analyze),
		logRun("analyze", "analyze LOG --fleet fleet.csv --by site", own("by", "--by unit"), analyze),
		logRun("fit", "fit LOG --of repair", own("compare", "--compare numbers.csv", "status", "--status x", "failed", "--failed 0"), fit),
		logRun("fit", "fit LOG --of between", own("compare", "--compare numbers.csv", "status", "--status x", "failed", "--failed 0"), fit),
		logRun("fit", "fit LOG --of life", own("compare", "--compare numbers.csv", "status", "--status x", "failed", "--failed 0"), fit),
		logRun("fit", "fit times.csv", own("by", "--by mode", "of", "--of repair --status x"), ofTimes, fit, own()),
		logRun("fit", "fit whole.csv --goodness --replications 20 --family lognormal", own("by", "--by part", "status", "--status x", "failed", "--failed 1", "where", "--where time!=15", "replications", "--replications 30", "goodness", "", "write-times", "--write-times written.csv", "of", "--of repair --status x"), fit),
		logRun("trend", "trend LOG --replications 20", own("replications", "--replications 30", "status", "--status x", "failed", "--failed 0"), trend),
		logRun("trend", "trend failures.csv --times --replications 20", own("times", "", "replications", "--replications 30", "where", "--where site=x", "time-unit", "--time-unit d", "status", "--status ends", "failed", "--failed 1,0"), trend),
		logRun("compare", "compare LOG LOG", own("new-category-separator", "", "new-sheet", "@lists.json --sheet first | --new-sheet second", "new-date-order", "@days.csv --date-order day-month | --new-date-order month-day", "depth", "--depth 1", "split", "--split 2024-03-01", "rate-unit", "--rate-unit fit"), ofSides()),
		logRun("compare", "compare LOG --split 2024-03-01", own("split", "", "depth", "--depth 1", "rate-unit", "--rate-unit fit"), ofSides()),
		otherRun("profiles list", "profiles list"),
		otherRun("profiles show", "profiles show slurm"),
		logRun("profiles new", "profiles new LOG"),
		logRun("report", "report LOG", report, ofSize),
		otherRun("report", "report plain.yaml", report, ofSize, own("at", "--at 50h"), ofReading, ofRejects, ofWindow, ofHours, ofFailing, ofGroups),
		otherRun("report", "report tree.xml --mission-time 100h", report, ofSize, own("at", "--at 50h"), ofReading, ofRejects, ofWindow, ofHours, ofFailing, ofGroups),
		otherRun("report", "report drawn.yaml --target 0.9 --draws 50", own("at", "--at 50h", "draws", "--draws 60", "target", "--target 0.99"), report, ofSize, ofReading, ofRejects, ofWindow, ofHours, ofFailing, ofGroups),
		effectRun{"replay", "replay LOG --system line.yaml", []map[string]string{own("system", "--system named.yaml"), ofGlobal, ofReading, ofRejects, ofWindow, ofGroups}},
		otherRun("duplex", "duplex --mtbf 10000h --mttr 24h --uncovered-mttr 48h --coverage 0.9",
			own("mtbf", "--mtbf 9h", "mttr", "--mttr 9h", "coverage", "--coverage 0.5", "idle-coverage", "--idle-coverage 0.5", "uncovered-mttr", "--uncovered-mttr 9h", "beta", "--beta 0.1", "crews", "--crews 1", "detection", "--detection 10s", "takeover", "--takeover 10s", "target", "--target 0.9999")),
		otherRun("solve", "solve named.yaml", own("at", "--at 50h"), ofSolve),
		otherRun("solve", "solve logged.yaml --at 50h", own("at", "--at 70h"), ofSolve),
		otherRun("solve", "solve tree.xml --mission-time 100h", own("at", "--at 50h", "gate", "--gate low", "mission-time", "--mission-time 9h"), ofSolve),
		otherRun("solve", "solve after.xml --mission-time 100h", own("at", "--at 50h", "gate", "--gate top", "mission-time", "--mission-time 9h"), ofSolve),
		otherRun("convert", "convert tree.xml --mission-time 100h", own("gate", "--gate low", "mission-time", "--mission-time 9h")),
		otherRun("convert", "convert wear.yaml", own("gate", "--gate low", "mission-time", "--mission-time 9h")),
		otherRun("convert", "convert unrepaired.yaml --mission-time 100h", own("gate", "--gate low", "mission-time", "--mission-time 9h")),
		otherRun("simulate", "simulate tree.xml --mission-time 100h --replications 300000", own("gate", "--gate low", "mission-time", "--mission-time 900h"), ofSimulate),
		otherRun("simulate", "simulate plain.yaml --replications 300", ofSimulate),
		otherRun("simulate", "simulate plain.yaml --replications 300 --at 50h", own("at", "--at 70h"), ofSimulate),
		otherRun("simulate", "simulate wear.yaml --replications 300", own("rel-error", "--replications 50000 | --rel-error 30%"), ofSimulate),
		otherRun("merge", "merge part.json"),
		otherRun("size", "size choice.yaml --target 0.99", ofSize),
		otherRun("size", "size choice.yaml --maximize", own("maximize", "", "target", "--target 0.9", "work", ""), ofSize),
		otherRun("size", "size drawn.yaml --target 0.9 --draws 50", own("draws", "--draws 60", "target", "--target 0.99"), ofSize),
		otherRun("size require", "size require plain.yaml --what mtbf=m --target 0.9", own("what", "--what mttr=m", "target", "--target 0.8", "with", "--values 5h,6h --with mttr=m", "values", "--with mttr=m --values 5h | --values 6h", "mission", "--mission 1h")),
		otherRun("size spares", "size spares --units 4 --mtbf 10000h --lead-time 30d", own("units", "--units 9", "mtbf", "--mtbf 900h", "lead-time", "--lead-time 90d", "fill-rate", "--fill-rate 0.99", "finite", "--finite", "no-shortage", "--no-shortage 0.999")),
		otherRun("multiplex table", "multiplex table --lines 100", ofMultiplex),
		otherRun("multiplex table", "multiplex table --lines 100 --simulate --rel-error 20%", own("rel-error", "--rel-error 10%", "simulate", "", "confidence", "--format csv | --confidence 0.8"), ofMultiplex),
		otherRun("multiplex size", "multiplex size", ofMultiplex),
		otherRun("multiplex size", "multiplex size --target 1e-9", ofMultiplex, own("target", "--target 1e-8")),
		otherRun("multiplex threshold", "multiplex threshold", ofMultiplex),
		otherRun("multiplex compare", "multiplex compare", own("actuation", "--actuation 10us", "beta", "--beta 0.1", "bundles", "--bundles exact", "copies", "--copies 4", "coverage", "--coverage 0.9", "crews", "--crews 1", "modules", "--modules 50",
			"mtbf", "--mtbf 900h", "mttr", "--mttr 9h", "organs", "--organs 5000", "residual-mtbf", "--residual-mtbf 100y", "residual-mttr", "--residual-mttr 9h", "takeover", "--takeover 10s", "target", "--target 900y", "uncovered-mttr", "--coverage 0.9 | --uncovered-mttr 9h", "voter-mtbf", "--voter-mtbf 100y")),
		otherRun("rate", "rate --failures 3 --exposure 5000h", own("failures", "--failures 4", "exposure", "--exposure 900h", "at", "--at 50h", "rate-unit", "--rate-unit fit", "terminated", "--terminated failure", "units", "--units 9")),
		otherRun("plan", "plan --mtbf 5000h", own("mtbf", "--mtbf 900h"), ofPlan),
		otherRun("plan", "plan --reliability 0.95", own("reliability", "--reliability 0.9", "mission", "--duration 50h | --mission 100h", "shape", "--mission 100h --duration 50h | --shape 2", "duration", "--mission 100h | --duration 50h", "design-reliability", "--design-reliability 0.99"), ofPlan),
		otherRun("mechanism storage", "mechanism storage --scheme raid6:8 --mttf sw/core:log.csv --rebuild 9h --unreadable 1e-14 --disc-size 1TB", own("scheme", "--scheme raid5:8", "mttf", "--mttf 900h", "rebuild", "--rebuild 5h", "unreadable", "--unreadable 1e-15", "disc-size", "--disc-size 4TB", "parallel", "--parallel",
			"decluster", "--decluster 2", "sets", "--sets 4", "restore", "--mttf 1y --as-module m | --restore 5h", "within", "--within 5y", "as-module", "--mttf 1y --as-module m"), ofWindow, ofHours),
		otherRun("mechanism placement", "mechanism placement --nodes 50 --failed 6 --copysets 90", own("nodes", "--nodes 60", "failed", "--failed 9", "copies", "--copies 2", "groups", "--groups", "scatter", "--scatter 4", "choices", "--choices 9", "copysets", "--copysets 80", "as-module", "--as-module m"), ofWindow, ofHours),
		otherRun("mechanism replica", "mechanism replica --mtbf sw/core:log.csv --category hw/disc=hw/disc:log.csv", own("mtbf", "--mtbf 900h", "category", "--category net=.1,.5", "rest", "--rest .5", "mttr", "--mtbf 1y --category net=.1 --as-module m | --mttr 5h", "as-module", "--as-module m"), ofWindow, ofHours),
		otherRun("mechanism partition", "mechanism partition --sites 4 --available hw/disc:log.csv", own("sites", "--sites 5", "available", "--available .9", "as-module", "--available .9 --as-module m"), ofWindow, ofHours),
		otherRun("mechanism contract", "mechanism contract --mttf sw/core:log.csv --mttr 5h", own("copies", "--copies 5", "tolerated", "--tolerated 0", "mttf", "--mttf 900h", "mttr", "--mttr 9h", "crews", "--crews 1", "within", "--within 5y", "as-module", "--mttf 1y --as-module m"), ofWindow, ofHours),
		otherRun("mechanism quorums", "mechanism quorums --quorums majority:5 --available hw/disc:log.csv", own("quorums", "--quorums fano", "available", "--available .9", "read", "--write 3 --read 3", "write", "--read 3 --write 3", "as-module", "--available .9 --as-module m"), ofWindow, ofHours),
		otherRun("mechanism sessions", "mechanism sessions --loss .1 --available hw/disc:log.csv", own("paths", "--paths 3", "loss", "--loss .2", "retries", "--retries 2", "available", "--available .99", "mtbf", "--mtbf 9h", "mttr", "--mttr 9h", "as-module", "--as-module m"), ofWindow, ofHours),
		otherRun("mechanism sessions", "mechanism sessions --loss .1 --mttr 5h --mtbf sw/core:log.csv", own("paths", "--paths 3", "loss", "--loss .2", "retries", "--retries 2", "available", "", "mtbf", "--mtbf 90h", "mttr", "--mttr 9h", "as-module", "--as-module m"), ofWindow, ofHours),
		otherRun("mechanism pairs", "mechanism pairs --mtbf sw/core:log.csv --hard 1/9 --fault hardware=1y --fault heisenbug=2/9y --coverage delta=.9", own("mtbf", "--mtbf 900h", "hard", "--hard .2", "backup-mtbf", "--backup-mtbf 900h", "takeover-coverage", "--takeover-coverage 90%",
			"takeover", "--takeover 1h", "recreate", "--recreate 9h", "restart", "--restart 9h", "fault", "--fault bohrbug=9y", "coverage", "--coverage state=.5", "as-module", "--as-module m"), ofWindow, ofHours),
		otherRun("mechanism pairs", "mechanism pairs", own("mtbf", "--hard .2 --mtbf 900h", "hard", "--mtbf 900h --hard .2", "backup-mtbf", "--backup-mtbf 900h", "takeover-coverage", "--takeover-coverage 90%",
			"takeover", "--takeover 1h", "recreate", "--recreate 9h", "restart", "--restart 9h", "fault", "--fault bohrbug=9y", "coverage", "--coverage state=.5", "as-module", "--as-module m"), ofWindow, ofHours),
		otherRun("mechanism retry", "mechanism retry --soft hw/disc:log.csv --mtbf sw/core:log.csv", own("soft", "--soft .5", "cure", "--cure .5", "covered", "--covered .5", "tries", "--cure .5 | --tries 2", "mtbf", "--mtbf 900h", "mttr", "--mttr 9h", "as-module", "--as-module m"), ofWindow, ofHours),
		otherRun("mechanism retry", "mechanism retry --soft .5 --tries 2 --cure .5", own("soft", "--soft .6", "cure", "--cure .6", "covered", "--covered .5", "tries", "--tries 4", "mtbf", "--mtbf 900h", "mttr", "--mttr 9h", "as-module", "--as-module m"), ofWindow, ofHours),
		otherRun("mechanism retry", "mechanism retry --soft hw/disc:log.csv", own("soft", "--soft .5", "cure", "--cure .5", "covered", "--covered .5", "tries", "--cure .5 | --tries 2", "mtbf", "--mtbf 900h", "mttr", "--mtbf 900h | --mttr 9h", "as-module", "--mtbf 900h --as-module m"), ofWindow, ofHours),
		otherRun("mechanism replica", "mechanism replica --mtbf 1y --category hw/disc=hw/disc:log.csv", own("mtbf", "--mtbf 900h", "category", "--category net=.1,.5", "rest", "--rest .5", "mttr", "--as-module m | --mttr 5h", "as-module", "--as-module m"), ofWindow, ofHours),
		otherRun("mechanism detect", "mechanism detect --send-every 1h --slack 1.5h --loss 5/99 --watchers 3 --needed 2 --detect .9 --phi 8 --gap 1h --gap-sd 5m", ofDetection, ofWindow, ofHours),
		otherRun("mechanism detect", "mechanism detect --watchers 3 --needed 2 --detect .9 --as-module m --mtbf 900h --mttr 9h", ofDetection, ofWindow, ofHours),
		otherRun("mechanism rejuvenate", "mechanism rejuvenate --base-longevity 7d --mtbf sw/core:log.csv --repair 30m --restart 20m", ofRestarts, ofWindow, ofHours),
		otherRun("mechanism rejuvenate", "mechanism rejuvenate --shape 2 --scale 900h --repair 30m --restart 2m", ofRestarts, ofWindow, ofHours),
		otherRun("mechanism policy", "mechanism policy --classes classes.yaml --bad-fix 3/60", own("classes", "--classes others.yaml", "bad-fix", "--bad-fix 6%", "defects", "--defects 9", "years", "--years 9y", "systems", "--systems 9", "outages", "--outages 2", "seasoned", "--maturing 1mo --seasoned 1%", "maturing", "--seasoned 1% --maturing 1mo",
			"up-to", "--up-to 5y", "release", "--release 2mo", "restore", "--as-module m | --restore 5h", "as-module", "--as-module m"), ofWindow, ofHours),
		otherRun("mechanism supervise", "mechanism supervise --crash-every sw/core:log.csv", ofSupervision, ofWindow, ofHours),
		otherRun("mechanism supervise", "mechanism supervise --tree supervised.yaml", ofSupervision, own("replay", "--replay 0.3", "from-edge", "--from-edge", "max-intensity", "--target 1m | --max-intensity 0"), ofWindow, ofHours),
		otherRun("mechanism stages", "mechanism stages --shrink network=5m", ofStages, ofWindow, ofHours),
		otherRun("mechanism stages", "mechanism stages --log bare.csv --columns duration --duration-unit h", own("shrink", "--shrink duration=1m", "columns", "--columns duration,duration", "to", "--to 2024-02-01"), ofStages, ofWindow, ofHours),
		otherRun("mechanism stages", "mechanism stages --stage network=hw/disc:log.csv --mtbf hw/disc:log.csv", own("every", "--every 9w", "duration-unit", "--stage other=disk:bare.csv --duration-unit h | --duration-unit min"), ofStages, ofWindow, ofHours),
		otherRun("table1", "table1", own("outages", "--outages 100..120", "reconcile", "--reconcile --outages 100..110 --years 1300..1310", "years", "--years 1300..1310")),
		otherRun("table1", "table1 --reconcile --outages 100..110 --years 1300..1310", own("outages", "--outages 100..120", "reconcile", "", "years", "--years 1300..1400")),
		otherRun("selftest", "selftest duplex"),
		otherRun("schema", "schema"),
		otherRun("version", "version"),
		otherRun("datasets list", "datasets list"),
		otherRun("datasets show", "datasets show teams2022"),
		otherRun("datasets export", "datasets export teams2022"),
	}
	for _, kind := range []string{"pareto", "timeline", "availability", "repair-times", "mcf", "trend", "growth"} {
		values := own("status", "--status x", "failed", "--failed 0", "by", "--by year")
		if kind == "timeline" {
			values["keep-duplicates"] = "" // a copy stands where its original does
		}
		runs = append(runs, logRun("plot", "plot "+kind+" LOG -o x.svg", values, plot))
	}
	for _, kind := range []string{"lifetimes", "survival", "paper"} {
		runs = append(runs, logRun("plot", "plot "+kind+" times.csv -o x.svg", ofTimes, plot), logRun("plot", "plot "+kind+" LOG --of life -o x.svg", own("of", "--of repair", "where", "--where site=x", "time-unit", "@numbers.csv --time-unit d", "status", "--status x", "failed", "--failed 0"), plot))
	}
	for _, kind := range []string{"mcf", "trend", "growth"} {
		runs = append(runs, logRun("plot", "plot "+kind+" failures.csv --times -o x.svg", own("times", "", "where", "--where site=x", "time-unit", "--time-unit d", "status", "--status ends", "failed", "--failed 1,0"), plot))
	}
	for _, kind := range []string{"table1", "waterfall", "retry", "stages", "acceptance", "duplex", "multiplexing", "modularity", "frontier drawn.yaml", "diagram plain.yaml", "importance plain.yaml", "buys plain.yaml", "convergence plain.yaml"} {
		runs = append(runs, logRun("plot", "plot "+kind+" -o x.svg", own("status", "--status x", "failed", "--failed 0"), plot))
	}
	runs = append(runs, logRun("plot", "plot diagram tree.xml --mission-time 100h -o x.svg", own("gate", "--gate low", "mission-time", "--mission-time 9h", "status", "--status x", "failed", "--failed 0"), plot))
	return runs
}

var (
	ofSolve = own("all-sets", "--all-sets sets.csv", "cut-sets", "--cut-sets 1", "top", "--top 1", "max-order", "--max-order 1", "cut-off", "--cut-off 0.01", "importance", "--importance no", "initiator", "--initiator i=0.1/y", "gate", "--gate top", "mission-time", "--mission-time 9h")

	ofSimulate = own("gate", "--gate top", "mission-time", "--mission-time 9h", "at", "--at 50h", "checkpoint", "--checkpoint kept.json", "horizon", "--horizon 5000h", "method", "--method biasing", "out", "--shard 1/2 --out out.json", "rel-error", "--rel-error 90%",
		"replications", "--replications 400", "shard", "--out out.json --shard 1/2", "warmup", "--horizon 5000h | --warmup 100h")
	ofPlan = own("allowed", "--allowed 0..2", "design-mtbf", "--design-mtbf 90000h", "design-reliability", "--design-reliability 0.99", "discrimination", "--discrimination 3", "duration", "--duration 500h",
		"mission", "--mission 100h", "mtbf", "--mtbf 900h", "producer-risk", "--discrimination 3 | --producer-risk 0.2", "reliability", "--reliability 0.9", "shape", "--shape 2", "units", "--units 20")
	ofSize      = own("draws", "--draws 20", "limit", "--limit cost=15", "maximize", "--maximize", "minimize", "--minimize weight", "mission", "--mission 100h", "target", "--target 0.9", "work", "--work 10", "as-system", "--as-system", "sensitivity", "--sensitivity")
	ofMultiplex = own("error", "--error 0.01", "errors", "--organs 100 | --errors 0.1", "fiducial", "--fiducial 0.05", "lines", "--lines 200", "organ", "--organ majority", "rel-error", "--rel-error 10%", "simulate", "--simulate", "tiers", "--tiers 3",
		"actuation", "--organs 100 | --actuation 10us", "mission", "--organs 100 | --mission 100h", "organs", "--organs 100", "target", "--target 1e-5")
)

// notRun are the commands that no run here is of, and why.
var notRun = map[string]string{
	"": "it prints help", "datasets": "it prints help", "mechanism": "it prints help", "multiplex": "it prints help", "profiles": "it prints help", "datasets fetch": "it downloads", "serve": "it goes on", "mcp": "it goes on",
}

// value returns the arguments of a flag in a run: what both runs have, and what the
// second has more.
func (r effectRun) value(flag string) (base, with []string, known bool) {
	for _, values := range r.values {
		text, ok := values[flag]
		if !ok {
			continue
		}
		line := r.base
		file := "log.csv"
		if rest, ok := strings.CutPrefix(text, "@"); ok {
			file, text, _ = strings.Cut(rest, " ")
		}
		before, after, both := strings.Cut(text, " | ")
		if !both {
			before, after = "", text
		}
		base = strings.Fields(strings.ReplaceAll(line, "LOG", file) + " " + before)
		return base, append(slices.Clone(base), strings.Fields(after)...), true
	}
	return nil, nil, false
}

// outcome is all that a run has given.
type outcome struct {
	code     int
	out, err string
	files    map[string]string
}

// answerOf runs the program in a directory of its own.
func answerOf(t *testing.T, args []string) outcome {
	dir := t.TempDir()
	for name, text := range effectFiles {
		writeText(t, filepath.Join(dir, name), text)
	}
	t.Chdir(dir)
	if slices.Contains(args, "merge") {
		cli.Main(cli.Streams{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, In: strings.NewReader("")}, strings.Fields("simulate plain.yaml --replications 300 --shard 1/1 --out part.json"))
	}
	var out, errs bytes.Buffer
	o := outcome{files: map[string]string{}}
	o.code = cli.Main(cli.Streams{Out: &out, Err: &errs, In: strings.NewReader("")}, args)
	o.out, o.err = out.String(), errs.String()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, ours := effectFiles[e.Name()]; !ours {
			text, err := os.ReadFile(e.Name())
			if err != nil {
				t.Fatal(err)
			}
			o.files[e.Name()] = string(text)
		}
	}
	return o
}

func (o outcome) same(p outcome) bool {
	if o.code != p.code || o.out != p.out || len(o.files) != len(p.files) {
		return false
	}
	for name, text := range o.files {
		if p.files[name] != text {
			return false
		}
	}
	return true
}

// named reports whether a message is about one of the flags of a command line.
func named(message string, args []string) bool {
	return slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "--") && strings.Contains(message, a) })
}

// No option is dropped in silence: in every main way to use a command every flag
// changes the answer, or is refused by its name, or is said to have no effect.
func TestEveryFlagHasAnEffect(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the program a thousand times")
	}
	commands := map[string][]cli.Flag{}
	for _, c := range cli.Commands() {
		commands[c.Path] = c.Flags
	}
	seen := map[string]bool{}
	answers := map[string]outcome{}
	answer := func(args []string) outcome {
		key := strings.Join(args, " ")
		a, ok := answers[key]
		if !ok {
			t.Run(key, func(t *testing.T) { a = answerOf(t, args) })
			answers[key] = a
		}
		return a
	}
	for _, r := range effectRuns() {
		seen[r.command] = true
		for _, f := range commands[r.command] {
			if f.Name == "help" || slices.Contains(noAnswer, f.Name) {
				continue
			}
			base, with, known := r.value(f.Name)
			if slices.Equal(base, with) && known {
				continue // the run has it
			}
			if !known {
				t.Errorf("%s: no value of --%s is known that changes something", r.base, f.Name)
				continue
			}
			before, after := answer(base), answer(with)
			name := "--" + f.Name
			switch {
			case after.code != 0 && named(after.err, with), strings.Contains(after.out+after.err, name+" has no effect"):
			case after.code == 2, after.code == 1 && before.code == 0:
				t.Errorf("mtbf %s: exit %d, %s", strings.Join(with, " "), after.code, strings.TrimSpace(after.err))
			case after.same(before):
				t.Errorf("mtbf %s: %s is dropped in silence", strings.Join(with, " "), name)
			}
		}
	}
	for path := range commands {
		if !seen[path] && notRun[path] == "" {
			t.Errorf("no run of the command %q", path)
		}
	}
}
