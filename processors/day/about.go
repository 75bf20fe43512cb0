// Package day makes the digest of a day from all that is said about it.
//
// [Merge] is commutative, associative and idempotent over the records it is given: order, lateness, duplicates and redelivery cannot change
// a day. Of equal-ranked contradictions the latest time inside the data wins, then the smaller SHA-256 of the file; of what a person entered
// the newest by the time it was entered. Nothing is ever ordered by a keyed hash (Source.Key, File), for two folders have two keys. No I/O.
package day

import (
	"cmp"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// About gathers what holds for all days from the records that are filed under [record.NoDate]; others are ignored. The newest word wins: per
// field of the profile, per date of the zone history, per exercise name, per part of the plan as [record.Plan] says, and as a whole for the
// calendar.
func About(athlete string, entries []record.Record) record.About {
	out := record.About{V: record.Version, Athlete: athlete}
	zones, names := map[record.Date]record.Zone{}, aliases{}
	var plan *planner
	var newest *record.Calendar
	var recs []*record.Record
	for i := range entries {
		if entries[i].Date == record.NoDate {
			recs = append(recs, &entries[i])
		}
	}
	for _, w := range words(recs) {
		if p := w.Profile; p != nil {
			out.Profile.Merge(p)
		}
		if z := w.Zone; z != nil {
			tell(zones, z.From, *z, z.Unsaid)
		}
		if w.Plan != nil {
			plan = plan.hear(w.Plan)
		}
		if w.Calendar != nil {
			newest = w.Calendar
		}
		names.hear(w.Aliases)
	}
	out.Plan, out.Aliases, out.Agenda = plan.plan(), names.list(), agenda(newest)
	if newest != nil && newest.URL != "" {
		out.Feed = &record.Feed{URL: newest.URL, Words: newest.Words}
	}
	out.Zones = inOrder(zones)
	return out
}

// word is an entry and what ranks it.
type word struct {
	*record.Entry
	rec *record.Record
	at  int // place in it
}

// words lists the entries of some records, the weakest first: by the time of entering, then the larger SHA, then the place in the file.
func words(recs []*record.Record) []word {
	var out []word
	for _, r := range recs {
		for k := range r.Entries {
			out = append(out, word{&r.Entries[k], r, k})
		}
	}
	slices.SortFunc(out, func(a, b word) int {
		return cmp.Or(a.Entered.Compare(b.Entered), cmp.Compare(b.rec.Rank(), a.rec.Rank()), cmp.Compare(a.rec.Part, b.rec.Part), cmp.Compare(a.at, b.at))
	})
	return out
}
