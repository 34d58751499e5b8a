package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// inputs are small files that the runs read. In the tests of their numbers an @
// stands for the number.
var inputs = map[string]string{
	"log.csv":      "unit,start,end,category\na,2024-01-02 00:00,2024-01-02 06:00,hardware\nb,2024-02-03 00:00,2024-02-03 01:00,software\na,2024-03-04 00:00,2024-03-04 05:00,hardware\nc,2024-05-04 00:00,2024-05-04 05:00,hardware\n",
	"times.csv":    "time,status\n120,1\n340,1\n410,1\n460,0\n700,1\n910,1\n",
	"failures.csv": "unit,time,status\na,100,1\na,350,1\na,360,1\na,800,1\na,1000,0\nb,90,1\nb,700,1\nb,1000,0\n",
	"tree.xml":     effectFiles["tree.xml"],
	"after.xml":    strings.ReplaceAll(effectFiles["after.xml"], `"i"`, `"leak"`),
	"pair.yaml":    "name: pair\nmodules:\n  part: {mtbf: 1000h, mttr: 10h}\nstructure: {duplex: {of: part, coverage: 0.99}}\n",
	"classes.yaml": "classes: [{years: 2, share: 1}, {years: 2000, share: 9}]\n",
	"choice.yaml":  "modules:\n  part: {mtbf: 1000h, mttr: 10h, resources: {cost: 3}}\n  other: {mtbf: 3000h, mttr: 20h, resources: {cost: 5}}\nstructure:\n  series:\n    - choose: {of: part, redundancy: 1..4}\n    - choose: {of: other, redundancy: 1..3}\nlimits: {cost: 100}\n",
}

