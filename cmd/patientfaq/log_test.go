package main

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestLogIsDocumented looks through the program for what it logs: docs/operations.md must have each message above debug and
// each key, because an admin reads the log with that page beside it, and because a fixed list of keys is easy to look through
// for what must not be logged.
func TestLogIsDocumented(t *testing.T) {
	doc := strings.Join(readDoc(t, "docs/operations.md"), "\n")
	found := 0
	for _, f := range sources(t) {
		if f.test || f.pkg == "bot/discordsim" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			message, keys := logged(call)
			if message != "" {
				found++
				message, _, _ = strings.Cut(message, ":")
				if !strings.Contains(doc, "`"+message+"`") && !strings.Contains(doc, "`"+message+": ...`") && !strings.Contains(doc, "`"+message+":") {
					t.Errorf("%s: docs/operations.md does not say what %q in the log means", f.path, message)
				}
			}
			for _, key := range keys {
				if !strings.Contains(doc, "`"+key+"`") {
					t.Errorf("%s: docs/operations.md does not say what the key %s in the log means", f.path, key)
				}
			}
			return true
		})
	}
	if found == 0 {
		t.Error("nothing is logged")
	}
}

// logged returns the message of a call that logs above debug, and the keys that a call logs.
func logged(call *ast.CallExpr) (message string, keys []string) {
	fn, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", nil
	}
	on := ""
	switch x := fn.X.(type) {
	case *ast.Ident:
		on = x.Name
	case *ast.SelectorExpr:
		on = x.Sel.Name
	}
	if on == "slog" && slices.Contains([]string{"String", "Int", "Int64", "Duration", "Bool", "Any", "Float64", "Time"}, fn.Sel.Name) {
		return "", []string{literal(call.Args[0])}
	}
	if !slices.Contains([]string{"log", "Logger", "reloads"}, on) {
		return "", nil
	}
	args := call.Args
	switch fn.Sel.Name {
	case "Info", "Warn", "Error":
		message, args = literal(args[0]), args[1:]
	case "Debug":
		args = args[1:]
	case "LogAttrs":
		return literal(args[2]), nil
	case "With":
	default:
		return "", nil
	}
	for i := 0; i < len(args); i += 2 {
		if key := literal(args[i]); key != "" {
			keys = append(keys, key)
		}
	}
	return message, keys
}

// literal is the value of a text in the source, "" for anything else.
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return text
}
