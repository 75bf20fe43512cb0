package day

import (
	"cmp"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// sleep is a session as one file tells it.
type sleep struct {
	rec        *rec
	s          *record.SleepSession
	start, end time.Time
	offFrom    int // s east of UTC
	offTo      int
	nap        bool
}

func (n *sleep) length() time.Duration { return n.end.Sub(n.start) }

// nights digests the sessions that end on the day. Of sessions of one source that overlap one is kept: with stages before without, then the
// longer, then the later end, then the smaller SHA.
func (m *merger) nights() {
	var all []sleep
	for i := range m.recs {
		r := &m.recs[i]
		for k := range r.Sleep {
			if n := newSleep(r, &r.Sleep[k]); n.length() > 0 {
				r.used = r.used || dateAt(n.end, n.offTo) == m.out.Date
				all = append(all, n)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b sleep) int {
		return cmp.Or(
			cmp.Compare(min(1, len(b.s.Stages)), min(1, len(a.s.Stages))), cmp.Compare(b.length(), a.length()), b.end.Compare(a.end),
		)
	})
	var kept []sleep
	for _, n := range all {
		if !slices.ContainsFunc(kept, func(o sleep) bool {
			return o.rec.source == n.rec.source && o.start.Before(n.end) && n.start.Before(o.end)
		}) {
			kept = append(kept, n)
		}
	}
	kept = slices.DeleteFunc(kept, func(n sleep) bool { return dateAt(n.end, n.offTo) != m.out.Date })
	m.mainSleep(kept)
	slices.SortStableFunc(kept, func(a, b sleep) int {
		return cmp.Or(cmp.Compare(a.rec.source, b.rec.source), a.start.Compare(b.start))
	})
	for _, n := range kept {
		m.out.Nights = append(m.out.Nights, n.digest())
	}
}

func newSleep(r *rec, s *record.SleepSession) sleep {
	n := sleep{rec: r, s: s}
	own := s.Offset
	// Where the offset at the start is that of the athlete's zone, the zone knows the one at the end as well.
	if from := s.OffsetFrom; own == nil && from != nil && (r.Wall || r.line.offset(s.Start.Unix()) != *from) {
		own = from
	}
	n.start, n.offFrom = r.place(s.Start, own)
	n.end, n.offTo = r.place(s.End, own)
	if r.Wall && own == nil && r.Offset == nil && len(s.Stages) > 0 {
		n.settle()
	}
	return n
}

// settle tells which is meant of the two times at which a clock shows the start or the end: those between which as much time passes as the
// stages take, if there are such.
func (n *sleep) settle() {
	passed := 0
	for _, s := range n.s.Stages {
		passed = max(passed, s.To)
	}
	start, end, line := n.s.Start.Unix(), n.s.End.Unix(), n.rec.line
	for _, from := range []int64{line.instant(start), line.second(start)} {
		for _, to := range []int64{line.instant(end), line.second(end)} {
			if to-from != int64(passed) {
				continue
			}
			n.offFrom, n.offTo = int(start-from), int(end-to)
			n.start = n.s.Start.UTC().Add(-time.Duration(n.offFrom) * time.Second)
			n.end = n.s.End.UTC().Add(-time.Duration(n.offTo) * time.Second)
			return
		}
	}
}

func (n *sleep) digest() record.Night {
	out := record.Night{
		Source: n.rec.Source.Key, SHA: n.rec.SHA, Start: n.start, End: n.end, OffsetFrom: n.offFrom, OffsetTo: n.offTo,
		Nap: n.nap, TotalsOnly: len(n.s.Stages) == 0, Score: n.s.Score, TIBMin: n.length().Minutes(),
	}
	totals := n.s.Totals
	if !out.TotalsOnly {
		out.Stages = clipped(n.s.Stages, int(n.length()/time.Second))
		totals = map[record.StageKind]int{}
		for _, s := range out.Stages {
			totals[s.Kind] += s.To - s.From
		}
	}
	minutes := func(k record.StageKind) float64 { return float64(totals[k]) / 60 }
	out.LightMin, out.DeepMin, out.REMMin, out.AwakeMin = minutes(record.Light), minutes(record.Deep), minutes(record.REM), minutes(record.Awake)
	out.TSTMin = out.LightMin + out.DeepMin + out.REMMin + minutes(record.Asleep)
	return out
}

// clipped gives the stages in order, inside the session and without overlap: what is said twice is what was said first.
func clipped(stages []record.Stage, length int) []record.Stage {
	in := slices.Clone(stages)
	slices.SortStableFunc(in, func(a, b record.Stage) int { return cmp.Compare(a.From, b.From) })
	out := make([]record.Stage, 0, len(in))
	edge := 0
	for _, s := range in {
		s.From, s.To = max(s.From, edge), min(s.To, length)
		if s.From < s.To {
			out = append(out, s)
			edge = s.To
		}
	}
	return out
}
