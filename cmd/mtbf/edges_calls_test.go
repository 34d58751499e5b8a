package main

// edgeFiles are what the calls below read.
var edgeFiles = map[string]string{
	"log.csv": `unit,start,end,cause
a,2024-01-05T10:00:00Z,2024-01-05T11:00:00Z,disc
b,2024-01-09T00:00:00Z,2024-01-09T02:30:00Z,software
a,2024-02-03T10:00:00Z,2024-02-03T10:20:00Z,software
b,2024-02-20T10:00:00Z,2024-02-20T14:00:00Z,disc
a,2024-03-01T10:00:00Z,2024-03-01T13:00:00Z,operator
a,2024-03-05T10:00:00Z,2024-03-05T10:40:00Z,disc
`,
	"times.csv": "time,status\n120,1\n310,1\n15,1\n77,1\n400,0\n220,1\n",
	"ages.csv":  "unit,time\na,12\na,40\na,90\nb,33\nb,71\n",
	"fleet.csv": "unit,from,to,count\na,2024-01-01,2024-04-01,1\nb,2024-01-01,2024-04-01,1\n",
	"pair.yaml": `name: pair
modules:
  m: {mtbf: 100h, mttr: 5h, resources: {cost: 3}}
structure:
  duplex: {of: m}
`,
	"choice.yaml": `name: choice
modules:
  m: {mtbf: 100h, mttr: 5h, resources: {cost: 3}}
structure:
  choose: {of: m, need: 1, redundancy: 0..3}
`,
	"from.yaml": `name: from
modules:
  m: {from: {log: log.csv, units: 2}}
structure: {parallel: [m, m]}
`,
	"units.yaml": "name: units\nmodules: {m: {mtbf: 100h, mttr: 5h}}\nshared: {a: m, b: m}\nstructure: {series: [a, b]}\n",
	"part.json":  "{}",
}

// edgeCalls are quick calls of each command, to which flags are added.
var edgeCalls = map[string][][]string{
	"analyze":             {{"analyze", "log.csv", "--units", "2"}},
	"table1":              {{"table1", "--reconcile"}},
	"fit":                 {{"fit", "times.csv"}, {"fit", "log.csv", "--of", "repair"}},
	"trend":               {{"trend", "log.csv", "--units", "2"}, {"trend", "ages.csv", "--times"}},
	"replay":              {{"replay", "log.csv", "--system", "units.yaml"}},
	"duplex":              {{"duplex", "--mtbf", "100h", "--mttr", "5h"}},
	"solve":               {{"solve", "pair.yaml"}, {"solve", "from.yaml"}},
	"simulate":            {{"simulate", "pair.yaml"}},
	"merge":               {{"merge", "part.json"}},
	"size":                {{"size", "choice.yaml", "--target", "0.99"}, {"size", "choice.yaml", "--maximize", "--limit", "cost=9"}},
	"size spares":         {{"size", "spares", "--units", "40", "--mtbf", "1000h", "--lead-time", "30d", "--fill-rate", "0.9"}},
	"size require":        {{"size", "require", "pair.yaml", "--what", "mtbf=m", "--target", "0.99"}},
	"multiplex table":     {{"multiplex", "table", "--lines", "100"}},
	"multiplex compare":   {{"multiplex", "compare"}},
	"multiplex size":      {{"multiplex", "size", "--organs", "100"}},
	"multiplex threshold": {{"multiplex", "threshold"}},
	"plot":                {{"plot", "pareto", "log.csv", "-o", "x.svg"}, {"plot", "mcf", "log.csv", "-o", "y.svg"}, {"plot", "frontier", "choice.yaml", "-o", "z.svg"}},
	"report":              {{"report", "log.csv", "-o", "r.html"}, {"report", "pair.yaml", "-o", "s.html"}},
	"serve":               {{"serve", "log.csv", "--time-limit", "0.2s"}},
	"datasets list":       {{"datasets", "list"}},
	"datasets show":       {{"datasets", "show", "shop"}},
	"datasets export":     {{"datasets", "export", "gray1985-figure1"}},
	"datasets fetch":      {},
	"selftest":            {{"selftest", "duplex"}},
	"schema":              {{"schema"}},
	"version":             {{"version"}},
}

