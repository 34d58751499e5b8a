package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// module is the program under test.
type module struct {
	root string
	path string
	pkgs map[string]*packages.Package // by import path, without tests
	// testers are the packages with tests that can see a package, nearest first.
	testers map[string][]string
	slow    map[string]bool // packages with tests that are left out where time is short
}

// load reads the module's packages with their types.
func load(ctx context.Context, root string) (*module, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	m := &module{root: abs, pkgs: map[string]*packages.Package{}}
	all, err := packages.Load(&packages.Config{
		Context: ctx, Dir: abs,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedDeps | packages.NeedModule,
	}, "./...")
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("%s: %v", p.PkgPath, p.Errors[0])
		}
		m.pkgs[p.PkgPath] = p
		m.path = p.Module.Path
	}
	return m, m.findTesters(ctx)
}

// listed is what go list tells of a package.
type listed struct {
	ImportPath                string
	Deps                      []string
	TestImports, XTestImports []string
	TestGoFiles, XTestGoFiles []string
	Dir                       string
}

// hasSlowTests reports whether tests ask if time is short.
func (l listed) hasSlowTests() bool {
	return slices.ContainsFunc(slices.Concat(l.TestGoFiles, l.XTestGoFiles), func(name string) bool {
		text, err := os.ReadFile(filepath.Join(l.Dir, name))
		return err == nil && bytes.Contains(text, []byte("testing.Short()"))
	})
}

// findTesters asks which packages' tests reach which package. The tests of a
// package come first, then those of packages that import it, the smallest first;
// the whole program, which is slowest, last.
func (m *module) findTesters(ctx context.Context) error {
	c := exec.CommandContext(ctx, "go", "list", "-json=Dir,ImportPath,Deps,TestImports,XTestImports,TestGoFiles,XTestGoFiles", "./...")
	c.Dir = m.root
	out, err := c.Output()
	if err != nil {
		return fmt.Errorf("go list: %w", err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var l listed
		if err := d.Decode(&l); err != nil {
			return err
		}
		all = append(all, l)
	}
	slices.SortStableFunc(all, func(a, b listed) int { return len(a.Deps) - len(b.Deps) })
	deps := map[string][]string{}
	for _, l := range all {
		deps[l.ImportPath] = l.Deps
	}
	m.testers, m.slow = map[string][]string{}, map[string]bool{}
	for _, l := range all {
		m.slow[l.ImportPath] = l.hasSlowTests()
	}
	for path := range m.pkgs {
		var near, far []string
		for _, l := range all {
			if len(l.TestGoFiles)+len(l.XTestGoFiles) == 0 || l.ImportPath == m.path && path != m.path {
				continue
			}
			switch {
			case l.ImportPath == path:
				near = append(near, path)
			case l.reaches(path, deps):
				far = append(far, l.ImportPath)
			}
		}
		m.testers[path] = append(near, far...)
	}
	return nil
}

// reaches reports whether the tests of a package are built with another.
func (l listed) reaches(path string, deps map[string][]string) bool {
	if slices.Contains(l.Deps, path) {
		return true
	}
	for _, i := range slices.Concat(l.TestImports, l.XTestImports) {
		if i == path || slices.Contains(deps[i], path) {
			return true
		}
	}
	return false
}

// mutable returns the packages to change: those named, or all but what only
// serves tests.
func (m *module) mutable(paths []string) []*packages.Package {
	var all []*packages.Package
	for path, p := range m.pkgs {
		switch {
		case len(paths) > 0 && !slices.Contains(paths, path):
		case len(paths) == 0 && (strings.HasSuffix(path, "internal/oracle") || strings.HasSuffix(path, "internal/property") || strings.HasSuffix(path, "cmd/mtbf")):
		default:
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *packages.Package) int { return strings.Compare(a.PkgPath, b.PkgPath) })
	return all
}
