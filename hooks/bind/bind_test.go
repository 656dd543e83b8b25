package bind_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// PocketBase's hook of a kind of event is one for all collections: of two handlers with one id, bound to two collections,
// the second takes the place of the first, and the first collection is left without.
func TestIdsAreBoundOnce(t *testing.T) {
	files := token.NewFileSet()
	bound := map[string]string{} // hook and id -> the collection
	calls := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			hook, id, of, ok := binding(n)
			if !ok {
				return true
			}
			calls++
			lit, isLit := id.(*ast.BasicLit)
			if !isLit {
				return true // made of the collection's name
			}
			key, where := hook+" "+lit.Value, files.Position(n.Pos()).String()
			if local, is := of.(*ast.Ident); is && local.Obj != nil {
				t.Errorf("%s: the id %s is the same for every value of %s", where, lit.Value, local.Name)
			}
			if other, twice := bound[key]; twice {
				t.Errorf("%s: the id %s is bound at %s already", where, lit.Value, other)
			}
			bound[key] = where
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if calls < 100 {
		t.Errorf("only %d bindings found", calls)
	}
}

// binding takes app.OnRecordX(collection).Bind(bind.Func(id, f)) apart.
func binding(n ast.Node) (hook string, id, of ast.Expr, ok bool) {
	bind, ok := n.(*ast.CallExpr)
	if !ok || len(bind.Args) != 1 {
		return "", nil, nil, false
	}
	sel, ok := bind.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Bind" {
		return "", nil, nil, false
	}
	on, ok := sel.X.(*ast.CallExpr)
	if !ok || len(on.Args) != 1 {
		return "", nil, nil, false
	}
	name, ok := on.Fun.(*ast.SelectorExpr)
	handler, isCall := bind.Args[0].(*ast.CallExpr)
	if !ok || !isCall || len(handler.Args) < 2 || !strings.HasPrefix(name.Sel.Name, "OnRecord") {
		return "", nil, nil, false
	}
	return name.Sel.Name, handler.Args[0], on.Args[0], true
}
