package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
)

// maxLine is the longest line that is read: no question is longer, and a file without line ends must not fill memory.
const maxLine = 1 << 20

// errLongLine stands in for a line that is longer than maxLine. Reading goes on behind it.
var errLongLine = fmt.Errorf("the line is longer than %d bytes", maxLine)

// inputLine is one line of an input without its line end, or what went wrong instead.
type inputLine struct {
	text string
	err  error // errLongLine, or a failed read, after which nothing comes
}

// lines yields the lines of r until it ends or ctx does. A read cannot be interrupted: where ctx ends first, the
// goroutine stays in its read and ends with the process.
func lines(ctx context.Context, r io.Reader) iter.Seq[inputLine] {
	feed := make(chan inputLine)
	go func() {
		defer close(feed)
		readLines(r, func(l inputLine) bool {
			select {
			case feed <- l:
				return true
			case <-ctx.Done():
				return false
			}
		})
	}()
	return func(yield func(inputLine) bool) {
		for {
			select {
			case <-ctx.Done():
				return
			case l, ok := <-feed:
				if !ok || ctx.Err() != nil || !yield(l) {
					return
				}
			}
		}
	}
}

// readLines yields the lines of r. A last line needs no line end.
func readLines(r io.Reader, yield func(inputLine) bool) {
	br := bufio.NewReaderSize(r, 64<<10)
	var text []byte
	long := false
	for {
		piece, err := br.ReadSlice('\n')
		if long = long || len(text)+len(piece) > maxLine+1; !long {
			text = append(text, piece...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF):
			yield(inputLine{err: fmt.Errorf("read the input: %w", err)})
			return
		case err != nil && len(text) == 0 && !long:
			return
		}
		l := inputLine{text: string(bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r")))}
		if long {
			l = inputLine{err: errLongLine}
		}
		if !yield(l) || err != nil {
			return
		}
		text, long = text[:0], false
	}
}