func writeInputs(t *testing.T, dir string) {
	t.Helper()
	for name, text := range inputs {
		writeText(t, filepath.Join(dir, name), text)
	}
	output(t, "simulate", "dataset:process-pair", "--replications", "500", "--shard", "1/1", "--out", filepath.Join(dir, "part.json"))
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Systems in which the number of a field is missing, by the field's place in the
// schema.
var (
	ofModule = func(fields string) string {
		return "modules: {part: {" + fields + "}}\nstructure: {duplex: {of: part}}\n"
	}
	ofGroup = func(group string) string {
		return "modules: {part: {mtbf: 1000h, mttr: 10h, resources: {cost: 3}}}\nstructure: {" + group + "}\n"
	}
	systems = map[string][]string{
		"module.mtbf":                        {ofModule("mtbf: @, mttr: 10h"), ofModule("mtbf: @"), "modules: {part: {mtbf: @, mttr: 10h}, other: {mtbf: 10h, mttr: 1h}}\nstructure: {series: [{duplex: {of: part}}, other]}\n"},
		"module.mttr":                        {ofModule("mtbf: 1000h, mttr: @")},
		"module.availability":                {ofModule("availability: @")},
		"module.reliability":                 {ofModule("reliability: @")},
		"beta.a":                             {ofModule("reliability: {failures: 1, demands: 40, prior: {beta: {a: @, b: 19}}}")},
		"beta.b":                             {ofModule("reliability: {failures: 1, demands: 40, prior: {beta: {a: 1.5, b: @}}}")},
		"crews.crews":                        {"modules: {part: {mtbf: 1000h, mttr: 10h}}\nrepair_crews: {field: {crews: @, repairs: part}}\nstructure: {k_of_n: {k: 2, n: 4, of: part}}\n"},
		"module.unavailability":              {ofModule("unavailability: @")},
		"module.unreliability":               {ofModule("unreliability: @")},
		"rateGamma.exposure":                 {ofModule("mtbf: {failures: 1, exposure: 6000h, prior: {gamma: {shape: 1.5, exposure: @}}}, mttr: 3h")},
		"rateGamma.mean":                     {ofModule("mtbf: {failures: 1, exposure: 6000h, prior: {gamma: {shape: 1.5, mean: @}}}, mttr: 3h")},
		"rateGamma.shape":                    {ofModule("mtbf: {failures: 1, exposure: 6000h, prior: {gamma: {shape: @, exposure: 20000h}}}, mttr: 3h")},
		"uncertainAvailability.confidence":   {ofModule("availability: {lo: 0.9, hi: 0.99, confidence: @}")},
		"uncertainAvailability.error_factor": {ofModule("availability: {point: 0.9, error_factor: @}")},
		"uncertainAvailability.hi":           {ofModule("availability: {lo: 0.9, hi: @, confidence: 0.9}")},
		"uncertainAvailability.lo":           {ofModule("availability: {lo: @, hi: 0.99, confidence: 0.9}")},
		"uncertainAvailability.point":        {ofModule("availability: {point: @, error_factor: 3}")},
		"uncertainMTBF.confidence":           {ofModule("mtbf: {lo: 100h, hi: 900h, confidence: @}, mttr: 3h")},
		"uncertainMTBF.error_factor":         {ofModule("mtbf: {point: 500h, error_factor: @}, mttr: 3h")},
		"uncertainMTBF.exposure":             {ofModule("mtbf: {failures: 2, exposure: @}, mttr: 3h")},
		"uncertainMTBF.failures":             {ofModule("mtbf: {failures: @, exposure: 6000h}, mttr: 3h")},
		"uncertainMTBF.hi":                   {ofModule("mtbf: {lo: 100h, hi: @, confidence: 0.9}, mttr: 3h")},
		"uncertainMTBF.lo":                   {ofModule("mtbf: {lo: @, hi: 900h, confidence: 0.9}, mttr: 3h")},
		"uncertainMTBF.point":                {ofModule("mtbf: {point: @, error_factor: 3}, mttr: 3h")},
		"uncertainMTTR.confidence":           {ofModule("mtbf: 900h, mttr: {lo: 1h, hi: 9h, confidence: @}")},
		"uncertainMTTR.error_factor":         {ofModule("mtbf: 900h, mttr: {point: 5h, error_factor: @}")},
		"uncertainMTTR.hi":                   {ofModule("mtbf: 900h, mttr: {lo: 1h, hi: @, confidence: 0.9}")},
		"uncertainMTTR.lo":                   {ofModule("mtbf: 900h, mttr: {lo: @, hi: 9h, confidence: 0.9}")},
		"uncertainMTTR.point":                {ofModule("mtbf: 900h, mttr: {point: @, error_factor: 3}")},
		"uncertainReliability.confidence":    {ofModule("reliability: {lo: 0.9, hi: 0.99, confidence: @}")},
		"uncertainReliability.demands":       {ofModule("reliability: {failures: 2, demands: @}")},
		"uncertainReliability.error_factor":  {ofModule("reliability: {point: 0.9, error_factor: @}")},
		"uncertainReliability.failures":      {ofModule("reliability: {failures: @, demands: 60}")},
		"uncertainReliability.hi":            {ofModule("reliability: {lo: 0.9, hi: @, confidence: 0.9}")},
		"uncertainReliability.lo":            {ofModule("reliability: {lo: @, hi: 0.99, confidence: 0.9}")},
		"uncertainReliability.point":         {ofModule("reliability: {point: @, error_factor: 3}")},
		"module.resources":                   {"modules: {part: {mtbf: 1000h, mttr: 10h, resources: {cost: @}}}\nstructure: {choose: {of: part, redundancy: 1..4}}\n"},
		"limits":                             {"modules: {part: {mtbf: 1000h, mttr: 10h, resources: {cost: 3}}}\nstructure: {choose: {of: part, redundancy: 1..4}}\nlimits: {cost: @}\n"},
		"from.units":                         {ofModule("from: {log: log.csv, units: @}")},
		"from.exposure":                      {ofModule("from: {log: log.csv, exposure: @}")},
		"exponential.rate":                   {ofModule("life: {exponential: {rate: @}}, mttr: 10h"), ofModule("mtbf: 1000h, repair: {exponential: {rate: @}}")},
		"exponential.mean":                   {ofModule("life: {exponential: {mean: @}}, mttr: 10h")},
		"deterministic.value":                {ofModule("mtbf: 1000h, repair: {deterministic: {value: @}}"), ofModule("life: {deterministic: {value: @}}, mttr: 10h")},
		"gumbel.location":                    {ofModule("life: {gumbel: {location: @, scale: 10h}}, mttr: 10h")},
		"gumbel.scale":                       {ofModule("life: {gumbel: {location: 1000h, scale: @}}, mttr: 10h")},
		"lognormal.meanlog":                  {ofModule("mtbf: 1000h, repair: {lognormal: {meanlog: @, sdlog: 0.5}}")},
		"lognormal.sdlog":                    {ofModule("mtbf: 1000h, repair: {lognormal: {meanlog: 2, sdlog: @}}")},
		"lognormal.median":                   {ofModule("mtbf: 1000h, repair: {lognormal: {median: @, error_factor: 3}}")},
		"lognormal.error_factor":             {ofModule("mtbf: 1000h, repair: {lognormal: {median: 8h, error_factor: @}}")},
		"normal.mean":                        {ofModule("life: {normal: {mean: @, sd: 10h}}, mttr: 10h")},
		"normal.sd":                          {ofModule("life: {normal: {mean: 1000h, sd: @}}, mttr: 10h")},
		"shapeScale.shape":                   {ofModule("life: {gamma: {shape: @, scale: 500h}}, mttr: 10h"), ofModule("mtbf: 1000h, repair: {loglogistic: {shape: @, scale: 5h}}")},
		"shapeScale.scale":                   {ofModule("life: {gamma: {shape: 2.5, scale: @}}, mttr: 10h"), ofModule("mtbf: 1000h, repair: {loglogistic: {shape: 3, scale: @}}")},
		"uniform.low":                        {ofModule("mtbf: 1000h, repair: {uniform: {low: @, high: 20h}}")},
		"uniform.high":                       {ofModule("mtbf: 1000h, repair: {uniform: {low: 2h, high: @}}")},
		"weibull.shape":                      {ofModule("life: {weibull: {shape: @, scale: 1000h}}, mttr: 10h"), ofModule("life: {weibull: {shape: @, scale: 1000h}}")},
		"weibull.scale":                      {ofModule("life: {weibull: {shape: 1.5, scale: @}}, mttr: 10h")},
		"weibull.location":                   {ofModule("life: {weibull: {shape: 1.5, scale: 1000h, location: @}}, mttr: 10h")},
		"duplex.coverage":                    {ofGroup("duplex: {of: part, coverage: @}")},
		"duplex.idle_coverage":               {ofGroup("duplex: {of: part, idle_coverage: @}")},
		"duplex.detection":                   {ofGroup("duplex: {of: part, detection: @}")},
		"duplex.takeover":                    {ofGroup("duplex: {of: part, takeover: @}")},
		"duplex.uncovered_mttr":              {ofGroup("duplex: {of: part, coverage: 0.9, uncovered_mttr: @}")},
		"duplex.crews":                       {ofGroup("duplex: {of: part, crews: @}")},
		"duplex.beta":                        {ofGroup("duplex: {of: part, beta: @}")},
		"duplex.mgl":                         {ofGroup("duplex: {of: part, mgl: [@]}")},
		"duplex.alpha":                       {ofGroup("duplex: {of: part, alpha: [@, 0.1]}")},
		"kOfN.mgl":                           {ofGroup("k_of_n: {k: 1, n: 3, of: part, mgl: [0.1, @]}")},
		"kOfN.alpha":                         {ofGroup("k_of_n: {k: 1, n: 3, of: part, alpha: [@, 0.1, 0.01]}")},
		"standby.mgl":                        {ofGroup("standby: {of: part, spares: 1, mode: cold, mgl: [@]}")},
		"standby.alpha":                      {ofGroup("standby: {of: part, spares: 1, mode: cold, alpha: [@, 0.1]}")},
		"kOfN.k":                             {ofGroup("k_of_n: {k: @, n: 5, of: part}")},
		"kOfN.n":                             {ofGroup("k_of_n: {k: 2, n: @, of: part}")},
		"kOfN.coverage":                      {ofGroup("k_of_n: {k: 2, n: 5, of: part, coverage: @}")},
		"kOfN.detection":                     {ofGroup("k_of_n: {k: 2, n: 5, of: part, detection: @}")},
		"kOfN.takeover":                      {ofGroup("k_of_n: {k: 2, n: 5, of: part, takeover: @}")},
		"kOfN.uncovered_mttr":                {ofGroup("k_of_n: {k: 2, n: 5, of: part, coverage: 0.9, uncovered_mttr: @}")},
		"kOfN.crews":                         {ofGroup("k_of_n: {k: 2, n: 5, of: part, crews: @}")},
		"kOfN.beta":                          {ofGroup("k_of_n: {k: 2, n: 5, of: part, beta: @}")},
		"partial.n":                          {ofGroup("partial: {n: @, of: part}")},
		"standby.spares":                     {ofGroup("standby: {of: part, spares: @}")},
		"standby.active":                     {ofGroup("standby: {of: part, spares: 2, active: @}")},
		"standby.dormancy":                   {ofGroup("standby: {of: part, spares: 2, mode: warm, dormancy: @}")},
		"standby.coverage":                   {ofGroup("standby: {of: part, spares: 2, coverage: @}")},
		"standby.idle_coverage":              {ofGroup("standby: {of: part, spares: 2, mode: hot, idle_coverage: @}")},
		"standby.detection":                  {ofGroup("standby: {of: part, spares: 2, detection: @}")},
		"standby.takeover":                   {ofGroup("standby: {of: part, spares: 2, takeover: @}")},
		"standby.uncovered_mttr":             {ofGroup("standby: {of: part, spares: 2, coverage: 0.9, uncovered_mttr: @}")},
		"standby.crews":                      {ofGroup("standby: {of: part, spares: 2, crews: @}")},
		"standby.beta":                       {ofGroup("standby: {of: part, spares: 2, beta: @}")},
		"choose.need":                        {ofGroup("choose: {of: part, redundancy: 1..4, need: @}")},
		"choose.redundancy":                  {ofGroup("choose: {of: part, redundancy: @}"), ofGroup("choose: {of: part, redundancy: 1..@}"), ofGroup("choose: {of: part, redundancy: @..4}")},
		"choose.dormancy":                    {ofGroup("choose: {of: part, redundancy: 1..4, mode: standby, dormancy: @}")},
		"choose.coverage":                    {ofGroup("choose: {of: part, redundancy: 1..4, mode: duplex, coverage: @}")},
		"choose.idle_coverage":               {ofGroup("choose: {of: part, redundancy: 1..4, mode: duplex, idle_coverage: @}")},
		"choose.detection":                   {ofGroup("choose: {of: part, redundancy: 1..4, mode: duplex, detection: @}")},
		"choose.takeover":                    {ofGroup("choose: {of: part, redundancy: 1..4, mode: duplex, takeover: @}")},
		"choose.uncovered_mttr":              {ofGroup("choose: {of: part, redundancy: 1..4, mode: duplex, coverage: 0.9, uncovered_mttr: @}")},
		"choose.crews":                       {ofGroup("choose: {of: part, redundancy: 1..4, crews: @}")},
		"choose.beta":                        {ofGroup("choose: {of: part, redundancy: 1..4, beta: @}")},
	}
)

// numericFields returns the fields of the schema that hold a number, as
// definition.field.
func numericFields(t *testing.T) (fields []string) {
	var schema struct {
		Defs       map[string]struct{ Properties map[string]json.RawMessage } `json:"$defs"`
		Properties map[string]json.RawMessage
	}
	if err := json.Unmarshal(output(t, "schema"), &schema); err != nil {
		t.Fatal(err)
	}
	for def, d := range schema.Defs {
		for name, property := range d.Properties {
			if isNumeric(t, property) {
				fields = append(fields, def+"."+name)
			}
		}
	}
	for name, property := range schema.Properties {
		if isNumeric(t, property) {
			fields = append(fields, name)
		}
	}
	slices.Sort(fields)
	return fields
}

// isNumeric reports whether a property of the schema is a number, a duration, a
// range, or a list or a map of numbers. A name may look like a number without being one.
func isNumeric(t *testing.T, property json.RawMessage) bool {
	var p struct {
		Type, Pattern        string
		Ref                  string `json:"$ref"`
		OneOf                []json.RawMessage
		AdditionalProperties json.RawMessage
		Items                json.RawMessage
	}
	if err := json.Unmarshal(property, &p); err != nil {
		t.Fatal(err)
	}
	one := func(r json.RawMessage) bool { return isNumeric(t, r) }
	switch {
	case p.Type == "number", p.Type == "integer", p.Ref == "#/$defs/duration", p.Ref == "#/$defs/probability", p.Type == "string" && p.Pattern != "":
		return true
	case len(p.OneOf) > 0:
		return slices.ContainsFunc(p.OneOf, one) && !slices.ContainsFunc(p.OneOf, func(r json.RawMessage) bool { return isText(t, r) })
	case p.Type == "array" && len(p.Items) > 0:
		return one(p.Items)
	case p.Type == "object" && len(p.AdditionalProperties) > 0 && p.AdditionalProperties[0] == '{':
		return one(p.AdditionalProperties)
	}
	return false
}

// isText reports whether a property of the schema is any text.
func isText(t *testing.T, property json.RawMessage) bool {
	var p struct{ Type, Pattern string }
	if err := json.Unmarshal(property, &p); err != nil {
		t.Fatal(err)
	}
	return p.Type == "string" && p.Pattern == ""
}

// Whatever number a field of a system file holds, the program answers or
// refuses, soon, by position or by name.
func TestSystemFieldsAtTheirEdges(t *testing.T) {
	dir := t.TempDir()
	writeInputs(t, dir)
	fields := numericFields(t)
	for field := range systems {
		if !slices.Contains(fields, field) {
			t.Errorf("the schema has no number %s", field)
		}
	}
	var tries []try
	for _, field := range fields {
		if len(systems[field]) == 0 {
			t.Errorf("no system is known to try the field %s", field)
		}
		for i, text := range systems[field] {
			for j, value := range slices.Concat(edgeValues, []string{".nan", ".inf", "-.inf", "1e308y"}) {
				path := filepath.Join(dir, fmt.Sprintf("%s-%d-%d.yaml", field, i, j))
				writeText(t, path, strings.ReplaceAll(text, "@", value))
				tries = append(tries, systemTries(field, value, path, strings.Contains(text, "choose"))...)
			}
		}
	}
	runTries(t, tries)
}

// systemTries are the commands that read a system.
func systemTries(field, value, path string, question bool) (tries []try) {
	runs := [][]string{{"solve", path, "--at", "100h", "--time-limit", "4s"}, {"simulate", path, "--replications", "200", "--time-limit", "4s"}}
	if question {
		runs = [][]string{{"size", path, "--target", "0.99", "--draws", "20", "--time-limit", "4s"}}
	}
	_, name, ok := strings.Cut(field, ".")
	if !ok {
		name = field
	}
	for _, args := range runs {
		tries = append(tries, try{about: args[0] + " " + field, value: value, args: args, names: []string{name, "part"}, input: true, share: systemShare})
	}
	return tries
}

// Tables with a number missing, and what reads them.
var tables = []struct {
	about, text string
	args        []string
	names       []string
}{
	{"fleet count", "unit,from,to,count\na,2024-01-01,2024-07-01,@\nb,2024-01-01,2024-07-01,2\n", []string{"analyze", "log.csv", "--fleet", "FILE"}, []string{"count"}},
	{"fleet from", "unit,from,to\na,@,1000\nb,0,1000\n", []string{"analyze", "hours.csv", "--fleet", "FILE"}, []string{"from"}},
	{"fleet to", "unit,from,to\na,0,@\nb,0,1000\n", []string{"analyze", "hours.csv", "--fleet", "FILE"}, []string{"to"}},
	{"times time", "time,status\n120,1\n340,1\n@,1\n460,0\n700,1\n910,1\n", []string{"fit", "FILE", "--time-limit", "4s"}, []string{"time"}},
	{"times censored", "time,status\n120,1\n340,1\n@,0\n460,0\n700,1\n910,1\n", []string{"fit", "FILE", "--family", "weibull", "--survival", "--time-limit", "4s"}, []string{"time"}},
	{"times count", "time,status,count\n120,1,1\n340,1,@\n410,1,2\n460,0,1\n", []string{"fit", "FILE", "--time-limit", "4s"}, []string{"count"}},
	{"times entry", "time,status,entry\n120,1,0\n340,1,@\n410,1,100\n460,0,0\n", []string{"fit", "FILE", "--time-limit", "4s"}, []string{"entry"}},
	{"times lower", "lower,upper\n100,120\n@,340\n300,410\n460,\n", []string{"fit", "FILE", "--time-limit", "4s"}, []string{"lower"}},
	{"times upper", "lower,upper\n100,120\n200,@\n300,410\n460,\n", []string{"fit", "FILE", "--time-limit", "4s"}, []string{"upper"}},
	{"failures time", "unit,time,status\na,100,1\na,@,1\na,360,1\na,1000,0\nb,90,1\nb,700,1\nb,1000,0\n", []string{"trend", "FILE", "--times", "--replications", "20", "--time-limit", "4s"}, []string{"time", "unit"}},
	{"failures end", "unit,time,status\na,100,1\na,360,1\na,@,0\nb,90,1\nb,700,1\nb,1000,0\n", []string{"trend", "FILE", "--times", "--replications", "20", "--time-limit", "4s"}, []string{"time", "unit"}},
	{"failures count", "unit,time,status,count\na,100,1,@\na,360,1,1\na,1000,0,1\nb,90,1,2\nb,700,1,1\n", []string{"trend", "FILE", "--times", "--replications", "20", "--time-limit", "4s"}, []string{"count"}},
	{"failures entry", "unit,time,status,entry\na,100,1,@\na,360,1,\na,1000,0,\nb,90,1,0\nb,700,1,0\n", []string{"trend", "FILE", "--times", "--replications", "20", "--time-limit", "4s"}, []string{"entry", "unit"}},
	{"log start", "unit,start,end,category\na,@,110,hardware\nb,200,230,software\na,300,301,hardware\na,500,501,hardware\n", []string{"analyze", "FILE", "--time-unit", "h", "--units", "4"}, []string{"start"}},
	{"log end", "unit,start,end,category\na,100,@,hardware\nb,200,230,software\na,300,301,hardware\na,500,501,hardware\n", []string{"analyze", "FILE", "--time-unit", "h", "--units", "4"}, []string{"end"}},
	{"log duration", "unit,start,duration,category\na,2024-01-02 00:00,@,hardware\nb,2024-02-03 00:00,60,software\na,2024-03-04 00:00,30,hardware\nc,2024-05-04 00:00,20,hardware\n", []string{"analyze", "FILE", "--duration-unit", "min", "--units", "4"}, []string{"duration"}},
	{"trend duration", "unit,start,duration,category\na,2024-01-02 00:00,@,hardware\nb,2024-02-03 00:00,60,software\na,2024-03-04 00:00,30,hardware\nc,2024-05-04 00:00,20,hardware\n", []string{"trend", "FILE", "--duration-unit", "min", "--units", "4", "--replications", "20", "--time-limit", "4s"}, []string{"duration"}},
	{"trend start", "unit,start,end,category\na,@,110,hardware\nb,200,230,software\na,300,301,hardware\na,500,501,hardware\n", []string{"trend", "FILE", "--time-unit", "h", "--units", "4", "--replications", "20", "--time-limit", "4s"}, []string{"start"}},
	{"fit duration", "unit,start,duration,category\na,2024-01-02 00:00,@,hardware\nb,2024-02-03 00:00,60,software\na,2024-03-04 00:00,30,hardware\nc,2024-05-04 00:00,20,hardware\n", []string{"fit", "FILE", "--of", "repair", "--duration-unit", "min", "--time-limit", "4s"}, []string{"duration"}},
	{"replay start", "unit,start,end\npart.1,@,110\npart.2,200,230\npart.1,220,301\n", []string{"replay", "FILE", "--system", "pair.yaml"}, []string{"start"}},
	{"replay end", "unit,start,end\npart.1,100,@\npart.2,200,230\npart.1,220,301\n", []string{"replay", "FILE", "--system", "pair.yaml"}, []string{"end"}},
}

// Whatever number a cell of a table holds, the program answers, rejects the row
// or refuses, soon, by line and column.
func TestTablesAtTheirEdges(t *testing.T) {
	dir := t.TempDir()
	writeInputs(t, dir)
	writeText(t, filepath.Join(dir, "hours.csv"), "unit,start,end,category\na,100,110,hardware\nb,200,230,software\na,300,301,hardware\n")
	runTries(t, tableTries(dir, func(path, text string) { writeText(t, path, text) }))
}

// tableTries are the tries of every cell, for which write writes the tables.
func tableTries(dir string, write func(path, text string)) (tries []try) {
	for i, table := range tables {
		for j, value := range slices.Concat(edgeValues, []string{`"1,5"`, "1e-300", "1e18"}) {
			path := filepath.Join(dir, fmt.Sprintf("table-%d-%d.csv", i, j))
			write(path, strings.ReplaceAll(table.text, "@", value))
			x := try{about: table.about, value: value, names: table.names, input: true, share: tableShare}
			for _, a := range table.args {
				switch {
				case a == "FILE":
					a = path
				case strings.HasSuffix(a, ".csv") || strings.HasSuffix(a, ".yaml"):
					a = filepath.Join(dir, a)
				}
				x.args = append(x.args, a)
			}
			tries = append(tries, x)
		}
	}
	return tries
}
