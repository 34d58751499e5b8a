package shapes

import (
	"strings"
	"unicode"
)

// heading writes the name of a column in the style of the log.
func (p *page) heading(name string) string {
	style := p.shape["style"]
	if style == "as written" {
		return name
	}
	words := split(name)
	switch style {
	case "snake_case":
		return strings.ToLower(strings.Join(words, "_"))
	case "UPPER_SNAKE":
		return strings.ToUpper(strings.Join(words, "_"))
	case "UPPER CASE":
		return strings.ToUpper(strings.Join(words, " "))
	case "with-dashes":
		return strings.ToLower(strings.Join(words, "-"))
	case "runtogether":
		return strings.ToLower(strings.Join(words, ""))
	}
	for i, w := range words {
		words[i] = capital(w)
	}
	switch style {
	case "camelCase":
		words[0] = strings.ToLower(words[0])
		return strings.Join(words, "")
	case "PascalCase":
		return strings.Join(words, "")
	case "Snake_Title":
		return strings.Join(words, "_")
	case "with.points":
		return strings.Join(words, ".")
	}
	return strings.Join(words, " ")
}

// split takes a name apart into words.
func split(name string) []string {
	var b strings.Builder
	runes := []rune(name)
	for i, c := range runes {
		if i > 0 && unicode.IsUpper(c) && unicode.IsLower(runes[i-1]) {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return strings.FieldsFunc(b.String(), func(c rune) bool { return strings.ContainsRune(" ._-", c) })
}

func capital(word string) string {
	if word == strings.ToUpper(word) {
		return word // an abbreviation
	}
	return strings.ToUpper(word[:1]) + word[1:]
}
