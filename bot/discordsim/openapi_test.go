package discordsim

import (
	"os"
	"testing"
)

// document is the path of Discord's OpenAPI document. Without it the tests that need it are skipped, loudly; on the
// build server it must be there.
func document(t testing.TB) string {
	t.Helper()
	path := os.Getenv("DISCORD_OPENAPI")
	switch {
	case path != "":
	case os.Getenv("CI") == "true":
		t.Fatal("DISCORD_OPENAPI is not set: bodies are not judged by Discord's schemas")
	default:
		t.Skip("DISCORD_OPENAPI IS NOT SET: BODIES ARE NOT JUDGED BY DISCORD'S SCHEMAS")
	}
	return path
}

func TestOpenAPIRequests(t *testing.T) {
	t.Parallel()
	document(t)
	j, err := judge()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, body string
		kind       bodyKind
		ok         bool
	}{
		{"permissions as text", commandJSON(`,"default_member_permissions":"32"`), kindCommand, true},
		{"permissions in words", commandJSON(`,"default_member_permissions":"many"`), kindCommand, false},
		{"permissions below zero", commandJSON(`,"default_member_permissions":"-1"`), kindCommand, false},
		{"snowflake", `{"content":"a","message_reference":{"message_id":"1234567890"}}`, kindMessage, true},
		{"snowflake in words", `{"content":"a","message_reference":{"message_id":"last"}}`, kindMessage, false},
		{"time", `{"embeds":[{"title":"a","timestamp":"2024-01-02T03:04:05Z"}]}`, kindMessage, true},
		{"time in words", `{"embeds":[{"title":"a","timestamp":"yesterday"}]}`, kindMessage, false},
		{"content of the wrong type", `{"content":1,"embeds":[{"title":"a"}]}`, kindMessage, false},
		{"unknown callback type", `{"type":99,"data":{"content":"a"}}`, kindCallback, false},
		{"color too big", `{"embeds":[{"title":"a","color":16777216}]}`, kindMessage, false},
	}
	for _, tt := range tests {
		if got := judged(t, j, tt.kind, tt.body); (len(got) == 0) != tt.ok {
			t.Errorf("%s: judge(%s) = %v, want ok %t", tt.name, tt.body, got, tt.ok)
		}
	}
}

// TestOpenAPIRoutes checks that the document knows every route, so that nothing goes unjudged for a misspelling.
func TestOpenAPIRoutes(t *testing.T) {
	t.Parallel()
	document(t)
	j, err := judge()
	if err != nil {
		t.Fatal(err)
	}
	for _, rt := range new(Server).routes() {
		if rt.pattern == "GET /users/{user_id}" || rt.pattern == "GET /users/@me/guilds" {
			continue // documented, and not in this edition of the document
		}
		if len(j.openAPI.responses[rt.pattern]) == 0 {
			t.Errorf("the document has no %s", rt.pattern)
		}
		if rt.kind != kindNone && j.openAPI.requests[rt.pattern] == nil {
			t.Errorf("the document has no body for %s", rt.pattern)
		}
	}
}

func TestNewJudgeErrors(t *testing.T) {
	t.Parallel()
	bad := t.TempDir() + "/bad.json"
	if err := os.WriteFile(bad, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{bad, t.TempDir() + "/none.json"} {
		if _, err := NewJudge(path); err == nil {
			t.Errorf("NewJudge(%q) succeeded", path)
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	j, err := NewJudge(document(b))
	if err != nil {
		b.Fatal(err)
	}
	v, err := decode([]byte(`{"type":4,"data":{"embeds":[{"title":"a","description":"b","fields":[{"name":"a","value":"b"}]}],"components":[` +
		row(button(`,"custom_id":"a"`)) + `],"allowed_mentions":{"parse":[]}}}`))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if list := j.request(patterns()[kindCallback], kindCallback, v, 0); len(list) > 0 {
			b.Fatal(list)
		}
	}
}
