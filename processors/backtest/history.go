package backtest

import (
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
	late  []int // calendar days whose answers changed after their own morning
	frame *metric.Frame
	whole evaluation
}

// evaluation is calendar days as their evenings and their mornings are judged.
type evaluation struct{ evening, dawn []judged }

// judged is one day: its signs and what they amount to in each way of judging.
type judged struct {
	signs []result.Sign
	days  []risk.DayP
}

func newHistory(in Input) *history {
	in.Days = slices.SortedFunc(slices.Values(in.Days), func(a, b record.Day) int { return int(a.Date) - int(b.Date) })
	h := &history{in: in, left: ways(), needs: needed(), first: in.Days[0].Date}
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
		if d.Entered.After(h.at[i]) {
			h.late = append(h.late, i)
		}
	}
	h.frame, h.whole = h.judgeAll(in.Days)
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

// judgeAll judges the evening and the morning of each calendar day from the first to the last.
func (h *history) judgeAll(days []record.Day) (*metric.Frame, evaluation) {
	f := metric.NewFrame(days, h.in.About, h.in.Exercises)
	for _, m := range metric.Table() {
		if h.needs[m.Name] {
			f.Columns[m.Name] = m.Eval(f)
		}
	}
	evening := risk.Evaluate(f)
	dawn := risk.Evaluate(f.Dawn())
	out := evaluation{evening: make([]judged, f.Len()), dawn: make([]judged, f.Len())}
	for i := range f.Len() {
		out.evening[i], out.dawn[i] = h.judge(f.Date(i), evening[i], h.whole.evening), h.judge(f.Date(i), dawn[i], h.whole.dawn)
	}
	return f, out
}

// evaluate is judgeAll of what was known on a morning, with that day at its end even if nothing is said about it.
func (h *history) evaluate(days []record.Day, today record.Date) evaluation {
	if len(days) == 0 || days[len(days)-1].Date < today {
		days = append(days, record.Day{Date: today})
	}
	_, out := h.judgeAll(days)
	return out
}

// judge scores a day in every way. Where it has the signs that it had in the whole history the scores are taken from there.
func (h *history) judge(d record.Date, signs []result.Sign, whole []judged) judged {
	if i := int(d - h.first); i < len(whole) && slices.EqualFunc(whole[i].signs, signs, sameSign) {
		return whole[i]
	}
	out := judged{signs: signs, days: make([]risk.DayP, len(h.left))}
	features := make(map[string]float64, len(signs))
	for k, leave := range h.left {
		clear(features)
		for _, s := range signs {
			if s.Sign != leave {
				features[s.Sign] = s.Value
			}
		}
		out.days[k] = risk.Score(features).Day()
	}
	return out
}

func sameSign(a, b result.Sign) bool { return a.Sign == b.Sign && a.Value == b.Value }

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
	for _, j := range slices.Backward(h.late) {
		if j <= i && j > i-memory && h.in.Days[h.index[j]].Entered.After(h.at[i]) {
			return true
		}
	}
	return false
}

// known is what was known on a morning of the days before it, and of its own night.
func (h *history) known(i int) []record.Day {
	from, _ := slices.BinarySearchFunc(h.in.Days, h.first+record.Date(i-memory), func(d record.Day, t record.Date) int { return int(d.Date) - int(t) })
	to := from
	for to < len(h.in.Days) && h.in.Days[to].Date <= h.first+record.Date(i) {
		to++
	}
	days := risk.Until(h.in.Days[from:to], h.at[i])
	for k := range days {
		days[k].CheckIn = days[k].CheckInAt(h.at[i])
	}
	return days
}
