package risk_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// vectors are the worked cases of this package's three formulas, computed by other programs, and the table that they were computed from.
type vectors struct {
	Metrics struct {
		Risk  struct{ Cases []vector } `json:"risk"`
		Local struct{ Cases []vector } `json:"local_recovery"`
		State struct{ Cases []vector } `json:"alert_state"`
	} `json:"metrics"`
	Model struct {
		Prior   float64               `json:"prior"`
		Bins    map[string][2]numbers `json:"bins"`
		Groups  map[string][]string   `json:"groups"`
		Weights map[string]float64    `json:"coverage_weights"`
	} `json:"risk_model_v0"`
}

type numbers = []float64

type vector struct {
	Name     string          `json:"name"`
	Input    json.RawMessage `json:"input"`
	Expected json.RawMessage `json:"expected"`
	Tol      struct{ Abs, Rel float64 }
}

func TestVectors(t *testing.T) {
	v := readVectors(t)
	each(t, "risk", v.Metrics.Risk.Cases, func(in struct{ Features map[string]*float64 }) riskOut {
		features := map[string]float64{}
		for name, x := range in.Features {
			if x != nil {
				features[name] = *x
			}
		}
		r := risk.Score(features)
		return riskOut{r.P, r.Contributions, r.Coverage, r.Confidence}
	})
	each(t, "local_recovery", v.Metrics.Local.Cases, func(in localIn) localOut {
		var doses []risk.Dose
		for _, s := range in.Sessions {
			doses = append(doses, risk.Dose{TH: s.TH, Dose: s.Dose, Fail: s.Fail})
		}
		readiness, need := risk.LocalRecovery(doses, in.NowH)
		return localOut{readiness, need}
	})
	each(t, "alert_state", v.Metrics.State.Cases, func(in stateIn) stateOut {
		var days []risk.DayP
		for _, d := range in.Days {
			if d == nil {
				days = append(days, risk.DayP{})
				continue
			}
			days = append(days, risk.DayP{P: d.P, Confidence: d.Confidence, OK: true})
		}
		state, notify := risk.States(days)
		return stateOut{state, notify}
	})
}

type riskOut struct {
	P             float64            `json:"p"`
	Contributions map[string]float64 `json:"contributions"`
	Coverage      float64            `json:"coverage"`
	Confidence    string             `json:"confidence"`
}

type localIn struct {
	Sessions []struct {
		TH   float64 `json:"t_h"`
		Dose float64 `json:"dose"`
		Fail int     `json:"fail"`
	} `json:"sessions"`
	NowH float64 `json:"now_h"`
}

type localOut struct {
	Readiness float64 `json:"readiness"`
	NeedH     float64 `json:"need_h"`
}

type stateIn struct {
	Days []*struct {
		P          float64 `json:"p"`
		Confidence string  `json:"confidence"`
	} `json:"days"`
}

type stateOut struct {
	State  []int  `json:"state"`
	Notify []bool `json:"notify"`
}

// each runs the cases of one formula.
func each[In, Out any](t *testing.T, name string, cases []vector, run func(In) Out) {
	t.Helper()
	if len(cases) == 0 {
		t.Fatalf("no cases of %s", name)
	}
	for _, c := range cases {
		t.Run(name+"/"+c.Name, func(t *testing.T) {
			var in In
			var want Out
			if err := errors.Join(json.Unmarshal(c.Input, &in), json.Unmarshal(c.Expected, &want)); err != nil {
				t.Fatal(err)
			}
			near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= math.Max(c.Tol.Abs, c.Tol.Rel*math.Abs(b)) })
			if diff := cmp.Diff(want, run(in), near); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The table is the published one, number by number.
func TestTableIsThePublishedOne(t *testing.T) {
	m := readVectors(t).Model
	if got := risk.Score(nil).P; math.Abs(got-m.Prior) > 1e-12 {
		t.Errorf("prior %v, want %v", got, m.Prior)
	}
	features, weights := map[string][2]numbers{}, map[string]float64{}
	groups := map[string][]string{}
	for _, g := range risk.Table() {
		weights[g.Name] = g.Weight
		for _, f := range g.Features {
			groups[g.Name] = append(groups[g.Name], f.Name)
			features[f.Name] = [2]numbers{f.Edges, f.LLR}
		}
	}
	for _, diff := range []string{cmp.Diff(m.Bins, features), cmp.Diff(m.Groups, groups), cmp.Diff(m.Weights, weights)} {
		if diff != "" {
			t.Error(diff)
		}
	}
}

func readVectors(t *testing.T) (v vectors) {
	t.Helper()
	path := os.Getenv("HVILEPULS_VECTORS")
	if path == "" {
		path = filepath.Join("..", "..", "..", "shared", "corpus", "science", "vectors.json")
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") != "true" {
		t.Skipf("no vector file: set HVILEPULS_VECTORS, or put it at %s", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
