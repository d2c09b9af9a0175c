// Package bot decides. [Engine.Answer] takes a patient's question through triage, search and policy to one of five
// outcomes, and [Engine.Compose] turns the outcome into a [Card]: the words a patient reads, without any notion of
// Discord. Every word on a card is the text of a servable passage, a fixed message, or a name filled into one.
//
// An Engine is safe for concurrent use. The same question, dialogue subject and content give the same answer.
package bot

import (
	"context"
	"slices"
	"time"

	"patientfaq/bot/triage"
	"patientfaq/faq"
	"patientfaq/search"
)

// Outcome is what the bot decided. The zero value is Abstained: whatever goes wrong, nothing is answered.
type Outcome uint8

// The outcomes.
const (
	Abstained Outcome = iota // nothing fits, or what fits may not be served
	Answered                 // one passage fits and is served verbatim
	Ambiguous                // two or three fit about as well: the patient chooses
	Refused                  // a person must answer: a dose, a source, a diagnosis
	Escalated                // a red flag: the fixed card, and no search
)

var outcomeNames = [...]string{"abstained", "answered", "ambiguous", "refused", "escalated"}

// String returns the outcome as the stable interfaces write it.
func (o Outcome) String() string { return outcomeNames[o] }

// Reason is why the outcome is what it is: a fixed, lower-case code for logs, metrics and explanations.
type Reason string

// The reasons.
const (
	ReasonFits            Reason = "fits"             // answered
	ReasonClose           Reason = "close"            // ambiguous: two or three fit about as well
	ReasonSubjectMissing  Reason = "subject-missing"  // ambiguous: which medicine?
	ReasonUnclearName     Reason = "unclear-name"     // ambiguous: a misspelling of one of several, or one that does not sound alike
	ReasonNoHit           Reason = "no-hit"           // nothing found
	ReasonLowConfidence   Reason = "low-confidence"   // what was found is too unlikely to be right
	ReasonUnknownMedicine Reason = "unknown-medicine" // a medicine that the content has nothing on
	ReasonOtherSubject    Reason = "other-subject"    // what was found is about another medicine
	ReasonNotCovered      Reason = "not-covered"      // what was asked is not in what was found
	ReasonOtherRoute      Reason = "other-route"      // the pump was asked about, the tablet found, or the reverse
	ReasonNotServable     Reason = "not-servable"     // what fits is not reviewed, overdue or withdrawn
	ReasonRedFlag         Reason = "red-flag"         // escalated
	ReasonRefusal         Reason = "refusal"          // refused
)

// Question is one question by one person.
type Question struct {
	Text     string
	Subjects []string // what the conversation is about, for a question that names no subject; see [Dialogue]
	Locale   string   // "" means en
	Limit    int      // how many hits [Engine.Rank] returns; 0 means as many as the policy looks at
}

// Answer is a decision. Fields that do not belong to the outcome are zero.
type Answer struct {
	Outcome    Outcome
	Reason     Reason
	Rule       string         // the triage, refusal or gate rule that decided, "" where none did
	Served     *faq.Passage   // answered: this; refused: the safety passage shown below, or nil
	Choices    []*faq.Passage // ambiguous: did you mean; abstained: about the same subject; at most three
	Confidence float64        // probability that the first result is right, whatever the outcome
	Verdict    triage.Verdict // escalated
	Understood search.Understanding
	Results    []search.Hit  // the ranking, for explanations; empty when escalated
	Gates      []GateVerdict // what each gate said of each of the first results
	Revision   string        // of the content that answered
}

// GateVerdict is what the policy's gates made of one hit.
type GateVerdict struct {
	Passage string
	Gate    string // the first gate that refused it, "" where all passed
	Why     string // in words, for staff
}

// Retriever finds passages; [search.Index] is one.
type Retriever interface {
	Search(context.Context, search.Query) (search.Result, error)
}

// Stops knows which entries and passages were withdrawn, apart from the content.
type Stops interface {
	Stopped(id string) bool // of an entry, article or passage ID
}

// Source lends the index that serves now; the caller must call release when it is done with it and with the
// passages it got from it.
type Source interface {
	Acquire() (x *search.Index, release func())
}

// Options are what an engine needs. Live and Rules are required.
type Options struct {
	Live   Source
	Rules  *triage.Rules
	Stops  Stops            // nil: nothing is withdrawn
	Now    func() time.Time // nil: time.Now
	Policy Policy           // zero fields take the product's defaults
}

// IsOutcome says whether a name is one of the five outcomes'.
func IsOutcome(name string) bool { return slices.Contains(outcomeNames[:], name) }
