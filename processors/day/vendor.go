package day

import (
	"cmp"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// vendor gathers the vendors' daily values: of a source and kind the latest of the day. A source that counts steps but tells no sum has that
// of its counts. Sources are never added up.
func (m *merger) vendor() {
	var all []measurement
	summed := make([]bool, len(m.sources)) // the source tells its steps of the day
	for i := range m.recs {
		r := &m.recs[i]
		for _, v := range r.Daily {
			if at, off := r.place(v.Time, nil); dateAt(at, off) == m.out.Date {
				r.used = true
				summed[r.source] = summed[r.source] || v.Kind == record.DailySteps
				all = append(all, measurement{r.source, string(v.Kind), at.UnixNano(), v.Value})
			}
		}
	}
	slices.SortStableFunc(all, moreSteps)
	groups(all, func(g []measurement) {
		last := g[len(g)-1]
		m.out.Vendor = append(m.out.Vendor, record.DayValue{Source: m.sources[last.source], Kind: record.DailyKind(last.kind), Value: last.v})
	})
	for source, done := range summed {
		if done {
			continue
		}
		if n := m.counted(source); n > 0 {
			m.out.Vendor = append(m.out.Vendor, record.DayValue{Source: m.sources[source], Kind: record.DailySteps, Value: float64(n)})
		}
	}
	rank := func(v record.DayValue) int { return slices.Index(m.sources, v.Source) }
	slices.SortStableFunc(m.out.Vendor, func(a, b record.DayValue) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Kind, b.Kind))
	})
}

// moreSteps orders two counts of a day's steps, the larger first: a day's steps only grow, so that of two files that tell them for one time
// the larger is the later, whatever the files' hashes.
func moreSteps(a, b measurement) int {
	if n := cmp.Compare(a.kind, b.kind); n != 0 || a.kind != string(record.DailySteps) {
		return n
	}
	return cmp.Compare(b.v, a.v)
}

// counted is the sum of a source's counts of steps that end on the day; the count that ends with midnight is the day's before it.
func (m *merger) counted(source int) (sum int) {
	i := slices.IndexFunc(m.recs, func(r rec) bool { return r.source == source })
	for _, span := range m.recs[i].line.spans(m.out.Date) {
		for _, n := range m.samples(source, record.Steps, span[0]+1, span[1]+1).v {
			sum += int(max(0, n))
		}
	}
	return sum
}
