// Package faq reads what moderators write (FAQ entries in YAML, articles in Markdown, HTML and text) and
// turns it into one immutable [Corpus] of passages.
//
// [Load] reads a whole content folder strictly, collects every mistake as a [Problem] with its position and a
// remedy, and never returns half a corpus: a corpus whose problems hold an error must not be served. What comes
// by time or by a missing review is a warning, and withholds the passage ([Corpus.Standing]) instead of
// breaking the load. [Sign] writes a reviewer's signature and changes nothing else in the file.
//
// A Corpus is safe for concurrent use: nothing changes it after Load.
package faq

import (
	"strings"
	"time"
)

// Kind says what a subject is.
type Kind string

// The kinds of subject.
const (
	Medicine  Kind = "medicine"
	Condition Kind = "condition"
	Other     Kind = "other"
)

// Subject is something an entry can be about. Every name resolves a patient's word to the subject's ID.
type Subject struct {
	ID            string   `yaml:"id" doc:"Identifier used in an entry's subjects." required:"true"`
	Kind          Kind     `yaml:"kind" doc:"medicine, condition or other." enum:"medicine,condition,other" required:"true"`
	Names         []string `yaml:"names" doc:"Generic or plain names; the first is shown."`
	Brands        []string `yaml:"brands" doc:"Brand names."`
	Abbreviations []string `yaml:"abbreviations" doc:"Short forms, such as MS."`
	Misspellings  []string `yaml:"misspellings" doc:"Misspellings seen often enough to list; shown as corrected."`
	Street        []string `yaml:"street" doc:"Street names; they count only where the question is clearly about a medicine."`
	Ambiguous     []string `yaml:"ambiguous" doc:"Names that are also ordinary words; they count when the bot was addressed."`
	Class         []string `yaml:"class" doc:"Class words that include this subject, such as muscle relaxant."`
	Route         []string `yaml:"route" doc:"Routes or forms that exist, such as oral, intrathecal."`
	Confusable    []string `yaml:"confusable" doc:"IDs or names of medicines easily mistaken for this one."`
}

// Name is the name shown to patients: the first of Names, or the ID.
func (s *Subject) Name() string {
	if len(s.Names) > 0 {
		return s.Names[0]
	}
	return strings.ReplaceAll(s.ID, "-", " ")
}

// Concept is something that can be asked of a subject: a dose, side effects, stopping.
type Concept struct {
	ID       string   `yaml:"id" doc:"Identifier used in an entry's concepts." required:"true"`
	Label    string   `yaml:"label" doc:"Words shown on buttons and in lists." required:"true"`
	Phrases  []string `yaml:"phrases" doc:"Ways of asking for it; see Phrase syntax in docs/content.md."`
	About    Kind     `yaml:"about" doc:"medicine or condition, where it is asked only of one; left out where it is asked of both." enum:"medicine,condition"`
	Broader  string   `yaml:"broader" doc:"ID of a concept under which leaflets treat this one; a passage on it is a weaker match."`
	Critical bool     `yaml:"critical" doc:"A question that asks for it is only answered by a passage that has it."`
	Ask      string   `yaml:"ask" doc:"A question pattern with {subject}, for suggestions."`
}

// SideEffects is the ID of the built-in concept below whose answers a reader is told where to report a side effect.
const SideEffects = "side-effects"

// Applies says which questions about several medicines a passage answers.
type Applies string

// Each: any of the subjects alone, or several of them. Together: only all of them at once, as in a comparison
// or an interaction.
const (
	Each     Applies = "each"
	Together Applies = "together"
)

// Status is how far an entry has come.
type Status string

// The review statuses.
const (
	Draft     Status = "draft"
	Reviewed  Status = "reviewed"
	Sample    Status = "sample"
	Withdrawn Status = "withdrawn"
)

// Review is a reviewer's signature. Hash covers the signed fields in a canonical form (see review.go); it detects
// edits and does not prove who signed.
type Review struct {
	Status   Status `yaml:"status" doc:"draft, reviewed, sample or withdrawn." enum:"draft,reviewed,sample,withdrawn"`
	Reviewer string `yaml:"reviewer" doc:"Who checked it."`
	Date     string `yaml:"date" doc:"When it was checked, YYYY-MM-DD."`
	Due      string `yaml:"due" doc:"When it must be checked again, YYYY-MM-DD."`
	Hash     string `yaml:"hash" doc:"Written by review: what was signed."`
}

