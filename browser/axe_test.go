package browser

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// axe is the version of axe-core that judges the pages, which is fetched from the npm
// registry where it is not in the cache of npm.
const axe = "axe-core@4.14.1"

// axeSource is the text of axe-core.
var axeSource = sync.OnceValues(func() (string, error) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "axe")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	soon, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	install := exec.CommandContext(soon, npm, "install", "--prefix", dir, "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", axe)
	if out, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm: %w: %.300s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js"))
	return string(text), err
})

// violation is what axe objects to.
type violation struct {
	ID, Impact, Help string
	Where            []string
}

// judged has axe look at a page by some of its rules, logs what it objects to, and fails
// the test where that is serious or critical.
func judged(t *testing.T, tab context.Context, name, rules string) {
	t.Helper()
	source, err := axeSource()
	if err != nil {
		t.Skipf("no %s to be had: %v", axe, err)
	}
	evaluate[bool](t, tab, source+"; true")
	text, err := chromedp.Run(tab, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ["violations"]`+rules+`}).then(r => JSON.stringify({
		passes: r.passes.length,
		violations: r.violations.map(v => ({ID: v.id, Impact: v.impact, Help: v.help, Where: v.nodes.map(n => n.target.join(" "))})),
	}))`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	var found struct {
		Passes     int
		Violations []violation
	}
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, v := range found.Violations {
		counts[v.Impact]++
	}
	t.Logf("%s: %d rules passed; violations: %d critical, %d serious, %d moderate, %d minor", name, found.Passes, counts["critical"], counts["serious"], counts["moderate"], counts["minor"])
	for _, v := range found.Violations {
		said := fmt.Sprintf("%s: %s: %s (%s) at %s", name, v.Impact, v.Help, v.ID, strings.Join(v.Where, "; "))
		if v.Impact == "serious" || v.Impact == "critical" {
			t.Error(said)
		} else {
			t.Log(said)
		}
	}
	if found.Passes == 0 {
		t.Errorf("%s: axe looked at little: %d rules passed", name, found.Passes)
	}
}

// ofLooks are the rules that colours and widths matter for: the others find in a dark page
// what they find in a light one.
const ofLooks = `, runOnly: ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size", "meta-viewport"]`

// scheme makes a tab ask for light or dark pages without motion.
func scheme(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return err
	})
}

// asking can be read in two ways, which nothing in it decides.
const asking = "unit,start,end\na,03/04/2024,04/04/2024\nb,05/06/2024,07/08/2024\nb,09/10/2024,11/10/2024\n"

const tree = `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><or><gate name="both"/><basic-event name="mains"/></or></define-gate>
<define-gate name="both"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate>
<define-basic-event name="a"><float value="0.01"/></define-basic-event><define-basic-event name="b"><float value="0.02"/></define-basic-event>
<define-basic-event name="mains"><float value="0.0001"/></define-basic-event></define-fault-tree></opsa-mef>`

const node = `name: node
modules:
  server: {mtbf: {point: 1y, error_factor: 3}, mttr: 4h}
  ups: {mtbf: 10y, mttr: 24h}
structure:
  series:
    - duplex: {of: server, coverage: 0.99, idle_coverage: 0.999, beta: 0.02}
    - k_of_n: {k: 2, n: 3, of: ups}
`

// sent opens the page that answers a file, which is reached as a person does.
func sent(t *testing.T, tab context.Context, address, name, text string) {
	t.Helper()
	do(t, tab, chromedp.Navigate(address+"/"), chromedp.WaitReady("#log"), chromedp.SetUploadFiles("#log", []string{write(t, name, text)}))
	evaluate[bool](t, tab, `window.before = true; setTimeout(() => document.getElementById("open").click()); true`)
	until(t, tab, `!window.before && document.readyState === "complete"`)
}

// Every kind of page, in light and in dark, on a wide screen and a narrow one: axe finds
// nothing serious, and at 320 pixels nothing is wider than the window.
func TestEveryPageIsAccessible(t *testing.T) {
	if _, err := axeSource(); err != nil {
		t.Skipf("no %s to be had: %v", axe, err)
	}
	address := serve(t, write(t, "node.yaml", node))
	visit := func(path string) func(*testing.T, context.Context) {
		return func(t *testing.T, tab context.Context) { do(t, tab, chromedp.Navigate(address+path)) }
	}
	file := func(name, text string) func(*testing.T, context.Context) {
		return func(t *testing.T, tab context.Context) { sent(t, tab, address, name, text) }
	}
	pages := map[string]func(*testing.T, context.Context){
		"start":    visit("/"),
		"log":      file("log.csv", hostile),
		"question": file("asking.csv", asking),
		"error":    file("bad.yaml", "modules: {a: {mtbf: 9h}}\nstructure: b\n"),
		"system":   visit("/report/0"),
		"tree":     file("tree.xml", tree),
		"what-if": func(t *testing.T, tab context.Context) {
			visit("/what-if/0?module0.MTTR=2&target=99.99")(t, tab)
			until(t, tab, `document.querySelectorAll("#measures tr").length > 3`)
			do(t, tab, chromedp.Focus(`[id="module1.MTBF.number"]`), chromedp.KeyEvent("x"))
		},
	}
	for _, look := range []struct {
		scheme string
		wide   int64
		rules  string
	}{{"light", 1100, ""}, {"dark", 600, ofLooks}} {
		tab := open(t, look.wide)
		do(t, tab, scheme(look.scheme))
		for _, name := range slices.SortedFunc(maps.Keys(pages), cmp.Compare[string]) {
			t.Run(name+"-"+look.scheme, func(t *testing.T) {
				pages[name](t, tab)
				sound(t, tab)
				judged(t, tab, fmt.Sprintf("%s, %s, %d pixels", name, look.scheme, look.wide), look.rules)
				shoot(t, tab, fmt.Sprintf("%s-%d-%s", name, look.wide, look.scheme))
				do(t, tab, chromedp.EmulateViewport(320, 900))
				sound(t, tab)
				do(t, tab, chromedp.EmulateViewport(look.wide, 900))
			})
		}
	}
}
