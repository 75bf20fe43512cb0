package day

import (
	"cmp"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// mainSleep tells the main sleep of each source from naps. The night is where the sources agree: the session that, with its own length,
// overlaps those of the others most. Of each source the session that overlaps it most is the main one. One with stage times that lies
// elsewhere is a nap, also if its source saw nothing of the night; totals, whose times may be no more than a guess, are believed.
func (m *merger) mainSleep(kept []sleep) {
	slices.SortStableFunc(kept, func(a, b sleep) int {
		return cmp.Or(cmp.Compare(b.length(), a.length()), b.end.Compare(a.end))
	})
	var night *sleep
	most := time.Duration(-1)
	for i := range kept {
		n := &kept[i]
		n.nap = true
		if agreed := n.agreed(kept); !n.s.Nap && agreed > most {
			night, most = n, agreed
		}
	}
	if night == nil {
		return
	}
	m.bed = night.rec.source
	for source := range m.sources {
		var best *sleep
		for i := range kept {
			n := &kept[i]
			if n.rec.source == source && !n.s.Nap && (best == nil || n.shared(night) > best.shared(night)) {
				best = n
			}
		}
		if best != nil && (best.shared(night) > 0 || len(best.s.Stages) == 0) {
			best.nap = false
		}
	}
}

// agreed is a session's length and how much of it each other source saw.
func (n *sleep) agreed(all []sleep) time.Duration {
	most := map[int]time.Duration{}
	for i := range all {
		if o := &all[i]; o.rec.source != n.rec.source {
			most[o.rec.source] = max(most[o.rec.source], n.shared(o))
		}
	}
	sum := n.length()
	for _, d := range most {
		sum += d
	}
	return sum
}

// shared is the time in both sessions.
func (n *sleep) shared(o *sleep) time.Duration {
	return max(0, earlier(n.end, o.end).Sub(later(n.start, o.start)))
}

// mainNight is the day's main sleep as a source saw it, else as the source did with which the others agree most; nil if none saw one.
func (m *merger) mainNight(source int) *record.Night {
	var agreed *record.Night
	for i := range m.out.Nights {
		switch n := &m.out.Nights[i]; {
		case n.Nap:
		case n.Source == m.sources[source]:
			return n
		case m.bed >= 0 && n.Source == m.sources[m.bed]:
			agreed = n
		}
	}
	return agreed
}