// Source names where a reviewer must check a fact.
type Source struct {
	Title     string `yaml:"title" doc:"Title of the page or document."`
	URL       string `yaml:"url" doc:"https address."`
	Publisher string `yaml:"publisher" doc:"Who publishes it."`
	Date      string `yaml:"date" doc:"When it was published or read, YYYY-MM-DD."`
}

// Silence switches one lint rule off for an entry, with the reason.
type Silence struct {
	Rule   string `yaml:"rule" doc:"Name of the lint rule." required:"true"`
	Reason string `yaml:"reason" doc:"Why it does not apply here." required:"true"`
}

// Meta is what entries and articles have in common.
type Meta struct {
	Subjects      []string  `yaml:"subjects" doc:"IDs of subjects.yaml."`
	Applies       Applies   `yaml:"applies" doc:"each or together; required with several medicines." enum:"each,together"`
	Mentions      []string  `yaml:"mentions" doc:"Medicines it may name besides its subjects."`
	Concepts      []string  `yaml:"concepts" doc:"IDs of concepts.yaml; inferred where left out."`
	Route         string    `yaml:"route" doc:"Route or form it holds for, such as oral or intrathecal."`
	Safety        string    `yaml:"safety" doc:"stopping or dose: shown under a refusal about that medicine." enum:"stopping,dose"`
	Sources       []Source  `yaml:"sources" doc:"Where a reviewer can check the facts."`
	Author        string    `yaml:"author" doc:"Who wrote it."`
	Owner         string    `yaml:"owner" doc:"Who is asked when it is due."`
	Review        Review    `yaml:"review" doc:"Signature; written by the review command."`
	Locale        string    `yaml:"locale" doc:"Language, such as en (the default)."`
	TranslationOf string    `yaml:"translation_of" doc:"ID of the entry this one translates."`
	Related       []string  `yaml:"related" doc:"IDs of entries worth reading next."`
	Silence       []Silence `yaml:"silence" doc:"Lint rules not wanted here."`
	Notes         string    `yaml:"notes" doc:"For moderators; never shown to patients."`
}

// Entry is one FAQ entry as written.
type Entry struct {
	ID        string   `yaml:"id" doc:"Lower-case letters, digits and hyphens, at most 48; never reused." required:"true" pattern:"^[a-z0-9-]{1,48}$"`
	Questions []string `yaml:"questions" doc:"Ways patients ask it; the first is shown." required:"true"`
	Not       []string `yaml:"not_questions" doc:"Questions that look alike and that this entry does not answer."`
	Answer    string   `yaml:"answer" doc:"The answer, in Markdown that Discord renders." required:"true"`
	Meta      `yaml:",inline"`

	Pos Pos `yaml:"-"` // where the entry starts
}

// Article is one article as written: its metadata and its passages in document order.
type Article struct {
	ID    string `yaml:"id" doc:"Identifier; the file's name where left out." pattern:"^[a-z0-9-]{1,48}$"`
	Title string `yaml:"title" doc:"Title; the first heading where left out."`
	Meta  `yaml:",inline"`

	Pos Pos `yaml:"-"`
}

// Part says what piece of the content a passage is.
type Part uint8

// The parts a passage can be.
const (
	WholeEntry Part = iota
	Section
	Paragraph
	ListItem
	TableRow
)

// Passage is the unit of retrieval: an entry, a section of an article or a part of one. Its fields are resolved:
// inherited from the article, inferred where left out. Passages are shared and must not be changed.
type Passage struct {
	ID        string   // entry ID, article#slug, or article#slug/p1
	Part      Part     //
	Parent    string   // the entry or article ID
	Section   string   // for a part of a section, the section's passage ID; "" otherwise
	Text      string   // canonical text, served verbatim; "" is never served
	Heading   []string // heading path, shown outside Text
	Questions []string // an entry's questions; the first is shown. For an article, headings that are questions
	Not       []string // questions that look alike and that an entry does not answer
	Meta               // Subjects are the medicines and conditions in scope, Concepts are written or inferred
	Inferred  []string // concepts inferred from the text of a passage whose own are written
	Withheld  string   // why it can never be served: too long, withdrawn, a flattened table; "" where it can
	Unsound   string   // why it does not count as reviewed though it says so: signature, source, reviewer; "" where it does
	Pos       Pos
}

