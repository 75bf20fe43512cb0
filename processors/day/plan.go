package day

import (
	"maps"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/calendar"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// planner gathers the parts of a plan.
type planner struct {
	weekly   []record.PlannedSession
	sessions map[string]record.DatedSession
	weeks    map[record.Date]record.PlannedWeek
	blocks   map[record.Date]record.Block
}

// hear takes a newer word.
func (p *planner) hear(word *record.Plan) *planner {
	if p == nil {
		p = &planner{sessions: map[string]record.DatedSession{}, weeks: map[record.Date]record.PlannedWeek{}, blocks: map[record.Date]record.Block{}}
	}
	if word.Weekly != nil {
		p.weekly = word.Weekly
	}
	for _, s := range word.Sessions {
		tell(p.sessions, s.Start, s, s.Unsaid)
	}
	for _, w := range word.Weeks {
		tell(p.weeks, w.Monday, w, w.Unsaid)
	}
	for _, b := range word.Blocks {
		tell(p.blocks, b.From, b, b.Unsaid)
	}
	return p
}

// tell puts a newer word in the place of what was said before, or takes that back.
func tell[K comparable, V any](said map[K]V, key K, word V, unsaid bool) {
	if unsaid {
		delete(said, key)
	} else {
		said[key] = word
	}
}

// plan is what was heard, nil if nothing was.
func (p *planner) plan() *record.Plan {
	if p == nil {
		return nil
	}
	return &record.Plan{Weekly: p.weekly, Sessions: inOrder(p.sessions), Weeks: inOrder(p.weeks), Blocks: inOrder(p.blocks)}
}

// inOrder lists the values of a map by their keys.
func inOrder[K ~string | ~int32, V any](m map[K]V) (out []V) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[k])
	}
	return out
}

// agenda reads a calendar; nil without one.
func agenda(c *record.Calendar) *record.Agenda {
	if c == nil || c.Text == "" {
		return nil
	}
	a, err := calendar.Read(c.Text, c.Words)
	if err != nil { // who brought it by the command line was told
		a = record.Agenda{Events: []record.AgendaEvent{}, Notes: []record.AgendaNote{{Kind: "unreadable"}}}
	}
	return &a
}

// aliases are an athlete's own exercise names, by what tells names apart.
type aliases map[string]struct{ name, key string }

func (a aliases) hear(word map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(word)) { // two spellings of one name: the last in order
		a[exercise.Fold(name)] = struct{ name, key string }{name, word[name]}
	}
}

// list is what was heard, without the names that were taken away; nil if nothing is left.
func (a aliases) list() map[string]string {
	var out map[string]string
	for _, x := range a {
		if x.key == "" {
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[x.name] = x.key
	}
	return out
}
