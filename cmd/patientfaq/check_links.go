package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"patientfaq/faq"
)

// linkTimeout is how long one address may take. A site that is slower is one that a patient gives up on, too.
const linkTimeout = 10 * time.Second

// deadLinks asks for each source's address, once and one after the other, where that is wanted.
func (f *contentFlags) deadLinks(ctx context.Context, c *faq.Corpus) []faq.Finding {
	if !f.links {
		return nil
	}
	client := &http.Client{Timeout: linkTimeout}
	said := map[string]string{} // by address: what is wrong with it, "" for nothing
	var found []faq.Finding
	seen := map[string]bool{} // addresses of an entry or article
	for p := range c.Passages() {
		for _, s := range p.Sources {
			if s.URL == "" || seen[p.Parent+" "+s.URL] {
				continue
			}
			seen[p.Parent+" "+s.URL] = true
			if _, known := said[s.URL]; !known {
				said[s.URL] = askFor(ctx, client, s.URL)
			}
			if why := said[s.URL]; why != "" {
				msg := fmt.Sprintf("the source %s %s; find where it is now, or name another", s.URL, why)
				found = append(found, faq.Finding{Passage: p, Severity: faq.Warning, Rule: faq.RuleDeadLink, Msg: msg})
			}
		}
	}
	return found
}

// askFor says what is wrong with an address, "" for nothing. Sites that want a browser or a login are there.
func askFor(ctx context.Context, client *http.Client, url string) string {
	status := 0
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		req, err := http.NewRequestWithContext(ctx, method, url, nil)
		if err != nil {
			return "is not an address"
		}
		resp, err := client.Do(req)
		if err != nil {
			return "does not answer"
		}
		resp.Body.Close()
		if status = resp.StatusCode; status < http.StatusBadRequest {
			return ""
		}
	}
	switch status {
	case http.StatusNotFound, http.StatusGone:
		return fmt.Sprintf("is not there (%d)", status)
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusTooManyRequests:
		return ""
	default:
		return fmt.Sprintf("answers with an error (%d)", status)
	}
}
