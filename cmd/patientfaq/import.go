package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"patientfaq/faq"
	"patientfaq/faq/importer"
)

// importCommand is import: what others wrote becomes drafts.
type importCommand struct {
	env       *env
	to        string
	sentences bool
	json      bool
}

func newImport(e *env) *cobra.Command {
	k := &importCommand{env: e}
	c := &cobra.Command{
		Use:   "import FILE...",
		Short: "Make drafts of articles, tables of questions and FAQPage data",
		Long: `Make drafts of pages (.html), Markdown, plain text, tables of questions and answers
(.csv, .tsv) and FAQPage data (.json, .jsonld); of a folder, all such files in it.
Nothing is fetched: save pages first. Menus, banners, adverts and the like are
left out, and --sentences says of each sentence where it went.

Drafts go to entries/import-*.yaml in the content folder. They are never shown to
patients before somebody signs them; the notes of each say what is missing. When
the same file is imported again, what nobody has touched since is brought up to
date. Where somebody has, differences go to proposals/ and the content stays.`,
		Example: `  patientfaq import page.html questions.csv --to content
  patientfaq import saved-pages --to content --sentences`,
		Args: someArgs("at least one file or folder", 1, -1),
		RunE: func(c *cobra.Command, args []string) error { return k.run(c.Context(), args) },
	}
	f := c.Flags()
	f.StringVar(&k.to, "to", "", "content `folder` for the drafts; made if need be (required)")
	f.BoolVar(&k.sentences, "sentences", false, "say of every sentence in which draft it is, or why it was left out")
	f.BoolVar(&k.json, "json", false, "write JSON, one file a line, with every sentence")
	return c
}

func (k *importCommand) run(ctx context.Context, args []string) error {
	if k.to == "" {
		return usageError{"import needs a folder for the drafts", "add --to content"}
	}
	files, err := importFiles(args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return hintError{errors.New("there is nothing to import"), "files end in " + strings.Join(importer.Formats(), ", ")}
	}
	builtin, problems := faq.Load(faq.Content(), faq.Options{})
	if err := problems.Err(); err != nil {
		return err
	}
	folder, err := importer.OpenFolder(k.to, builtin)
	if err != nil {
		return hintError{err, "patientfaq check --content " + k.to + " lists what is wrong with it"}
	}
	failed, drafts := 0, 0
	for i, name := range files {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		n, err := k.file(folder, name)
		if err != nil {
			failed++
			k.env.warn("%v", err)
		}
		if drafts += n; (i+1)%100 == 0 {
			fmt.Fprintf(k.env.stderr, "patientfaq: %d of %s imported\n", i+1, plural(len(files), "file", "files"))
		}
	}
	if !k.json {
		fmt.Fprintf(k.env.stdout, "%s, %s; %d failed\n", plural(len(files), "file", "files"), plural(drafts, "draft", "drafts"), failed)
	}
	return k.finish(failed)
}

// finish makes sure that the folder can be loaded.
func (k *importCommand) finish(failed int) error {
	_, problems := faq.Load(os.DirFS(k.to), faq.Options{})
	if err := problems.Err(); err != nil && drafted(k.to) {
		return hintError{fmt.Errorf("the content cannot be loaded after the import: %w", err), "patientfaq check --content " + k.to + " lists what is wrong"}
	}
	if failed > 0 {
		return errReported
	}
	k.env.hint("patientfaq check --content " + k.to + " lists the drafts")
	return nil
}

// drafted reports whether there is content in a folder.
func drafted(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "entries"))
	return err == nil
}

// importFiles lists the files to import: those named, and those in the folders named that have a known ending.
func importFiles(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		err := filepath.WalkDir(arg, func(name string, d fs.DirEntry, err error) error {
			hidden := name != arg && strings.HasPrefix(d.Name(), ".")
			switch {
			case err != nil:
				return err
			case d.IsDir() && hidden:
				return fs.SkipDir
			case d.IsDir() || hidden:
				return nil
			case name == arg || d.Type().IsRegular() && slices.Contains(importer.Formats(), strings.ToLower(filepath.Ext(name))):
				files = append(files, name)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("look for files to import: %w", err)
		}
	}
	return files, nil
}

// file imports one file and returns how many drafts it has.
func (k *importCommand) file(folder *importer.Folder, name string) (int, error) {
	data, err := readImport(name)
	if err != nil {
		return 0, err
	}
	page, err := importer.Read(sourceName(name), data, folder.Vocabulary())
	if err != nil {
		return 0, err
	}
	changes, err := folder.Add(page)
	if err != nil {
		return 0, err
	}
	write := k.writeText
	if k.json {
		write = writeImportJSON
	}
	if err := write(k.env.stdout, page, changes); err != nil {
		return 0, fmt.Errorf("write the report: %w", err)
	}
	return len(page.Drafts), nil
}

// readImport reads a file, and of one that is too large no more than shows it.
func readImport(name string) ([]byte, error) {
	if info, err := os.Stat(name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %s: is no file", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, importer.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return data, nil
}

// sourceName is how a file is remembered: from the working folder, so that it stays the same file however it is named.
func sourceName(name string) string {
	full, err := filepath.Abs(name)
	if err != nil {
		return filepath.ToSlash(name)
	}
	here, err := filepath.Abs(".")
	if err != nil {
		return filepath.ToSlash(name)
	}
	if rel, err := filepath.Rel(here, full); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(filepath.Clean(name))
}

// writeText says what became of each draft of a file and, with --sentences, of each sentence.
func (k *importCommand) writeText(w io.Writer, p *importer.Page, changes []importer.Change) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", p.Source, plural(len(p.Drafts), "draft", "drafts"))
	for _, remark := range p.Remarks {
		fmt.Fprintf(&b, "  %s\n", remark)
	}
	for _, c := range changes {
		fmt.Fprintf(&b, "  %-9s %s\n", c.What, c.ID)
		if c.What != importer.Added {
			for line := range strings.Lines(c.Diff) {
				b.WriteString("            " + line)
			}
		}
	}
	for _, s := range p.Sentences {
		if k.sentences && s.Why != "" {
			fmt.Fprintf(&b, "  left out, %s: %s\n", s.Why, s.Text)
		} else if k.sentences {
			fmt.Fprintf(&b, "  in %s: %s\n", strings.Join(s.Drafts, ", "), s.Text)
		}
	}
	_, err := io.WriteString(w, printableLines(b.String()))
	return err
}

// printableLines keeps what a page says from steering a terminal.
func printableLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = printable(lines[i])
	}
	return strings.Join(lines, "\n")
}

func writeImportJSON(w io.Writer, p *importer.Page, changes []importer.Change) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Source    string              `json:"source"`
		Title     string              `json:"title"`
		Remarks   []string            `json:"remarks,omitempty"`
		Drafts    []importer.Change   `json:"drafts"`
		Sentences []importer.Sentence `json:"sentences"`
	}{p.Source, p.Title, p.Remarks, append([]importer.Change{}, changes...), append([]importer.Sentence{}, p.Sentences...)})
}
