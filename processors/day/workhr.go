package day

import (
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// longestHold is how long a sample of a workout's own heart rate holds at most, s.
const longestHold = 10

// beatTime adds up how long each heart rate was held.
type beatTime struct {
	seconds    [record.MaxHeartRate + 1]int32
	low, high  int
	sum, total float64
}

// hold adds some seconds of a rate; one that is no heart rate adds nothing.
func (b *beatTime) hold(bpm, seconds int32) {
	if bpm < record.MinHeartRate || bpm > record.MaxHeartRate {
		return
	}
	if b.high == 0 {
		b.low = int(bpm)
	}
	b.seconds[bpm] += seconds
	b.low, b.high = min(b.low, int(bpm)), max(b.high, int(bpm))
	b.sum, b.total = b.sum+float64(seconds)*float64(bpm), b.total+float64(seconds)
}

// into tells the time per rate, and the mean and the highest rate where no other is told.
func (b *beatTime) into(out *record.DayWork) {
	if b.total <= 0 {
		return
	}
	out.Beats = record.BPMTime{Min: b.low, S: slices.Clone(record.Ints(b.seconds[b.low : b.high+1]))}
	if out.AvgHR == nil {
		out.AvgHR = new(b.sum / b.total)
	}
	if out.MaxHR == nil {
		out.MaxHR = new(float64(b.high))
	}
}

// secondsPerBeat lays out how long each heart rate of a series was held: until the next sample, for at most 10 s; the last one for 1 s.
func secondsPerBeat(hr record.Series) *beatTime {
	out := new(beatTime)
	for i, v := range hr.V {
		held := int32(1)
		if i+1 < len(hr.T) {
			held = max(0, min(hr.T[i+1]-hr.T[i], longestHold))
		}
		out.hold(v, held)
	}
	return out
}

// rates tells the heart rate of a workout: its own, else that of another telling of it, else that of the day.
func (m *merger) rates(s *session, out *record.DayWork) {
	switch {
	case s.w.HR.Len() > 0:
		secondsPerBeat(s.w.HR).into(out)
	case s.heart != nil:
		secondsPerBeat(s.heart.w.HR).into(out)
		out.HRFrom = []string{s.heart.rec.Source.Key}
	default:
		m.dayRates(s, out)
	}
}

const (
	bucketSeconds = 300       // in which one source is chosen
	longestWork   = 24 * 3600 // s: of what claims to be longer the day's rates tell nothing
	leastCovered  = .5        // of a workout's time
)

// dayRates takes a workout's heart rate from all-day samples: in every five minutes those of its own source, else of the source that the
// athlete trusts most, else of a device before one that passes on, else of the one with the most samples. A sample holds until the next
// one, for at most the usual distance of its source's samples. Where they cover less than half of the workout they tell nothing.
func (m *merger) dayRates(s *session, out *record.DayWork) {
	length := s.end.Unix() - s.start.Unix()
	if length <= 0 || length > longestWork {
		return
	}
	columns, usual := make([]column, len(m.sources)), make([]int, len(m.sources))
	for source := range m.sources {
		columns[source] = m.samples(source, record.HeartRate, s.start.Unix(), s.end.Unix())
		usual[source] = columns[source].step()
	}
	order := m.preferred(s.rec.source)
	sum, used := new(beatTime), make([]bool, len(m.sources))
	for from := int32(0); from < int32(length); from += bucketSeconds {
		to := min(from+bucketSeconds, int32(length))
		best, most := -1, 0
		for _, group := range order {
			for _, source := range group {
				if n := columns[source].count(from, to); n > most {
					best, most = source, n
				}
			}
			if best >= 0 {
				break
			}
		}
		if best >= 0 {
			used[best] = true
			columns[best].hold(from, to, min(max(longestHold, int32(usual[best])), bucketSeconds), sum)
		}
	}
	if sum.total < leastCovered*float64(length) {
		return
	}
	sum.into(out)
	out.HRAllDay = true
	for source, u := range used {
		if u {
			out.HRFrom = append(out.HRFrom, m.sources[source])
		}
	}
}

// preferred groups the sources for the heart rate of a workout, the best group first: its own, each that the athlete names, devices, the
// others.
func (m *merger) preferred(own int) [][]int {
	out := [][]int{{own}}
	for _, key := range m.profile.Order(record.ChooseHeartRate) {
		if k := slices.Index(m.sources, key); k >= 0 {
			out = append(out, []int{k})
		}
	}
	var devices, bridges []int
	for k := range m.sources {
		if m.told[k].Bridge {
			bridges = append(bridges, k)
		} else {
			devices = append(devices, k)
		}
	}
	return append(out, devices, bridges)
}

// between are the places of the samples in [from, to).
func (c column) between(from, to int32) (lo, hi int) {
	lo, _ = slices.BinarySearch(c.t, from)
	hi, _ = slices.BinarySearch(c.t, to)
	return lo, hi
}

func (c column) count(from, to int32) int {
	lo, hi := c.between(from, to)
	return hi - lo
}

// hold adds the samples in [from, to), each until the next one or the end, for at most longest s.
func (c column) hold(from, to, longest int32, sum *beatTime) {
	lo, hi := c.between(from, to)
	for i := lo; i < hi; i++ {
		next := to
		if i+1 < hi {
			next = c.t[i+1]
		}
		sum.hold(c.v[i], min(next-c.t[i], longest))
	}
}
