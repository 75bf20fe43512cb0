package exercise

import (
	"slices"
	"strings"
	"unicode"
)

// Find looks an exercise up by its key or by a name. Case, spaces and punctuation do not matter, nor does a plural s. In this order: keys;
// aliases, the athlete's own first; the catalogue's names, their words in any order ("Lunge (Dumbbell)" is dumbbell_lunge); and last the
// category whose words a name ends with once the equipment in brackets is left out ("Preacher Curl (Barbell)" is a curl).
func (c *Catalogue) Find(keyOrName string) (Exercise, bool) {
	if e, ok := c.byKey(keyOrName); ok {
		return e, true
	}
	words := split(keyOrName)
	if len(words) == 0 {
		return Exercise{}, false
	}
	name := strings.Join(words, " ")
	for _, table := range []map[string]string{c.aliases, c.names} {
		if key, ok := table[name]; ok {
			return c.exercises[key], true
		}
	}
	if key, ok := c.names[sorted(words)]; ok {
		return c.exercises[key], true
	}
	bare, _, _ := strings.Cut(keyOrName, "(")
	bareWords := split(bare)
	if key, ok := c.aliases[strings.Join(bareWords, " ")]; ok {
		return c.exercises[key], true
	}
	return c.byHead(bareWords)
}

// Look says what an exercise trains: the share of gluteus maximus and of medius and minimus, and whether it is done with a load. It is the
// catalogue that processors/metric asks for.
func (c *Catalogue) Look(exercise string) (maximus, medius float64, loadable, ok bool) {
	e, ok := c.Find(exercise)
	return e.Max, e.Med, e.Loadable, ok
}

// byKey finds a key; an unknown name within a known category gives the category. An alias for the very key goes first, so that an
// athlete may say what their watch's guess stands for.
func (c *Catalogue) byKey(key string) (Exercise, bool) {
	key = strings.ToLower(strings.TrimSpace(key))
	category, _, named := strings.Cut(key, "/")
	e, ok := c.exercises[key]
	if !ok && named && !strings.ContainsAny(key, " (") {
		e, ok = c.exercises[category]
	}
	if !ok {
		return Exercise{}, false
	}
	if other, renamed := c.aliases[Fold(key)]; renamed {
		return c.exercises[other], true
	}
	return e, true
}

// byHead finds the category whose words end a name, the longest if there are several.
func (c *Catalogue) byHead(words []string) (Exercise, bool) {
	for i := range words {
		if key, ok := c.heads[strings.Join(words[i:], " ")]; ok {
			return c.exercises[key], true
		}
	}
	return Exercise{}, false
}

// equipment are the categories that repeat the exercises of others with a piece of equipment: their names alone do not tell them apart.
func equipment(category string) bool {
	return slices.Contains([]string{"banded_exercises", "sandbag", "sled", "suspension", "tire"}, category)
}

// addNames makes an exercise known by its name, and by its category and name.
func (c *Catalogue) addNames(e Exercise) {
	if e.Name == "" {
		c.names[Fold(e.Key)] = e.Key
		c.heads[Fold(e.Key)] = e.Key
		return
	}
	add := func(name string) {
		if _, taken := c.names[name]; !taken {
			c.names[name] = e.Key
		}
	}
	add(Fold(e.Category + " " + e.Name))
	if !equipment(e.Category) {
		add(Fold(e.Name))
		add(sorted(split(e.Name)))
	}
}

// Fold is what tells names apart: a name in lower case without a plural s, its words parted by single blanks.
func Fold(name string) string { return strings.Join(split(name), " ") }

func sorted(words []string) string {
	w := slices.Clone(words)
	slices.Sort(w)
	return strings.Join(w, " ")
}

// split gives the words of a name in lower case and without a plural s.
func split(name string) []string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		const shortest = 3
		if len(w) > shortest && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
			words[i] = w[:len(w)-1]
		}
	}
	return words
}
