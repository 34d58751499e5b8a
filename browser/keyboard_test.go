package browser

import (
	"context"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// focused says what has the focus, and what is wrong with how that is seen.
const focused = `(() => {
	const e = document.activeElement;
	const r = e.getBoundingClientRect();
	const style = getComputedStyle(e);
	const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
	const top = document.elementFromPoint(Math.min(innerWidth - 1, Math.max(0, r.left + Math.min(r.width, 40) / 2)), Math.min(innerHeight - 1, Math.max(0, r.top + r.height / 2)));
	const covered = !(top === e || e.contains(top) || top?.contains(e)) && !e.classList.contains("table");
	const name = e.id ? "#" + e.id : e.getAttribute("href") || e.ariaLabel || e.textContent.trim() || e.tagName;
	return { name, wrong: e === document.body ? "" : (seen ? "" : "no outline ") + (covered ? "covered by " + (top?.id || top?.tagName) : "") };
})()`

// walker goes through pages by its keyboard alone, and notes the way.
type walker struct {
	*testing.T
	tab context.Context
	way []string
}

func (w *walker) press(keys string, modifiers ...chromedp.Modifier) {
	w.Helper()
	do(w.T, w.tab, chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

// to presses Tab until something has the focus. Everything on the way is seen to have it.
func (w *walker) to(want string) {
	w.Helper()
	const most = 120
	for range most {
		w.press(kb.Tab)
		at := evaluate[struct{ Name, Wrong string }](w.T, w.tab, focused)
		if at.Wrong != "" {
			w.Errorf("the focus at %s is not seen: %s", at.Name, at.Wrong)
		}
		if at.Name == want {
			w.way = append(w.way, want)
			return
		}
	}
	w.Fatalf("no %s within %d presses of Tab", want, most)
}

func (w *walker) until(script string) {
	w.Helper()
	until(w.T, w.tab, script)
}

// choose opens the chooser of the field that has the focus, and takes a file.
func (w *walker) choose(path string) {
	w.Helper()
	always := true
	if _, err := chromedp.Call(w.tab, page.SetInterceptFileChooserDialog, page.SetInterceptFileChooserDialogParams{Enabled: always}); err != nil {
		w.Fatal(err)
	}
	opened, err := chromedp.Run(w.tab, chromedp.WaitEvent(page.FileChooserOpened, nil, chromedp.KeyEvent(kb.Enter)))
	if err != nil {
		w.Fatal(err)
	}
	if _, err := chromedp.Call(w.tab, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, BackendNodeID: opened.BackendNodeID}); err != nil {
		w.Fatal(err)
	}
}

// write replaces what is in the field that has the focus.
func (w *walker) write(text string) {
	w.Helper()
	w.press("a", chromedp.ModifierCtrl)
	w.press(text)
}

// download presses Enter on a link and returns the file that comes.
func (w *walker) download() string {
	w.Helper()
	dir := w.TempDir()
	events := true
	if _, err := chromedp.Call(w.tab, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, EventsEnabled: &events}); err != nil {
		w.Fatal(err)
	}
	name := ""
	begun := chromedp.Events(w.tab, browser.DownloadWillBegin)
	done := func(e browser.EventDownloadProgress) bool { return e.State == browser.DownloadProgressStateCompleted }
	if _, err := chromedp.Run(w.tab, chromedp.WaitEvent(browser.DownloadProgress, done, chromedp.KeyEvent(kb.Enter))); err != nil {
		w.Fatal(err)
	}
	for e, err := range begun {
		if err != nil {
			w.Fatal(err)
		}
		name = e.SuggestedFilename
		break
	}
	return filepath.Join(dir, name)
}

// With the keyboard alone: a log is chosen and reported; a system is chosen; its numbers
// are changed by a slider and by a field, which are in step; a number that cannot be is
// told; the change is downloaded, and mtbf solve finds in it what the page says, to the
// last digit; the changed system is reported.
func TestWithTheKeyboardAlone(t *testing.T) {
	w := &walker{T: t, tab: open(t, 1100)}
	address := serve(t)
	do(t, w.tab, chromedp.Navigate(address+"/"), chromedp.WaitReady("#log"))
	w.to("#log")
	w.choose(write(t, "log.csv", hostile))
	w.until(`document.getElementById("dropped").textContent.startsWith("log.csv, ")`)
	w.to("#units")
	w.write("3")
	w.to("#open")
	w.press(kb.Enter)
	w.until(`document.readyState === "complete" && document.body.innerText.includes("3 failures in")`)

	w.to("/")
	w.press(kb.Enter)
	w.until(`location.pathname === "/" && document.readyState === "complete"`)
	w.to("#log")
	w.choose(write(t, "node.yaml", node))
	w.to("#units") // as the way back, or a mistake, has left it
	w.write(kb.Delete)
	w.to("#open")
	w.press(kb.Enter)
	w.until(`location.pathname.startsWith("/report/") && document.readyState === "complete"`)
	at := evaluate[string](t, w.tab, "location.pathname")
	whatIf := strings.Replace(at, "report", "what-if", 1)
	w.to(whatIf)
	w.press(kb.Enter)
	w.until(`location.pathname === "` + whatIf + `" && document.getElementById("said")?.textContent.startsWith("Availability")`)

	w.to("#target")
	w.write("99.9998")
	w.until(`document.getElementById("verdict").textContent.startsWith("Missed by")`)
	w.to("#module0.MTTR")
	for range 4 {
		w.press(kb.ArrowLeft)
	}
	w.until(`document.getElementById("module0.MTTR.number").value === "2.524"`) // 4 x 10^-0.2
	w.to("#module0.MTTR.number")
	w.write("1,5") // of which the 1 alone would be a time
	w.until(`document.getElementById("module0.MTTR.wrong").textContent === "1,5 is not a time from 0.004 to 4,000 h. There is no answer until it is."`)
	w.until(`document.getElementById("said").textContent === "No answer until this is right: server: MTTR" && [...document.querySelectorAll("#measures td:last-child")].every((cell) => cell.textContent === "–")`)
	w.until(`!location.search.includes("MTTR") && !document.getElementById("download").hasAttribute("href") && !document.getElementById("report").hasAttribute("href")`)
	w.write("2.524")
	w.until(`document.getElementById("module0.MTTR.wrong").textContent === "" && document.getElementById("said").textContent.startsWith("Availability") && location.search.includes("MTTR=2.524")`)
	w.to("#module1.MTBF.number")
	w.write("0")
	w.until(`document.getElementById("module1.MTBF.wrong").textContent === "0 is not a time from 87.66 to 87,660,000 h. There is no answer until it is."`)
	w.write("20y")
	w.until(`document.getElementById("module1.MTBF.wrong").textContent === "" && Math.abs(document.getElementById("module1.MTBF").value - Math.log10(2)) < 1e-9`)
	w.to("#group1.coverage.number")
	w.write("0.9995")
	w.to("#group1.beta.number")
	w.write("0.001")
	w.until(`document.getElementById("verdict").textContent.startsWith("Met, with ") && document.querySelectorAll("#changes tbody tr").length === 4`)
	shoot(t, w.tab, "keyboard-1100")
	said := evaluate[string](t, w.tab, `document.getElementById("said").textContent`)
	verdict := evaluate[string](t, w.tab, `document.getElementById("verdict").textContent`)
	onPage := evaluate[float64](t, w.tab, `latest.measures.unavailability`)

	w.to("#download")
	file := w.download()
	out, err := exec.Command(program, "solve", file, "--format", "json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var solved struct {
		Measures struct{ Unavailability float64 } `json:"measures"`
	}
	if err := json.Unmarshal(out, &solved); err != nil {
		t.Fatal(err)
	}
	if u := solved.Measures.Unavailability; u != onPage || !(u > 0) {
		t.Errorf("unavailability %.17g in %s, %.17g on the page", u, file, onPage)
	}
	w.to("#report")
	w.press(kb.Enter)
	w.until(`location.pathname.endsWith("/report") && document.readyState === "complete" && document.querySelector("h1").textContent.includes("changed")`)
	if text := evaluate[string](t, w.tab, "document.body.innerText"); !strings.Contains(text, "MTTR 4 -> 2.524 h") {
		t.Errorf("the report does not tell of the changes: %.2000s", text)
	}
	w.to(evaluate[string](t, w.tab, `[...document.querySelectorAll("nav a")][1].getAttribute("href")`))
	w.press(kb.Enter)
	w.until(`document.getElementById("said")?.textContent === "` + said + `"`)
	t.Logf("by Tab to %s", strings.Join(w.way, ", "))
	t.Logf("%s. %s", said, verdict)
	t.Logf("%s: unavailability %.17g on the page and by mtbf solve", filepath.Base(file), onPage)
}

// Where a log can be read in two ways the page asks, and the answer is the report.
func TestQuestionWithTheKeyboardAlone(t *testing.T) {
	w := &walker{T: t, tab: open(t, 1100)}
	sent(t, w.tab, serve(t), "asking.csv", asking)
	w.until(`document.querySelector("h1").textContent === "A question about asking.csv"`)
	if at := evaluate[string](t, w.tab, "document.activeElement.name"); at != "reading" {
		t.Fatalf("the focus is at %q", at)
	}
	w.press(" ")
	w.press(kb.ArrowDown)
	w.to("Read it so")
	w.press(kb.Enter)
	w.until(`document.title.startsWith("Outages: ") && document.readyState === "complete"`)
	if text := evaluate[string](t, w.tab, "document.body.innerText"); !strings.Contains(text, `--date-order="month-day"`) {
		t.Errorf("the report does not tell how it was read: %.1000s", text)
	}
}
