package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// mayImport says which of our packages each of our packages may import. A package that is not here must be added.
var mayImport = map[string][]string{
	"faq":            {},
	"faq/importer":   {"faq"},
	"search/lexicon": {},
	"search/wordvec": {},
	"search":         {"faq", "search/lexicon", "search/wordvec"},
	"bot/triage":     {},
	"bot/store":      {},
	"bot":            {"bot/triage", "faq", "search"},
	"bot/edit":       {"bot/store", "faq"},
	"bot/eval":       {"bot", "bot/triage", "faq", "search"},
	"bot/discord":    {"bot", "bot/edit", "bot/store", "bot/triage", "faq", "search"},
	"bot/discordsim": {},
	"cmd/patientfaq": {"bot", "bot/discord", "bot/discordsim", "bot/edit", "bot/eval", "bot/store", "bot/triage", "faq", "faq/importer", "search", "search/lexicon"},
}

// keptTo says which packages a dependency is kept to.
var keptTo = map[string][]string{
	"github.com/blevesearch/":       {"search"},
	"github.com/bwmarrin/discordgo": {"bot/discord", "bot/discordsim"},
	"github.com/gorilla/websocket":  {"bot/discord", "bot/discordsim"},
	"github.com/spf13/":             {"cmd/patientfaq"},
	"github.com/yuin/goldmark":      {"faq"},
	"golang.org/x/net/html":         {"faq", "faq/importer"},
	"gopkg.in/yaml.v3":              {"faq", "faq/importer", "bot/triage", "bot/eval"},
	"github.com/prometheus/":        {"cmd/patientfaq"},
	"os/signal":                     {"cmd/patientfaq"},
	"github.com/rogpeppe/":          {"cmd/patientfaq", "faq"},
	"github.com/santhosh-tekuri/":   {"bot/discordsim", "faq"},
	"modernc.org/":                  {"bot/store", "search"},
}

// onlyTests are the dependencies that nothing but a test may import.
var onlyTests = []string{"github.com/google/go-cmp", "github.com/rogpeppe/"}

// onlyTheProgram are the functions that reach for the process around the program, and loggers that nobody passed in.
var onlyTheProgram = map[string][]string{
	"os":   {"Getenv", "LookupEnv", "Environ", "Exit"},
	"log":  {"Print", "Printf", "Println", "Fatal", "Fatalf", "Fatalln", "SetOutput", "SetFlags"},
	"slog": {"Default", "SetDefault", "Debug", "Info", "Warn", "Error"},
}

// maxLines is the length from which a file is to be split.
const maxLines = 400

// goFile is a parsed file of ours.
type goFile struct {
	path  string // from the root of the module
	pkg   string // its folder
	test  bool
	lines int
	ast   *ast.File
}

// sources parses every Go file of the module.
func sources(t *testing.T) []goFile {
	t.Helper()
	root := os.DirFS("../..")
	var files []goFile
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || len(d.Name()) > 1 && strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		src, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if bytes.Contains(src, []byte("//go:build ignore\n")) { // a generator, not part of a package
			return nil
		}
		files = append(files, goFile{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), bytes.Count(src, []byte("\n")), parsed})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func (f goFile) imports() []string {
	var paths []string
	for _, spec := range f.ast.Imports {
		paths = append(paths, strings.Trim(spec.Path.Value, `"`))
	}
	return paths
}

func TestWhoImportsWhom(t *testing.T) {
	for _, f := range sources(t) {
		allowed, known := mayImport[f.pkg]
		if !known {
			t.Errorf("%s: package %s has no line in mayImport: say which of our packages it may import", f.path, f.pkg)
			continue
		}
		for _, imported := range f.imports() {
			if own, ok := strings.CutPrefix(imported, "patientfaq/"); ok && !f.test && !slices.Contains(allowed, own) {
				t.Errorf("%s: package %s may not import %s", f.path, f.pkg, own)
			}
			if !f.test && slices.ContainsFunc(onlyTests, func(prefix string) bool { return strings.HasPrefix(imported, prefix) }) {
				t.Errorf("%s: only tests may import %s", f.path, imported)
			}
			for prefix, pkgs := range keptTo {
				if strings.HasPrefix(imported, prefix) && !slices.Contains(pkgs, f.pkg) {
					t.Errorf("%s: only %q may import %s", f.path, pkgs, imported)
				}
			}
		}
	}
}

func TestOnlyTheProgramTouchesTheProcess(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || f.pkg == "cmd/patientfaq" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && slices.Contains(onlyTheProgram[x.Name], s.Sel.Name) {
					t.Errorf("%s: %s.%s belongs to cmd/patientfaq", f.path, x.Name, s.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestEveryPackageTellsItsStory(t *testing.T) {
	told := map[string]bool{}
	for _, f := range sources(t) {
		if !f.test {
			told[f.pkg] = told[f.pkg] || f.ast.Doc != nil
		}
	}
	for pkg, ok := range told {
		if !ok {
			t.Errorf("package %s has no package comment", pkg)
		}
	}
}

func TestTopLevelFolders(t *testing.T) {
	dirs, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		mine := d.Name() == "content" || strings.HasSuffix(d.Name(), ".state") // what the program writes by default
		if d.IsDir() && !mine && !strings.HasPrefix(d.Name(), ".") && !slices.Contains([]string{"cmd", "faq", "search", "bot", "docs"}, d.Name()) {
			t.Errorf("%s is a new top-level folder: every room is inside one of the four packages, or docs", d.Name())
		}
	}
}

func TestFilesAreNotTooLong(t *testing.T) {
	for _, f := range sources(t) {
		if f.lines > maxLines && !f.test {
			t.Errorf("%s has %d lines: split it above %d", f.path, f.lines, maxLines)
		}
	}
}
