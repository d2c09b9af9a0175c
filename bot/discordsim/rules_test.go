package discordsim

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// patterns are the routes through which the tests send each kind of body.
func patterns() map[bodyKind]string {
	return map[bodyKind]string{
		kindCommand:     "POST /applications/{application_id}/commands",
		kindCommandEdit: "PATCH /applications/{application_id}/commands/{command_id}",
		kindCommands:    "PUT /applications/{application_id}/commands",
		kindMessage:     "POST /channels/{channel_id}/messages",
		kindFollowup:    "POST /webhooks/{webhook_id}/{webhook_token}",
		kindEdit:        "PATCH /channels/{channel_id}/messages/{message_id}",
		kindCallback:    "POST /interactions/{interaction_id}/{interaction_token}/callback",
	}
}

type ruleCase struct {
	rule      string
	kind      bodyKind
	good, bad string
}

func button(extra string) string { return `{"type":2,"style":1,"label":"b"` + extra + `}` }

func row(inner ...string) string { return `{"type":1,"components":[` + strings.Join(inner, ",") + `]}` }

func rowsOf(n int) string {
	var rows []string
	for i := range n {
		rows = append(rows, row(button(fmt.Sprintf(`,"custom_id":"b%d"`, i))))
	}
	return `{"components":[` + strings.Join(rows, ",") + `]}`
}

func modal(rows int) string {
	var list []string
	for i := range rows {
		list = append(list, row(fmt.Sprintf(`{"type":4,"custom_id":"t%d","style":1,"label":"Text"}`, i)))
	}
	return `{"type":9,"data":{"custom_id":"m","title":"Form","components":[` + strings.Join(list, ",") + `]}}`
}

func text(n int) string { return strings.Repeat("x", n) }

func commandJSON(extra string) string { return `{"name":"ask","description":"Ask"` + extra + `}` }

func commandCases() []ruleCase {
	const menu = `{"type":3,"custom_id":"s","options":[{"label":"a","value":"a"}]}`
	return []ruleCase{
		{"command-name", kindCommand, `{"name":"ask-me_2","description":"d"}`, `{"name":"Ask","description":"d"}`},
		{"command-name", kindCommand, `{"name":"Make this an FAQ","type":3}`, `{"name":"make this","description":"d"}`},
		{"command-name", kindCommand, `{"name":"fråga","description":"d"}`, `{"name":"ask","description":"d","name_localizations":{"de":"Frage"}}`},
		{
			"command-name", kindCommandEdit, `{"description":"d"}`,
			commandJSON(`,"options":[{"type":3,"name":"Big","description":"d"}]`),
		},
		{"command-description", kindCommand, commandJSON(``), `{"name":"ask","description":" "}`},
		{"command-description", kindCommand, `{"name":"Report","type":3,"description":""}`, `{"name":"Report","type":3,"description":"d"}`},
		{
			"choices-autocomplete", kindCommand, commandJSON(`,"options":[{"type":3,"name":"o","description":"d","autocomplete":true,"choices":[]}]`),
			commandJSON(`,"options":[{"type":3,"name":"o","description":"d","autocomplete":true,"choices":[{"name":"a","value":"a"}]}]`),
		},
		{
			"option-order", kindCommand,
			commandJSON(`,"options":[{"type":3,"name":"a","description":"d","required":true},{"type":3,"name":"b","description":"d"}]`),
			commandJSON(`,"options":[{"type":3,"name":"a","description":"d"},{"type":3,"name":"b","description":"d","required":true}]`),
		},
		{
			"option-order", kindCommand, commandJSON(`,"options":[{"type":1,"name":"s","description":"d","options":[]}]`),
			commandJSON(`,"options":[{"type":1,"name":"s","description":"d","options":[{"type":3,"name":"a","description":"d"},{"type":3,"name":"b","description":"d","required":true}]}]`),
		},
		{
			"duplicate-name", kindCommands, `[` + commandJSON(``) + `,{"name":"ask","type":3}]`,
			`[` + commandJSON(``) + `,` + commandJSON(``) + `]`,
		},
		{
			"duplicate-name", kindCommand, commandJSON(`,"options":[{"type":3,"name":"a","description":"d"}]`),
			commandJSON(`,"options":[{"type":3,"name":"a","description":"d"},{"type":3,"name":"a","description":"d"}]`),
		},
		{
			"choice-length", kindCommand, commandJSON(`,"options":[{"type":3,"name":"o","description":"d","choices":[{"name":"a","value":"` + text(100) + `"}]}]`),
			commandJSON(`,"options":[{"type":3,"name":"o","description":"d","choices":[{"name":"a","value":"` + text(101) + `"}]}]`),
		},
		{
			"choice-length", kindCallback, `{"type":8,"data":{"choices":[]}}`,
			`{"type":8,"data":{"choices":[{"name":"a","value":"` + text(101) + `"}]}}`,
		},
		{"rows", kindMessage, rowsOf(5), rowsOf(6)},
		{"row-mixed", kindMessage, `{"components":[` + row(menu) + `]}`, `{"components":[` + row(menu, button(`,"custom_id":"b"`)) + `]}`},
		{
			"duplicate-custom-id", kindMessage, `{"components":[` + row(button(`,"custom_id":"a"`), button(`,"custom_id":"b"`)) + `]}`,
			`{"components":[` + row(button(`,"custom_id":"a"`)) + `,` + row(button(`,"custom_id":"a"`)) + `]}`,
		},
		{"button-target", kindMessage, `{"components":[` + row(button(`,"custom_id":"a"`)) + `]}`, `{"components":[` + row(button(``)) + `]}`},
		{
			"button-target", kindMessage, `{"components":[` + row(`{"type":2,"style":5,"label":"b","url":"https://example.org"}`) + `]}`,
			`{"components":[` + row(`{"type":2,"style":5,"label":"b"}`) + `]}`,
		},
		{
			"link-custom-id", kindMessage, `{"components":[` + row(`{"type":2,"style":5,"label":"b","url":"https://example.org"}`) + `]}`,
			`{"components":[` + row(`{"type":2,"style":5,"label":"b","url":"https://example.org","custom_id":"a"}`) + `]}`,
		},
		{"modal-rows", kindCallback, modal(5), modal(6)},
	}
}

