package importer

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxFurniture is the longest line, in characters, that is taken for furniture by its wording: a paragraph that people
// read says something else as well.
const maxFurniture = 300

// lineFurniture says by its wording what a whole line of a page is, apart from its text.
var lineFurniture = []struct {
	why     string
	pattern *regexp.Regexp
}{
	{"skip link", regexp.MustCompile(`(?i)^(skip|jump|go) to (the )?(main )?(content|navigation|search|text|article)\.?$`)},
	{"reading time", regexp.MustCompile(`(?i)^((estimated )?(reading|read) time:? *)?\d+[ -]min(ute)?s?( read| reading time)?\.?$`)},
	{"table of contents", regexp.MustCompile(`(?i)^(in this article|on this page|table of contents|contents|jump to|what's on this page\??)[ :]*$`)},
	{"advert", regexp.MustCompile(`(?i)^(advertisements?|ads?|advertorial|sponsored( content| by .*)?|promoted|ad feedback)[ :]*$`)},
	{"share buttons", regexp.MustCompile(`(?i)^(share( (this|on|via|with|to)( .{0,40})?)?|tweet( this)?|pin( it)?|e-?mail( this( article| page)?| to a friend)?|print( this( article| page| leaflet)?)?|download( as| this)?( an?)? (pdf|leaflet)|copy link|facebook|twitter|x|whatsapp|linkedin|pinterest|reddit|instagram|youtube|follow us( on .*)?|save( article)?|bookmark)[ :]*$`)},
	{"newsletter form", regexp.MustCompile(`(?i)^(subscribe|sign up|join)( now| today)?[.!]?$|(subscribe|sign up|join|register).{0,60}(newsletter|mailing list|e-?mail (updates|tips))|^get .{0,80}(delivered|straight|sent) to your inbox|^(enter )?your e-?mail( address)?$`)},
	{"cookie banner", regexp.MustCompile(`(?i)\b(we|site|website|our partners)\b.{0,60}\bcookies\b|\bcookies (to|help us)\b|^(accept|reject|allow|decline)( all)?( cookies)?$|^(cookie|privacy|consent) (settings|preferences|notice|policy)$|^manage (cookies|preferences|consent)$`)},
	{"link to elsewhere", regexp.MustCompile(`(?i)^(read more|learn more|see more|show more|load more|view all|see all|continue reading|find out more|click here|more|next|previous|next (article|page)|previous (article|page)|(also )?read( next| also)?: .*|you (may|might) also (like|be interested in).{0,80}|related( articles?| posts?| topics?| reading)?|recommended( for you)?|more from .{0,60}|trending( now)?|most (read|popular))[ :»›→]*$`)},
	{"copyright line", regexp.MustCompile(`(?i)^(©|\(c\) *\d|copyright\b)|all rights reserved\.?$`)},
	{"page footer", regexp.MustCompile(`(?i)^((privacy( policy)?|terms( of (use|service)| and conditions| & conditions)?|contact( us)?|about( us)?|accessibility|sitemap|careers|help|advertise( with us)?|cookie policy)[ |·•,/-]*)+$`)},
	{"author line", regexp.MustCompile(`(?i)^((medically |clinically |expert |last |fact[- ])?(written|reviewed|checked|edited|updated|authored|approved)( and [a-z]+)? by|author|by|reviewer|editor|words by)[ :]+\pL.{0,120}$`)},
	{"date line", regexp.MustCompile(`(?i)^((page |article |date |first )?(last )?(updated|reviewed|published|modified|posted|review(ed)? due|next review( due)?)( on| date)?[ :]+)[^.]{0,80}\d{2,4}[^.]{0,40}\.?$`)},
	{"feedback form", regexp.MustCompile(`(?i)^(was|is|did|how) .{0,20}(this|article|page|information|you find).{0,30}(helpful|useful|rate).{0,20}$|^rate this (page|article)$|^thank you for your feedback[.!]?$`)},
	{"navigation", regexp.MustCompile(`(?i)^(menu|open menu|close( menu)?|search( the site)?|log ?in|sign in|register|my account|home|back( to( the)? top( of( the)? page)?)?|top( of page)?|toggle navigation|expand( all)?|collapse( all)?|dismiss( .{0,20})?|webmaster\b.{0,60}|(you are )?visitor (no|number)\.?.{0,20}|sign (our|the|my) guestbook!?|best viewed (with|in) .{0,60}|show (all|less)|loading[.…]*|\d+ comments?|(leave|post|add) a (comment|reply))$`)},
	{"breadcrumbs", regexp.MustCompile(`(?i)^(you are here: ?.*|home *[>»›/→].*)$`)},
	{"disclaimer of the page", regexp.MustCompile(`(?i)\b(informational|information|educational|general information) purposes( only)?\b|\b(not|never)( be)?( intended)?( (as|to be|to replace|replace|a|an))* *(substitute|replacement) (for|of) (professional|medical)|should not replace (professional )?medical advice`)},
	{"picture credit", regexp.MustCompile(`(?i)^(photo|image|picture|illustration|video)s?( credit| courtesy)?s? ?(:|by) ?.{1,80}$|^getty images.*$`)},
}

