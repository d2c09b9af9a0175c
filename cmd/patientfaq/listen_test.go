package main

import (
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"patientfaq/bot/discord"
	"patientfaq/bot/discordsim"
	"patientfaq/search"
)

func TestListenAddress(t *testing.T) {
	tests := []struct{ addr, want string }{
		{"9090", "127.0.0.1:9090"},
		{":9090", "127.0.0.1:9090"},
		{"0", "127.0.0.1:0"},
		{"localhost:9090", "localhost:9090"},
		{"[::1]:9090", "[::1]:9090"},
		{"0.0.0.0:9090", "0.0.0.0:9090"}, // as the admin says
		{"localhost", ""},
		{"localhost:", ""},
		{"localhost:http", ""},
		{"70000", ""},
		{"::1", ""},
		{"", ""},
	}
	for _, tt := range tests {
		got, err := listenAddress(tt.addr)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("listenAddress(%q) = %q, %v, want %q", tt.addr, got, err, tt.want)
		}
	}
}

func TestIsLoopback(t *testing.T) {
	for ip, want := range map[string]bool{"127.0.0.1": true, "127.8.0.1": true, "::1": true, "0.0.0.0": false, "::": false, "10.0.0.1": false} {
		if got := isLoopback(&net.TCPAddr{IP: net.ParseIP(ip), Port: 1}); got != want {
			t.Errorf("isLoopback(%s) = %v, want %v", ip, got, want)
		}
	}
}

func TestUnready(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	taken := search.Status{Revision: "abc"}
	tests := []struct {
		name string
		st   search.Status
		c    discord.Connection
		want string
	}{
		{"ready", taken, discord.Connection{Connected: true, Ready: true, Since: now.Add(-time.Hour)}, ""},
		{"a reload refused", search.Status{Revision: "abc", Err: search.ErrVanished}, discord.Connection{Connected: true, Ready: true}, ""},
		{"nothing yet", search.Status{}, discord.Connection{}, "no content has been taken yet; not connected to Discord yet"},
		{"no connection yet", taken, discord.Connection{Since: now}, "not connected to Discord yet"},
		{"no content", search.Status{}, discord.Connection{Connected: true, Ready: true}, "no content has been taken yet"},
		{"lost a moment ago", taken, discord.Connection{Ready: true, Since: now.Add(-readyGrace + time.Second)}, ""},
		{"lost for long", taken, discord.Connection{Ready: true, Since: now.Add(-readyGrace)}, "not connected to Discord for 2m0s"},
	}
	for _, tt := range tests {
		if got := unready(tt.st, tt.c, now); got != tt.want {
			t.Errorf("%s: unready = %q, want %q", tt.name, got, tt.want)
		}
	}
}

var loggedAddr = regexp.MustCompile(`"msg":"listening","addr":"([^"]*)"`)