func messageCases() []ruleCase {
	const v2 = `{"flags":32768,"components":[{"type":10,"content":"`
	embeds := func(n int) string {
		e := `{"description":"` + text(n) + `"}`
		return `{"embeds":[` + e + `,` + e + `]}`
	}
	return []ruleCase{
		{"message-length", kindMessage, `{"content":"` + strings.Repeat("é", 2000) + `"}`, `{"content":"` + text(2001) + `"}`},
		{"message-length", kindEdit, `{"content":"a"}`, `{"content":"` + text(2001) + `"}`},
		{"message-empty", kindMessage, `{"content":"a","embeds":null}`, `{"content":"  ","embeds":[],"components":null}`},
		{"message-empty", kindCallback, `{"type":4,"data":{"embeds":[{"title":"a"}]}}`, `{"type":4,"data":{"flags":64}}`},
		{"message-empty", kindFollowup, `{"content":"a"}`, `{"components":[]}`},
		{"embeds-length", kindMessage, embeds(3000), embeds(3001)},
		{
			"embed-field-empty", kindMessage, `{"embeds":[{"fields":[{"name":"a","value":"b"}]}]}`,
			`{"embeds":[{"fields":[{"name":"a","value":""}]}]}`,
		},
		{
			"url-scheme", kindMessage, `{"embeds":[{"title":"a","url":"https://example.org/a","image":{"url":"attachment://a.png"}}]}`,
			`{"embeds":[{"title":"a","url":"ftp://example.org/a"}]}`,
		},
		{
			"url-scheme", kindMessage, `{"components":[` + row(`{"type":2,"style":5,"label":"b","url":"discord://a"}`) + `]}`,
			`{"components":[` + row(`{"type":2,"style":5,"label":"b","url":"javascript://a"}`) + `]}`,
		},
		{"v2-content", kindMessage, v2 + `a"}]}`, `{"flags":32768,"content":"a","components":[{"type":10,"content":"a"}]}`},
		{"v2-flag", kindMessage, v2 + `a"}]}`, `{"components":[{"type":10,"content":"a"}]}`},
		{"v2-length", kindMessage, v2 + text(4000) + `"}]}`, v2 + text(4000) + `"},{"type":17,"components":[{"type":10,"content":"b"}]}]}`},
		{
			"allowed-mentions", kindMessage, `{"content":"a","allowed_mentions":{"parse":["roles"],"users":["12345678901234567"]}}`,
			`{"content":"a","allowed_mentions":{"parse":["users"],"users":["12345678901234567"]}}`,
		},
		{"callback-data", kindCallback, `{"type":5}`, `{"type":4}`},
		{"callback-data", kindCallback, `{"type":6}`, `{"type":9,"data":null}`},
		{"unknown-property", kindMessage, `{"content":"a","made_up":null}`, `{"content":"a","ephemeral":true}`},
		{"unknown-property", kindMessage, `{"embeds":[{"title":"a"}]}`, `{"embeds":[{"title":"a","colour":3}]}`},
		{"unknown-property", kindEdit, `{"content":"a","ID":"1","Channel":"2"}`, `{"content":"a","Id":"1"}`},
		{"unknown-property", kindCommand, commandJSON(``), commandJSON(`,"choices":[{"name":"a","value":"a"}]`)},
		{"limit", kindMessage, `{"embeds":[{"title":"` + text(256) + `"}]}`, `{"embeds":[{"title":"` + text(257) + `"}]}`},
		{"limit", kindCallback, modal(1), strings.Replace(modal(1), "Form", text(46), 1)},
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	j, err := judge()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, tt := range append(commandCases(), messageCases()...) {
		seen[tt.rule] = true
		if got := judged(t, j, tt.kind, tt.good); len(got) > 0 {
			t.Errorf("%s: judge(%.200s) = %v, want nothing", tt.rule, tt.good, got)
		}
		got := judged(t, j, tt.kind, tt.bad)
		if !slices.ContainsFunc(got, func(v Violation) bool { return v.Rule == tt.rule }) {
			t.Errorf("%s: judge(%.200s) = %v, want %s", tt.rule, tt.bad, got, tt.rule)
		}
	}
	for _, r := range rules() {
		if !seen[r.name] {
			t.Errorf("rule %s has no case", r.name)
		}
	}
	if got, want := len(rules()), 24; got != want {
		t.Errorf("there are %d rules, want %d", got, want)
	}
}

func judged(t *testing.T, j *Judge, kind bodyKind, body string) []Violation {
	t.Helper()
	v, err := decode([]byte(body))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return j.request(patterns()[kind], kind, v, 0)
}

// FuzzRules checks that no body, however odd, makes a rule panic.
func FuzzRules(f *testing.F) {
	for _, tt := range append(commandCases(), messageCases()...) {
		f.Add(uint8(tt.kind), []byte(tt.good))
		f.Add(uint8(tt.kind), []byte(tt.bad))
	}
	j, err := NewJudge("")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, kind uint8, body []byte) {
		v, err := decode(body)
		if err != nil {
			t.Skip("not JSON")
		}
		list := j.request("", bodyKind(kind), v, 0)
		if len(list) > 0 && formError(list).status != 400 {
			t.Errorf("judge(%q) is not answered by 400", body)
		}
	})
}
