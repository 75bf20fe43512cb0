package metric

import "math"

// lasting is the number of days before a day on one of which a test must have agreed too.
const lasting = 2

// trendDay is a day on which a window's values rose or fell.
type trendDay struct {
	end            int // of the window
	word           string
	tested, agrees bool // what the pre-whitened test says, once it was asked
}

// direction describes a trend: "rising" or "falling" when the interval excludes 0 and the change over the window is at least 1 bpm and half
// the usual spread; with "confirmed" before it when the pre-whitened test agrees, today and on one of the two days before: on one day alone
// it often does by chance, as the window slides. Each day must be asked for once, in order.
func (w *slopeWindow) direction(slope, sigma float64) string {
	least := math.Max(1, .5*orZero(sigma))
	switch change := slope * float64(w.span()); {
	case change >= least && w.sign() > 0:
		if w.confirmed("rising") {
			return "confirmed rising"
		}
		return "rising"
	case change <= -least && w.sign() < 0:
		if w.confirmed("falling") {
			return "confirmed falling"
		}
		return "falling"
	}
	return ""
}

// confirmed tells whether the test agrees with today's word and with the same word on one of the days before. It is the dearest part of a
// trend, so a day's is run only once it can decide.
func (w *slopeWindow) confirmed(word string) bool {
	today := w.trend(0)
	*today = trendDay{end: w.end, word: word}
	mayAgree := func(d *trendDay) bool { return !d.tested || d.agrees }
	return w.before(word, mayAgree) && w.agrees(today) && w.before(word, w.agrees)
}

// before tells whether one of the days before today has the same word and is as asked for.
func (w *slopeWindow) before(word string, as func(*trendDay) bool) bool {
	for ago := 1; ago <= lasting; ago++ {
		if d := w.trend(ago); d.end == w.end-ago && d.word == word && as(d) {
			return true
		}
	}
	return false
}

// trend is where the day so many days ago is kept.
func (w *slopeWindow) trend(ago int) *trendDay {
	return &w.trends[(w.end+len(w.trends)-ago)%len(w.trends)]
}

func (w *slopeWindow) agrees(d *trendDay) bool {
	if !d.tested {
		m, ok := PreWhitened(w.v[max(0, d.end-w.days):d.end])
		d.tested, d.agrees = true, ok && m.P < significant
	}
	return d.agrees
}
