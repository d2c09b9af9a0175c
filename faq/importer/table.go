package importer

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"patientfaq/faq"
)

// maxColumns is the most columns of a table of questions.
const maxColumns = 100

// columnNames are the heads by which a column of a table of questions is known.
var columnNames = map[string][]string{
	"question": {"question", "questions", "q", "faq", "frage", "pregunta", "pergunta", "title", "prompt"},
	"answer":   {"answer", "answers", "a", "response", "reply", "antwort", "respuesta", "resposta", "text", "body", "content"},
	"url":      {"url", "link", "source url", "address"},
	"source":   {"source", "sources", "reference", "publisher"},
	"date":     {"date", "updated", "reviewed", "last updated"},
	"language": {"language", "locale", "lang"},
}

// readTable reads a table of questions and answers, with commas, semicolons or tabs between its columns.
func readTable(name, text string) (extraction, error) {
	x := extraction{title: strings.ReplaceAll(stem(name), "_", " ")}
	rows, err := tableRows(text, delimiter(name, text))
	if err != nil {
		return x, fmt.Errorf("is no table: %w", err)
	}
	if len(rows) == 0 {
		return x, errors.New("has no rows")
	}
	columns, head := columnsOf(rows[0])
	if head {
		for _, cell := range rows[0] {
			x.sentences = append(x.sentences, Sentence{Text: cell, Why: "head of a column"})
		}
		rows = rows[1:]
	} else {
		columns = guessColumns(rows)
	}
	if columns["answer"] < 0 {
		return x, errors.New("has no column of answers; call one answer and one question")
	}
	for i, row := range rows {
		x.row(row, columns, i+1)
	}
	return x, nil
}

// delimiter is the sign that most rows have equally often, of those that divide tables.
func delimiter(name, text string) rune {
	if strings.EqualFold(path.Ext(name), ".tsv") {
		return '\t'
	}
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	best := ','
	for _, r := range []rune{';', '\t'} {
		if outside(first, r) > outside(first, best) {
			best = r
		}
	}
	return best
}

// outside counts a sign outside of quotes.
func outside(line string, sign rune) int {
	n, quoted := 0, false
	for _, r := range line {
		switch r {
		case '"':
			quoted = !quoted
		case sign:
			if !quoted {
				n++
			}
		}
	}
	return n
}

// tableRows reads the rows that hold anything. Quotes where none belong are read as they stand.
func tableRows(text string, comma rune) ([][]string, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
	var rows [][]string
	for {
		row, err := r.Read()
		switch {
		case err == io.EOF:
			return rows, nil
		case err != nil:
			return nil, err
		case len(row) > maxColumns:
			return nil, fmt.Errorf("a row has more than %d columns", maxColumns)
		}
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		if strings.Join(row, "") != "" {
			rows = append(rows, row)
		}
	}
}

// columnsOf finds the columns by the names in the first row, -1 where there is none, and reports whether it is a head.
func columnsOf(first []string) (map[string]int, bool) {
	found := map[string]int{}
	for what, names := range columnNames {
		found[what] = -1
		for _, name := range names {
			at := slices.IndexFunc(first, func(cell string) bool { return strings.Join(faq.Tokens(cell), " ") == name })
			if found[what] < 0 {
				found[what] = at
			}
		}
	}
	return found, found["answer"] >= 0 || found["question"] >= 0
}

// guessColumns takes the column with most question marks at its end for the questions, and the one with most text of
// the others for the answers.
func guessColumns(rows [][]string) map[string]int {
	asked, size := map[int]int{}, map[int]int{}
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
		for i, cell := range row {
			size[i] += len(cell)
			if strings.HasSuffix(cell, "?") {
				asked[i]++
			}
		}
	}
	found := map[string]int{"question": -1, "answer": -1, "url": -1, "source": -1, "date": -1, "language": -1}
	for i := range width {
		if q := found["question"]; asked[i] > 0 && (q < 0 || asked[i] > asked[q]) {
			found["question"] = i
		}
	}
	for i := range width {
		if a := found["answer"]; i != found["question"] && (a < 0 || size[i] > size[a]) {
			found["answer"] = i
		}
	}
	return found
}

// row makes a piece of a row. Columns that nothing is known about become remarks.
func (x *extraction) row(row []string, columns map[string]int, number int) {
	cell := func(what string) string {
		if at := columns[what]; at >= 0 && at < len(row) {
			return row[at]
		}
		return ""
	}
	p := piece{question: strings.Join(strings.Fields(plain(cell("question"))), " "), answer: fragment(cell("answer")), from: fmt.Sprint("row ", number)}
	p.heading = []string{x.title}
	p.source = faq.Source{URL: safeURL(cell("url")), Publisher: cell("source"), Date: dateOf(cell("date"))}
	for i, text := range row {
		for _, s := range sentences(bareText(text)) {
			x.sentences = append(x.sentences, Sentence{Text: plain(s)})
		}
		if text != "" && i != columns["question"] && i != columns["answer"] {
			p.remarks = append(p.remarks, text)
		}
	}
	if x.locale == "" {
		x.locale = cell("language")
	}
	p.orphan = p.question == ""
	x.pieces = append(x.pieces, p)
}
