package faq

import (
	"maps"
	"regexp"
	"slices"
)

// A messageFile is messages.yaml.
type messageFile struct {
	Messages map[string]map[string]string `yaml:"messages" doc:"Fixed sentences by locale and key."`
	Review   map[string]Review            `yaml:"review" doc:"Signature of each locale's messages."`
}

var (
	localePattern      = regexp.MustCompile(`^[a-z]{2,3}(-([A-Z][a-z]{3}|[A-Z]{2}|[0-9]{3}))?$`)
	placeholderPattern = regexp.MustCompile(`\{[a-z_]*\}`)
)

// loadMessages takes each message from the folder if its locale is signed or it is the built-in one anyway, and
// otherwise from the built-in content.
func (l *loader) loadMessages(builtin *Corpus) {
	mf, it := l.readMessages(builtin)
	for locale, texts := range builtin.messages {
		l.c.messages[locale] = maps.Clone(texts)
	}
	for _, locale := range slices.Sorted(maps.Keys(mf.Messages)) {
		texts := mf.Messages[locale]
		review, hash := mf.Review[locale], messagesHash(locale, texts)
		l.c.signable["messages:"+locale] = signable{kind: signMessages, path: it.f.path, hash: hash}
		if maps.Equal(texts, builtin.messages[locale]) {
			continue
		}
		why := it.unsound(review, "", hash)
		if why != "" && !l.opts.AllowUnreviewed {
			l.warnf(it.at("messages", locale), "message", "messages %s are not used: %s; the built-in ones are", locale, why)
			continue
		}
		if l.c.messages[locale] == nil {
			l.c.messages[locale] = map[string]string{}
		}
		maps.Copy(l.c.messages[locale], texts)
	}
}

// readMessages reads messages.yaml, without what no reply could use.
func (l *loader) readMessages(builtin *Corpus) (messageFile, *item) {
	var mf messageFile
	f, root := l.readTop("messages")
	if root == nil {
		return mf, nil
	}
	l.probs = append(l.probs, l.dec.decode(f, root, &mf)...)
	it := &item{l: l, f: f, node: root}
	for _, locale := range slices.Sorted(maps.Keys(mf.Messages)) {
		if !localePattern.MatchString(locale) {
			it.errorf(it.at("messages", locale), "locale", "%q is not a language; write one such as en or pt-BR", locale)
		}
		it.messages(locale, mf.Messages[locale], builtin.messages["en"])
		it.dates(mf.Review[locale], "review", locale)
	}
	return mf, it
}

// messages checks the texts of a locale against the built-in English ones, which say what keys and placeholders
// there are.
func (it *item) messages(locale string, texts, known map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		text := texts[key]
		want, ok := known[key]
		at := it.at("messages", locale, key)
		switch {
		case known == nil:
		case !ok:
			it.errorf(at, "message", "there is no message %q%s", key, suggestOr(key, slices.Collect(maps.Keys(known)), "; remove it"))
			delete(texts, key)
		case text == "":
			it.errorf(at, "message", "message %s is empty; write it, or remove it to have the built-in one", key)
			delete(texts, key)
		case !slices.Equal(placeholders(text), placeholders(want)):
			it.errorf(at, "message", "message %s must use %q, each once, as the built-in one does", key, placeholders(want))
			delete(texts, key)
		}
	}
}

// placeholders returns the sorted placeholders of a message.
func placeholders(text string) []string {
	return slices.Sorted(slices.Values(placeholderPattern.FindAllString(text, -1)))
}
