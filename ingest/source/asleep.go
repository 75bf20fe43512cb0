package source

import (
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// variable is an rMSSD that is given without saying how it was taken.
type variable struct {
	at     time.Time
	offset *int
	ms     float64
}

// asleepIn gives the stretches of all sessions together, in order; those that overlap are one.
func asleepIn(sessions []record.SleepSession) []record.SleepSession {
	slices.SortStableFunc(sessions, func(a, b record.SleepSession) int { return a.Start.Compare(b.Start) })
	var out []record.SleepSession
	for _, s := range sessions {
		last, length := len(out)-1, s.End.Sub(s.Start)
		switch {
		case length <= 0 || length > longest*time.Second:
		case last < 0 || s.Start.After(out[last].End):
			out = append(out, record.SleepSession{Start: s.Start, End: s.End, Offset: s.Offset})
		case s.End.After(out[last].End):
			out[last].End, out[last].Offset = s.End, s.Offset
		}
	}
	return out
}

// placeHRV tells values of the night from those of a moment: asleep is what lies in one of the stretches or at its end (FORMATS.md 0.2). The only
// value of a stretch is that of the night; several are its windows.
func (w *wearable) placeHRV(values []variable, nights []record.SleepSession) {
	slices.SortStableFunc(values, func(a, b variable) int { return a.at.Compare(b.at) })
	for len(values) > 0 {
		at := values[0].at
		for len(nights) > 0 && nights[0].End.Before(at) {
			nights = nights[1:]
		}
		if len(nights) == 0 || at.Before(nights[0].Start) {
			w.spot(values[0])
			values = values[1:]
			continue
		}
		n := 1
		for n < len(values) && !values[n].at.After(nights[0].End) {
			n++
		}
		if night := nights[0]; n == 1 && night.Offset != nil {
			w.rmssd(night.End, night.Offset, values[0].ms)
		} else if n == 1 {
			w.rmssd(night.End, values[0].offset, values[0].ms)
		} else {
			for _, v := range values[:n] {
				w.window(v.at.Unix(), v.ms)
			}
		}
		values = values[n:]
	}
}

// spot takes the rMSSD of a moment awake.
func (w *wearable) spot(v variable) {
	w.variability(record.HRV{Time: v.at, Kind: record.RMSSDSpot, Ms: v.ms}, func() *record.Record { return w.at(v.at, v.offset) })
}
