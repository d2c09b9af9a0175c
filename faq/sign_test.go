package faq

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// signed is a signature that every test's policy accepts.
var signed = Signature{Reviewer: "Dr Bo Lind", Date: "2026-01-31", Due: "2027-01-31"}

// folderOf writes files into a folder.
func folderOf(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func loadDir(t *testing.T, dir string) *Corpus {
	t.Helper()
	c, probs := Load(os.DirFS(dir), Options{AsOf: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)})
	if err := probs.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

// The tests write HASH where the hash stands and REVIEW for the fields of a review in flow style.
func withHash(text, hash string) string {
	const review = `status: reviewed, reviewer: Dr Bo Lind, date: 2026-01-31, due: 2027-01-31, hash: "HASH"`
	return strings.ReplaceAll(strings.ReplaceAll(text, "REVIEW", review), "HASH", hash)
}

func TestSign(t *testing.T) {
	tests := []struct {
		name, file, id string
		old, want      string // the content of the file
		more           map[string]string
	}{
		{
			name: "flow review in a block entry", file: "entries/a.yaml", id: "a",
			old:  "# Head\nentries:\n  - id: a   # one\n    questions: [\"Is it?\"]\n    answer: |\n      Yes.\n\n    author: Ann\n    sources: [{title: L}]\n    review: {status: draft} # waiting\n    notes: >\n      folded\n",
			want: "# Head\nentries:\n  - id: a   # one\n    questions: [\"Is it?\"]\n    answer: |\n      Yes.\n\n    author: Ann\n    sources: [{title: L}]\n    review: {REVIEW} # waiting\n    notes: >\n      folded\n",
		},
		{
			name: "no review, below the author", file: "entries/a.yaml", id: "b",
			old:  "entries:\n- id: a\n  questions: ['Is it?']\n  answer: Yes.\n- id: b\n  questions: ['Is é?']\n  answer: Yes.\n  sources: [{title: L}]\n  author: Ann # her own\n\n# The end\n",
			want: "entries:\n- id: a\n  questions: ['Is it?']\n  answer: Yes.\n- id: b\n  questions: ['Is é?']\n  answer: Yes.\n  sources: [{title: L}]\n  author: Ann # her own\n  review: {REVIEW}\n\n# The end\n",
		},
		{
			name: "block review, fields missing, no final line break", file: "entries/a.yaml", id: "a",
			old:  "entries:\n- id: a\n  questions: [Is it so]\n  answer: Yes.\n  sources: [{title: L}]\n  author: Ann\n  review:\n      reviewer: \"\"\n      date:\n      status: draft  # soon",
			want: "entries:\n- id: a\n  questions: [Is it so]\n  answer: Yes.\n  sources: [{title: L}]\n  author: Ann\n  review:\n      reviewer: \"Dr Bo Lind\"\n      date: 2026-01-31\n      status: reviewed  # soon\n      due: 2027-01-31\n      hash: \"HASH\"",
		},
		{
			name: "signed again", file: "entries/a.yaml", id: "a",
			old:  "entries:\n- id: a\n  questions: [Is it so]\n  answer: Yes.\n  sources: [{title: L}]\n  author: Ann\n  review: {hash: 'old', due: 2020-01-01, date: '2019-01-01', reviewer: \"Cy \\\"X\\\" Orr\", status: withdrawn}\n- id: z\n  questions: [z]\n  answer: z\n",
			want: "",
		},
		{
			name: "signed again in another order", file: "entries/a.yaml", id: "a",
			old:  "entries:\n- id: a\n  questions: [Is it so]\n  answer: Yes.\n  sources: [{title: L}]\n  author: Ann\n  review: {hash: 'old', due: 2020-01-01, date: '2019-01-01', reviewer: \"Cy \\\"X\\\" Orr\", status: reviewed}\n",
			want: "entries:\n- id: a\n  questions: [Is it so]\n  answer: Yes.\n  sources: [{title: L}]\n  author: Ann\n  review: {hash: \"HASH\", due: 2027-01-31, date: \"2026-01-31\", reviewer: \"Dr Bo Lind\", status: reviewed}\n",
		},
		{
			name: "CR LF and a byte order mark", file: "entries/a.yaml", id: "a",
			old:  "\ufeffentries:\r\n- id: a\r\n  questions: [Is it so]\r\n  answer: Yes.\r\n  sources: [{title: L}]\r\n  author: Ann\r\n  related: []\r\n",
			want: "\ufeffentries:\r\n- id: a\r\n  questions: [Is it so]\r\n  answer: Yes.\r\n  sources: [{title: L}]\r\n  author: Ann\r\n  review: {REVIEW}\r\n  related: []\r\n",
		},
		{
			name: "JSON without a review", file: "entries/a.json", id: "a",
			old:  "{\"entries\": [\n  {\n    \"id\": \"a\",\n    \"questions\": [\"Is it?\"],\n    \"answer\": \"Yes.\", \"sources\": [{\"title\": \"L\"}],\n    \"author\": \"Ann\"\n  }\n]}\n",
			want: "{\"entries\": [\n  {\n    \"id\": \"a\",\n    \"review\": {\"status\": \"reviewed\", \"reviewer\": \"Dr Bo Lind\", \"date\": \"2026-01-31\", \"due\": \"2027-01-31\", \"hash\": \"HASH\"},\n    \"questions\": [\"Is it?\"],\n    \"answer\": \"Yes.\", \"sources\": [{\"title\": \"L\"}],\n    \"author\": \"Ann\"\n  }\n]}\n",
		},
		{
			name: "JSON on one line with a review", file: "entries/a.yaml", id: "a",
			old:  `{"entries":[{"id":"a","questions":["Is it?"],"answer":"Yes.","sources":[{"title":"L"}],"author":"Ann","review":{"status":"draft","due":null}}]}`,
			want: `{"entries":[{"id":"a","questions":["Is it?"],"answer":"Yes.","sources":[{"title":"L"}],"author":"Ann","review":{"status":"reviewed","due":"2027-01-31", "reviewer": "Dr Bo Lind", "date": "2026-01-31", "hash": "HASH"}}]}`,
		},
		{
			name: "empty review", file: "entries/a.yaml", id: "a",
			old:  "entries:\n- {id: a, questions: [Is it so], answer: Yes., sources: [{title: L}], author: Ann, review: { }}\n",
			want: "entries:\n- {id: a, questions: [Is it so], answer: Yes., sources: [{title: L}], author: Ann, review: {REVIEW}}\n",
		},
		{
			name: "review left blank", file: "entries/a.yaml", id: "a",
			old:  "entries:\n- id: a\n  questions: [Is it so]\n  answer: Yes.\n  sources: &s [{title: L}]\n  review:\n  author: Ann\n- id: b\n  questions: [Or it so]\n  answer: No.\n  sources: *s\n",
			want: "entries:\n- id: a\n  questions: [Is it so]\n  answer: Yes.\n  sources: &s [{title: L}]\n  review: {REVIEW}\n  author: Ann\n- id: b\n  questions: [Or it so]\n  answer: No.\n  sources: *s\n",
		},
		{
			name: "front matter", file: "articles/a.md", id: "a",
			old:  "---\r\nauthor: Ann\r\nsources: [{title: L}]\r\n---\r\n# Soma\r\n\r\nIt is a medicine.\r\nauthor: not me\r\n",
			want: "---\r\nauthor: Ann\r\nreview: {REVIEW}\r\nsources: [{title: L}]\r\n---\r\n# Soma\r\n\r\nIt is a medicine.\r\nauthor: not me\r\n",
		},
		{
			name: "sidecar", file: "articles/a.yaml", id: "a", more: map[string]string{"articles/a.html": "<h1>Soma</h1><p>It is a medicine.</p>"},
			old:  "# For a.html\nsources:\n  - title: L\nauthor: |-\n  Ann\n",
			want: "# For a.html\nsources:\n  - title: L\nreview: {REVIEW}\nauthor: |-\n  Ann\n",
		},
		{
			name: "contact", file: "contacts.yaml", id: "contact:XX", more: map[string]string{"entries/a.yaml": "entries: []"},
			old:  "contacts:\n  - country: XX\n    name: Xland\n    emergency: {name: Ambulance, number: \"1\", source: sign, checked: 2026-01-01}\n",
			want: "contacts:\n  - country: XX\n    review: {REVIEW}\n    name: Xland\n    emergency: {name: Ambulance, number: \"1\", source: sign, checked: 2026-01-01}\n",
		},
		{
			name: "messages without any review", file: "messages.yaml", id: "messages:en", more: map[string]string{"entries/a.yaml": "entries: []"},
			old:  "messages:\n  en: {sample: Only a sample.}\n",
			want: "review: {en: {REVIEW}}\nmessages:\n  en: {sample: Only a sample.}\n",
		},
		{
			name: "messages beside another language's review", file: "messages.yaml", id: "messages:de", more: map[string]string{"entries/a.yaml": "entries: []"},
			old:  "messages:\n  de: {sample: Nur ein Muster.}\nreview:\n  en: {status: draft}\n",
			want: "messages:\n  de: {sample: Nur ein Muster.}\nreview:\n  de: {REVIEW}\n  en: {status: draft}\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{tt.file: tt.old}
			maps.Copy(files, tt.more)
			dir := folderOf(t, files)
			c := loadDir(t, dir)
			err := Sign(dir, c, tt.id, signed)
			got, readErr := os.ReadFile(filepath.Join(dir, tt.file))
			if readErr != nil {
				t.Fatal(readErr)
			}
			if tt.want == "" {
				if err == nil || string(got) != tt.old {
					t.Fatalf("Sign(%q) = %v and wrote\n%s\nwant an error and nothing written", tt.id, err, got)
				}
				return
			}
			if err != nil {
				t.Fatalf("Sign(%q) = %v", tt.id, err)
			}
			if want := withHash(tt.want, c.signable[tt.id].hash); string(got) != want {
				t.Errorf("Sign(%q) wrote\n%s\nwant\n%s", tt.id, got, want)
			}
			if again := loadDir(t, dir); again.signable[tt.id].hash != c.signable[tt.id].hash {
				t.Errorf("Sign(%q) changed what is signed", tt.id)
			}
		})
	}
}
