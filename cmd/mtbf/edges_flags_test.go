package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mtbf/cmd/mtbf/internal/cli"
)

// wordFlags are the flags that hold text, however it looks.
var wordFlags = strings.Fields(`format output profile sheet column timezone time-unit duration-unit date-order duration-from taxonomy
	where rejects fleet planned planned-where category-separator state down up status failed exclude by terminated fits of family limits compare median-ranks organ bundles dir url system method
	out checkpoint minimize as-module law columns log scheme quorums what with rate-unit service-hours holidays weight prometheus
	classes tree supervisor gate all-sets importance write-times root`)

// globalFlags are those that every command has.
var globalFlags = []string{"confidence", "seed", "workers", "time-limit"}

// numberFlags are the flags of texts that hold a number, and how.
var numberFlags = map[string][]string{
	"mission-time": {"%s", "%sd"}, "initiator": {"leak=%s/y", "leak=%s"},
	"time-limit": {"%s", "%ss"}, "exposure": {"%s", "%sy"}, "incident-gap": {"%s"}, "ignore-shorter": {"%s", "%ss"}, "infant-period": {"%s", "%sd"}, "reported": {"hardware=%s", "hardware=%s..1"},
	"from": {"%s"}, "to": {"%s"}, "age": {"%s"}, "split": {"%s"}, "at": {"%s", "1h,%s"}, "mtbf": {"%s", "%sy"}, "mttr": {"%s", "%sy"}, "uncovered-mttr": {"%s"}, "detection": {"%s"},
	"takeover": {"%s"}, "target": {"%s", "%sy", "%s%%"}, "rel-error": {"%s", "%s%%"}, "voter-mtbf": {"%s"}, "residual-mtbf": {"%s"}, "residual-mttr": {"%s"},
	"actuation": {"%s", "%sus"}, "mission": {"%s"}, "horizon": {"%s"}, "warmup": {"%s"}, "shard": {"%s/2", "1/%s"}, "limit": {"cost=%s"}, "values": {"%s"},
	"soft": {"%s", "%s%%", "%s/9", "9/%s", "%s..0.9", "0.1..%s"}, "cure": {"%s"}, "covered": {"%s"}, "hard": {"%s", "%s..0.9"}, "backup-mtbf": {"%s", "%sy", "1/%sy"}, "takeover-coverage": {"%s"}, "recreate": {"%s"}, "restart": {"%s"},
	"mttf": {"%s", "%sy", "3/%sh"}, "rebuild": {"%s"}, "unreadable": {"%s"}, "disc-size": {"%s", "%sTB"}, "restore": {"%s"}, "category": {"software=%s", "software=.2,%s"}, "rest": {"%s"}, "available": {"%s", "%s%%", "%s..0.9"},
	"fault": {"hardware=%s", "hardware=%sy"}, "coverage": {"state=%s"}, "stage": {"a=%s", "a=%sm"}, "shrink": {"network=%s", "network=%sm"}, "every": {"%s", "%sd"}, "within": {"%s", "%sm"},
	"send-every": {"%s", "%ss"}, "slack": {"%s", "%ss"}, "loss": {"%s", "%s/9", "%s..0.9"}, "delay": {"%s"}, "gap": {"%s"}, "gap-sd": {"%s"}, "detect": {"%s"}, "false": {"%s"}, "watcher-availability": {"%s"}, "latency": {"%s"},
	"bad-fix": {"%s", "%s%%"}, "maturing": {"%s"}, "release": {"%s", "%sy"}, "seasoned": {"%s"}, "up-to": {"%s", "%sy"},
	"after": {"%s"}, "base-longevity": {"%s"}, "interval": {"%s", "%sd"}, "repair": {"%s"}, "scale": {"%s"}, "crash-every": {"%s", "%ss", "%s/9h"}, "period": {"%s", "%ss"}, "replay": {"%s", "1,%s"},
	"lead-time": {"%s"}, "call-time-limit": {"%s", "%sm"}, "call-memory-limit": {"%s", "%sGB"}, "call-answer-limit": {"%s", "%sMiB"}, "outages": {"%s", "%s..120", "100..%s"}, "years": {"%s", "%s..1400", "1300..%s"}, "ahead": {"%s"}, "fill-rate": {"%s"},
	"duration": {"%s", "%sy"}, "design-mtbf": {"%s", "%sy"}, "allowed": {"%s", "%s..3", "0..%s"}, "slo": {"%s", "%s%%"}, "weight-total": {"%s"}, "slo-window": {"%s", "%sd"},
}

