package risk

import (
	"math"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Words of the columns' Warn.
const (
	watchOnly = "watch_only" // strength, the athlete's own words and illness are not known: weak evidence, which never turns red
	held      = "held"       // nothing could be computed for the day: the state of the days before is held
)

// Evaluate fills the columns of a frame that this package computes (local_readiness, risk_p, risk_level, risk_confidence, coverage) and
// gives each day's signs in the table's order. The frame must have been evaluated.
func Evaluate(f *metric.Frame) [][]result.Sign {
	n := f.Len()
	p, level, conf, cover := warned(n), warned(n), warned(n), column(n)
	signs := make([][]result.Sign, n)
	ev := newEvidence(f)
	table := Table()
	var store []Sign
	var pages signPages
	for i := range n {
		r := ev.score(i, table, store)
		store = r.Signs
		if len(r.Signs) == 0 {
			continue
		}
		p.V[i], conf.V[i], cover.V[i] = r.P, confidenceNumber(r.Confidence), r.Coverage
		p.N[i] = int32(len(r.Signs))
		if onlyWatch(r) {
			p.Warn.Set(i, watchOnly)
			conf.Warn.Set(i, watchOnly)
		}
		signs[i] = pages.add(r.Signs)
	}
	f.Columns["risk_p"], f.Columns["risk_confidence"], f.Columns["coverage"] = p, conf, cover
	days := Days(f)
	state, _ := States(days)
	began := false
	for i, s := range state {
		began = began || days[i].OK
		level.V[i] = float64(s)
		switch {
		case !began:
			level.V[i] = Unknown
		case !days[i].OK && s != Unknown:
			level.Warn.Set(i, held)
		}
	}
	f.Columns["risk_level"], f.Columns["local_readiness"] = level, readinessColumn(f)
	return signs
}

func column(n int) metric.Column { return metric.Column{V: nans(n), N: make([]int32, n)} }

func warned(n int) metric.Column {
	c := column(n)
	c.Warn = metric.NewWords(n)
	return c
}

// nans makes n missing values.
func nans(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}

// Day is what the state machine takes of a day's evidence.
func (r Result) Day() DayP {
	d := DayP{P: r.P, Confidence: r.Confidence, OK: len(r.Signs) > 0}
	if onlyWatch(r) {
		d.Confidence = Low
	}
	return d
}

// onlyWatch tells whether nothing but the watch and the load speaks: then the state machine is handed low confidence.
func onlyWatch(r Result) bool {
	for _, s := range r.Signs {
		switch s.Group {
		case "performance", "subjective", "illness":
			return false
		}
	}
	return true
}

// horizon is how long a session speaks about local readiness, and how long a silence speaks of nothing.
const horizon = 120 * time.Hour

// readinessColumn is the local readiness at each day's noon. It is missing before the first session of a known exercise, and where nothing
// is known about the last five days.
func readinessColumn(f *metric.Frame) metric.Column {
	c := column(f.Len())
	sessions := f.GluteSessions()
	if len(sessions) == 0 {
		return c
	}
	from, to := 0, 0
	var store []Dose
	for i := range c.V {
		noon := f.Noon(i)
		for to < len(sessions) && !sessions[to].Start.After(noon) {
			to++
		}
		for from < to && sessions[from].End.Before(noon.Add(-horizon)) {
			from++
		}
		if to > 0 && spoken(f, i) {
			store = doses(store[:0], sessions[from:to], noon, noon)
			c.V[i], _ = LocalRecovery(store, hours(noon))
			c.N[i] = int32(to - from)
		}
	}
	return c
}

// spoken tells whether anything is said about one of the five days that end with day i.
func spoken(f *metric.Frame, i int) bool {
	const days = 5
	for j := max(0, i-days+1); j <= min(i, f.Len()-1); j++ {
		if !silent(f.Day(j)) {
			return true
		}
	}
	return false
}

// doses appends to out the sessions that had begun at an instant, as seen from a later one. One that is still going on counts as just over.
func doses(out []Dose, sessions []metric.GluteSession, known, at time.Time) []Dose {
	for _, s := range sessions {
		if s.Start.After(known) || at.Sub(s.End) > horizon {
			continue
		}
		out = append(out, Dose{TH: hours(ended(s, known)), Dose: s.Dose, Fail: s.Failure})
	}
	return out
}

// ended is when a session was over, as far as known at an instant.
func ended(s metric.GluteSession, known time.Time) time.Time {
	if s.End.After(known) {
		return known
	}
	return s.End
}

func hours(t time.Time) float64 { return float64(t.Unix()) / 3600 }

// signPages hold the signs of many days one after the other, so that a day asks for no memory of its own.
type signPages struct {
	signs []result.Sign
	usual []float64 // what is usual: the baselines point here
}

// add gives a day's signs for the results: the features' names, values and contributions, with what is usual for the athlete.
func (p *signPages) add(day []Sign) []result.Sign {
	const page = 512 // signs, 28 KB
	if cap(p.signs)-len(p.signs) < len(day) {
		p.signs = make([]result.Sign, 0, max(page, len(day)))
	}
	if cap(p.usual)-len(p.usual) < len(day) {
		p.usual = make([]float64, 0, max(page/2, len(day)))
	}
	from := len(p.signs)
	p.signs = p.signs[:from+len(day)]
	out := slices.Clip(p.signs[from:])
	for k := range day {
		s, to := &day[k], &out[k]
		to.Sign, to.Group, to.Value, to.Contribution = s.Feature, s.Group, s.Value, s.Contribution
		if !math.IsNaN(s.usual) {
			p.usual = append(p.usual, s.usual)
			to.Baseline = &p.usual[len(p.usual)-1]
		}
	}
	return out
}

// Days are the days of a frame, evaluated before, as the state machine takes them: States then says which rises are worth a notice.
func Days(f *metric.Frame) []DayP {
	p, conf := f.Columns["risk_p"], f.Columns["risk_confidence"]
	out := make([]DayP, len(p.V))
	for i, v := range p.V {
		if math.IsNaN(v) {
			continue
		}
		out[i] = DayP{P: v, Confidence: confidenceWord(conf.V[i]), OK: true}
		if p.Warn.At(i) == watchOnly {
			out[i].Confidence = Low
		}
	}
	return out
}