// Title is the line that names the passage on a button or in a list: its first question or its heading.
func (p *Passage) Title() string {
	switch {
	case len(p.Questions) > 0:
		return p.Questions[0]
	case len(p.Heading) > 0:
		return p.Heading[len(p.Heading)-1]
	default:
		return p.ID
	}
}

// Test is one content test of tests.yaml: Question must lead to Answer or Outcome, and to none of Not.
type Test struct {
	Question string   `yaml:"question" doc:"What a patient writes." required:"true"`
	Answer   string   `yaml:"answer" doc:"ID of the passage that must be served."`
	Outcome  string   `yaml:"outcome" doc:"answered, ambiguous, abstained, refused or escalated." enum:"answered,ambiguous,abstained,refused,escalated"`
	Not      []string `yaml:"not" doc:"IDs that must be neither served nor offered."`

	Pos Pos `yaml:"-"`
}

// ContactLine is one number to call.
type ContactLine struct {
	Name    string `yaml:"name" doc:"What the service is called."`
	Number  string `yaml:"number" doc:"Number as dialled in that country."`
	URL     string `yaml:"url" doc:"https address, where calling is not the only way."`
	Source  string `yaml:"source" doc:"Where the number was read."`
	Checked string `yaml:"checked" doc:"When the number was last checked, YYYY-MM-DD."`
}

// Contact holds the numbers of one country.
type Contact struct {
	Country   string      `yaml:"country" doc:"ISO 3166-1 alpha-2 code." required:"true" pattern:"^[A-Z]{2}$"`
	Name      string      `yaml:"name" doc:"Country's name as shown." required:"true"`
	Emergency ContactLine `yaml:"emergency" doc:"Ambulance." required:"true"`
	Poison    ContactLine `yaml:"poison" doc:"Poison information."`
	Crisis    ContactLine `yaml:"crisis" doc:"Suicide and crisis line."`
	Advice    ContactLine `yaml:"advice" doc:"Medical advice when it is not an emergency."`
	Report    ContactLine `yaml:"report" doc:"Where side effects are reported."`
	Review    Review      `yaml:"review" doc:"Signature."`

	Pos Pos `yaml:"-"`
}

// Policy says how many people a signature needs.
type Policy string

// The review policies: under TwoPerson the reviewer is not the author.
const (
	TwoPerson Policy = "two-person"
	OnePerson Policy = "one-person"
)

// Settings is settings.yaml: how this content is reviewed.
type Settings struct {
	Review struct {
		Policy    Policy `yaml:"policy" doc:"two-person (default) or one-person." enum:"two-person,one-person"`
		GraceDays int    `yaml:"grace_days" doc:"Days an overdue entry is still served, saying so (default 0)."`
	} `yaml:"review" doc:"Review policy."`
	Lint struct {
		SourceYears  int `yaml:"source_years" doc:"Years after which check reports a source as old (default 5)."`
		ReadingGrade int `yaml:"reading_grade" doc:"Highest Flesch-Kincaid grade that check does not remark on (default 8)."`
	} `yaml:"lint" doc:"What check advises on."`
}

// Options says what may be served besides reviewed content, and on which day.
type Options struct {
	AllowSample     bool      // serve status: sample, with the sample line first
	AllowUnreviewed bool      // ask and eval only: everything that has a text may be served
	Advise          bool      // also look for what a reader would ask about: reading grade, old sources and the like
	AsOf            time.Time // today, for due dates in problems; the zero value means now
	Builtin         *Corpus   // where contacts, messages and concepts come from if the folder has none; nil: the embedded content
}

// Standing says whether a passage may be served at a moment, and with which remarks.
type Standing struct {
	Servable bool
	Sample   bool   // carries "Sample text: no clinician has checked this." as its first line
	Overdue  bool   // served in the grace period; the reply says so
	Why      string // why not servable, as a sentence for staff
	Cause    Cause  // why not servable, for counting
}

// Cause is why a passage may not be served: a fixed code. [Standing.Why] says it in words.
type Cause string

// The causes.
const (
	CauseDraft     Cause = "draft"     // nobody has reviewed it
	CauseSample    Cause = "sample"    // sample text, where that is not allowed
	CauseSignature Cause = "signature" // it says that it is reviewed, and its signature does not hold
	CauseOverdue   Cause = "overdue"   // its review is past its due date
	CauseWithdrawn Cause = "withdrawn"
	CauseUnfit     Cause = "unfit" // it cannot be shown as it is: too long, or a table whose columns are lost
	CauseNoText    Cause = "no-text"
)
