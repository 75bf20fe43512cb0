package source

import (
	"sort"

	"github.com/muktihari/fit/proto"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// exerciseNames turns FIT's numbers of a category and of an exercise within it into a key of the catalogue.
type exerciseNames interface {
	FIT(category, name uint16) (key string, ok bool)
}

// readSet reads message 225. Its timestamp is the session's start on every row, so only start_time tells when. Field 2, undocumented, is
// the confidence of each guess in percent.
func readSet(m *proto.Message) fitSet {
	s := fitSet{start: when(m, 6), durationMs: whole(m, 0), reps: whole(m, 3), weight16: whole(m, 4), step: 0xFFFF}
	kind, ok := number(m, 5)
	s.active = ok && kind == 1
	if v, ok := number(m, 11); ok {
		s.step = uint16(v)
	}
	categories, names := shorts(m, 7), shorts(m, 8)
	for i, c := range categories {
		g := fitExercise{category: c, name: 0xFFFF}
		if i < len(names) {
			g.name = names[i]
		}
		s.guesses = append(s.guesses, g)
	}
	if f := m.FieldByNum(2); f != nil {
		switch f.Value.Type() {
		case proto.TypeSliceUint8:
			s.confidence = append(s.confidence, f.Value.SliceUint8()...)
		case proto.TypeUint8:
			s.confidence = append(s.confidence, f.Value.Uint8())
		}
	}
	return s
}

func shorts(m *proto.Message, field byte) []uint16 {
	f := m.FieldByNum(field)
	if f == nil {
		return nil
	}
	switch f.Value.Type() {
	case proto.TypeSliceUint16:
		return append([]uint16(nil), f.Value.SliceUint16()...)
	case proto.TypeUint16:
		return []uint16{f.Value.Uint16()}
	}
	return nil
}

// setsOf gives the active sets in [from, to); the first session also takes those before it, the last those behind it.
func (a *activity) setsOf(ex exerciseNames, from, to uint32, first, last bool) []record.Set {
	var mine []fitSet
	for _, s := range a.sets {
		before, behind := s.start < from, s.start > to
		if !s.active || before && !first || behind && !last {
			continue
		}
		if !validFIT(s.start) || diff(s.start, from) > farS {
			s.start = from // a set without a time of its own still happened
		}
		mine = append(mine, s)
	}
	sort.SliceStable(mine, func(i, j int) bool { return mine[i].start < mine[j].start })
	out := make([]record.Set, 0, len(mine))
	for i, s := range mine {
		out = append(out, a.set(ex, i, s))
	}
	return out
}

func (a *activity) set(ex exerciseNames, index int, s fitSet) record.Set {
	out := record.Set{Index: index, Start: fitTime(s.start)}
	if s.durationMs != absent {
		out.DurationS = float64(s.durationMs) / 1000
	}
	if s.reps != absent {
		reps := int(s.reps)
		out.Reps = &reps
	}
	// A watch writes 0 where nobody typed a weight: not known, which is not bodyweight.
	if s.weight16 != absent && s.weight16 > 0 {
		out.LoadKg = scaled(s.weight16, 16)
	}
	if planned, ok := a.titles[s.step]; ok {
		out.Layer = record.WatchPlan
		if key, ok := ex.FIT(planned.category, planned.name); ok {
			out.Exercise = key
		} else {
			out.Exercise = planned.title
		}
		return out
	}
	for i, g := range s.guesses {
		key, ok := ex.FIT(g.category, g.name)
		if !ok {
			continue
		}
		guess := record.Guess{Exercise: key}
		if i < len(s.confidence) && s.confidence[i] <= 100 {
			guess.Confidence = int(s.confidence[i])
		}
		out.Guesses = append(out.Guesses, guess)
	}
	if len(out.Guesses) > 0 {
		out.Exercise = out.Guesses[0].Exercise
	}
	return out
}
