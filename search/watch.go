package search

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"time"
)

// Run polls the content and reloads it when it has changed and stands still: when two polls in a row see the same
// files, sizes and times. A file written in place is otherwise read half written, and mostly parses. Content that was
// refused is not read again before it changes. Run returns when ctx ends.
func (l *Live) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	last := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := fingerprint(l.o.Content)
		if now == last && now != *l.seen.Load() {
			l.reloadAndLog(ctx)
		}
		last = now
	}
}

func (l *Live) reloadAndLog(ctx context.Context) {
	st, err := l.Reload(ctx, ReloadOptions{})
	if err != nil {
		l.o.Logger.Warn("reload rejected", "err", err, "version", st.Revision, "took", st.Took)
		for _, p := range st.Problems {
			l.o.Logger.Warn("content problem", "at", p.Pos.String(), "rule", p.Rule, "err", p.Msg)
		}
		return
	}
	l.o.Logger.Info("reloaded", "version", st.Revision, "passages", st.Passages, "servable", st.Servable, "took", st.Took)
}

// fingerprint is a hash over the names, sizes and times of the files that [faq.Load] looks at, through symbolic links.
// What cannot be read has a fingerprint of its own.
func fingerprint(fsys fs.FS) string {
	h := sha256.New()
	for _, dir := range []string{".", "entries", "articles"} {
		list, err := fs.ReadDir(fsys, dir)
		fmt.Fprintln(h, dir, err)
		for _, d := range list {
			name := path.Join(dir, d.Name())
			info, err := fs.Stat(fsys, name)
			switch {
			case err != nil:
				fmt.Fprintln(h, name, err)
			case !info.IsDir():
				fmt.Fprintln(h, name, info.Size(), info.ModTime().UnixNano())
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
