package bot_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"patientfaq/bot"
	"patientfaq/bot/store"
	"patientfaq/faq"
)

// TestInventory counts entries in every standing, an article of which one section may be shown, and contacts.
func TestInventory(t *testing.T) {
	dir := signedFolder(t, "review: {grace_days: 30}", edit{}, edit{})
	writeFile(t, filepath.Join(dir, "entries/more.yaml"), `entries:
- {id: b-draft, questions: ["Is baclofen old?"], answer: It is., subjects: [baclofen], sources: [{title: Leaflet}], author: Ann, review: {status: draft}}
- {id: b-sample, questions: ["Is baclofen white?"], answer: It may be., subjects: [baclofen], sources: [{title: Leaflet}], author: Ann, review: {status: sample}}
- {id: b-empty, questions: ["Is baclofen sweet?"], answer: "", subjects: [baclofen], author: Ann, review: {status: draft}}
- {id: b-unsigned, questions: ["Is baclofen round?"], answer: It may be., subjects: [baclofen], sources: [{title: Leaflet}], author: Ann, review: {status: reviewed}}
- {id: b-status, questions: ["Is baclofen hard?"], answer: It may be., subjects: [baclofen], sources: [{title: Leaflet}], author: Ann, review: {status: withdrawn}}
- {id: b-stopped, questions: ["Is baclofen flat?"], answer: It may be., subjects: [baclofen], sources: [{title: Leaflet}], author: Ann, review: {status: sample}}
`)
	writeFile(t, filepath.Join(dir, "contacts.yaml"), `contacts:
- {country: XX, name: X, emergency: {name: E, number: "1", source: s, checked: 2026-01-01}}
`)
	c, problems := faq.Load(os.DirFS(dir), faq.Options{AsOf: today})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	if err := faq.Sign(dir, c, "contact:XX", faq.Signature{Reviewer: "Dr Bo", Date: "2026-01-10", Due: "2026-06-30"}); err != nil {
		t.Fatal(err)
	}
	stops, err := store.OpenStops(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := stops.Withdraw("b-stopped", "1", "wrong"); err != nil {
		t.Fatal(err)
	}
	withheld := func(overdue int) map[faq.Cause]int {
		m := map[faq.Cause]int{
			faq.CauseDraft: 1, faq.CauseSample: 1, faq.CauseNoText: 1, faq.CauseSignature: 1, faq.CauseWithdrawn: 2,
		}
		if overdue > 0 {
			m[faq.CauseOverdue] = overdue
		}
		return m
	}
	tests := []struct {
		on                                 string
		servable, overdue, withheldOverdue int
		overdueCountries                   []string
	}{
		{"2026-06-30", 1, 0, 0, nil},
		{"2026-07-20", 1, 1, 0, []string{"XX"}}, // in the days of grace
		{"2026-08-15", 0, 1, 1, []string{"XX"}},
	}
	for _, tt := range tests {
		t.Run(tt.on, func(t *testing.T) {
			at, err := time.Parse(time.DateOnly, tt.on)
			if err != nil {
				t.Fatal(err)
			}
			at = at.Add(12 * time.Hour)
			x := indexOf(t, os.DirFS(dir), faq.Options{AsOf: at})
			e := engineOn(t, x, func(o *bot.Options) { o.Stops = stops; o.Now = func() time.Time { return at } })
			want := bot.Inventory{
				Revision: x.Corpus().Revision(), Passages: 7, Entries: 7, ServablePassages: tt.servable, ServableEntries: tt.servable,
				OverdueEntries: tt.overdue, Withheld: withheld(tt.withheldOverdue), OverdueCountries: tt.overdueCountries,
			}
			got := e.Inventory()
			got.UncheckedCountries = nil // the built-in ones
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Inventory (-want +got):\n%s", diff)
			}
		})
	}
}

// TestInventoryOfAnArticle: an article counts once, whatever the number of its passages.
func TestInventoryOfAnArticle(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "articles/leaflet.md"), `---
author: Ann
sources: [{title: Leaflet}]
review: {status: sample}
---
# Leaflet

## Storing

Keep it dry.

## Returning

Bring it back to the pharmacy.
`)
	c, problems := faq.Load(os.DirFS(dir), sampled())
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	got := bot.TakeInventory(c, nil, today)
	if got.Passages < 2 || got.ServablePassages != got.Passages || got.Entries != 1 || got.ServableEntries != 1 || len(got.Withheld) != 0 {
		t.Errorf("an article's inventory = %+v, want one entry of several passages, all servable", got)
	}
}

// TestInventoryOfContacts: a country with a number that nobody has checked is named.
func TestInventoryOfContacts(t *testing.T) {
	c, _ := faq.Load(faq.Content(), faq.Options{})
	var want []string
	for _, ct := range c.Contacts() {
		if ct.Emergency.Checked == "" || ct.Crisis.Name != "" && ct.Crisis.Checked == "" {
			want = append(want, ct.Country)
		}
	}
	got := bot.TakeInventory(c, nil, today).UncheckedCountries
	for _, country := range want {
		if !slices.Contains(got, country) {
			t.Errorf("%s is not among the unchecked countries %q", country, got)
		}
	}
}
