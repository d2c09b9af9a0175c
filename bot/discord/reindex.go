package discord

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"patientfaq/faq"
	"patientfaq/search"
)

// reindex is /reindex: the content is loaded again, checked and swapped in, or the admin reads why not.
func (b *Bot) reindex(ctx context.Context, r *request, o options) reply {
	status, err := b.o.Live.Reload(ctx, search.ReloadOptions{Force: o.isSet("force")})
	if err != nil && ctx.Err() != nil {
		rep := b.fixed(r, "reindex-failed", map[string]string{"ref": r.ref})
		rep.err = err
		return rep
	}
	var rep reply
	if err != nil {
		rep = b.fixed(r, "reindex-kept", map[string]string{"why": firstLine(err.Error())})
	} else {
		rep = b.fixed(r, "reindex-done", map[string]string{
			"passages": strconv.Itoa(status.Passages), "servable": strconv.Itoa(status.Servable),
			"revision": shortRevision(status.Revision), "took": status.Took.Round(time.Millisecond).String(),
		})
	}
	rep.staff, rep.version = problemList(status.Problems), status.Revision
	return rep
}

// maxListed is how many problems are listed; the rest are counted.
const maxListed = 8

// problemList shows the gravest problems, as the check command prints them.
func problemList(problems faq.Problems) string {
	if len(problems) == 0 {
		return ""
	}
	var list strings.Builder
	listed := 0
	for _, severity := range []faq.Severity{faq.Error, faq.Warning} {
		for _, p := range problems {
			if p.Severity == severity && listed < maxListed {
				fmt.Fprintf(&list, "- %s\n", clip(p.String(), 150))
				listed++
			}
		}
	}
	if rest := len(problems) - listed; rest > 0 {
		fmt.Fprintf(&list, "... and %d more: run `patientfaq check`\n", rest)
	}
	return strings.TrimSpace(list.String())
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// shortRevision is enough of a revision to tell two apart.
func shortRevision(revision string) string { return revision[:min(len(revision), 12)] }
