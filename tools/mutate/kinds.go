package main

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// visit offers the changes of one node. It stays out of what only tells of a
// mistake: panics and the texts of errors.
func (x *finder) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		if x.onlyTells(n) {
			return false
		}
		x.swapArguments(n)
	case *ast.BinaryExpr:
		x.operator(n)
	case *ast.BasicLit:
		x.number(n)
	case *ast.SelectorExpr:
		x.otherField(n)
	case *ast.CompositeLit:
		x.swapValues(n)
	case *ast.IfStmt:
		x.replace("condition", n.Cond.Pos(), n.Cond.End(), "!("+x.source(n.Cond)+")")
	case *ast.ReturnStmt:
		x.swapResults(n)
	case *ast.BlockStmt:
		for _, s := range n.List {
			x.drop(s)
		}
	case *ast.CaseClause:
		for _, s := range n.Body {
			x.drop(s)
		}
	case *ast.GenDecl:
		return n.Tok != token.IMPORT
	case *ast.Field:
		return false // tags and types
	}
	return true
}

// onlyTells reports whether a call makes an error or panics.
func (x *finder) onlyTells(n *ast.CallExpr) bool {
	name := x.source(n.Fun)
	return name == "panic" || name == "errors.New" || name == "fmt.Errorf" || name == "usagef" || strings.HasSuffix(name, ".refuse")
}

// others are the operators that stand for one another.
var others = map[token.Token]string{
	token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">", token.EQL: "!=", token.NEQ: "==",
	token.ADD: "-", token.SUB: "+", token.MUL: "/", token.QUO: "*", token.LAND: "||", token.LOR: "&&",
}

func (x *finder) operator(n *ast.BinaryExpr) {
	with, ok := others[n.Op]
	if !ok || n.Op == token.ADD && !x.isNumber(n.X) || x.isNil(n.Y) {
		return
	}
	kind := "operator"
	if n.Op == token.LSS || n.Op == token.LEQ || n.Op == token.GTR || n.Op == token.GEQ {
		kind = "boundary"
	}
	x.replace(kind, n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), with)
}

func (x *finder) isNumber(e ast.Expr) bool {
	b, ok := x.pkg.TypesInfo.TypeOf(e).Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

func (x *finder) isNil(e ast.Expr) bool {
	tv, ok := x.pkg.TypesInfo.Types[e]
	return ok && tv.IsNil()
}

// number offers another number: twice as much, or 1 for 0.
func (x *finder) number(n *ast.BasicLit) {
	v := x.pkg.TypesInfo.Types[n].Value
	if v == nil || n.Kind != token.INT && n.Kind != token.FLOAT {
		return
	}
	switch {
	case constant.Sign(v) == 0:
		x.replace("number", n.Pos(), n.End(), "1")
	case constant.Compare(v, token.EQL, constant.MakeInt64(1)):
		x.replace("number", n.Pos(), n.End(), "2")
	default:
		x.replace("number", n.Pos(), n.End(), "("+n.Value+"/2)")
	}
}

// otherField offers the neighbours of a field that have its type.
func (x *finder) otherField(n *ast.SelectorExpr) {
	s := x.pkg.TypesInfo.Selections[n]
	if s == nil || s.Kind() != types.FieldVal || len(s.Index()) != 1 {
		return
	}
	if other := neighbour(s.Recv(), s.Obj(), x.pkg.Types); other != "" {
		x.replace("field", n.Sel.Pos(), n.Sel.End(), other)
	}
}

// neighbour returns the next field of the same type in a struct, the one before
// where it is the last.
func neighbour(recv types.Type, field types.Object, from *types.Package) string {
	if p, ok := recv.Underlying().(*types.Pointer); ok {
		recv = p.Elem()
	}
	s, ok := recv.Underlying().(*types.Struct)
	if !ok {
		return ""
	}
	before, seen := "", false
	for f := range s.Fields() {
		switch {
		case f == field:
			seen = true
		case !types.Identical(f.Type(), field.Type()) || !f.Exported() && f.Pkg() != from || f.Embedded():
		case seen:
			return f.Name()
		default:
			before = f.Name()
		}
	}
	return before
}

// swapValues offers a literal of a struct with the values of two fields of one
// type swapped, and one with a field left out.
func (x *finder) swapValues(n *ast.CompositeLit) {
	if _, ok := x.pkg.TypesInfo.TypeOf(n).Underlying().(*types.Struct); !ok {
		return
	}
	last := map[string]*ast.KeyValueExpr{}
	for _, e := range n.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return
		}
		t := x.pkg.TypesInfo.TypeOf(kv.Value)
		if t == nil {
			continue
		}
		if before := last[t.String()]; before != nil && x.source(before.Value) != x.source(kv.Value) && !isText(before.Value) && !isText(kv.Value) {
			middle := string(x.text[x.pkg.Fset.Position(before.Value.End()).Offset:x.pkg.Fset.Position(kv.Value.Pos()).Offset])
			x.replace("swapped", before.Value.Pos(), kv.Value.End(), x.source(kv.Value)+middle+x.source(before.Value))
		}
		last[t.String()] = kv
	}
}

// swapArguments offers a call with two neighbouring arguments of one type
// swapped.
func (x *finder) swapArguments(n *ast.CallExpr) {
	for i := range len(n.Args) - 1 {
		a, b := n.Args[i], n.Args[i+1]
		s, t := x.pkg.TypesInfo.TypeOf(a), x.pkg.TypesInfo.TypeOf(b)
		if s == nil || t == nil || !types.Identical(s, t) || x.source(a) == x.source(b) || x.symmetric(n) || isText(a) || isText(b) {
			continue
		}
		x.replace("arguments", a.Pos(), b.End(), x.source(b)+", "+x.source(a))
	}
}

// symmetric reports whether a call is the same with its arguments swapped.
func (x *finder) symmetric(n *ast.CallExpr) bool {
	switch x.source(n.Fun) {
	case "min", "max", "math.Min", "math.Max", "math.Hypot", "append", "errors.Join":
		return true
	}
	return false
}

// isText reports whether an expression is a text that stands in the program:
// words for people, most of them.
func isText(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Kind == token.STRING
}

// swapResults offers a return with two neighbouring results of one type swapped,
// unless an error makes them worthless.
func (x *finder) swapResults(n *ast.ReturnStmt) {
	if k := len(n.Results); k > 0 && x.source(n.Results[k-1]) == "err" {
		return
	}
	for i := range len(n.Results) - 1 {
		a, b := n.Results[i], n.Results[i+1]
		s, t := x.pkg.TypesInfo.TypeOf(a), x.pkg.TypesInfo.TypeOf(b)
		if s == nil || t == nil || !types.Identical(s, t) || x.source(a) == x.source(b) {
			continue
		}
		x.replace("results", a.Pos(), b.End(), x.source(b)+", "+x.source(a))
	}
}

// drop offers to leave out a statement that adds to something.
func (x *finder) drop(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		if s.Tok == token.ASSIGN || s.Tok == token.DEFINE {
			call, ok := s.Rhs[0].(*ast.CallExpr)
			if !ok || s.Tok == token.DEFINE || x.source(call.Fun) != "append" {
				return
			}
		}
	case *ast.ExprStmt:
	case *ast.IncDecStmt:
	default:
		return
	}
	x.replace("dropped", s.Pos(), s.End(), "")
}
