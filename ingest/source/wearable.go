package source

import (
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// mostSources is how many devices or applications one file may name; people have had a dozen.
const mostSources = 1000

// wearable is what one device or application says, and the series that phones hold beside the heart rate.
type wearable struct {
	*gathered
	src    record.Source
	series map[record.SampleKind]*allDay
}

func newWearable(out *Report, src record.Source) *wearable {
	return &wearable{gathered: gather(out), src: src, series: map[record.SampleKind]*allDay{}}
}

// kindRange is what the values of a series can be, and how many of its units make one of theirs.
type kindRange struct{ least, most, scale float64 }

func rangeOf(kind record.SampleKind) kindRange {
	switch kind {
	case record.Respiration: // a person asleep breathes 12 to 20 times a minute
		return kindRange{4, 60, 100}
	case record.SpO2:
		return kindRange{50, 100, 1}
	case record.Steps: // of one interval, which can be a day
		return kindRange{0, mostSteps, 1}
	}
	return kindRange{0, 100, 1} // a vendor's score
}

// sample takes a value of a series at an instant, s since 1970; what it cannot be says that nothing was measured.
func (w *wearable) sample(kind record.SampleKind, unix int64, v float64) {
	s := w.series[kind]
	if s == nil {
		s = &allDay{}
		w.series[kind] = s
	}
	r := rangeOf(kind)
	if measured := v >= r.least && v <= r.most; !measured {
		w.out.drop(dropUnworn, 1)
	} else if !s.addAt(unix, int32(v*r.scale+.5)) {
		w.out.drop(dropTime, 1)
	} else {
		w.out.count(sampleKind(kind), 1)
	}
}

func sampleKind(kind record.SampleKind) string {
	if kind == record.Steps {
		return kindSteps
	}
	return countKind(kind)
}

// emit emits all of it.
func (w *wearable) emit(f File) error {
	for _, kind := range []record.SampleKind{record.Stress, record.BodyBattery, record.Respiration, record.SpO2, record.Steps} {
		if s := w.series[kind]; s != nil {
			s.into(w.days, kind)
		}
	}
	return w.gathered.emit(f, w.src)
}

// within cuts the segments of a session to its bounds, puts them in order and leaves none that overlap; neighbours of one kind are one.
func within(start, end int64, segs []segment) record.SleepSession {
	segs = inOrder(segs)
	kept := segs[:0]
	for _, g := range segs {
		if g.from, g.to = max(g.from, start), min(g.to, end); g.from < g.to {
			kept = append(kept, g)
		}
	}
	return sessionOf(start, end, kept)
}