// page reads one of the pages of a clinic.
func (c *clinic) page(t *testing.T, path string) (int, string) {
	t.Helper()
	c.err.waitFor(t, `"listening"`, 1)
	addr := loggedAddr.FindStringSubmatch(c.err.String())[1]
	resp, err := (&http.Client{Timeout: 10 * time.Second}).Get("http://" + addr + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// seriesLine is a line of the metrics page that is ours: a name, labels and a value.
var seriesLine = regexp.MustCompile(`(?m)^(patientfaq_\w+)(\{[^}]*\})? (\S+)$`)

// TestPages asks a running bot, reads its pages and looks for what must not be on them.
func TestPages(t *testing.T) {
	t.Parallel()
	c := open(t, "--allow-sample", "--listen", "0")
	c.asks(t, question)
	c.asks(t, "I took too many metformin tablets")
	c.asks(t, "side effects of ozempic")
	if _, err := c.command(t.Context(), c.patient, "help", nil); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
		if status, body := c.page(t, path); status != http.StatusOK || body != want {
			t.Errorf("%s = %d %q, want 200 %q", path, status, body, want)
		}
	}
	status, body := c.page(t, "/metrics")
	if status != http.StatusOK {
		t.Fatalf("/metrics = %d:\n%s", status, body)
	}
	for _, want := range []string{
		`patientfaq_questions_total{outcome="answered"} 1`,
		`patientfaq_questions_total{outcome="escalated"} 1`,
		`patientfaq_questions_total{outcome="abstained"} 1`,
		`patientfaq_questions_total{outcome="failed"} 0`,
		`patientfaq_answer_duration_seconds_count 3`,
		`patientfaq_reloads_total 1`,
		`patientfaq_reload_failures_total 0`,
		`patientfaq_corpus_passages 3`,
		`patientfaq_servable_passages 3`,
		`patientfaq_reviews_overdue 0`,
		`patientfaq_gateway_connected 1`,
		`patientfaq_gateway_reconnects_total 0`,
		`patientfaq_store_open 1`,
		`patientfaq_store_dropped_total 0`,
	} {
		if !strings.Contains(body, want+"\n") {
			t.Errorf("/metrics has no line %q", want)
		}
	}
	for _, want := range []string{"go_goroutines ", "process_resident_memory_bytes ", "go_build_info{"} {
		if !strings.Contains(body, "\n"+want) {
			t.Errorf("/metrics has no %s", want)
		}
	}
	for _, secret := range []string{"metformin", "ozempic", c.patient.ID, c.guild.ID, discordsim.DefaultToken} {
		if strings.Contains(body, secret) {
			t.Errorf("/metrics holds %q", secret)
		}
	}
	checkLabels(t, body)
}

// checkLabels checks that no label of ours is anything but a bucket or an outcome of the list.
func checkLabels(t *testing.T, body string) {
	t.Helper()
	labels := regexp.MustCompile(`(\w+)="([^"]*)"`)
	lines := seriesLine.FindAllStringSubmatch(body, -1)
	if len(lines) == 0 {
		t.Fatalf("/metrics has nothing of ours:\n%s", body)
	}
	for _, line := range lines {
		for _, l := range labels.FindAllStringSubmatch(line[2], -1) {
			if l[1] != "le" && (l[1] != "outcome" || !slices.Contains(countedOutcomes(), l[2])) {
				t.Errorf("%s has the label %s", line[1], l[0])
			}
		}
	}
}

// TestMetricsAreDocumented compares the table of docs/operations.md with what there is.
func TestMetricsAreDocumented(t *testing.T) {
	t.Parallel()
	c := open(t, "--allow-sample", "--listen", "0")
	_, body := c.page(t, "/metrics")
	doc := strings.Join(readDoc(t, "docs/operations.md"), "\n")
	have := map[string]bool{}
	for _, line := range regexp.MustCompile(`(?m)^# TYPE (patientfaq_\w+) `).FindAllStringSubmatch(body, -1) {
		have[line[1]] = true
		if !strings.Contains(doc, "| `"+line[1]) {
			t.Errorf("docs/operations.md: the table of metrics has no row for %s", line[1])
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `(patientfaq_\\w+)").FindAllStringSubmatch(doc, -1) {
		if !have[row[1]] {
			t.Errorf("docs/operations.md names %s, which there is not", row[1])
		}
	}
}

// TestNotReadyWithoutContent: emergency cards are served, and whoever watches learns that nothing else is.
func TestNotReadyWithoutContent(t *testing.T) {
	t.Parallel()
	c := open(t, "--content", "testdata/nowhere", "--listen", "0", "--state", t.TempDir())
	status, body := c.page(t, "/readyz")
	if want := "not ready: no content has been taken yet\n"; status != http.StatusServiceUnavailable || body != want {
		t.Errorf("/readyz = %d %q, want 503 %q", status, body, want)
	}
	if status, _ := c.page(t, "/healthz"); status != http.StatusOK {
		t.Errorf("/healthz = %d, want 200", status)
	}
}

// TestServeWithoutMemory: a database that cannot be opened keeps no answer from patients, and admins learn of it.
func TestServeWithoutMemory(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	write(t, filepath.Join(state, storeFile), strings.Repeat("no database ", 500))
	c := open(t, "--allow-sample", "--listen", "0", "--state", state)
	c.err.waitFor(t, `"level":"ERROR","msg":"settings of servers are not in use, and nothing is recorded"`, 1)
	c.shows(t, before)
	if _, body := c.page(t, "/metrics"); !strings.Contains(body, "\npatientfaq_store_open 0\n") {
		t.Errorf("/metrics does not say that there is no store:\n%s", body)
	}
	reply, err := c.command(t.Context(), c.owner(), "status", nil)
	if want := "not in use: settings of servers and counts are not kept"; err != nil || !strings.Contains(reply, want) {
		t.Errorf("/status shows:\n%s, %v\nwant %q in it", reply, err, want)
	}
}

// TestStatusWithNothingServable: moderators read what is missing.
func TestStatusWithNothingServable(t *testing.T) {
	t.Parallel()
	c := open(t)
	reply, err := c.command(t.Context(), c.owner(), "status", nil)
	for _, want := range []string{"0 of 3 entries", "Nothing may be shown to patients", "sample text without --allow-sample (3)", "running for"} {
		if err != nil || !strings.Contains(reply, want) {
			t.Errorf("/status shows:\n%s, %v\nwant %q in it", reply, err, want)
		}
	}
}

// TestServeWithoutPages: an address that is taken keeps no answer from patients.
func TestServeWithoutPages(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := open(t, "--allow-sample", "--listen", l.Addr().String())
	c.err.waitFor(t, `"level":"ERROR","msg":"no metrics and health pages"`, 1)
	c.shows(t, before)
}

func TestListenUsage(t *testing.T) {
	w := newWorld("serve", "--listen", "nowhere")
	if code := run(t.Context(), w.env); code != exitUsage {
		t.Errorf("serve --listen nowhere = %d, want %d", code, exitUsage)
	}
	if got, want := w.err.String(), `--listen "nowhere" is no address`; !strings.Contains(got, want) {
		t.Errorf("serve --listen nowhere says:\n%s\nwant %q in it", got, want)
	}
}
