package bot

import "patientfaq/faq"

// View is who reads a card: which numbers and which language they get.
type View struct {
	Country string // ISO 3166-1 alpha-2; "" means unknown
	Locale  string // "" means en
}

// Card is a reply as a person reads it, in this order: Lead lines, Title, Text, Warnings, Sources, Reviewed, then a
// card Below if there is one, Choices as buttons, and Footer last. It never holds the patient's own words, but for a
// medicine's name that was corrected or is unknown, escaped.
type Card struct {
	Outcome  Outcome
	Level    string   // "emergency" or "urgent" on an escalated card, in words
	Lead     []string // what must be read first: sample text, the corrected name
	Title    string   // a heading
	Text     string   // the passage's text, verbatim, or a fixed message
	Contacts []string // numbers to call, or where to report a side effect, one a line, their country named
	Warnings []string // overdue, signed under the one-person policy
	Sources  []faq.Source
	Reviewed string // who reviewed it and when
	Below    *Card  // the safety passage under a refusal
	Prompt   string // the line above the choices
	Choices  []Choice
	Numbers  []Choice // countries, where the reader's is unknown and the card would name whom to call or report to; see [Engine.Numbers]
	Footer   []string // disclaimer and emergency line; on an emergency card the short line
}

// Choice is one thing to press.
type Choice struct {
	Label   string // at most 80 characters, a button's limit
	Passage string // ID of the passage to serve
	Country string // or the country whose numbers to show
}