// textFlags are flags whose texts hold numbers, with the forms these take.
var textFlags = map[string][]string{
	"exposure": {"#", "#h"}, "incident-gap": {"#", "#h"}, "infant-period": {"#h"}, "reported": {"software=#", "software=0.1..#"}, "from": {"#"}, "to": {"#"},
	"at": {"#", "#h"}, "target": {"#", "#h", "#%"}, "ahead": {"#", "#h"}, "mtbf": {"#", "#h"}, "mttr": {"#", "#h"}, "detection": {"#h"}, "takeover": {"#h"},
	"uncovered-mttr": {"#h"}, "horizon": {"#", "#h"}, "warmup": {"#h"}, "rel-error": {"#", "#%"}, "shard": {"#/3", "1/#"}, "limit": {"cost=#"}, "mission": {"#", "#h"},
	"lead-time": {"#h"}, "values": {"#"}, "actuation": {"#h"}, "residual-mtbf": {"#h"}, "residual-mttr": {"#h"}, "voter-mtbf": {"#h"}, "time-limit": {"#", "#s"},
	"outages": {"#", "1..#"}, "years": {"#", "1..#"},
}

// wordFlags are flags whose texts are names and words.
var wordFlags = []string{
	"format", "output", "profile", "column", "timezone", "time-unit", "duration-unit", "date-order", "duration-from", "taxonomy", "where", "rejects", "fleet",
	"planned", "exclude", "by", "terminated", "fits", "of", "family", "limits", "compare", "median-ranks", "system", "method", "out", "checkpoint", "minimize", "what",
	"with", "organ", "bundles", "dir", "url",
}

func inModule(text string) string {
	return "name: edge\nmodules:\n  m: {" + text + "}\n  n: {mtbf: 100h, mttr: 5h, resources: {cost: 1}}\nstructure: {parallel: [m, {choose: {of: n, need: 1, redundancy: 0..1}}]}\n"
}

func inStructure(text string) string {
	return "name: edge\nmodules:\n  m: {mtbf: 100h, mttr: 5h, resources: {cost: 1}}\nlimits: {cost: 99}\nstructure: {" + text + "}\n"
}

