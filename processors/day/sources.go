package day

import (
	"cmp"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// rank orders the sources by model and maker, then by the order of their first records.
func (m *merger) rank() {
	for i := range m.recs {
		s := m.recs[i].Source
		k := slices.IndexFunc(m.told, func(o record.Source) bool { return o.Key == s.Key })
		if k < 0 {
			m.told = append(m.told, s)
		} else {
			m.told[k].Bridge = m.told[k].Bridge || s.Bridge
		}
	}
	slices.SortStableFunc(m.told, func(a, b record.Source) int {
		return cmp.Or(cmp.Compare(a.Model, b.Model), cmp.Compare(a.Maker, b.Maker))
	})
	for _, s := range m.told {
		m.sources = append(m.sources, s.Key)
	}
	m.worn = make([]int, len(m.sources))
	for i := range m.recs {
		m.recs[i].source = slices.Index(m.sources, m.recs[i].Source.Key)
	}
}

// tellers are the sources that say something about the day, by rank; what a person entered is no source.
func (m *merger) tellers() (out []record.DaySource) {
	says := make([]bool, len(m.sources))
	for i := range m.recs {
		r := &m.recs[i]
		says[r.source] = says[r.source] || r.used && len(r.Entries) == 0
	}
	for k, s := range m.told {
		if says[k] {
			out = append(out, record.DaySource{Source: s, HRMin: m.worn[k]})
		}
	}
	return out
}
