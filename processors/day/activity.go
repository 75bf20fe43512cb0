package day

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// activities finds the sessions that tell one activity, and the one of them that stands for it: of devices, of logs and of corrections each
// among themselves, for a log may well speak of two sessions of a watch. The longest gathers those that overlap it by more than half of
// the shorter of the two. all is ascending by start.
func (m *merger) activities(all []session) {
	longest := make([]*session, len(all))
	for i := range all {
		longest[i] = &all[i]
	}
	slices.SortStableFunc(longest, func(a, b *session) int { return cmp.Compare(b.length(), a.length()) })
	seen := map[*session]bool{}
	for _, first := range longest {
		if seen[first] {
			continue
		}
		told := []*session{first}
		// None of the others is longer, so what overlaps it begins at most its own length before it.
		earliest, latest := first.start.Add(-first.length()).Unix(), later(first.start, first.end).Unix()
		from := sort.Search(len(all), func(i int) bool { return all[i].start.Unix() >= earliest })
		for i := from; i < len(all) && all[i].start.Unix() <= latest; i++ {
			if s := &all[i]; s != first && !seen[s] && s.rank() == first.rank() && first.same(s) {
				told = append(told, s)
			}
		}
		for _, s := range told {
			seen[s] = true
		}
		if len(told) > 1 {
			m.stand(told)
		}
	}
}

// rank tells devices from logs and from corrections.
func (s *session) rank() record.Layer { return max(record.WatchPlan, s.layer) }

func (s *session) length() time.Duration { return max(0, s.end.Sub(s.start)) }

// shared is the time in both sessions; negative is the time between them.
func (s *session) shared(o *session) time.Duration {
	return earlier(s.end, o.end).Sub(later(s.start, o.start))
}

// same tells whether two sessions overlap by more than half of the shorter. One without a length lies in the other or does not.
func (s *session) same(o *session) bool {
	short, both := min(s.length(), o.length()), s.shared(o)
	return both >= 0 && (2*both > short || short == 0)
}

// stand chooses the session that stands for the others that tell the same, the longest of them first. What it lacks is theirs: sets,
// heart rate, RPE.
func (m *merger) stand(told []*session) {
	best := told[0]
	for _, s := range told[1:] {
		if n, _ := m.compare(s, best, told[0]); n < 0 {
			best = s
		}
	}
	var next *session // the best of another source
	for _, s := range told {
		if s == best {
			continue
		}
		s.host = best
		best.also = append(best.also, s)
		if s.rec.source == best.rec.source {
			continue
		}
		if next == nil {
			next = s
		} else if n, _ := m.compare(s, next, told[0]); n < 0 {
			next = s
		}
	}
	if next != nil {
		_, best.why = m.compare(best, next, told[0])
	}
	slices.SortStableFunc(best.also, func(a, b *session) int {
		return cmp.Or(cmp.Compare(a.rec.source, b.rec.source), a.start.Compare(b.start))
	})
	for _, s := range best.also {
		best.borrow(s)
	}
}

// compare orders two tellings of one activity, the better first, and says what sets them apart.
func (m *merger) compare(a, b, longest *session) (int, record.Why) {
	order := m.profile.Order(record.ChooseWorkouts)
	yes := func(x bool) int {
		if x {
			return 0
		}
		return 1
	}
	covers := func(s *session) int { return yes(s == longest || 2*s.length() > longest.length()) }
	trusted := func(s *session) int { return record.Place(order, s.rec.Source.Key) }
	rated := func(s *session) int { return yes(s.w.HR.Len() > 0) }
	device := func(s *session) int { return yes(!m.told[s.rec.source].Bridge) }
	for _, by := range []struct {
		of  func(*session) int
		why record.Why
	}{
		{covers, record.WhyLonger},
		{trusted, record.WhyOrder},
		{rated, record.WhyHeartRate},
		{device, record.WhyDevice},
		{func(s *session) int { return -s.w.HR.Len() }, record.WhyRicher},
		{func(s *session) int { return -int(s.layer) }, record.WhyRicher},
		{func(s *session) int { return -len(s.sets) }, record.WhyRicher},
		{func(s *session) int { return yes(s.w.AvgHR != nil) }, record.WhyRicher},
		{func(s *session) int { return -int(s.length() / time.Second) }, record.WhyLonger},
		{func(s *session) int { return s.rec.source }, record.WhyListed},
	} {
		if n := cmp.Compare(by.of(a), by.of(b)); n != 0 {
			return n, by.why
		}
	}
	return 0, record.WhyListed
}

// borrow takes from another telling of the same activity what this one lacks.
func (s *session) borrow(o *session) {
	if o.layer > s.layer {
		s.sets, s.layer, s.setsFrom = o.sets, o.layer, cmp.Or(o.setsFrom, o)
	}
	if s.rpe == nil {
		s.rpe = o.rpe
	}
	if s.w.HR.Len() == 0 && o.w.HR.Len() > 0 && (s.heart == nil || o.w.HR.Len() > s.heart.w.HR.Len()) {
		s.heart = o
	}
}

// logged gives the sets of a training log, or of the athlete's corrections, to the session of a lower layer that it overlaps most, by at
// least half of the shorter of the two. One that overlaps none stands for itself.
func (m *merger) logged(all []session) {
	for layer := record.Log; layer <= record.Corrected; layer++ {
		for i := range all {
			said := &all[i]
			if said.host != nil || said.layer != layer {
				continue
			}
			host := hostOf(all, said)
			if host == nil {
				continue
			}
			said.host = host
			host.borrow(said)
			host.also = append(host.also, said.also...)
			said.also = nil
			said.rec.used = said.rec.used || dateAt(host.start, host.off) == m.out.Date
		}
	}
}

func hostOf(all []session, said *session) (host *session) {
	best := time.Duration(-1)
	for i := range all {
		s := &all[i]
		if s.host != nil || s.layer >= said.layer {
			continue
		}
		both := s.shared(said)
		half := min(s.end.Sub(s.start), said.end.Sub(said.start)) / 2
		if both >= max(half, 0) && both > best {
			host, best = s, both
		}
	}
	return host
}
