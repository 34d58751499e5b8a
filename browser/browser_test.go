package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var shots = flag.String("shots", "", "folder to write pictures of the pages to")

// program is mtbf, built from the module above.
var program string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "mtbf")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "mtbf")
	build := exec.Command("go", "build", "-o", program, "./cmd/mtbf")
	build.Dir, build.Stderr = "..", os.Stderr
	code := 1
	if err := build.Run(); err == nil {
		code = m.Run()
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// slow is how long a page may take before the test gives up.
const slow = 150 * time.Second

// open returns a tab of a browser that ends with the test, w pixels wide.
func open(t *testing.T, w int64) context.Context {
	t.Helper()
	var browser string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		t.Skip("no chromium, chromium-browser or google-chrome is installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox)
	all, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	tab, closeTab := chromedp.NewContext(all)
	t.Cleanup(closeTab)
	// The browser lives as long as the context of the first action: no timeout.
	if err := chromedp.Do(tab, chromedp.EmulateViewport(w, 900)); err != nil {
		t.Skipf("%s does not start here: %v", browser, err)
	}
	timed, cancel := context.WithTimeout(tab, slow)
	t.Cleanup(cancel)
	return timed
}

func do(t *testing.T, tab context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(tab, steps...); err != nil {
		t.Fatal(err)
	}
}

func evaluate[T any](t *testing.T, tab context.Context, script string) T {
	t.Helper()
	v, err := chromedp.Run(tab, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return v
}

// until waits for a script to be true, through the change of a page to another.
func until(t *testing.T, tab context.Context, script string) {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(30 * time.Millisecond) {
		is, err := chromedp.Run(tab, chromedp.Evaluate[bool](script))
		if err == nil && is {
			return
		}
		if tab.Err() != nil || time.Since(begun) > slow/3 {
			text, _ := chromedp.Run(tab, chromedp.Evaluate[string]("document.body.innerText"))
			t.Fatalf("%v: not yet %s; the page says %.1000s", err, script, text)
		}
	}
}

// shoot keeps a picture of the whole page, if pictures are asked for.
func shoot(t *testing.T, tab context.Context, name string) {
	t.Helper()
	if *shots == "" {
		return
	}
	evaluate[bool](t, tab, `scrollTo(0, 0); true`)
	png, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// sound checks what holds for every page: it fits its width, its pictures are
// drawn, its links inside lead somewhere, and everything to press has a name.
func sound(t *testing.T, tab context.Context) {
	t.Helper()
	for _, c := range []struct{ what, script string }{
		{"the page is wider than the window", `document.documentElement.scrollWidth > window.innerWidth`},
		{"a picture is not drawn", `[...document.images].some(i => !i.complete || i.naturalWidth === 0)`},
		{"a picture has no words", `[...document.images].some(i => !i.alt)`},
		{"a link leads nowhere", `[...document.querySelectorAll("a[href^='#']")].some(a => !document.getElementById(a.hash.slice(1)))`},
		{"an ID comes twice", `new Set([...document.querySelectorAll("[id]")].map(e => e.id)).size !== document.querySelectorAll("[id]").length`},
		{"a field has no label", `[...document.querySelectorAll("input:not([type=hidden]), select")].some(e => e.labels.length === 0 && !document.getElementById(e.getAttribute("aria-labelledby")))`},
		{"something moves", `[...document.querySelectorAll("*")].some(e => e.getAnimations().length > 0)`},
		{"a button has no name", `[...document.querySelectorAll("button")].some(e => !e.textContent && !e.ariaLabel)`},
		{"something came from elsewhere", `performance.getEntriesByType("resource").some(r => !r.name.startsWith(location.origin) && !r.name.startsWith("data:"))`},
	} {
		if evaluate[bool](t, tab, c.script) {
			t.Errorf("%s: %s", evaluate[string](t, tab, "document.title"), c.what)
		}
	}
}

const hostile = `unit,start,end,category
a,2024-01-01T00:00:00Z,2024-01-01T01:00:00Z,<script>document.title='run'</script>
"<b>b</b>",2024-02-01T00:00:00Z,2024-02-01T03:00:00Z,"""><img src=x onerror=document.title='run'>"
c,2024-03-01T00:00:00Z,2024-03-01T05:00:00Z,=cmd|' /C calc'!A0
`

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReportOfAHostileLog(t *testing.T) {
	tab := open(t, 600)
	page := filepath.Join(t.TempDir(), "report.html")
	if out, err := exec.Command(program, "report", write(t, "log.csv", hostile), "--units", "3", "-o", page).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	do(t, tab, chromedp.Navigate("file://"+page), chromedp.WaitReady("#source"))
	sound(t, tab)
	if title := evaluate[string](t, tab, "document.title"); !strings.HasPrefix(title, "Outages: ") {
		t.Errorf("the log ran: the title is %q", title)
	}
	if n := evaluate[int](t, tab, `document.querySelectorAll("script:not([type='application/json']), iframe, object, b, img:not([src^='data:'])").length`); n != 0 {
		t.Errorf("%d elements are not the report's", n)
	}
	if text := evaluate[string](t, tab, "document.body.innerText"); !strings.Contains(text, "<script>document.title='run'</script>") {
		t.Error("a cause is not shown as it was written")
	}
	if schema := evaluate[string](t, tab, `JSON.parse(document.getElementById("document").textContent).schema`); schema != "mtbf.analyze/1" {
		t.Errorf("the document in the page is of %q", schema)
	}
	shoot(t, tab, "hostile-600")
}

// A report of a question shows the choice in figures and tables, times with their hours
// beside them, and stays within its width; printed it has no dark ground, and keeps rows,
// figures and tables whole.
func TestReportOfAQuestion(t *testing.T) {
	for _, width := range []int64{600, 1100} {
		tab := open(t, width)
		page := filepath.Join(t.TempDir(), "report.html")
		if out, err := exec.Command(program, "report", "dataset:shop-front", "--target", "99.99%", "--draws", "200", "-o", page).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		do(t, tab, chromedp.Navigate("file://"+page), chromedp.WaitReady("#source"))
		sound(t, tab)
		for what, script := range map[string]string{
			"no frontier":                   `document.querySelectorAll("#frontier img, #steps img, #question img").length === 3`,
			"the choice does not stand out": `[...document.querySelectorAll("tr.marked")].length > 1`,
			"times without their hours":     `[...document.querySelectorAll("data")].length > 0 && [...document.querySelectorAll("data")].every(d => d.title.endsWith("h") && isFinite(d.value))`,
			"no file of the design":         `document.querySelector("#file pre").textContent.includes("k_of_n:")`,
			"another document":              `JSON.parse(document.getElementById("document").textContent).sensitivity.length > 0`,
		} {
			if !evaluate[bool](t, tab, script) {
				t.Error(what)
			}
		}
		shoot(t, tab, fmt.Sprint("question-", width))
	}
}

// cut names the tables of a page that are wider than their place, to be scrolled.
const cut = `[...document.querySelectorAll(".table")].filter(e => e.scrollWidth > e.clientWidth).map(e => e.getAttribute("aria-label"))`

// Reports of a log and of a system with groups show the whole of every table, on a narrow
// page too.
func TestReportsAreNotCutOff(t *testing.T) {
	for name, args := range map[string][]string{
		"log":    {"dataset:shop", "--units", "4"},
		"system": {write(t, "node.yaml", node)},
	} {
		page := filepath.Join(t.TempDir(), "report.html")
		if out, err := exec.Command(program, append([]string{"report", "-o", page}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		for _, width := range []int64{600, 1100} {
			tab := open(t, width)
			do(t, tab, chromedp.Navigate("file://"+page), chromedp.WaitReady("#source"))
			sound(t, tab)
			if tables := evaluate[[]string](t, tab, cut); len(tables) > 0 {
				t.Errorf("%s, %d pixels wide: cut off: %q", name, width, tables)
			}
			shoot(t, tab, fmt.Sprint(name, "-", width))
		}
	}
}

// The style of a page is allowed by its digest: were it refused, nothing would
// have its border.
func TestReportHasItsStyle(t *testing.T) {
	tab := open(t, 1000)
	page := filepath.Join(t.TempDir(), "report.html")
	if out, err := exec.Command(program, "report", "dataset:node-after-gray", "-o", page).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	do(t, tab, chromedp.Navigate("file://"+page), chromedp.WaitReady("#source"))
	sound(t, tab)
	if border := evaluate[string](t, tab, `getComputedStyle(document.querySelector(".findings")).borderLeftStyle`); border != "solid" {
		t.Errorf("the findings have a %q border", border)
	}
	shoot(t, tab, "system-1000")
}

// serve starts mtbf serve and returns its address.
func serve(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.Command(program, append([]string{"serve"}, args...)...)
	messages, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		command.Process.Signal(os.Interrupt)
		if err := command.Wait(); err != nil {
			t.Errorf("serve did not end well: %v", err)
		}
	})
	line, err := bufio.NewReader(messages).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(strings.Fields(line)[0], "/")
}

func TestWhatIf(t *testing.T) {
	tab := open(t, 1000)
	address := serve(t, "dataset:node-after-gray")
	said := func(text string) chromedp.Action[bool] {
		return chromedp.Poll[bool](`document.getElementById("said").textContent.includes("` + text + `")`)
	}
	wait := func(text string) {
		t.Helper()
		if _, err := chromedp.Run(tab, said(text)); err != nil {
			t.Fatalf("waiting for %q: %v; the page says %q", text, err, evaluate[string](t, tab, `document.getElementById("said").textContent`))
		}
	}
	do(t, tab, chromedp.Navigate(address+"/what-if/0"))
	wait("Availability 99.99102 %")
	sound(t, tab)

	// Ten steps of a twentieth of a decade: the mains fail 3.162 times as seldom, in the
	// four figures of a slider.
	do(t, tab, chromedp.Focus(`[id="module3.MTBF"]`))
	for range 10 {
		do(t, tab, chromedp.KeyEvent("\u0303")) // arrow to the right
	}
	response, err := http.Post(address+"/solve", "application/json", strings.NewReader(`{"system":0,"set":{"module3.MTBF":92400}}`))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		Measures struct{ Unavailability float64 } `json:"measures"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if u := answer.Measures.Unavailability; !(u > 4.29e-5 && u < 4.31e-5) {
		t.Errorf("unavailability %g; 6.844e-5/3.162 + 2.13e-5 is about 4.30e-5", u)
	}
	wait("Availability 99.99570 %")
	if cells := evaluate[[]string](t, tab, `[...document.querySelectorAll("#changes tbody tr *")].map(c => c.textContent)`); len(cells) != 6 || cells[0] != "power: MTBF" || cells[1] != "29,220" || cells[2] != "92,400" {
		t.Errorf("the changes are %q", cells)
	}
	shoot(t, tab, "what-if-1000")
	do(t, tab, chromedp.Click("#reset"))
	wait("Availability 99.99102 %")
	do(t, tab, chromedp.EmulateViewport(600, 900))
	sound(t, tab)
	shoot(t, tab, "what-if-600")
}

func TestUpload(t *testing.T) {
	tab := open(t, 800)
	address := serve(t)
	do(t, tab, chromedp.Navigate(address+"/"), chromedp.WaitReady("#log"))
	sound(t, tab)
	shoot(t, tab, "home-800")
	do(t, tab, chromedp.SetValue("#units", "3"), chromedp.SetUploadFiles("#log", []string{write(t, "log.csv", hostile)}), chromedp.Click("#open"), chromedp.WaitReady("#findings"))
	sound(t, tab)
	if text := evaluate[string](t, tab, "document.body.innerText"); !strings.Contains(text, "3 failures in") {
		t.Errorf("the report says %.400s", text)
	}
}