// bases are a quick run of every command; after a blank, of one of its flags.
func bases(dir string) map[string]base {
	at := func(name string) string { return filepath.Join(dir, name) }
	limited := func(args ...string) []string { return append(args, "--time-limit", "2s") }
	analyze := []string{"analyze", at("log.csv"), "--units", "4"}
	report := []string{"report", at("log.csv"), "--units", "4"}
	asks := limited("report", at("choice.yaml"), "--target", "0.999", "--draws", "50")
	serve := []string{"serve", at("log.csv"), "--time-limit", "50ms"}
	trend := []string{"trend", at("failures.csv"), "--times", "--replications", "20"}
	trendLog := []string{"trend", at("log.csv"), "--units", "4", "--replications", "20"}
	fit := limited("fit", at("times.csv"), "--family", "weibull")
	simulate := limited("simulate", "dataset:process-pair", "--replications", "500")
	pump := limited("simulate", "dataset:cold-standby-pump")
	require := limited("size", "require", at("pair.yaml"), "--what", "mtbf=part", "--target", "0.999")
	spares := []string{"size", "spares", "--units", "4", "--mtbf", "10000h", "--lead-time", "30d"}
	plan, attribute := []string{"plan", "--mtbf", "5000h"}, []string{"plan", "--reliability", "0.95"}
	acceptance, rate := limited("plot", "acceptance"), []string{"rate", "--failures", "3", "--exposure", "5000h"}
	storage := []string{"mechanism", "storage", "--scheme", "raid5:8", "--mttf", "1y", "--rebuild", "5h"}
	placement, replica := []string{"mechanism", "placement", "--nodes", "50", "--failed", "5"}, []string{"mechanism", "replica", "--mtbf", "11y", "--category", "software=.25"}
	pairs := []string{"mechanism", "pairs", "--mtbf", "4380h", "--hard", "0.1"}
	all := map[string]base{
		"":                                {plain: true},
		"analyze":                         {args: analyze},
		"analyze weight-total":            {args: append(analyze, "--weight", "unit")},
		"analyze slo-window":              {args: append(analyze, "--slo", "99")},
		"analyze reported":                {args: analyze},
		"convert":                         {args: limited("convert", at("tree.xml"), "--mission-time", "1h"), plain: true},
		"plot mission-time":               {args: limited("plot", "diagram", at("tree.xml")), out: "figure.svg", plain: true},
		"report mission-time":             {args: limited("report", at("tree.xml")), out: "report.html", plain: true},
		"simulate mission-time":           {args: limited("simulate", at("tree.xml"), "--replications", "500")},
		"solve mission-time":              {args: limited("solve", at("tree.xml"))},
		"solve initiator":                 {args: limited("solve", at("after.xml"), "--mission-time", "1h")},
		"compare":                         {args: []string{"compare", at("log.csv"), at("log.csv"), "--units", "4"}},
		"compare split":                   {args: []string{"compare", at("log.csv"), "--units", "4"}},
		"datasets":                        {args: []string{"datasets"}, plain: true},
		"datasets list":                   {args: []string{"datasets", "list"}},
		"datasets show":                   {args: []string{"datasets", "show", "teams2022"}},
		"datasets export":                 {args: []string{"datasets", "export", "teams2022"}, plain: true},
		"datasets fetch":                  {args: []string{"datasets", "fetch", "lanl", "--dir", "DIR", "--url", "http://127.0.0.1:1/"}, fails: true},
		"duplex":                          {args: []string{"duplex", "--mtbf", "10000h", "--mttr", "24h"}},
		"duplex coverage":                 {args: []string{"duplex", "--mtbf", "10000h", "--mttr", "24h", "--uncovered-mttr", "48h", "--takeover", "10s"}},
		"duplex idle-coverage":            {args: []string{"duplex", "--mtbf", "10000h", "--mttr", "24h", "--uncovered-mttr", "48h", "--takeover", "10s"}},
		"fit":                             {args: fit},
		"fit replications":                {args: append(fit, "--limits", "bootstrap", "--replications", "100")},
		"mechanism":                       {args: []string{"mechanism"}, plain: true},
		"mechanism pairs":                 {args: pairs},
		"mechanism pairs coverage":        {args: []string{"mechanism", "pairs", "--fault", "heisenbug=1y"}},
		"mechanism storage":               {args: storage},
		"mechanism storage unreadable":    {args: append(storage, "--disc-size", "1TB")},
		"mechanism storage disc-size":     {args: append(storage, "--unreadable", "1e-14")},
		"mechanism storage restore":       {args: append(storage, "--as-module", "data"), plain: true},
		"mechanism placement":             {args: append(placement, "--scatter", "10")},
		"mechanism placement scatter":     {args: placement},
		"mechanism placement choices":     {args: placement},
		"mechanism placement copysets":    {args: placement},
		"mechanism replica":               {args: replica},
		"mechanism replica mttr":          {args: append(replica, "--as-module", "site"), plain: true},
		"mechanism partition":             {args: []string{"mechanism", "partition", "--sites", "4", "--available", "0.99"}},
		"mechanism contract":              {args: []string{"mechanism", "contract", "--mttf", "1y", "--mttr", "1h"}},
		"mechanism quorums":               {args: []string{"mechanism", "quorums", "--quorums", "majority:5", "--available", "0.9"}},
		"mechanism quorums read":          {args: []string{"mechanism", "quorums", "--quorums", "majority:5", "--available", "0.9", "--write", "4"}},
		"mechanism quorums write":         {args: []string{"mechanism", "quorums", "--quorums", "majority:5", "--available", "0.9", "--read", "4"}},
		"mechanism sessions":              {args: []string{"mechanism", "sessions", "--available", "0.9", "--loss", "0.1"}},
		"mechanism sessions mtbf":         {args: []string{"mechanism", "sessions", "--mttr", "5h"}},
		"mechanism sessions mttr":         {args: []string{"mechanism", "sessions", "--mtbf", "50h"}},
		"mechanism retry":                 {args: []string{"mechanism", "retry", "--soft", "0.9", "--cure", "0.5", "--mtbf", "1y"}},
		"mechanism detect":                {args: []string{"mechanism", "detect", "--watchers", "3"}},
		"mechanism policy":                {args: []string{"mechanism", "policy", "--classes", at("classes.yaml"), "--bad-fix", "0.1"}},
		"mechanism rejuvenate":            {args: []string{"mechanism", "rejuvenate", "--shape", "2", "--scale", "900h", "--repair", "30m", "--restart", "2m"}},
		"mechanism supervise":             {args: []string{"mechanism", "supervise", "--crash-every", "1h"}},
		"mechanism stages":                {args: []string{"mechanism", "stages"}},
		"mcp":                             {args: []string{"mcp", "--root", dir}, plain: true},
		"merge":                           {args: []string{"merge", at("part.json")}},
		"multiplex":                       {args: []string{"multiplex"}, plain: true},
		"multiplex table":                 {args: limited("multiplex", "table", "--lines", "100")},
		"multiplex table rel-error":       {args: limited("multiplex", "table", "--lines", "100", "--simulate")},
		"multiplex size":                  {args: limited("multiplex", "size", "--organs", "2500")},
		"multiplex size target":           {args: limited("multiplex", "size")},
		"multiplex threshold":             {args: []string{"multiplex", "threshold"}},
		"multiplex compare":               {args: limited("multiplex", "compare", "--takeover", "10s", "--voter-mtbf", "100y")},
		"multiplex compare residual-mttr": {args: limited("multiplex", "compare", "--residual-mtbf", "100y")},
		"plot":                            {args: limited("plot", "pareto", at("log.csv"), "--units", "4"), out: "figure.svg", plain: true},
		"plan":                            {args: plan},
		"plan reliability":                {args: []string{"plan"}},
		"plan mission":                    {args: attribute},
		"plan shape":                      {args: append(attribute, "--mission", "100h", "--units", "30")},
		"plan design-reliability":         {args: attribute},
		"plan producer-risk":              {args: append(plan, "--design-mtbf", "9000h")},
		"plot allowed":                    {args: acceptance, out: "figure.svg", plain: true},
		"plot mtbf":                       {args: acceptance, out: "figure.svg", plain: true},
		"plot soft":                       {args: limited("plot", "retry"), out: "figure.svg", plain: true},
		"plot cure":                       {args: limited("plot", "retry"), out: "figure.svg", plain: true},
		"plot stage":                      {args: limited("plot", "stages"), out: "figure.svg", plain: true},
		"plot shrink":                     {args: limited("plot", "stages"), out: "figure.svg", plain: true},
		"plot reliability":                {args: acceptance, out: "figure.svg", plain: true},
		"plot design-mtbf":                {args: acceptance, out: "figure.svg", plain: true},
		"plot design-reliability":         {args: append(acceptance, "--reliability", "0.9"), out: "figure.svg", plain: true},
		"rate":                            {args: rate},
		"rate units":                      {args: rate},
		"plot target":                     {args: limited("plot", "frontier", "dataset:shop-front"), out: "figure.svg", plain: true},
		"profiles":                        {args: []string{"profiles"}, plain: true},
		"profiles list":                   {args: []string{"profiles", "list"}},
		"profiles show":                   {args: []string{"profiles", "show", "jira"}, plain: true},
		"profiles new":                    {args: []string{"profiles", "new", at("log.csv")}, plain: true},
		"replay":                          {args: []string{"replay", at("log.csv"), "--system", at("pair.yaml")}},
		"report":                          {args: report, out: "report.html", plain: true},
		"report slo-window":               {args: append(report, "--slo", "99"), out: "report.html", plain: true},
		"report at":                       {args: limited("report", at("pair.yaml")), out: "report.html", plain: true},
		"report target":                   {args: limited("report", at("choice.yaml")), out: "report.html", plain: true},
		"report mission":                  {args: asks, out: "report.html", plain: true},
		"report limit":                    {args: asks, out: "report.html", plain: true},
		"report draws":                    {args: asks, out: "report.html", plain: true},
		"report work":                     {args: asks, out: "report.html", plain: true},
		"schema":                          {args: []string{"schema"}, plain: true},
		"selftest":                        {args: []string{"selftest", "duplex"}},
		"serve":                           {args: serve, plain: true},
		"serve time-limit":                {skip: true}, // it serves until then
		"serve slo-window":                {args: append(serve, "--slo", "99"), plain: true},
		"serve mission-time":              {args: []string{"serve", at("tree.xml"), "--time-limit", "50ms"}, plain: true},
		"serve at":                        {args: []string{"serve", at("pair.yaml"), "--time-limit", "50ms"}, plain: true},
		"simulate":                        {args: simulate},
		"simulate rel-error":              {args: limited("simulate", "dataset:process-pair")},
		"simulate horizon":                {args: append(pump, "--replications", "100")},
		"simulate warmup":                 {args: append(pump, "--replications", "100", "--horizon", "100000h")},
		"simulate shard":                  {args: append(simulate, "--out", at("shard.json"))},
		"simulate replications":           {args: limited("simulate", "dataset:process-pair")},
		"size":                            {args: limited("size", at("choice.yaml"), "--target", "0.999", "--draws", "50")},
		"size require":                    {args: require},
		"size require values":             {args: append(require, "--with", "mttr=part", "--values", "4h")},
		"size spares":                     {args: spares},
		"solve":                           {args: []string{"solve", at("pair.yaml")}},
		"table1":                          {args: []string{"table1"}},
		"table1 outages":                  {args: limited("table1", "--reconcile")},
		"table1 years":                    {args: limited("table1", "--reconcile")},
		"trend":                           {args: trend},
		"version":                         {args: []string{"version"}},
	}
	for _, f := range []string{"exposure", "incident-gap", "infant-period", "from", "to", "units"} {
		all["trend "+f] = base{args: trendLog}
	}
	return all
}

