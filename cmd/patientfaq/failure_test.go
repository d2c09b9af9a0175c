package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// failure is something that happens to the content.
type failure struct {
	name        string
	spoil, mend func(*testing.T, *clinic)
	told        []string // in the log, and in what /reindex says
}

var failures = []failure{
	{
		name:  "broken YAML",
		spoil: func(t *testing.T, c *clinic) { edit(t, c.content, `sertraline?"]`, `sertraline?]`) },
		mend:  func(t *testing.T, c *clinic) { edit(t, c.content, `sertraline?]`, `sertraline?"]`) },
		told:  []string{"entries/all.yaml:22:5", "is not YAML"},
	},
	{
		name:  "a folder that vanishes",
		spoil: func(t *testing.T, c *clinic) { rename(t, c.content, c.content+".away") },
		mend:  func(t *testing.T, c *clinic) { rename(t, c.content+".away", c.content) },
		told:  []string{"the content folder cannot be read: " + syscall.ENOENT.Error()},
	},
	{
		name: "an empty folder in its place",
		spoil: func(t *testing.T, c *clinic) {
			rename(t, c.content, c.content+".away")
			if err := os.Mkdir(c.content, 0o755); err != nil {
				t.Fatal(err)
			}
		},
		mend: func(t *testing.T, c *clinic) {
			rename(t, c.content, c.content+".empty")
			rename(t, c.content+".away", c.content)
		},
		told: []string{"has neither an entries nor an articles folder"},
	},
	{
		name: "most entries gone",
		spoil: func(t *testing.T, c *clinic) {
			write(t, c.pharmacies(), pharmacyEntries(len(towns)))
			c.err.waitFor(t, `"reloaded"`, 2)
			write(t, c.pharmacies(), pharmacyEntries(3))
		},
		mend: func(t *testing.T, c *clinic) { write(t, c.pharmacies(), pharmacyEntries(len(towns))) },
		told: []string{"17 of 23 servable entries, pharmacy-derby among them"},
	},
}

// TestServeOutlivesBrokenContent spoils the content: what served before serves on, the moderators read what is wrong and
// where, an answer can be withdrawn all the same, and what is mended is taken up.
func TestServeOutlivesBrokenContent(t *testing.T) {
	t.Parallel()
	for _, f := range failures {
		t.Run(f.name, f.test)
	}
}

func (f failure) test(t *testing.T) {
	t.Parallel()
	c := open(t, "--allow-sample", "--poll", "20ms")
	c.shows(t, onServer, onDiscord)
	f.spoil(t, c)
	spoiled := files(t, c.content)
	c.err.waitFor(t, `"reload rejected","content":"`+c.content, 1)
	c.shows(t, before)
	reply := c.reindex(t)
	for _, want := range append(f.told, "Not taken: ", "The content from before serves on.") {
		if !strings.Contains(reply, want) {
			t.Errorf("/reindex shows:\n%s\nwant %q in it", reply, want)
		}
	}
	for _, want := range f.told {
		c.err.waitFor(t, want, 1)
	}
	c.withdraws(t)
	c.shows(t, before)
	c.holds(t, spoiled)

	f.mend(t, c)
	edit(t, c.content, sampleReply, newReply)
	mended := files(t, c.content)
	c.willShow(t, after)
	c.gone(t, onServer, onDiscord)
	c.holds(t, mended)
}

// storage is a file with one entry. It is broken as long as its last byte is missing.
const storage = `{"entries": [{"id": "metformin-storage", "questions": ["Where should I keep metformin?"], "answer": "Keep metformin %s.",
 "subjects": ["metformin"], "author": "Dr A. Writer", "sources": [{"title": "Metformin", "url": "https://example.org/metformin"}],
 "review": {"status": "sample"}}]}`

func TestServeWhileAFileIsWritten(t *testing.T) {
	t.Parallel()
	c := open(t, "--allow-sample", "--poll", "20ms")
	file := filepath.Join(c.content, "entries", "storage.json")
	old := fact{"metformin-storage", "where do I keep metformin", "away from steam"}
	saved := fact{"metformin-storage", "where do I keep metformin", "in its box"}
	write(t, file, fmt.Sprintf(storage, old.words))
	c.willShow(t, old)
	c.shows(t, onServer, onDiscord)
	content := files(t, c.content)
	content[file] = fmt.Sprintf(storage, saved.words)

	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()
	wg.Go(func() {
		if err := writeForEver(ctx, file, content[file]); err != nil {
			t.Error(err)
		}
	})
	const torn = "the content changes while it is read; try again when it is saved"
	deadline := time.Now().Add(20 * time.Second)
	for reply := ""; !strings.Contains(reply, torn); {
		if reply = c.reindex(t); !strings.Contains(reply, "Not taken") || time.Now().After(deadline) {
			t.Fatalf("/reindex shows:\n%s\nwant %q in it", reply, torn)
		}
	}
	c.shows(t, old)
	c.withdraws(t)
	c.shows(t, old)
	stop()
	wg.Wait()

	write(t, file, content[file])
	c.willShow(t, saved)
	c.gone(t, onServer, onDiscord)
	c.holds(t, content)
}

// writeForEver writes a text over a file byte by byte, again and again until ctx ends, and never its last byte.
func writeForEver(ctx context.Context, name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	for ctx.Err() == nil && err == nil {
		err = f.Truncate(0)
		for i := range len(text) - 1 {
			_, writeErr := f.WriteAt([]byte{text[i]}, int64(i))
			err = errors.Join(err, writeErr)
		}
	}
	return errors.Join(err, f.Close())
}
