package bot

import (
	"time"

	"patientfaq/faq"
)

// Inventory is what of the content may be shown at one moment, and why the rest may not. It counts entries and
// articles; one may be shown if anything of it may.
type Inventory struct {
	Revision         string
	Passages         int
	ServablePassages int
	Entries          int
	ServableEntries  int
	OverdueEntries   int               // past their due date: withheld, or shown in the days of grace
	Withheld         map[faq.Cause]int // entries that may not be shown, by what keeps their first passage back

	OverdueCountries   []string // whose numbers were to be checked again by now
	UncheckedCountries []string // with a number that nobody has checked
}

// Inventory takes stock of the content that serves now.
func (e *Engine) Inventory() Inventory {
	x, release := e.live.Acquire()
	defer release()
	return TakeInventory(x.Corpus(), e.stops, e.now())
}

// TakeInventory takes stock of a content. Where stops is nil nothing is withdrawn.
func TakeInventory(c *faq.Corpus, stops Stops, at time.Time) Inventory {
	if stops == nil {
		stops = noStops{}
	}
	inv := Inventory{Revision: c.Revision(), Withheld: map[faq.Cause]int{}}
	servable, overdue := map[string]bool{}, map[string]bool{}
	causes := map[string]faq.Cause{} // of each entry's first passage
	for p := range c.Passages() {
		st := c.Standing(p, at)
		if stops.Stopped(p.ID) {
			st = faq.Standing{Cause: faq.CauseWithdrawn}
		}
		inv.Passages++
		if st.Servable {
			inv.ServablePassages++
			servable[p.Parent] = true
		}
		if st.Overdue || st.Cause == faq.CauseOverdue {
			overdue[p.Parent] = true
		}
		if _, seen := causes[p.Parent]; !seen {
			causes[p.Parent] = st.Cause
		}
	}
	inv.Entries, inv.ServableEntries, inv.OverdueEntries = len(causes), len(servable), len(overdue)
	for id, cause := range causes {
		if !servable[id] {
			inv.Withheld[cause]++
		}
	}
	inv.countContacts(c, at)
	return inv
}

func (inv *Inventory) countContacts(c *faq.Corpus, at time.Time) {
	for _, ct := range c.Contacts() {
		st := c.ContactStanding(ct, at)
		if st.Overdue {
			inv.OverdueCountries = append(inv.OverdueCountries, ct.Country)
		}
		if len(st.Unchecked) > 0 {
			inv.UncheckedCountries = append(inv.UncheckedCountries, ct.Country)
		}
	}
}
