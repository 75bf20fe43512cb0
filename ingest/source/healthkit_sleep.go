package source

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// healthSleep is a stretch of one stage.
type healthSleep struct {
	segment
	offset int // at its end, s east of UTC; noOffset where none is told
}

// noOffset stands for an offset that is not told.
const noOffset = 1 << 30

// stage is the sleep stage that a value of HealthKit stands for, or of its apps (HKCategoryValueSleepAnalysisAsleepREM, "REM"). In bed is time in
// bed only.
func healthStage(value string) (record.StageKind, bool) {
	switch strings.ReplaceAll(fold(strings.TrimPrefix(value, "HKCategoryValueSleepAnalysis")), " ", "") {
	case "asleepcore", "core", "light":
		return record.Light, true
	case "asleepdeep", "deep":
		return record.Deep, true
	case "asleeprem", "rem":
		return record.REM, true
	case "awake":
		return record.Awake, true
	case "asleep", "asleepunspecified", "unspecified":
		return record.Asleep, true
	case "inbed":
		return record.Unknown, true
	}
	return "", false
}

// slept takes a stretch of sleep.
func (h *health) slept(t *healthTrack, s healthSleep) error {
	const longest = 2 * 24 * 3600 // s: nobody is in bed for longer without getting up
	if s.from < firstTime.Unix() || s.to >= lastTime.Unix() || s.to <= s.from || s.to-s.from > longest {
		h.badTime++
		return nil
	}
	t.sleep = append(t.sleep, s)
	return h.keep(1)
}

// intoNights files the nights: those that the source tells as such, and those that its stretches make.
func (t *healthTrack) intoNights(days byDate, out *Report) {
	byEnd := func(a, b healthSleep) int { return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.offset, b.offset)) }
	slices.SortFunc(t.sleep, byEnd)
	nights := sessionsOf(layered(t.sleep), out)
	for i := range nights {
		n := &nights[i]
		k, ok := slices.BinarySearchFunc(t.sleep, n.End.Unix(), func(s healthSleep, end int64) int { return cmp.Compare(s.to, end) })
		if ok && t.sleep[k].offset != noOffset {
			n.Offset = &t.sleep[k].offset
		}
	}
	nights = append(nights, t.nights...)
	out.count(kindSleep, len(nights))
	for _, n := range nights {
		r := days.at(record.DateOf(n.End))
		r.Sleep = append(r.Sleep, n)
	}
}

// layered makes of stretches that overlap some that do not: a stage counts before sleep without a stage, that before mere time in bed, and of
// one layer what began first.
func layered(all []healthSleep) []segment {
	var layers [3][]segment
	for _, s := range all {
		switch s.kind {
		case record.Unknown:
			layers[2] = append(layers[2], s.segment)
		case record.Asleep:
			layers[1] = append(layers[1], s.segment)
		default:
			layers[0] = append(layers[0], s.segment)
		}
	}
	var out []segment
	for _, l := range layers {
		slices.SortFunc(l, func(a, b segment) int {
			return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to), cmp.Compare(a.kind, b.kind))
		})
		out = under(out, l)
	}
	return out
}

// under adds to stretches in order, none of which overlaps another, what of others in order lies beside them and each other.
func under(top, below []segment) []segment {
	var out []segment
	i, edge := 0, int64(0) // top[i] ends behind edge, up to which all is decided
	for _, b := range below {
		b.from = max(b.from, edge)
		for b.from < b.to {
			for i < len(top) && top[i].to <= b.from {
				out = append(out, top[i])
				i++
			}
			free := b
			if i < len(top) {
				free.to = min(free.to, top[i].from)
				b.from = top[i].to
			} else {
				b.from = b.to
			}
			if free.from < free.to {
				out = append(out, free)
			}
			edge = max(edge, free.to)
		}
	}
	return append(out, top[min(i, len(top)):]...)
}
