package backtest

import (
	"math"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// wake is how long before noon a morning is judged: at 11:00 local, when nearly every night is over and nearly every answer given.
const wake = time.Hour

// memory is how many days back a morning is judged from where it must be judged by itself. What lies further back weighs under 1e-16 in the
// slowest average (28 days), and a year back from the loads of the last six months gives them their highest heart rate.
const memory = 548

// history is an athlete's days, judged as they are known today, and what was known when.
type history struct {
	in    Input
	left  []string // ways of judging, by the sign they leave out
	needs map[string]bool
	first record.Date
	index []int // per calendar day the place in in.Days, -1 without one
	at    []time.Time
	late  []lateDay
	score *risk.Scorer

	frame         *metric.Frame
	evening, dawn []judged // of each calendar day, as the whole history says
}

// lateDay is a calendar day whose answers or sets changed after its own morning, and when they last did.
type lateDay struct {
	i                int
	answered, lifted time.Time
}

// judged is one day: its signs and what they amount to in each way of judging.
type judged struct {
	signs []result.Sign
	days  []risk.DayP
}

func newHistory(in Input) *history {
	in.Days = slices.SortedFunc(slices.Values(in.Days), func(a, b record.Day) int { return int(a.Date) - int(b.Date) })
	h := &history{in: in, left: ways(), needs: needed(), first: in.Days[0].Date, score: risk.NewScorer()}
	last := in.Days[len(in.Days)-1].Date
	h.index, h.at = make([]int, last-h.first+1), make([]time.Time, last-h.first+1)
	next, offset := 0, in.Days[0].Offset
	for i := range h.index {
		h.index[i] = -1
		d := record.Day{Date: h.first + record.Date(i), Offset: offset}
		if in.Days[next].Date == d.Date {
			d, h.index[i] = in.Days[next], next
			offset = d.Offset
			next++
		}
		h.at[i] = d.Noon().Add(-wake)
		if l := (lateDay{i, d.Entered, d.Corrected()}); l.answered.After(h.at[i]) || l.lifted.After(h.at[i]) {
			h.late = append(h.late, l)
		}
	}
	h.frame = h.lay(in.Days)
	h.evening, h.dawn = h.judge(risk.Evaluate(h.frame)), h.judge(risk.Evaluate(h.frame.Dawn()))
	return h
}

// needed are the metrics that the risk is made from, and what they need.
func needed() map[string]bool {
	out := map[string]bool{
		"rhr": true, "rhr_z": true, "rhr_baseline": true, "rhr_vendor": true, "hrv_dev_sd": true, "sleep_tst_min": true, "acwr_ewma": true,
		"monotony": true, "e1rm_drop_pct": true,
	}
	table := metric.Table()
	for _, m := range slices.Backward(table) {
		if out[m.Name] {
			for _, n := range m.Needs {
				out[n] = true
			}
		}
	}
	return out
}

// lay makes an evaluated frame of days.
func (h *history) lay(days []record.Day) *metric.Frame {
	f := metric.NewFrame(days, h.in.About, h.in.Exercises)
	for _, m := range metric.Table() {
		if h.needs[m.Name] {
			f.Columns[m.Name] = m.Eval(f)
		}
	}
	return f
}

// judge scores days by their signs, in every way.
func (h *history) judge(days [][]result.Sign) []judged {
	out := make([]judged, len(days))
	scores := make([]risk.DayP, len(days)*len(h.left))
	for i, signs := range days {
		out[i] = judged{signs: signs, days: scores[i*len(h.left) : (i+1)*len(h.left)]}
		for k, leave := range h.left {
			out[i].days[k] = h.score.Score(func(feature string) float64 {
				for j := range signs {
					if s := &signs[j]; s.Sign == feature && feature != leave {
						return s.Value
					}
				}
				return math.NaN()
			}).Day()
		}
	}
	return out
}

// asOf judges a morning from what was known then alone: the evenings before it, and itself.
func (h *history) asOf(i int) (evenings []judged, today judged) {
	days, date := h.known(i), h.first+record.Date(i)
	if len(days) == 0 || days[len(days)-1].Date < date {
		days = append(days, record.Day{Date: date}) // a day about which nothing is said
	}
	f := h.lay(days)
	last := f.Len() - 1
	return h.judge(risk.Evaluate(f)[:last]), h.judge(risk.Evaluate(f.Dawn())[last:])[0]
}

// changedLater tells whether what is known today about the days up to a morning is more than what was known on it, workouts of the day
// itself aside.
func (h *history) changedLater(i int) bool {
	if k := h.index[i]; k >= 0 {
		for _, n := range h.in.Days[k].Nights {
			if n.End.After(h.at[i]) {
				return true
			}
		}
	}
	for _, l := range h.late {
		answered, lifted := l.answered.After(h.at[i]), l.lifted.After(h.at[i])
		switch {
		case l.i > i:
			return false
		case l.i == i:
			return answered && !sameAtDawn(h.day(i), h.at[i])
		case l.i > i-memory && (answered || lifted):
			return true
		}
	}
	return false
}

// sameAtDawn tells whether a day's answers said the same of its morning at an instant as they do today. What else is asked for, such as
// the session's RPE, speaks of the day that follows.
func sameAtDawn(d *record.Day, at time.Time) bool {
	was := d.CheckInAt(at)
	if was == nil {
		was = &record.CheckIn{}
		if d.HRMin == 0 && len(d.Nights)+len(d.NightHR)+len(d.HRV)+len(d.Vendor) == 0 {
			return false // nothing at all was known of the day
		}
	}
	is := d.CheckIn
	return same(was.Fatigue, is.Fatigue) && same(was.Soreness, is.Soreness) && same(was.Sick, is.Sick)
}

func same[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

// known is what was known on a morning of the days before it, and of its own night.
func (h *history) known(i int) []record.Day {
	from, _ := slices.BinarySearchFunc(h.in.Days, h.first+record.Date(i-memory), func(d record.Day, t record.Date) int { return int(d.Date) - int(t) })
	to := from
	for to < len(h.in.Days) && h.in.Days[to].Date <= h.first+record.Date(i) {
		to++
	}
	days := risk.Until(h.in.Days[from:to], h.at[i])
	for k := range days {
		days[k] = days[k].AsOf(h.at[i])
	}
	return days
}
