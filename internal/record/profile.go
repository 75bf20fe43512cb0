package record

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Merge puts a newer word over the profile: what it takes back goes first, then what it says holds.
func (p *Profile) Merge(word *Profile) {
	takeBack(p.fields(), word.Unsaid)
	say(&p.Name, word.Name)
	say(&p.Sex, word.Sex)
	say(&p.BirthYear, word.BirthYear)
	say(&p.WeightKg, word.WeightKg)
	say(&p.Experience, word.Experience)
	say(&p.SleepNeedH, word.SleepNeedH)
	say(&p.MaxHR, word.MaxHR)
	say(&p.LTHR, word.LTHR)
	say(&p.FTP, word.FTP)
	say(&p.RunPace, word.RunPace)
	say(&p.SwimPace, word.SwimPace)
	say(&p.Language, word.Language)
	say(&p.Units, word.Units)
	say(&p.Alerts, word.Alerts)
	if len(word.Sources) > 0 { // an empty list says nothing
		p.Sources = word.Sources
	}
	p.SourcesFor = hearOrders(p.SourcesFor, word.SourcesFor)
}

// hearOrders gives the orders of sources after a newer word: of each kind the newest holds, and an empty one takes the kind's order away.
func hearOrders(said, word map[ChoiceKind][]string) map[ChoiceKind][]string {
	if len(word) == 0 {
		return said
	}
	out := maps.Clone(said)
	if out == nil {
		out = map[ChoiceKind][]string{}
	}
	maps.Copy(out, word)
	maps.DeleteFunc(out, func(_ ChoiceKind, order []string) bool { return len(order) == 0 })
	if len(out) == 0 {
		return nil
	}
	return out
}

// ProfileFields are the names of what a profile says, as in its JSON.
func ProfileFields() []string { return namesOf((&Profile{}).fields()) }

func namesOf(fields []answer) (out []string) {
	for _, f := range fields {
		out = append(out, f.name)
	}
	return out
}

// LanguageOr is the language that the athlete asked for, another where they said none.
func (p *Profile) LanguageOr(other string) string {
	if p.Language == nil {
		return other
	}
	return *p.Language
}

// Says tells whether the profile says something of a field, by its name in JSON.
func (p *Profile) Says(name string) bool {
	return slices.ContainsFunc(p.fields(), func(f answer) bool { return f.name == name && f.given })
}

func (p *Profile) fields() []answer {
	return []answer{
		{"name", p.Name != nil, func() { p.Name = nil }},
		{"sex", p.Sex != nil, func() { p.Sex = nil }},
		{"birth_year", p.BirthYear != nil, func() { p.BirthYear = nil }},
		{"weight_kg", p.WeightKg != nil, func() { p.WeightKg = nil }},
		{"experience", p.Experience != nil, func() { p.Experience = nil }},
		{"sleep_need_h", p.SleepNeedH != nil, func() { p.SleepNeedH = nil }},
		{"max_hr", p.MaxHR != nil, func() { p.MaxHR = nil }},
		{"lthr", p.LTHR != nil, func() { p.LTHR = nil }},
		{"ftp", p.FTP != nil, func() { p.FTP = nil }},
		{"run_pace", p.RunPace != nil, func() { p.RunPace = nil }},
		{"swim_pace", p.SwimPace != nil, func() { p.SwimPace = nil }},
		{"language", p.Language != nil, func() { p.Language = nil }},
		{"units", p.Units != nil, func() { p.Units = nil }},
		{"alerts", p.Alerts != nil, func() { p.Alerts = nil }},
		{"sources", len(p.Sources) > 0, func() { p.Sources = nil }},
		{"sources_for", len(p.SourcesFor) > 0, func() { p.SourcesFor = nil }},
	}
}

// Range is the least and the largest that a number may be.
type Range struct{ Least, Most float64 }

// ProfileRanges are those of a profile's numbers, by their names in JSON and in their units.
func ProfileRanges() map[string]Range {
	return map[string]Range{
		"birth_year": {1900, 2099}, "weight_kg": {20, 400}, "sleep_need_h": {4, 14}, "max_hr": {100, MaxHeartRate}, "lthr": {60, MaxHeartRate},
		"ftp": {30, 700}, "run_pace": {120, 900}, "swim_pace": {45, 300},
	}
}

// MaxCalled is the longest name of an athlete, in bytes.
const MaxCalled = 200

func (p *Profile) check() error {
	ranges := ProfileRanges()
	number := func(what, field string, v *float64) error {
		return within(what, v, ranges[field].Least, ranges[field].Most)
	}
	year := ranges["birth_year"]
	return errors.Join(
		short("profile: name", p.Name, MaxCalled), oneOf("profile: sex", p.Sex, "female", "male"),
		within("profile: year of birth", p.BirthYear, int(year.Least), int(year.Most)), number("profile: weight", "weight_kg", p.WeightKg),
		oneOf("profile: experience", p.Experience, "beginner", "intermediate", "advanced"),
		number("profile: sleep need", "sleep_need_h", p.SleepNeedH), number("profile: maximal heart rate", "max_hr", p.MaxHR),
		number("profile: threshold heart rate", "lthr", p.LTHR), number("profile: FTP", "ftp", p.FTP),
		number("profile: threshold pace in s per km", "run_pace", p.RunPace), number("profile: swimming pace in s per 100 m", "swim_pace", p.SwimPace),
		oneOf("profile: language", p.Language, "en", "nb"), oneOf("profile: units", p.Units, "metric", "imperial"),
		shortAll("profile: source", p.Sources), checkSources(p.SourcesFor), p.Alerts.check(), unsaid("profile", p.fields(), p.Unsaid),
	)
}

// unsaid says what is wrong with the names of what a word takes back.
func unsaid(of string, known []answer, names []string) error {
	if len(names) > len(known) {
		return fmt.Errorf("%s: more than %d fields unsaid", of, len(known))
	}
	for _, name := range names {
		if !slices.ContainsFunc(known, func(a answer) bool { return a.name == name }) {
			return fmt.Errorf("%s: there is no field %q to take back; want one of %s", of, name, strings.Join(namesOf(known), ", "))
		}
	}
	return nil
}

// answer is one field of a check-in or of a profile.
type answer struct {
	name  string // in JSON
	given bool
	unsay func()
}

// takeBack takes back the fields that are named.
func takeBack(fields []answer, unsaid []string) {
	for _, f := range fields {
		if slices.Contains(unsaid, f.name) {
			f.unsay()
		}
	}
}

// say replaces a field by a newer word, if there is one.
func say[T any](to **T, word *T) {
	if word != nil {
		*to = word
	}
}
