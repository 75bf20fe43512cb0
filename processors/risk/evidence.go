package risk

import "math"

// Model is the id of the evidence table; it is kept with whatever is computed from it. Its weights are the judgment of experts on top of
// ratios measured on two public data sets, shrunk: change one and the id changes too.
const Model = "v0-expert"

// The features of the evidence table.
const (
	RHRZ        = "rhr_z"           // SD: resting heart rate above its own 28-night median
	HRVDev      = "hrv_dev_sd"      // SD: 7-night mean of ln rMSSD against the 60 nights before
	SleepZ      = "sleep_min_dev_z" // SD: total sleep time against its own 28-night median
	SleepH      = "sleep_tst_h"     // h: last night's total sleep time
	LoadRatio   = "load_ewma_ratio" // load of 7 days over that of 28 up to the evening before, exponential averages
	Monotony    = "monotony"        // Foster's monotony of the week up to the evening before
	StrengthPct = "e1rm_drop_pct"   // percent below the usual one-repetition maximum; positive is a fall
	FatigueLow  = "fatigue_low"     // points by which the tap for tiredness is worse than its own 28-day median
	SorenessLow = "soreness_low"    // the same of the glutes' soreness
	SickFlag    = "sick_flag"       // 1 if the athlete said to be ill, 0 if they said not to be
)

// Feature is one line of the evidence table.
type Feature struct {
	Name   string
	Group  string
	Metric string    // the metric, or the question, that it is made from
	Edges  []float64 // ascending; an edge belongs to the bin below it
	LLR    []float64 // nats: log likelihood ratio of a bad morning per bin, one more than Edges
}

// Group is a set of features that say much the same: the strongest leads.
type Group struct {
	Name     string
	Weight   float64 // in the coverage
	Features []Feature
}

// prior is how often a morning is bad: between the 8 and 15 % of the two data sets.
const prior = .12

// Table is the evidence, group by group.
func Table() []Group {
	g := []Group{
		{Name: "autonomic", Weight: 1, Features: []Feature{
			{Name: RHRZ, Metric: "rhr", Edges: []float64{1, 2, 3}, LLR: []float64{-.15, .25, .5, .7}},
			{Name: HRVDev, Metric: "hrv_dev_sd", Edges: []float64{-1.5, -1, -.5}, LLR: []float64{.5, .35, .15, -.1}},
		}},
		{Name: "sleep", Weight: 1, Features: []Feature{
			{Name: SleepZ, Metric: "sleep_tst_min", Edges: []float64{-2, -1}, LLR: []float64{.7, .25, -.1}},
			{Name: SleepH, Metric: "sleep_tst_min", Edges: []float64{5, 6}, LLR: []float64{.5, .2, -.05}},
		}},
		{Name: "load", Weight: 1, Features: []Feature{
			{Name: LoadRatio, Metric: "acwr_ewma", Edges: []float64{.8, 1.3, 1.5}, LLR: []float64{-.1, 0, .25, .5}},
			{Name: Monotony, Metric: "monotony", Edges: []float64{1.5, 2}, LLR: []float64{0, .2, .4}},
		}},
		{Name: "performance", Weight: 1.5, Features: []Feature{
			{Name: StrengthPct, Metric: "e1rm_drop_pct", Edges: []float64{2.5, 5, 10}, LLR: []float64{-.2, .2, .9, 1.5}},
		}},
		{Name: "subjective", Weight: 1.5, Features: []Feature{
			{Name: FatigueLow, Metric: "fatigue", Edges: []float64{0, 1}, LLR: []float64{-.6, .4, 1.3}},
			{Name: SorenessLow, Metric: "soreness", Edges: []float64{0, 1}, LLR: []float64{-.2, .3, .8}},
		}},
		{Name: "illness", Weight: 0, Features: []Feature{
			{Name: SickFlag, Metric: "sick", Edges: []float64{0}, LLR: []float64{0, 1.5}},
		}},
	}
	for i := range g {
		for k := range g[i].Features {
			g[i].Features[k].Group = g[i].Name
		}
	}
	return g
}

