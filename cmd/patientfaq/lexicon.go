package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"patientfaq/search/lexicon"
)

// lexiconCommand is lexicon: the names of medicines that nothing is written about.
type lexiconCommand struct {
	env     *env
	content contentFlags
}

func newLexicon(e *env) *cobra.Command {
	parent := &cobra.Command{
		Use:   "lexicon",
		Short: "Teach the bot names of medicines that the content does not have",
		Long: `The lexicon tells the bot which words are medicines, so that a question about one
that nothing is written about is not answered with another. It never chooses an
answer: more names only make the bot abstain or ask back more often.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Sprintf("unknown command %q for lexicon", args[0]), "choose import or check"}
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error {
			return usageError{"lexicon needs a command", "choose import or check"}
		},
	}
	parent.AddCommand(newLexiconImport(e), newLexiconCheck(e))
	return parent
}

func newLexiconImport(e *env) *cobra.Command {
	l := &lexiconCommand{env: e}
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Add medicines from a list, or from RxNorm",
		Long: `Add the medicines of a file to those that were imported before, in the state
folder. A running bot knows them when it is started again. The file is

  a list       one medicine a line: names, brands, classes and parts, separated by
               tabs, several of one kind by semicolons; only the first is needed
  RXNCONSO.RRF of RxNorm, whose Current Prescribable Content needs no licence; with
               RXNREL.RRF beside it brands go to their ingredients

Names that the lexicon has already, and names that belong to another medicine in
it, are passed over. To take an import back, remove lexicon.tsv from the state
folder.`,
		Example: `  patientfaq lexicon import medicines.tsv --content content
  patientfaq lexicon import rrf/RXNCONSO.RRF --content content`,
		Args: someArgs("one file", 1, 1),
		RunE: func(_ *cobra.Command, args []string) error { return l.importFile(args[0]) },
	}
	l.content.addContent(c.Flags())
	l.content.addState(c.Flags())
	return c
}

func newLexiconCheck(e *env) *cobra.Command {
	l := &lexiconCommand{env: e}
	c := &cobra.Command{
		Use:     "check NAME...",
		Short:   "Say what the lexicon takes a name for",
		Example: `  patientfaq lexicon check tylenol "blood thinner" zimbrent`,
		Args:    someArgs("at least one name", 1, -1),
		RunE:    func(_ *cobra.Command, args []string) error { return l.checkNames(args) },
	}
	l.content.addContent(c.Flags())
	l.content.addState(c.Flags())
	return c
}

// importFile adds what is new in a file to the state folder's list.
func (l *lexiconCommand) importFile(name string) error {
	dir, err := l.content.stateDir()
	if err != nil {
		return err
	}
	path := filepath.Join(dir, lexiconFile)
	before, err := readLexicon(path)
	if err != nil {
		return err
	}
	added, err := addMedicines(before, name)
	if err != nil {
		return err
	}
	if added.Names > 0 {
		if err := writeMedicines(path, added); err != nil {
			return fmt.Errorf("write the imported medicines: %w", err)
		}
	}
	fmt.Fprintf(l.env.stdout, "%s of %s added (%s)\n", plural(added.Names, "name", "names"), plural(added.Medicines, "medicine", "medicines"), path)
	fmt.Fprintf(l.env.stdout, "passed over: %d known, %d of another medicine, %d everyday words, %d that no question could hold\n",
		added.Known, added.Conflicts, added.Everyday, added.Unusable)
	return nil
}

// addMedicines reads a list or RxNorm's names, by the file's name.
func addMedicines(l *lexicon.Lexicon, name string) (*lexicon.Addition, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open the list: %w", err)
	}
	defer file.Close() // only read
	if !strings.EqualFold(filepath.Ext(name), ".rrf") {
		a, err := l.Add(file)
		if err != nil {
			return nil, hintError{fmt.Errorf("%s: %w", name, err), "a line is: names, brands, classes, parts, separated by tabs; several of one kind by semicolons"}
		}
		return a, nil
	}
	rel, err := os.Open(filepath.Join(filepath.Dir(name), "RXNREL.RRF"))
	if errors.Is(err, fs.ErrNotExist) {
		return l.AddRxNorm(file, nil)
	}
	if err != nil {
		return nil, fmt.Errorf("open the relations: %w", err)
	}
	defer rel.Close() // only read
	return l.AddRxNorm(file, rel)
}

// writeMedicines puts an addition behind what was imported before. The file is replaced whole or not at all.
func writeMedicines(path string, added io.WriterTo) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	b := bytes.NewBuffer(text)
	if _, err := added.WriteTo(b); err != nil {
		return err
	}
	if _, err := lexicon.Default().With(bytes.NewReader(b.Bytes())); err != nil {
		return err // it would not be read again
	}
	return replaceFile(path, b.Bytes())
}

// replaceFile writes a file beside another and then puts it into its place.
func replaceFile(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".lexicon-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// checkNames says what each name is.
func (l *lexiconCommand) checkNames(names []string) error {
	lex, err := l.content.lexicon()
	if err != nil {
		return err
	}
	for _, name := range names {
		name = strings.Join(strings.Fields(strings.ToLower(name)), " ")
		if _, err := fmt.Fprintf(l.env.stdout, "%s: %s\n", printable(name), whatIs(lex, name)); err != nil {
			return fmt.Errorf("write what is known: %w", err)
		}
	}
	return nil
}

// whatIs is what the lexicon takes a name for, in words.
func whatIs(lex *lexicon.Lexicon, name string) string {
	m, ok := lex.Medicine(name)
	class, isClass := lex.Class(name)
	switch {
	case ok && lex.Everyday(name):
		return "a name of " + m.Name + ", and an everyday word: a medicine only where a medicine's name stands"
	case ok:
		return "a name of " + m.Name
	case isClass:
		return "the class " + class
	case lex.Common(name):
		return "a common word"
	case lex.Stem(name):
		return "unknown, but it has the shape of a medicine's name"
	default:
		return "unknown"
	}
}
