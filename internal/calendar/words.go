package calendar

import (
	"slices"
	"strings"
	"unicode"
)

// Words are the words that tell glute sessions from other events, in English and Norwegian. A trailing * stands for any ending. Legs are no
// such word: a leg day may spare the glutes.
func Words() []string {
	return []string{"glute*", "booty*", "hip thrust*", "rumpe*", "rumpa", "rompe*", "sete", "setet", "seteløft", "setetrening", "seteøkt"}
}

// phrase is words in a row, the last of which may be a beginning only.
type phrase struct {
	words  []string
	begins bool
}

type phrases []phrase

// matcher finds texts that hold one of some words or phrases; none are those for the glutes.
func matcher(words []string) phrases {
	if len(words) == 0 {
		words = Words()
	}
	var out phrases
	for _, w := range words {
		if p := (phrase{split(w), strings.HasSuffix(strings.TrimSpace(w), "*")}); len(p.words) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// any tells whether one of the texts holds one of the phrases.
func (all phrases) any(texts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool {
		words := split(text)
		return slices.ContainsFunc(all, func(p phrase) bool { return p.in(words) })
	})
}

func (p phrase) in(words []string) bool {
	last := len(p.words) - 1
	for i := 0; i+last < len(words); i++ {
		end := words[i+last]
		if slices.Equal(words[i:i+last], p.words[:last]) && (end == p.words[last] || p.begins && strings.HasPrefix(end, p.words[last])) {
			return true
		}
	}
	return false
}

// split gives the words of a text in lower case.
func split(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// effort is how hard a session is meant to be, as its texts say; heavy where they say nothing.
func effort(texts []string) (word string, deload bool) {
	word = "heavy"
	for _, text := range texts {
		for _, w := range split(text) {
			switch w {
			case "light", "easy", "lett", "rolig", "activation", "aktivering":
				word = "light"
			case "moderate", "medium", "moderat", "middels":
				if word == "heavy" {
					word = "moderate"
				}
			case "deload", "deloaduke", "avlastning", "avlastningsuke":
				deload = true
			}
		}
	}
	return word, deload
}
