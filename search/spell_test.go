package search

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// plainDistance is the optimal string alignment distance, straight from its definition.
func plainDistance(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
			default:
				wrong := 1
				if a[i-1] == b[j-1] {
					wrong = 0
				}
				d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+wrong)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d[i][j] = min(d[i][j], d[i-2][j-2]+1)
				}
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"baclofen", "baclofen", 0},
		{"baclofen", "baclofn", 1},   // one missing
		{"baclofen", "baclofeen", 1}, // one too many
		{"baclofen", "baclufen", 1},  // one wrong
		{"baclofen", "bacolfen", 1},  // two swapped
		{"baclofen", "bcalofne", 2},
		{"ca", "abc", 3}, // the restricted distance: a swapped pair is not edited again
		{"soma", "", 4},
	}
	for _, tt := range tests {
		if got := distance(tt.a, tt.b, 9); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

// FuzzDistance compares distance with its definition: equal up to the limit, one more beyond, the same both ways.
func FuzzDistance(f *testing.F) {
	f.Add("carisoprodol", "carisopradol", 3)
	f.Add("abcdef", "badcfe", 2)
	f.Add(strings.Repeat("x", 41), "x", 1)
	f.Fuzz(func(t *testing.T, a, b string, limit int) {
		limit = min(max(limit, 0), 5)
		want := min(plainDistance(a[:min(len(a), 60)], b[:min(len(b), 60)]), limit+1)
		a, b = a[:min(len(a), 60)], b[:min(len(b), 60)]
		if max(len(a), len(b)) > maxLetter {
			want = limit + 1
		}
		if got := distance(a, b, limit); got != want {
			t.Errorf("distance(%q, %q, %d) = %d, want %d", a, b, limit, got, want)
		}
		if there, back := distance(a, b, limit), distance(b, a, limit); there != back {
			t.Errorf("distance(%q, %q, %d) = %d one way and %d the other", a, b, limit, there, back)
		}
	})
}

func TestReach(t *testing.T) {
	want := []int{0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 3, 3}
	for n, want := range want {
		if got := reach(n); got != want {
			t.Errorf("reach(%d) = %d, want %d", n, got, want)
		}
	}
}

func TestSoundAlike(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"baclofen", "baklophin", true},
		{"xanax", "zanaks", true},
		{"amitriptyline", "amytriptiline", true},
		{"phenytoin", "fenitoyn", true},
		{"citalopram", "sitalopram", true},
		{"morphine", "morfeen", true},
		{"hydroxyzine", "hydralazine", false},
		{"metformin", "metronidazole", false},
		{"soma", "sonata", false},
		{"telmisartan", "olmesartan", false}, // another first sound
		{"iron", "urine", true},              // too short to tell: letters must agree besides
		{"baclofen", "baclotem", false},
	}
	for _, tt := range tests {
		if got := soundAlike(tt.a, tt.b); got != tt.want {
			t.Errorf("soundAlike(%q, %q) = %v, want %v (%q, %q)", tt.a, tt.b, got, tt.want, sound(tt.a), sound(tt.b))
		}
		if got := soundAlike(tt.b, tt.a); got != tt.want {
			t.Errorf("soundAlike(%q, %q) = %v, the other way round %v", tt.b, tt.a, got, tt.want)
		}
	}
}

// FuzzSound checks that a sound is a fixed, short key, whatever the word.
func FuzzSound(f *testing.F) {
	for _, w := range []string{"baclofen", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "tion", "h", ""} {
		f.Add(w)
	}
	f.Fuzz(func(t *testing.T, w string) {
		key := sound(w)
		if len(key) > 2*len(w) {
			t.Errorf("sound(%q) = %q, longer than two letters for each of its own", w, key)
		}
		if !soundAlike(w, w) {
			t.Errorf("soundAlike(%q, %q) = false", w, w)
		}
	})
}

// TestNear checks what is within reach and in which order it comes.
func TestNear(t *testing.T) {
	var s speller
	s.add("metoprolol", medicineName, 0)
	s.add("metropolol", lexiconName, 0)
	s.add("metopralol", plainWord, 3)
	s.add("metopralal", plainWord, 9)
	s.add("metopranol", plainWord, 9)
	s.add("metoprotol", medicineName, 0)
	s.add("methotrexate", medicineName, 0)
	s.add("soma", medicineName, 0)
	tests := []struct {
		word string
		want []string
	}{
		// No edit; one edit, a medicine before another word; two edits, alike in sound before unlike.
		{"metoprolol", []string{"metoprolol", "metoprotol", "metopralol", "metropolol", "metopralal", "metopranol"}},
		{"sona", nil}, // four letters: too many words are one edit away
		{"zzzzzzzz", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, m := range s.near(tt.word) {
			got = append(got, m.word)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("near(%q) (-want +got):\n%s", tt.word, diff)
		}
	}
}
