package web

import (
	"net/url"
	"strings"
)

// field is one thing that a form of the settings asks for.
type field struct {
	ID, Name, Text string
	Kind           string // of the input; "" for a list to choose from
	Value          string
	Options        []option
	Hint, Wrong    string // below it; "" for none
	First          bool   // the first of the page that is wrong
	Most           int    // characters, 0 where the kind limits them
	Mode           string // of the keyboard that a phone shows
	Complete       string // what the browser may fill in
	List           string // id of the words to choose from
}

// Described are the ids of what is said below the field.
func (f field) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Wrong != "" {
		ids = append(ids, f.ID+"-wrong")
	}
	return strings.Join(ids, " ")
}

// fieldID names a field of a form: that of the section, of one of its rows, by the field's name.
func fieldID(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "-")
}

// sheet makes the fields of one form: with what is known, or with what was typed where the form was not taken.
type sheet struct {
	w         words
	what, row string
	typed     url.Values // nil where nothing was refused
	wrong     map[string]string
	first     *bool // whether a wrong field was met on the page
}

// field makes one that shows a value, or what was typed.
func (s sheet) field(name, text, kind, value string) field {
	f := field{ID: fieldID(s.what, name, s.row), Name: name, Text: text, Kind: kind, Value: value}
	if s.typed != nil {
		f.Value = s.typed.Get(name)
	}
	return s.judge(f)
}

// judge says what is wrong with a field.
func (s sheet) judge(f field) field {
	if s.typed != nil {
		f.Wrong = s.wrong[f.ID]
	}
	f.First = f.Wrong != "" && !*s.first
	*s.first = *s.first || f.First
	return f
}

// line is a field for a few words.
func (s sheet) line(name, text, value string, most int) field {
	f := s.field(name, text, "text", value)
	f.Most, f.Complete = most, "off"
	return f
}

// figure is a field for a number. Browsers send nothing where something else was typed into one of the kind "number", which would empty it.
func (s sheet) figure(name, text, value string) field {
	const most = 20
	f := s.line(name, text, value, most)
	f.Mode = "decimal"
	return f
}

// choice is a list to choose from; the first says nothing, if it has a text.
func (s sheet) choice(name, text, nothing string, answers [][2]string, chosen string) field {
	f := s.field(name, text, "", chosen)
	if nothing != "" {
		f.Options = append(f.Options, option{"", nothing, f.Value == ""})
	}
	for _, a := range answers {
		f.Options = append(f.Options, option{a[0], a[1], a[0] == f.Value})
	}
	return f
}