// headingFurniture says what stands under a heading of these words.
var headingFurniture = []struct {
	why     string
	pattern *regexp.Regexp
}{
	{"table of contents", regexp.MustCompile(`(?i)^(in this article|on this page|table of contents|contents|page contents|quick links|jump to)$`)},
	{"related links", regexp.MustCompile(`(?i)^((related|recommended|popular|latest|trending|more|similar|featured)( health)? (articles?|posts?|stories|topics?|reading|links?|content|news|pages?|guides?)|related|read next|up next|you (may|might) also (like|be interested in).*|more (from|on|about) .*|recommended( for you)?|keep reading|most (read|popular)|trending( now)?|also on .*|explore more)$`)},
	{"share buttons", regexp.MustCompile(`(?i)^(share( this)?( article| page| post)?|follow us|connect with us|stay connected)$`)},
	{"newsletter form", regexp.MustCompile(`(?i)^(subscribe.*|.*newsletter.*|sign up.*|stay (informed|in touch|up to date))$`)},
	{"author box", regexp.MustCompile(`(?i)^(about the (authors?|reviewers?|writers?)|written by.*|author( bio)?|meet the authors?|medically reviewed by.*)$`)},
	{"comments", regexp.MustCompile(`(?i)^((\d+ |no )?(comments?|replies|responses)( on .*)?|(leave|post) a (comment|reply).*|join the (conversation|discussion))$`)},
	{"advert", regexp.MustCompile(`(?i)^(advertisements?|sponsored( content)?|our partners|special offers?)$`)},
	{"disclaimer of the page", regexp.MustCompile(`(?i)^((medical|legal|health|important)? ?disclaimer|terms of use)$`)},
	{"cookie banner", regexp.MustCompile(`(?i)^((about )?cookies?( settings| policy| preferences| notice| on .*)?|(your|we value your) privacy.*|privacy (settings|preference cent(re|er)|notice))$`)},
	{"tags", regexp.MustCompile(`(?i)^(tags?|categories|topics|filed under|tagged( with| as)?)$`)},
	{"navigation", regexp.MustCompile(`(?i)^(menu|navigation|main menu|site map|search|footer|popular searches)$`)},
}

// references are the headings above a page's sources.
var references = regexp.MustCompile(`(?i)^(\d+[.)] *)?(references?|sources?|citations?|bibliography|article sources|works cited|footnotes|further reading and references)( \(\d+\))?:?$`)

// faqHeading is a heading above questions and answers.
var faqHeading = regexp.MustCompile(`(?i)\b(frequently asked|faqs?|questions? (and|&) answers?|common(ly asked)? questions?|q ?& ?a|your questions)\b`)

// lineReason says why a whole line is furniture, "" where it is text.
func lineReason(line string) string {
	line = strings.Join(strings.Fields(line), " ")
	if utf8.RuneCountInString(line) > maxFurniture {
		return ""
	}
	for _, f := range lineFurniture {
		if f.pattern.MatchString(line) {
			return f.why
		}
	}
	if isTrail(line) {
		return "breadcrumbs"
	}
	return ""
}

