package faq

import "regexp"

var pingPattern = regexp.MustCompile(`@everyone|@here|<(@[!&]?|#|a?:\w+:)[0-9]+>`)

func (it *item) dose(text string, path ...any) {}
