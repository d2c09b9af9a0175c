package lexicon

import (
	"slices"
	"strings"
)

// A stemmed name has at least minStemmed letters, and minBeforeStem before an ending; shorter words with these endings
// are mostly ordinary ones ("april").
const (
	minStemmed    = 7
	minBeforeStem = 2
)

// Stem reports whether word has the shape of a generic name: it begins or ends in one of the stems from which
// international nonproprietary names are formed, and is no common word. So it tells a medicine that is newer than our
// list by its kind alone.
func (l *Lexicon) Stem(word string) bool {
	return stemShaped(word) && !l.Common(word)
}

func stemShaped(word string) bool {
	if len(word) < minStemmed {
		return false
	}
	rest := word[minBeforeStem:]
	return slices.ContainsFunc(stemEndings[:], func(s string) bool { return strings.HasSuffix(rest, s) }) ||
		slices.ContainsFunc(stemBeginnings[:], func(s string) bool { return strings.HasPrefix(word, s) })
}

// stemEndings lists stems that stand at the end of a name, by what the medicines do. Those that end ordinary words or
// surnames, too, are left out. A table to read, never to write.
var stemEndings = [...]string{
	// heart, vessels, blood
	"pril", "prilat", "sartan", "olol", "alol", "dipine", "statin", "fibrate", "zosin", "dosin", "losin", "thiazide",
	"semide", "zolamide", "renone", "vaptan", "entan", "ciguat", "azosin", "serpine", "kiren", "terenol", "prenaline",
	"xaban", "gatran", "irudin", "parin", "parinux", "teplase", "ogrel", "ugrel", "trombopag", "poetin", "grastim",
	"dustat",
	// diabetes, hormones, bones
	"gliptin", "gliflozin", "glutide", "glitazone", "glinide", "reotide", "natide", "paratide", "actide", "thiouracil",
	"oxifene", "estrant", "relix", "relin", "tocin", "pressin", "calcet", "dronate", "terone", "gestrel", "gestone",
	"estradiol", "solone", "nolone", "asone", "isone", "onide", "cortide", "lutamide", "steride",
	// mind and nerves
	"oxetine", "triptyline", "pramine", "faxine", "azodone", "apine", "zepine", "peridone", "perazine", "phenazine",
	"promazine", "peridol", "prazine", "giline", "azepam", "azolam", "zolam", "plon", "orexant", "melteon", "barbital",
	"barbitone", "gabalin", "racetam", "toin", "suximide", "trigine", "obamate", "ampanel", "triptan", "gepant",
	"nabinol",
	// pain, anaesthesia
	"profen", "fenac", "coxib", "oxicam", "bufen", "metacin", "methacin", "morphone", "codone", "codeine", "fentanil",
	"fentanyl", "orphan", "orphine", "tadol", "caine", "curium", "curonium",
	// lungs, allergy, stomach, bladder
	"terol", "phylline", "tropium", "pyrronium", "lukast", "tadine", "astine", "rizine", "clizine", "caftor", "azole",
	"tidine", "setron", "oprost", "aprost", "fenacin", "begron", "clidinium", "nafil", "butamol",
	// infections
	"cillin", "floxacin", "oxacin", "cycline", "mycin", "micin", "kacin", "penem", "bactam", "planin", "vancin", "zolid",
	"fungin", "nafine", "ciclovir", "navir", "tegravir", "buvir", "asvir", "previr", "trelvir", "fovir", "ovir", "evir",
	"avir", "ivir", "vudine", "oquine", "aquine",
	// cancer, immunity, genes
	"mab", "tinib", "ciclib", "parib", "degib", "rafenib", "metinib", "lisib", "zomib", "sertib", "rasib", "denib",
	"limus", "citabine", "arabine", "taxel", "rubicin", "platin", "trexate", "trexed", "mustine", "tecan", "poside",
	"inostat", "xostat", "restat", "rotene", "nercept", "tacept", "bercept", "kinra", "leucel", "nersen", "lirsen",
	"siran", "parvovec", "repvec", "fusp", "sidase", "cerase", "sulfase",
}

// stemBeginnings lists stems that begin a name. A table to read, never to write.
var stemBeginnings = [...]string{
	"cef", "sulfa", "sulpha", "gado", "prednis", "glipi", "gliqui", "levothyro", "estradi", "nitrofur", "mycophen",
}
