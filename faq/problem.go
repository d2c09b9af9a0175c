package faq

import (
	"cmp"
	"fmt"
	"slices"
)

// Pos is a place in a content file. Line and Col count from 1; 0 means unknown.
type Pos struct {
	Path      string
	Line, Col int
}

// String returns path:line:col without the parts that are unknown.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.Path
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.Path, p.Line)
	default:
		return fmt.Sprintf("%s:%d:%d", p.Path, p.Line, p.Col)
	}
}

// Severity says what a problem does: a warning at most withholds an entry, an error stops the load, a note
// is advice that withholds nothing.
type Severity uint8

// The severities.
const (
	Warning Severity = iota
	Error
	Note
)

// String returns "warning", "error" or "note".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Note:
		return "note"
	default:
		return "warning"
	}
}

// Problem is one mistake in the content. Msg says what is wrong and what to do about it.
type Problem struct {
	Pos      Pos
	Severity Severity
	Rule     string
	Msg      string
}

// String returns the problem as path:line:col: severity: message (rule).
func (p Problem) String() string {
	return fmt.Sprintf("%s: %s: %s (%s)", p.Pos, p.Severity, p.Msg, p.Rule)
}

// Problems is all that is wrong with a content folder.
type Problems []Problem

// Errors returns how many problems are errors.
func (ps Problems) Errors() int { return ps.Count(Error) }

// Count returns how many problems have a severity.
func (ps Problems) Count(s Severity) int {
	n := 0
	for _, p := range ps {
		if p.Severity == s {
			n++
		}
	}
	return n
}

// Err returns nil unless one of the problems is an error.
func (ps Problems) Err() error {
	for _, p := range ps {
		if p.Severity == Error {
			return fmt.Errorf("faq: %d errors in the content, the first at %s", ps.Errors(), p)
		}
	}
	return nil
}

// Sort orders problems by file and position.
func (ps Problems) Sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Path, b.Pos.Path),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Msg, b.Msg),
		)
	})
}
