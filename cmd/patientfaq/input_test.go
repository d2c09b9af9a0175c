package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

func readAll(r io.Reader) []inputLine {
	var got []inputLine
	readLines(r, func(l inputLine) bool { got = append(got, l); return true })
	return got
}

func TestReadLines(t *testing.T) {
	tests := []struct {
		in   string
		want []string
	}{
		{"", nil},
		{"\n", []string{""}},
		{"a", []string{"a"}},
		{"a\n", []string{"a"}},
		{"a\r\nb\n\nc", []string{"a", "b", "", "c"}},
		{strings.Repeat("x", maxLine) + "\ny", []string{strings.Repeat("x", maxLine), "y"}},
	}
	for _, tt := range tests {
		var got []string
		for _, l := range readAll(strings.NewReader(tt.in)) {
			if l.err != nil {
				t.Errorf("readLines(%.20q): %v", tt.in, l.err)
			}
			got = append(got, l.text)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("readLines(%.20q) = %.80q, want %.80q", tt.in, got, tt.want)
		}
	}
}

func TestReadLinesPassesOverALongOne(t *testing.T) {
	for _, end := range []string{"\nnext", "\r\nnext\n"} {
		got := readAll(strings.NewReader(strings.Repeat("x", 3*maxLine) + end))
		if len(got) != 2 || !errors.Is(got[0].err, errLongLine) || got[1].text != "next" {
			t.Errorf("readLines of a long line and %q = %d lines, want an error and \"next\"", end, len(got))
		}
	}
}

func TestReadLinesSaysThatAReadFailed(t *testing.T) {
	got := readAll(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	if len(got) != 2 || got[0].text != "a" || !errors.Is(got[1].err, io.ErrUnexpectedEOF) {
		t.Errorf("readLines of a failing reader = %v, want a line and the error", got)
	}
}

func FuzzReadLines(f *testing.F) {
	f.Add([]byte("a\nb\r\n\nc"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var joined bytes.Buffer
		for _, l := range readAll(iotest.OneByteReader(bytes.NewReader(data))) {
			if l.err != nil {
				t.Fatal(l.err)
			}
			joined.WriteString(l.text + "\n")
		}
		want := strings.ReplaceAll(string(data), "\r\n", "\n")
		if want != "" && !strings.HasSuffix(want, "\n") {
			want = strings.TrimSuffix(want, "\r") + "\n"
		}
		if got := joined.String(); got != want {
			t.Errorf("lines of %q = %q, want %q", data, got, want)
		}
	})
}

// FuzzParseQuestion looks for a line that breaks a line out: whatever comes in, the id given back is a JSON value.
func FuzzParseQuestion(f *testing.F) {
	f.Add(`{"id":"a","text":"b","k":3}`)
	f.Add(`{"id":1e9,"text":null}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, text string) {
		q, err := parseQuestion(inputLine{text: text})
		if !json.Valid(q.id) {
			t.Errorf("parseQuestion(%q) gives the id %q", text, q.id)
		}
		if err == nil && (!utf8.ValidString(q.text) || q.k < 0) {
			t.Errorf("parseQuestion(%q) = %+v, want UTF-8 and no negative k", text, q)
		}
	})
}