// llr is the log likelihood ratio of a value, nats.
func (f *Feature) llr(x float64) float64 {
	for i, edge := range f.Edges {
		if x <= edge {
			return f.LLR[i]
		}
	}
	return f.LLR[len(f.Edges)]
}

// Sign is one known feature and what it says.
type Sign struct {
	Feature      string
	Group        string
	Value        float64
	LLR          float64 // nats, on its own
	Contribution float64 // nats, to its group: whole if it leads, a quarter if it agrees with the leader, else 0

	usual float64 // what the value is measured against, in the unit of the feature's metric; NaN where there is no such thing
}

// Result is what the evidence amounts to.
type Result struct {
	P          float64 // 0..1: the chance of a bad morning
	Coverage   float64 // 0..1: weight of the groups with a known feature
	Confidence string  // "low", "medium", "high"
	Signs      []Sign  // known features, in the table's order
}

// Contributions are the sums of the groups with a known feature, nats.
func (r Result) Contributions() map[string]float64 {
	out := map[string]float64{}
	for _, s := range r.Signs {
		out[s.Group] += s.Contribution
	}
	return out
}

// Score sums the evidence: logit(p) = logit(prior) + the groups' contributions. In a group the feature with the largest ratio leads and a
// quarter of those of the same sign is added, for they are not independent (resting heart rate and variability correlate at -.69). A
// feature that is absent or NaN is not known and says nothing.
func Score(features map[string]float64) Result {
	return NewScorer().Score(func(feature string) float64 {
		if x, ok := features[feature]; ok {
			return x
		}
		return math.NaN()
	})
}

// Scorer scores one day after the other.
type Scorer struct {
	table []Group
	store []Sign
}

// NewScorer makes one of the table.
func NewScorer() *Scorer { return &Scorer{table: Table()} }

// Score asks for each feature, NaN for not known, and scores them as [Score] does. The result's signs stand until the next call.
func (s *Scorer) Score(ask func(feature string) float64) Result {
	r := score(s.table, s.store, func(feature string) (value, usual float64) { return ask(feature), math.NaN() })
	s.store = r.Signs
	return r
}

// score asks for each feature of a table; the signs are laid out in store.
func score(table []Group, store []Sign, ask func(feature string) (value, usual float64)) Result {
	out := Result{Signs: store[:0]}
	logit := math.Log(prior / (1 - prior))
	covered, all := 0.0, 0.0
	for k := range table {
		g := &table[k]
		all += g.Weight
		from := len(out.Signs)
		for j := range g.Features {
			f := &g.Features[j]
			if x, usual := ask(f.Name); !math.IsNaN(x) {
				out.Signs = append(out.Signs, Sign{Feature: f.Name, Group: g.Name, Value: x, LLR: f.llr(x), usual: usual})
			}
		}
		if from < len(out.Signs) {
			logit += contribute(out.Signs[from:])
			covered += g.Weight
		}
	}
	out.P = 1 / (1 + math.Exp(-logit))
	out.Coverage = covered / all
	out.Confidence = confidence(out.Coverage)
	return out
}

// contribute fills the contributions of a group's signs, at least one, and gives their sum.
func contribute(signs []Sign) (sum float64) {
	const agreeing = .25
	lead := 0
	for i := range signs {
		if math.Abs(signs[i].LLR) > math.Abs(signs[lead].LLR) {
			lead = i
		}
	}
	for i := range signs {
		switch {
		case i == lead:
			signs[i].Contribution = signs[i].LLR
		case signs[i].LLR*signs[lead].LLR > 0:
			signs[i].Contribution = agreeing * signs[i].LLR
		}
		sum += signs[i].Contribution
	}
	return sum
}

// The words of confidence, lowest first.
const (
	Low    = "low"
	Medium = "medium"
	High   = "high"
)

func confidence(coverage float64) string {
	switch {
	case coverage >= .75:
		return High
	case coverage >= .45:
		return Medium
	}
	return Low
}

// confidenceNumber is risk_confidence: 1 low, 2 medium, 3 high.
func confidenceNumber(word string) float64 {
	switch word {
	case High:
		return 3
	case Medium:
		return 2
	}
	return 1
}

func confidenceWord(n float64) string {
	switch n {
	case 3:
		return High
	case 2:
		return Medium
	}
	return Low
}
