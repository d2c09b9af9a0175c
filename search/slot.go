package search

// beforeMedicine and afterMedicine are the words beside which a medicine's name stands.
var (
	beforeMedicine = wordSet(`take takes taking took taken use uses using used on of with without prescribed prescribe given
		start starting started stop stopping stopped quit off mg mcg ml dose doses drug medicine medication tablet tablets pill
		pills about is are does do can will my between than and or plus vs versus from to for store missed forgot have had
		was were did should what whats combine mixing mix swap switch switching buy get called try trying inject`)
	afterMedicine = wordSet(`side dose doses dosage mg mcg ml tablet tablets pill pills capsule capsules withdrawal overdose
		interaction interactions safe used and or with vs versus work works working cause causes make makes affect affects
		help helps while during when cream injection inhaler patch taper suddenly addictive alcohol medication medicine
		drug is for every twice daily`)
)

// inSlot says whether a name stands where a medicine's would. Filler around the question or beside the name does not
// move it.
func inSlot(toks []string, start, end int) bool {
	first, last := withoutFiller(toks)
	if last-first <= 2 {
		return true
	}
	prev, next := start-1, end
	for prev > first && isFiller(toks, prev) && !articles[toks[prev]] {
		prev--
	}
	for next < last && isFiller(toks, next) && !articles[toks[next]] {
		next++
	}
	before := prev >= first && beforeMedicine[toks[prev]]
	after := next < last && afterMedicine[toks[next]]
	return before || after || end == last && start > first
}

// articles are filler before which no medicine's place is: "take iron" is about a medicine, "take the iron" may not be.
var articles = wordSet("a an the")