// flagTries walks the commands. Every number of every command is tried, or the
// test fails.
func flagTries(t *testing.T, dir string) []try {
	var tries []try
	runs := bases(dir)
	seen := map[string]bool{}
	for _, c := range cli.Commands() {
		run, ok := runs[c.Path]
		if !ok {
			t.Errorf("no quick run of the command %q is known", c.Path)
			continue
		}
		seen[c.Path] = true
		for _, f := range c.Flags {
			name := strings.TrimSpace(c.Path + " " + f.Name)
			special, ok := runs[name]
			if !ok {
				special = run
			}
			seen[name] = true
			if !special.skip {
				tries = append(tries, triesOf(t, c.Path, f, special)...)
			}
		}
	}
	for name := range runs {
		if !seen[name] {
			t.Errorf("there is no command or flag %q", name)
		}
	}
	return tries
}

// triesOf are the edges of one flag; none of one that holds no number.
func triesOf(t *testing.T, command string, f cli.Flag, run base) []try {
	forms := []string{"%s"}
	switch f.Type {
	case "bool":
		return nil
	case "string", "stringSlice", "stringArray":
		name := strings.TrimPrefix(f.Name, "new-") // for one of two logs
		known, ok := numberFlags[name]
		if slices.Contains(wordFlags, name) {
			return nil
		}
		if !ok {
			t.Errorf("%s --%s: is it a number or a word?", command, f.Name)
		}
		forms = known
	case "ints", "fractions":
		forms = []string{"%s", "100,%s"}
	case "float", "fraction", "int", "uint":
	default:
		t.Errorf("%s --%s: a flag of the type %s is not known", command, f.Name, f.Type)
	}
	var tries []try
	for _, form := range forms {
		for _, value := range edgeValues {
			text := strings.ReplaceAll(fmt.Sprintf(form, value), "%%", "%")
			names, share := []string{f.Name}, flagShare
			if slices.Contains(globalFlags, f.Name) {
				share = globalShare
			}
			if strings.HasPrefix(f.Name, "new-") {
				names = append(names, "the new side")
			}
			if f.Name == "time-limit" {
				names = append(names, "not checked") // by selftest, within the limit
			}
			if run.fails {
				names = append(names, "http://127.0.0.1:1/")
			}
			tries = append(tries, try{
				about: strings.TrimSpace(command + " --" + f.Name), value: text, names: names, out: run.out, plain: run.plain, share: share,
				args: append(slices.Clone(run.args), "--"+f.Name+"="+text),
			})
		}
	}
	return tries
}

// Whatever number a flag is given, the program answers or refuses, soon, by name.
func TestFlagsAtTheirEdges(t *testing.T) {
	dir := t.TempDir()
	writeInputs(t, dir)
	runTries(t, flagTries(t, dir))
}
