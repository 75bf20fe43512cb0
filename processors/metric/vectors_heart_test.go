package metric_test

import (
	"math"

	"github.com/hvilepuls/hvilepuls/processors/metric"
)

func heartRunners() map[string]runner {
	return map[string]runner{
		"rhr_nightly": as(nightly), "robust_baseline": as(robustBaseline), "theil_sen": as(theilSen), "mann_kendall": as(mannKendall),
		"ewma_chart": as(ewmaChart), "cusum": as(cusum), "nightsignal": as(nightSignal),
	}
}

func nightly(in struct {
	Start int     `json:"sleep_start_s"`
	Dur   int     `json:"sleep_duration_s"`
	Bin   int     `json:"bin_s"`
	T     []int32 `json:"t_s"`
	BPM   nums    `json:"bpm"`
},
) (map[string]any, error) {
	bpm := make([]int32, len(in.BPM))
	for i, v := range in.BPM {
		if !math.IsNaN(v) {
			bpm[i] = int32(v)
		}
	}
	n := metric.NightlyRHR(in.T, bpm, in.Start, in.Dur, in.Bin)
	return map[string]any{
		"coverage": n.Coverage, "bins": n.Bins, "low30": n.Low30, "p05": n.P05, "median": n.Median, "mean": n.Mean, "mean4h": n.Mean4h,
	}, nil
}

func robustBaseline(in struct {
	Window nums    `json:"window"`
	X      num     `json:"x"`
	Floor  float64 `json:"floor"`
	MinN   int     `json:"min_n"`
},
) (map[string]any, error) {
	b := metric.RobustBaseline(in.Window, in.X.v(), in.Floor, in.MinN)
	return map[string]any{"n": b.N, "median": b.Median, "mad": b.MAD, "sigma": b.Sigma, "z": b.Z}, nil
}

func theilSen(in struct {
	X     nums    `json:"x_days"`
	Y     nums    `json:"y"`
	Alpha float64 `json:"alpha"`
},
) (map[string]any, error) {
	s := metric.TheilSen(in.X, in.Y, in.Alpha)
	return map[string]any{"n": s.N, "slope": s.Slope, "intercept": s.Intercept, "lo": s.Lo, "hi": s.Hi}, nil
}

func mannKendall(in struct {
	Y nums `json:"y"`
},
) (map[string]any, error) {
	m := metric.MannKendall(in.Y)
	out := map[string]any{
		"n": m.N, "s": m.S, "var_s": m.VarS, "z": m.Z, "p": m.P, "tau": m.Tau, "trend": m.Trend, "prewhiten": nil, "hamed_rao": nil,
	}
	if p, ok := metric.PreWhitened(in.Y); ok {
		out["prewhiten"] = map[string]any{"z": p.Z, "p": p.P, "s": p.S, "var_s": p.VarS, "trend": p.Trend}
	}
	if h, ok := metric.HamedRao(in.Y); ok {
		out["hamed_rao"] = map[string]any{"z": h.Z, "p": h.P, "var_s": h.VarS, "trend": h.Trend}
	}
	return out, nil
}

func ewmaChart(in struct {
	X     nums    `json:"x"`
	Mu    float64 `json:"mu"`
	Sigma float64 `json:"sigma"`
	Lam   float64 `json:"lam"`
	L     float64 `json:"L"`
},
) (map[string]any, error) {
	c := metric.EWMAChart(in.X, in.Mu, in.Sigma, in.Lam, in.L)
	return map[string]any{"z": c.Z, "ucl": c.UCL, "signal": c.Signal, "first_signal": index(c.First)}, nil
}

func cusum(in struct {
	X     nums    `json:"x"`
	Mu    float64 `json:"mu"`
	Sigma float64 `json:"sigma"`
	K     float64 `json:"k"`
	H     float64 `json:"h"`
	Reset bool    `json:"reset"`
},
) (map[string]any, error) {
	c := metric.CUSUMChart(in.X, in.Mu, in.Sigma, in.K, in.H, in.Reset)
	return map[string]any{"hi": c.Hi, "lo": c.Lo, "signal": c.Signal, "first_signal": index(c.First)}, nil
}

func nightSignal(in struct {
	Start  string `json:"start"` // a label: the alerts depend on no calendar
	Nights nums   `json:"nights"`
},
) (map[string]any, error) {
	return map[string]any{"alerts": metric.NightSignal(in.Nights)}, nil
}
