package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
)

// The documents hold examples and transcripts. These tests run them, so that what the documents say is what happens.

// docRoot is where the documents are, seen from this package.
const docRoot = "../.."

// fence is a fenced block of a document: what stands behind its backticks, and its lines.
type fence struct {
	info  string
	lines []string
	from  int // number of its first line in the document, from 0
}

func (f fence) text() string { return strings.Join(f.lines, "\n") + "\n" }

// readDoc returns a document's lines.
func readDoc(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(docRoot, name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(data), "\n")
}

func fences(lines []string) []fence {
	var found []fence
	open := false
	for i, l := range lines {
		info, isFence := strings.CutPrefix(l, "```")
		switch {
		case isFence && !open:
			found = append(found, fence{info: info, from: i + 1})
			open = true
		case isFence:
			open = false
		case open:
			last := &found[len(found)-1]
			last.lines = append(last.lines, l)
		}
	}
	return found
}

// TestContentGuide checks each example of docs/content.md: a block "yaml good FILE" or "yaml bad FILE" stands in for that
// file of a small content folder, and check must say what the text block right behind it says; nothing where none is there.
func TestContentGuide(t *testing.T) {
	const name = "docs/content.md"
	lines := readDoc(t, name)
	examples := 0
	blocks := fences(lines)
	for i, f := range slices.Backward(blocks) { // from the end, so that an update moves no line that is still to be read
		words := strings.Fields(f.info)
		if len(words) != 3 || words[1] != "good" && words[1] != "bad" {
			continue
		}
		examples++
		said := ""
		t.Run(words[2], func(t *testing.T) { said = checkExample(t, words[2], f.text()) })
		if words[1] == "bad" && said == "" || words[1] == "good" && strings.Contains(said, " error: ") {
			t.Errorf("%s:%d: check says of this %s example:\n%s", name, f.from, words[1], said)
		}
		want := fence{}
		if end := f.from + len(f.lines) + 1; i+1 < len(blocks) && blocks[i+1].info == "text" && blocks[i+1].from <= end+2 {
			want = blocks[i+1]
		}
		if *update && want.from > 0 && said != "" {
			lines = slices.Replace(lines, want.from, want.from+len(want.lines), strings.Split(strings.TrimSuffix(said, "\n"), "\n")...)
			continue
		}
		if diff := cmp.Diff(strings.Join(want.lines, "\n"), strings.TrimSuffix(said, "\n")); diff != "" {
			t.Errorf("%s:%d: what check says of %s (-document +check):\n%s", name, f.from, words[2], diff)
		}
	}
	if examples == 0 {
		t.Errorf("%s has no examples", name)
	}
	if *update {
		if err := os.WriteFile(filepath.Join(docRoot, name), []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// checkExample returns what check says of the small content folder with one file replaced, without the summary.
func checkExample(t *testing.T, name, text string) string {
	t.Helper()
	root := t.TempDir()
	if err := addContent(filepath.Join(root, "content")); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(root, "content", name), text)
	t.Chdir(root)
	w := newWorld("check", "--content", "content", "--allow-sample", "--as-of", "2026-12-01")
	run(t.Context(), w.env)
	if w.err.String() != "" {
		t.Fatalf("check of %s: %s", name, w.err.String())
	}
	said := strings.TrimSuffix(w.out.String(), "\n")
	return said[:strings.LastIndex(said, "\n")+1]
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestTranscripts plays the console blocks of the documents. Behind "$ " stands a command and below it what comes out;
// [...] stands for lines that were left out. Commands of other programs are not played.
func TestTranscripts(t *testing.T) {
	for _, name := range []string{"README.md", "docs/first-entry.md", "docs/operations.md"} {
		t.Run(name, func(t *testing.T) {
			blocks := fences(readDoc(t, name))
			t.Chdir(t.TempDir())
			played := 0
			for _, f := range blocks {
				if f.info != "console" {
					continue
				}
				for _, s := range steps(f.lines) {
					if got, ok := s.play(t); ok {
						played++
						matchTranscript(t, name, s, strings.Split(strings.TrimSpace(got), "\n"))
					}
				}
			}
			if played == 0 {
				t.Errorf("%s has no transcript", name)
			}
		})
	}
}

// step is a command of a transcript, what is written into it, and what comes out.
type step struct {
	command string
	input   []string // of a here-document
	want    []string
}

func steps(lines []string) []step {
	var all []step
	for i := 0; i < len(lines); i++ {
		command, ok := strings.CutPrefix(lines[i], "$ ")
		if !ok {
			if len(all) > 0 {
				all[len(all)-1].want = append(all[len(all)-1].want, lines[i])
			}
			continue
		}
		s := step{command: command}
		if _, end, ok := strings.Cut(command, "<<'"); ok {
			end = strings.TrimSuffix(end, "'")
			for i++; i < len(lines) && lines[i] != end; i++ {
				s.input = append(s.input, lines[i])
			}
		}
		all = append(all, s)
	}
	return all
}

var (
	shellWord = regexp.MustCompile(`'[^']*'|"[^"]*"|[^ ]+`)
	anyDate   = regexp.MustCompile(`20[0-9]{2}-[0-9]{2}-[0-9]{2}`)
)

// play does what a command does, if it writes a file or runs the program, and returns what comes out.
func (s step) play(t *testing.T) (string, bool) {
	t.Helper()
	if rest, ok := strings.CutPrefix(s.command, "cat > "); ok {
		name, _, _ := strings.Cut(rest, " ")
		writeFile(t, name, strings.Join(s.input, "\n")+"\n")
		return "", false
	}
	before, args, ok := strings.Cut(s.command, "patientfaq ")
	if !ok || strings.HasPrefix(s.command, "go build") || strings.HasPrefix(s.command, "git ") {
		return "", false
	}
	w := newWorld()
	for i, word := range shellWord.FindAllString(args, -1) {
		word = strings.Trim(word, `'"`)
		if i > 0 && w.args[i-1] == "--due" { // transcripts grow old, the program does not wait
			word = time.Now().AddDate(1, 0, 0).Format(time.DateOnly)
		}
		w.args = append(w.args, word)
	}
	if _, typed, ok := strings.Cut(before, "printf '"); ok {
		typed, _, _ = strings.Cut(typed, "'")
		w.stdin = strings.NewReader(strings.ReplaceAll(typed, `\n`, "\n"))
	}
	w.stderr = &w.out // as on a terminal
	if code := run(t.Context(), w.env); code != exitFine {
		t.Errorf("%s: exit code %d", s.command, code)
	}
	return w.out.String(), true
}

// matchTranscript reports the first line of a transcript that does not come out.
func matchTranscript(t *testing.T, name string, s step, got []string) {
	t.Helper()
	skip := false
	for want := range strings.SplitSeq(strings.TrimSpace(strings.Join(s.want, "\n")), "\n") {
		if want == "[...]" {
			skip = true
			continue
		}
		want := anyDate.ReplaceAllString(want, "DATE")
		at := slices.IndexFunc(got, func(l string) bool { return anyDate.ReplaceAllString(strings.TrimRight(l, " "), "DATE") == want })
		if at < 0 || at > 0 && !skip {
			t.Errorf("%s: after %q\nwant %q\ngot  %q", name, s.command, want, strings.Join(got[:min(3, len(got))], "\n"))
			return
		}
		got, skip = got[at+1:], false
	}
	if len(got) > 0 && !skip {
		t.Errorf("%s: after %q: %q is left out without [...]", name, s.command, got[0])
	}
}

// TestReadmeNamesEveryFlagAndCommand compares the tables of the README with what there is.
func TestReadmeNamesEveryFlagAndCommand(t *testing.T) {
	rows := map[string]string{}
	for _, l := range readDoc(t, "README.md") {
		if name, rest, ok := strings.Cut(strings.TrimPrefix(l, "| `"), "`"); ok && strings.HasPrefix(l, "| `") {
			rows[name] = rest
		}
	}
	e := newWorld().env
	newServe(e).Flags().VisitAll(func(f *pflag.Flag) {
		row, ok := rows["--"+f.Name]
		if !ok {
			t.Errorf("README.md: the table of flags has no row for --%s", f.Name)
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && !strings.Contains(row, "`"+f.DefValue+"`") {
			t.Errorf("README.md: the row of --%s does not name its default %s", f.Name, f.DefValue)
		}
		delete(rows, "--"+f.Name)
	})
	for _, c := range newRoot(e).Commands() {
		if _, ok := rows[c.Name()]; !ok {
			t.Errorf("README.md: the table of commands has no row for %s", c.Name())
		}
		delete(rows, c.Name())
	}
	for name := range rows {
		if strings.HasPrefix(name, "--") {
			t.Errorf("README.md: the table of flags has %s, which serve does not have", name)
		}
	}
}

var docLink = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)

// TestDocumentsLinkToWhatIsThere follows the links between the documents.
func TestDocumentsLinkToWhatIsThere(t *testing.T) {
	err := fs.WalkDir(os.DirFS(docRoot), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && name != "docs" && !strings.HasPrefix(name, "docs/"):
			return fs.SkipDir
		case filepath.Ext(name) != ".md":
			return nil
		}
		data, err := os.ReadFile(filepath.Join(docRoot, name))
		if err != nil {
			return err
		}
		for _, m := range docLink.FindAllSubmatch(bytes.TrimSpace(data), -1) {
			if _, err := os.Stat(filepath.Join(docRoot, filepath.Dir(name), string(m[1]))); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