// edgeFields are system files with a number in one field; the last part of a key is
// its name in the schema.
// edgeFields are system files with a number in one field; the last part of a key
// is its name in the schema.
var edgeFields = map[string]string{
	"module.mtbf":            inModule("mtbf: #, mttr: 5h"),
	"module.mttr":            inModule("mtbf: 100h, mttr: #"),
	"module.availability":    inModule("availability: #"),
	"module.reliability":     inModule("reliability: #"),
	"module.resources":       inModule("mtbf: 100h, mttr: 5h, resources: {cost: #}"),
	"exponential.rate":       inModule("life: {exponential: {rate: #}}, mttr: 5h"),
	"exponential.mean":       inModule("life: {exponential: {mean: #}}, mttr: 5h"),
	"weibull.shape":          inModule("life: {weibull: {shape: #, scale: 100h}}, mttr: 5h"),
	"weibull.scale":          inModule("life: {weibull: {shape: 2, scale: #}}, mttr: 5h"),
	"weibull.location":       inModule("life: {weibull: {shape: 2, scale: 100h, location: #}}, mttr: 5h"),
	"lognormal.meanlog":      inModule("mtbf: 100h, repair: {lognormal: {meanlog: #, sdlog: 1}}"),
	"lognormal.sdlog":        inModule("mtbf: 100h, repair: {lognormal: {meanlog: 1, sdlog: #}}"),
	"lognormal.median":       inModule("mtbf: 100h, repair: {lognormal: {median: #, error_factor: 3}}"),
	"lognormal.error_factor": inModule("mtbf: 100h, repair: {lognormal: {median: 3h, error_factor: #}}"),
	"gamma.shape":            inModule("life: {gamma: {shape: #, scale: 100h}}, mttr: 5h"),
	"gamma.scale":            inModule("life: {gamma: {shape: 2, scale: #}}, mttr: 5h"),
	"loglogistic.shape":      inModule("life: {loglogistic: {shape: #, scale: 100h}}, mttr: 5h"),
	"loglogistic.scale":      inModule("life: {loglogistic: {shape: 3, scale: #}}, mttr: 5h"),
	"normal.mean":            inModule("life: {normal: {mean: #, sd: 10h}}, mttr: 5h"),
	"normal.sd":              inModule("life: {normal: {mean: 100h, sd: #}}, mttr: 5h"),
	"gumbel.location":        inModule("life: {gumbel: {location: #, scale: 10h}}, mttr: 5h"),
	"gumbel.scale":           inModule("life: {gumbel: {location: 100h, scale: #}}, mttr: 5h"),
	"deterministic.value":    inModule("mtbf: 100h, repair: {deterministic: {value: #}}"),
	"uniform.low":            inModule("mtbf: 100h, repair: {uniform: {low: #, high: 9h}}"),
	"uniform.high":           inModule("mtbf: 100h, repair: {uniform: {low: 1h, high: #}}"),
	"from.exposure":          inModule("from: {log: log.csv, exposure: #}"),
	"from.units":             inModule("from: {log: log.csv, units: #}"),
	"kOfN.k":                 inStructure("k_of_n: {k: #, n: 5, of: m}"),
	"kOfN.n":                 inStructure("k_of_n: {k: 2, n: #, of: m}"),
	"kOfN.crews":             inStructure("k_of_n: {k: 2, n: 5, of: m, crews: #}"),
	"kOfN.beta":              inStructure("k_of_n: {k: 2, n: 5, of: m, beta: #}"),
	"duplex.coverage":        inStructure("duplex: {of: m, coverage: #}"),
	"duplex.detection":       inStructure("duplex: {of: m, detection: #}"),
	"duplex.takeover":        inStructure("duplex: {of: m, takeover: #}"),
	"duplex.uncovered_mttr":  inStructure("duplex: {of: m, coverage: 0.9, uncovered_mttr: #}"),
	"duplex.crews":           inStructure("duplex: {of: m, crews: #}"),
	"duplex.beta":            inStructure("duplex: {of: m, beta: #}"),
	"standby.spares":         inStructure("standby: {of: m, spares: #}"),
	"standby.active":         inStructure("standby: {of: m, spares: 1, active: #}"),
	"standby.dormancy":       inStructure("standby: {of: m, spares: 1, mode: warm, dormancy: #}"),
	"standby.coverage":       inStructure("standby: {of: m, spares: 1, coverage: #}"),
	"standby.crews":          inStructure("standby: {of: m, spares: 2, crews: #}"),
	"partial.n":              inStructure("partial: {of: m, n: #}"),
	"choose.need":            inStructure("choose: {of: m, need: #, redundancy: 0..2}"),
	"choose.redundancy":      inStructure("choose: {of: m, need: 1, redundancy: 0..#}"),
	"choose.dormancy":        inStructure("choose: {of: m, need: 1, redundancy: 0..2, mode: standby, dormancy: #}"),
	"choose.coverage":        inStructure("choose: {of: m, need: 1, redundancy: 0..2, mode: standby, coverage: #}"),
	"choose.detection":       inStructure("choose: {of: m, need: 1, redundancy: 0..2, mode: standby, detection: #}"),
	"choose.beta":            inStructure("choose: {of: m, need: 1, redundancy: 0..2, beta: #}"),
	"choose.crews":           inStructure("choose: {of: m, need: 1, redundancy: 0..2, crews: #}"),
	"limits":                 "name: edge\nmodules:\n  m: {mtbf: 100h, mttr: 5h, resources: {cost: 1}}\nlimits: {cost: #}\nstructure: {choose: {of: m, need: 1, redundancy: 0..2}}\n",
}

