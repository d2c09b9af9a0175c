package triage

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// readAs returns how a message is read: its words, with a bar between sentences.
func readAs(l *language, text string) string {
	var out []string
	for _, s := range l.read(text) {
		out = append(out, span{0, len(s.words)}.text(s.words))
	}
	return strings.Join(out, " | ")
}

func TestRead(t *testing.T) {
	l := rules(t).lang
	tests := []struct{ text, want string }{
		{"", ""},
		{"  \n\t ", ""},
		{"I can't breathe.", "i can not breathe"},
		{"I CAN’T BREATHE!!!", "i can not breathe"},
		{"i can t breathe", "i can not breathe"},
		{"Stopped. Now shaking? Yes; help", "stopped | now shaking | yes | help"},
		{"She. won't. wake. up. Help me", "she will not wake up help me"},
		{"took 2.5 mg, then 1,000 mg", "took 2.5 mg then 1000 mg"},
		{"20mg x2", "20 mg x 2"},
		{"my dog's pills", "my dog s pills"},
		{"heeeelp meeee", "help me"},
		{"breatheeee", "breathe"},
		{"s u i c i d e", "suicide"},
		{"s.u.i.c.i.d.e", "suicide"},
		{"c-h-e-s-t p-a-i-n", "chest pain"},
		{"i w a n t t o d i e", "i want to die"},
		{"k m s", "kms"},
		{"vitamins a b c", "vitamins a b c"},
		{"iwanttodie", "i want to die"},
		{"su1c1de d1e k1ll", "suicide die kill"},
		{"su!cide", "suicide"},
		{"help!im dying", "help i am dying"},
		{"||sui||cide **pills** _now_ `x`", "suicide pills now x"},
		{"<@123> <#5> <:sad:99> <a:x:9> </faq:1> <t:99:R> pills", "pills"},
		{"see https://example.org/suicide?x=1 pills", "see pills"},
		{"(https://example.org/a) pills", "pills"},
		{"overdosd swalowed unconcious siezure suiside pian", "overdosed swallowed unconscious seizure suicide pain"},
		{"dawter todler hart atack", "daughter toddler heart attack"},
		{"over dose", "overdose"},
		{"shakin and vomitin", "shaking and vomiting"},
		{"rock&roll", "rock and roll"},
		{"\xff\xfe", ""},
	}
	for _, tt := range tests {
		got := readAs(l, tt.text)
		if got != tt.want {
			t.Errorf("read(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestFold(t *testing.T) {
	tests := []struct{ text, want string }{
		{"ＰＩＬＬＳ", "pills"},
		{"𝓹𝓲𝓵𝓵𝓼", "pills"},
		{"ⓟⓘⓛⓛⓢ", "pills"},
		{"ᴘɪʟʟꜱ", "pills"},
		{"рills", "pills"},
		{"p\u0336i\u0336l\u0336l\u0336s", "pills"},
		{"pi\u200bl\u00adl\ufeffs", "pills"},
		{"café", "cafe"},
		{"“don’t”", " don't "},
		{"a\u00a0b\tc\r\nd", "a b c \nd"},
		{"💊", " "},
	}
	for _, tt := range tests {
		if got := fold(tt.text); got != tt.want {
			t.Errorf("fold(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestClip(t *testing.T) {
	long := strings.Repeat("é", headBytes+tailBytes)
	got := clip(long)
	if len(got) > headBytes+tailBytes+1 || !strings.Contains(got, "\n") || strings.Contains(got, "\ufffd") {
		t.Errorf("clip(%d bytes) has %d bytes, want at most %d with a line break and whole characters", len(long), len(got), headBytes+tailBytes+1)
	}
	if short := "as it was"; clip(short) != short {
		t.Errorf("clip(%q) = %q, want it as it was", short, clip(short))
	}
}

// forms are words that may be read as another form of the same word.
var forms = strings.Fields(`ambulances breathers breathes breathlessly breathy collapses confuses convulsive delirium deliriums detergents
	diagnoses diagnosing disorient disorients dizziest doubles epileptics hundreds medicares medicates overdoes palpitating paralyse paralyses
	paralysis paralyze paralyzes poisoner prescribes suffocation swellings throats tongues troubles withdraws`)

// TestCommonWordsAreNotCorrected compares ordinary.yaml with what the rules need. With TRIAGE_WRITE set it writes the file anew.
func TestCommonWordsAreNotCorrected(t *testing.T) {
	l := rules(t).lang
	need := wronglyCorrected(t, l)
	if os.Getenv("TRIAGE_WRITE") != "" {
		if err := os.WriteFile("ordinary.yaml", []byte(ordinaryHead+wrap(need)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, w := range need {
		if !l.ordinary[w] {
			t.Errorf("correct(%q) = %q: run this test with TRIAGE_WRITE=1", w, l.correct(nil, w))
		}
	}
}

// ordinaryHead begins ordinary.yaml.
const ordinaryHead = `# Ordinary words and names of medicines that a slip of the finger would turn into a word of the rules, so that they are left as they
# are. Chosen from search/lexicon, whose words come from SCOWL (its notice is there), by TestCommonWordsAreNotCorrected:
#
#   TRIAGE_WRITE=1 go test ./bot/triage -run CommonWords

ordinary: >-
`

// wronglyCorrected returns the words of the lexicon that would be taken for other words if they were not listed, sorted.
func wronglyCorrected(t *testing.T, l *language) []string {
	t.Helper()
	listed := l.ordinary
	l.ordinary = map[string]bool{}
	defer func() { l.ordinary = listed }()
	need := map[string]bool{}
	for _, name := range []string{"words.txt", "extra.txt", "medicines.tsv"} {
		data, err := os.ReadFile("../../search/lexicon/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			for w := range strings.FieldsFuncSeq(strings.ToLower(line), func(r rune) bool { return r < 'a' || 'z' < r }) {
				_, spelt := l.spelling[w]
				got := strings.Join(l.correct(nil, w), " ")
				if len(w) > 2 && !spelt && got != w && !sameWord(w, got) && !slices.Contains(forms, w) {
					need[w] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(need))
}

// wrap sets words in lines for YAML.
func wrap(words []string) string {
	var b strings.Builder
	width := 0
	for _, w := range words {
		if width == 0 || width+len(w) > 128 {
			b.WriteString("\n  ")
			width = 2
		} else {
			b.WriteByte(' ')
		}
		b.WriteString(w)
		width += len(w) + 1
	}
	return strings.TrimPrefix(b.String(), "\n") + "\n"
}

// sameWord reports whether b is a with another ending of one or two letters.
func sameWord(a, b string) bool {
	return strings.TrimSuffix(a, "s") == strings.TrimSuffix(b, "s") || strings.HasPrefix(a, b) && len(a)-len(b) <= 2
}

func TestKeysAreWordsOfTheRules(t *testing.T) {
	l := rules(t).lang
	for _, keys := range l.keys {
		for _, k := range keys {
			if !l.inPatterns(k.text) {
				t.Errorf("key word %q stands in no pattern", k.text)
			}
		}
	}
}

func TestSound(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"daughter", "dawter", true},
		{"stroke", "stroak", true},
		{"seizure", "seezure", true},
		{"anaphylaxis", "anafilaxis", true},
		{"overdosed", "overdozed", true},
		{"unconscious", "unconcious", true},
		{"swallowed", "followed", false},
		{"", "", true},
	}
	for _, tt := range tests {
		if got := sound(tt.a) == sound(tt.b); got != tt.same {
			t.Errorf("sound(%q) = %q, sound(%q) = %q, want same %v", tt.a, sound(tt.a), tt.b, sound(tt.b), tt.same)
		}
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b        string
		limit, want int
	}{
		{"pills", "pills", 2, 0},
		{"pills", "pils", 2, 1},
		{"pills", "plils", 2, 1},
		{"pills", "pelts", 2, 2},
		{"pills", "tablets", 2, 3},
		{"", "ab", 2, 2},
		{strings.Repeat("a", 40), "a", 2, 3},
	}
	for _, tt := range tests {
		if got := distance(tt.a, tt.b, tt.limit); got != tt.want {
			t.Errorf("distance(%q, %q, %d) = %d, want %d", tt.a, tt.b, tt.limit, got, tt.want)
		}
	}
}
