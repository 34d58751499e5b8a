package jsontable

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// readAll returns the tables of a text, each as "path [columns] lines".
func readAll(text string) (tables []string, err error) {
	s := Open(strings.NewReader(text), []byte(text[:min(len(text), 256<<10)]))
	for {
		t, err := s.Next()
		if err == io.EOF {
			return tables, nil
		}
		if err != nil {
			return tables, err
		}
		lines, err := io.ReadAll(t)
		tables = append(tables, fmt.Sprintf("%s [%s] %s", t.Path, strings.Join(t.Header, ","), strings.ReplaceAll(string(lines), "\x00", "!")))
		if err != nil {
			return tables, err
		}
	}
}

func TestTables(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"list at the top", `[{"a":1,"b":"x"},{"b":"y","a":2.50}]`, []string{" [a,b] 1,x\n2.50,y\n"}},
		{"list under a key", `{"page":{"id":"p"},"incidents":[{"a":null},{"a":true}]}`, []string{"incidents [a] \ntrue\n"}},
		{"list two keys deep", `{"data":{"n":1,"events":[{"a":1}]}}`, []string{"data.events [a] 1\n"}},
		{"two lists", `{"x":[{"a":1}],"z":[1,2],"y":[{"b":2}]}`, []string{"x [a] 1\n", "y [b] 2\n"}},
		{"keyed at the top", `{"i1":{"a":1,"b":2},"i2":{"a":3,"b":4}}`, []string{" [key,a,b] i1,1,2\ni2,3,4\n"}},
		{"keyed under a key", `{"n":2,"all":{"i1":{"a":1,"b":2},"i2":{"b":4,"a":3}}}`, []string{"all [key,a,b] i1,1,2\ni2,3,4\n"}},
		{"lines", "{\"a\":1}\n\n{\"b\":2}\n", []string{" [a,b] 1,\n\n,2\n"}},
		{"one line", `{"a":1,"b":{"c":2}}` + "\n", []string{" [a,b.c] 1,2\n"}},
		{"lines with lists of objects", "{\"a\":1,\"l\":[{\"x\":1}]}\n{\"a\":2,\"l\":[]}", []string{" [a] 1\n2\n"}},
		{"values over several lines", "{\n\"a\":1\n}\n{\n\"a\":2\n}\n", []string{" [a] 1\n2\n"}},
		{"nested objects", `[{"a":{"b":{"c":"d"}}}]`, []string{" [a.b.c] d\n"}},
		{"lists of texts and of named objects", `[{"t":["p","q;r"],"c":[{"id":7,"name":"API"},{"name":"DB"}],"u":[{"id":1}]}]`, []string{" [t,c] \"p;q,r\",API;DB\n"}},
		{"escapes, quotes and ends of lines", `[{"a":"x\u00e9\"y\nz","b":"1,5"}]`, []string{" [a,b] \"xé\"\"y z\",\"1,5\"\n"}},
		{"key twice", `[{"a":1,"a":2},{"a":3}]`, []string{" [a] !12!has the key \"a\" twice!\n3\n"}},
		{"no objects among objects", `[{"a":1},7,null,{"a":2}]`, []string{" [a] 1\n!7!is not an object with keys!\n!null!is not an object with keys!\n2\n"}},
		{"bad lines", "{\"a\":1}\n{\"a\":NaN}\n{\"a\":2} x\n{\"a\":3\n{\"a\":4}\n", []string{" [a] 1\n!{\"a\":NaN}!byte 6 is not JSON: invalid character 'N' at start of value!\n" +
			"!{\"a\":2} x!the line goes on behind the record!\n!{\"a\":3!the JSON ends early: it is cut off!\n4\n"}},
		{"bad first line", "{\"a\":\n{\"a\":2}\n", []string{" [a] !{\"a\":!the JSON ends early: it is cut off!\n2\n"}},
		{"series", `{"data":{"resultType":"matrix","result":[{"metric":{"instance":"a","job":"x"},"values":[[1,"0"],[16.5,"1"]]},{"metric":{"job":"y","instance":"a"},"values":[[1,"1"],7]},{"metric":{"job":"z"},"values":[]}]}}`,
			[]string{"data.result [time,value,series,metric.instance,metric.job] 1,0,a,a,x\n16.5,1,a,a,x\n1,1,\"instance=a,job=y\",a,y\n!7!is not a list of a time and a value!\n"}},
		{"series whose type comes behind them", `{"data":{"result":[{"metric":{"instance":"a"},"values":[[1,"0"]]}],"resultType":"matrix"}}`, []string{"data.result [time,value,series,metric.instance] 1,0,a,a\n"}},
		{"pages of lists", `[{"a":1}]` + "\n" + `[{"b":2}]`, []string{" [a,b] 1,\n,2\n"}},
		{"keys of other cases", `[{"a":1,"end":"x"},{"A":2,"End":"y"},{"a":3,"A":4}]`, []string{" [a,end,A,End] 1,x,,\n,y,2,\n3,,4,\n"}},
		{"half a pair of surrogates", `[{"a":"x\ud800"}]`, []string{" [a] x�\n"}},
		{"pages of documents", "{\"incidents\":[{\"a\":1}],\"has_more\":true}\n{\"incidents\":[{\"a\":2}],\"has_more\":false}\n", []string{"incidents [a] 1\n", "incidents [a] 2\n"}},
		{"rows with names", `{"columns":["a","b"],"index":[0,1],"data":[[1,"x"],[null,["y"]],[3],7]}`, []string{"data [a,b] 1,x\n,\n!3!has 1 cells, where there are 2 columns!\n!7!is not a list of cells!\n"}},
		{"rows of names twice", `{"columns":["a","a"],"data":[[1,2]]}`, []string{"data [a,a] 1,2\n"}},
		{"rows whose names are elsewhere", `{"x":{"columns":["a"]},"data":[[1]]}`, nil},
		{"records behind their schema", `{"schema":{"fields":[{"name":"a","type":"string"}]},"data":[{"a":1}]}`, []string{"data [a] 1\n"}},
		{"empty list", `{"incidents":[]}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := readAll(c.text)
			if err != nil || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
				t.Errorf("%s: %q, %v, want %q", c.text, got, err, c.want)
			}
		})
	}
}

func TestDefects(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 100_000)
	for _, c := range []struct{ name, text, want string }{
		{"cut off", `{"incidents":[{"a":1},{"a":`, "cut off"},
		{"deep objects", `[` + deep, "depth"},
		{"deep lists", strings.Repeat(`[`, 100_000), "depth"},
		{"not a number", `{"x":[{"a":1},{"a":NaN}]}`, "byte 20 is not JSON"},
		{"text behind", `[{"a":1}] x`, "byte 11 is not JSON"},
		{"by column", `{"start":{"0":"x","1":"y"},"end":{"0":"z","1":null}}`, "by column"},
		{"by column under a key", `{"data":{"start":{"0":"x"}}}`, "by column"},
		{"samples before labels", `{"data":{"resultType":"matrix","result":[{"values":[[1,"0"]],"metric":{"a":"b"}}]}}`, "before its"},
		{"an instant query", `{"data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1,"0"]}]}}`, "query_range"},
		{"rows cut off", `{"columns":["a"],"data":[[1],[2`, "cut off"},
		{"a long row", `{"columns":["a"],"data":[["` + strings.Repeat("x", 2*maxRecord) + `"]]}`, "longer than 4 MiB"},
		{"a long record", `[{"a":"` + strings.Repeat("x", 2*maxRecord) + `"}]`, "longer than 4 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := readAll(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

// endless gives records with ever new keys.
type endless struct {
	n, most int
	rest    []byte
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.rest) == 0 {
		if e.n == e.most {
			return 0, io.EOF
		}
		e.rest = fmt.Appendf(nil, "{\"a\":1,\"k%d\":{\"k%d\":2}}\n", e.n, e.n)
		e.n++
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// An object in an object in an object is gone through once, not once for each level.
func TestShapeOfDeepObjectsIsBounded(t *testing.T) {
	text := []byte(`{"x":` + strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9001))
	if allocated := testing.AllocsPerRun(1, func() { shapeOf(text) }); allocated > 5000 {
		t.Errorf("%v allocations", allocated)
	}
}

func TestKeysAreBounded(t *testing.T) {
	sample := []byte("{\"a\":1}\n{\"a\":1}\n")
	table, err := Open(io.MultiReader(bytes.NewReader(sample), &endless{most: 50_000}), sample).Next()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, table); err != nil {
		t.Fatal(err)
	}
	if len(table.Header) > maxColumns || table.reader.keys > maxKeys {
		t.Errorf("%d columns and %d keys", len(table.Header), table.reader.keys)
	}
}

func TestLateKeys(t *testing.T) {
	text := strings.Repeat("{\"a\":1}\n", learnRows) + "{\"a\":2,\"b\":3}\n{\"b\":null}\n"
	table, err := Open(strings.NewReader(text), []byte(text[:100])).Next()
	if err != nil {
		t.Fatal(err)
	}
	lines, err := io.ReadAll(table)
	if err != nil || len(table.Header) != 1 || !strings.HasSuffix(string(lines), "1\n2\n\n") || table.Late()["b"] != 1 {
		t.Errorf("columns %v, end %q, late %v, %v", table.Header, lines[len(lines)-6:], table.Late(), err)
	}
}

func TestSplit(t *testing.T) {
	text := `{"i":[{"u":["a","b","c"],"n":1},{"u":["d"],"n":2},{"u":["a","b"],"n":3},{"u":[],"n":4}]}`
	table, err := Open(strings.NewReader(text), []byte(text)).Next()
	if err != nil {
		t.Fatal(err)
	}
	table.Split(0)
	lines, err := io.ReadAll(table)
	if err != nil || string(lines) != "a,1\nb,1\nc,1\nd,2\na,3\nb,3\n,4\n" {
		t.Errorf("%q, %v", lines, err)
	}
	var places []string
	for n := range 7 {
		places = append(places, table.Place(n+1))
	}
	if got, want := strings.Join(places, " "), "i[0] i[0] i[0] i[1] i[2] i[2] i[3]"; got != want {
		t.Errorf("places %s, want %s", got, want)
	}
	if got := fmt.Sprint(table.Names(0)); got != "[{a 2} {b 2} {c 1} {d 1}]" {
		t.Errorf("names %s", got)
	}
}

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{`{"a"`: true, " [\n{": true, "{}": true, "[]": true, "[17] HOST ALERT": false, "{a,b": false, "[[1]]": false, "a,b\n": false, "": false, "[": false} {
		if got := Is([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// FuzzTables holds that no input breaks the reader, that the lines are as many as Place
// can tell, and that each has the columns of the header.
func FuzzTables(f *testing.F) {
	for _, text := range []string{`[{"a":1}]`, "{\"a\":1}\n{\"b\":[\"x\",{\"name\":\"y\"}]}\n", `{"x":{"i":{"a":1,"b":2},"j":{"a":1,"b":3}},"y":[{"c":"\u0000"}]}`, `{"a":`, "{}\n{}\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s := Open(bytes.NewReader(text), text)
		for range 100 {
			table, err := s.Next()
			if err != nil {
				return
			}
			lines, err := io.ReadAll(table)
			if err != nil && len(lines) == 0 {
				return
			}
			if n := bytes.Count(lines, []byte("\n")); n > 0 {
				table.Place(n)
			}
		}
	})
}