// lengthFields are tried with a unit as well.
var lengthFields = []string{"mtbf", "mttr", "mean", "scale", "location", "median", "sd", "value", "low", "high", "exposure", "detection", "takeover", "uncovered_mttr"}

// wordFields hold no number themselves.
var wordFields = []string{
	"name", "modules", "shared", "structure", "of", "mix", "mode", "exponential", "weibull", "lognormal", "gamma", "loglogistic", "normal", "gumbel", "deterministic",
	"uniform", "empirical", "file", "column", "log", "category", "profile", "where", "taxonomy", "timezone", "time_unit", "duration_unit", "date_order", "from", "to",
	"fleet", "life", "repair", "edges", "source", "target", "directed", "series", "parallel", "k_of_n", "duplex", "standby", "network", "choose", "partial",
}

// edgeCells are tables with a number in one cell.
var edgeCells = []struct {
	place, file, text string
	args              []string
}{
	{"count of a fleet", "fleet.csv", "unit,from,to,count\na,2024-01-01,2024-04-01,#\nb,2024-01-01,2024-04-01,1\n", []string{"analyze", "log.csv", "--fleet", "fleet.csv"}},
	{"beginning of a fleet", "fleet.csv", "unit,from,to,count\na,#,2024-04-01,1\nb,2024-01-01,2024-04-01,1\n", []string{"analyze", "log.csv", "--fleet", "fleet.csv"}},
	{"time", "times.csv", "time,status\n120,1\n310,1\n#,1\n77,1\n", []string{"fit", "times.csv"}},
	{"time", "times.csv", "time,status\n#,1\n", []string{"fit", "times.csv"}},
	{"count", "times.csv", "time,status,count\n120,1,1\n310,1,#\n77,1,2\n", []string{"fit", "times.csv", "--survival"}},
	{"entry", "times.csv", "time,status,entry\n120,1,0\n310,1,#\n77,1,2\n", []string{"fit", "times.csv"}},
	{"lower", "times.csv", "lower,upper\n100,120\n#,310\n77,90\n", []string{"fit", "times.csv"}},
	{"upper", "times.csv", "lower,upper\n100,120\n200,#\n77,90\n", []string{"fit", "times.csv"}},
	{"failure time", "ages.csv", "unit,time\na,12\na,#\nb,33\n", []string{"trend", "ages.csv", "--times"}},
	{"count of failures", "ages.csv", "unit,time,count\na,12,1\na,40,#\nb,33,1\n", []string{"trend", "ages.csv", "--times"}},
	{"duration", "log.csv", "unit,start,duration_h,cause\na,2024-01-05T10:00:00Z,1,x\na,2024-02-05T10:00:00Z,#,y\nb,2024-03-05T10:00:00Z,2,y\n", []string{"analyze", "log.csv", "--units", "2"}},
	{"bare start", "log.csv", "unit,start,end,cause\na,10,11,x\na,#,500,y\nb,30,32,y\n", []string{"analyze", "log.csv", "--units", "2", "--time-unit", "h"}},
	{"bare end", "log.csv", "unit,start,end,cause\na,10,11,x\na,100,#,y\nb,30,32,y\n", []string{"report", "log.csv", "--time-unit", "h", "-o", "r.html"}},
	{"restoration by hours", "log.csv", "unit,start,end,cause\na,10,11,x\na,100,#,y\nb,30,32,y\n", []string{"fit", "log.csv", "--of", "repair", "--time-unit", "h"}},
	{"trend by hours", "log.csv", "unit,start,end,cause\na,10,11,x\na,#,500,y\nb,30,32,y\n", []string{"trend", "log.csv", "--time-unit", "h"}},
}
