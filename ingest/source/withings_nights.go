package source

import (
	"cmp"
	"maps"
	"slices"
	"sort"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// join gives the nights the stages that were seen in them, and makes nights of stages that lie in none. Of two devices that saw one night the one
// that saw more of it is believed.
func (w *withings) join() {
	devices := slices.Sorted(maps.Keys(w.stages))
	taken := map[string][]bool{}
	for _, d := range devices {
		slices.SortStableFunc(w.stages[d], func(a, b withingsStage) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
		taken[d] = make([]bool, len(w.stages[d]))
	}
	for _, s := range w.sessions {
		var best []segment
		var seen int64
		for _, d := range devices {
			segs, length := w.within(d, s, taken[d])
			if length > seen {
				best, seen = segs, length
			}
		}
		if len(best) > 0 {
			offset, totals := s.Offset, s.Totals
			s = sessionOf(s.Start.Unix(), s.End.Unix(), best)
			s.Offset = offset
			if !asleep(s.Stages) {
				s.Stages, s.Totals = nil, totals
			}
		}
		w.sleep(s)
	}
	for _, d := range devices {
		w.leftOver(w.stages[d], taken[d])
	}
}

// within are the stages of a device that begin in a session, cut off at its end, and how long they are, in s.
func (w *withings) within(device string, s record.SleepSession, taken []bool) (segs []segment, length int64) {
	all, start, end := w.stages[device], s.Start.Unix(), s.End.Unix()
	if end-start > longest {
		return nil, 0
	}
	for i := sort.Search(len(all), func(i int) bool { return all[i].from >= start }); i < len(all) && all[i].from < end; i++ {
		taken[i] = true
		g := all[i].segment
		g.to = min(g.to, end)
		segs = append(segs, g)
	}
	segs = inOrder(segs)
	for _, g := range segs {
		length += g.to - g.from
	}
	return segs, length
}

// leftOver makes nights of stages that lie in no session.
func (w *withings) leftOver(stages []withingsStage, taken []bool) {
	var segs []segment
	var offsets []withingsStage // of those
	for i, g := range stages {
		if !taken[i] {
			segs = append(segs, g.segment)
			offsets = append(offsets, g)
		}
	}
	for _, s := range sessionsOf(inOrder(segs), w.out) {
		end := s.End.Unix()
		if last := sort.Search(len(offsets), func(i int) bool { return offsets[i].from >= end }) - 1; last >= 0 {
			s.Offset = offsets[last].offset
		}
		w.sleep(s)
	}
}