// headingReason says why what stands under a heading is furniture.
func headingReason(heading string) string {
	heading = strings.Trim(strings.Join(strings.Fields(heading), " "), " :.!")
	for _, f := range headingFurniture {
		if f.pattern.MatchString(heading) {
			return f.why
		}
	}
	return ""
}

// isTrail reports breadcrumbs: several short pieces with the same arrow between them, and no full stop.
func isTrail(line string) bool {
	for _, arrow := range []string{" > ", " » ", " › ", " → "} {
		if parts := strings.Split(line, arrow); len(parts) > 2 && !strings.ContainsAny(line, ".?!;=") {
			return !slices.ContainsFunc(parts, func(p string) bool { return len(strings.Fields(p)) > 6 })
		}
	}
	return false
}

// classFurniture says what an element is whose class, id or role has one of these words, or two in a row.
var classFurniture = map[string][]string{
	"cookie banner":          {"cookie", "cookies", "consent", "gdpr", "onetrust", "ccpa"},
	"share buttons":          {"share", "sharing", "social", "socials", "addthis", "sharebar", "sharethis"},
	"related links":          {"related", "recommended", "recommendations", "recirc", "trending", "readnext", "read-next", "also-like", "more-stories", "most-read", "popular-posts", "more-from", "read-more", "up-next", "see-also"},
	"advert":                 {"ad", "ads", "advert", "adverts", "advertisement", "adsbygoogle", "sponsor", "sponsored", "promo", "promotion", "taboola", "outbrain", "dfp", "adslot", "ad-slot", "upsell"},
	"newsletter form":        {"newsletter", "subscribe", "subscription", "signup", "sign-up", "mailchimp", "mailing-list"},
	"breadcrumbs":            {"breadcrumb", "breadcrumbs", "crumbs"},
	"author box":             {"author", "authors", "byline", "bylines", "bio", "contributor", "contributors", "reviewer", "author-box"},
	"comments":               {"comments", "disqus", "respond", "comment-list", "comment-form"},
	"page links":             {"pagination", "pager", "prev-next", "post-navigation"},
	"table of contents":      {"toc", "table-of", "jumplinks", "jump-links", "on-page", "in-this", "page-contents"},
	"skip link":              {"skip", "skiplink", "skip-link"},
	"page footer":            {"copyright", "colophon", "site-footer", "page-footer", "footer"},
	"page header":            {"site-header", "page-header-nav", "masthead", "topbar", "top-bar"},
	"navigation":             {"navbar", "navigation", "nav", "menu", "sidebar", "side-bar", "megamenu", "offcanvas"},
	"pop-up":                 {"modal", "popup", "pop-up", "overlay", "lightbox", "interstitial", "paywall"},
	"disclaimer of the page": {"disclaimer", "disclaimers"},
	"tags":                   {"tags", "taglist", "tag-list", "tag-cloud", "post-tags"},
	"feedback form":          {"feedback", "rating", "ratings", "was-this", "helpful", "survey"},
	"search form":            {"searchform", "search-form", "searchbox", "search-box"},
	"page tools":             {"toolbar", "print", "page-tools", "print-button", "read-time", "reading-time"},
}

// keepWords in a class say that an element is part of the text whatever else its class says: a banner may be a warning.
var keepWords = []string{"warning", "caution", "alert", "important", "safety", "callout", "faq", "accordion", "question", "answer", "content-body", "article-body"}

// whyByWord is classFurniture by its words.
func whyByWord() map[string]string {
	found := map[string]string{}
	for why, words := range classFurniture {
		for _, w := range words {
			found[w] = why
		}
	}
	return found
}

// classWords are the words of a class or an id, and each two in a row: siteFooter is site, footer and site-footer.
func classWords(names string) []string {
	var all []string
	for name := range strings.FieldsSeq(names) {
		var b strings.Builder
		var before rune
		for _, r := range name {
			if unicode.IsUpper(r) && unicode.IsLower(before) {
				b.WriteByte(' ')
			}
			before = r
			if r == '-' || r == '_' || r == ':' || r == '.' {
				r = ' '
			}
			b.WriteRune(unicode.ToLower(r))
		}
		words := strings.Fields(b.String())
		for i, w := range words {
			all = append(all, w)
			if i > 0 {
				all = append(all, words[i-1]+"-"+w)
			}
		}
	}
	return all
}
