package metric_test

import (
	"slices"

	"github.com/hvilepuls/hvilepuls/processors/metric"
)

func hrvRunners() map[string]runner {
	return map[string]runner{
		"hrv_time": as(hrvTime), "rr_artifacts_malik": as(malik), "rr_artifacts_default": as(filterRR), "rr_artifacts_lt2019": as(lipponen),
		"hrv_trend": as(hrvTrend),
	}
}

func hrvTime(in struct {
	Segments [][]float64 `json:"segments_ms"`
},
) (map[string]any, error) {
	h := metric.HRVTime(in.Segments)
	return map[string]any{
		"n": h.N, "n_diff": h.NDiff, "mean_nn": h.MeanNN, "sdnn": h.SDNN, "rmssd": h.RMSSD, "ln_rmssd": h.LnRMSSD, "pnn50": h.PNN50,
	}, nil
}

// series is the input of the artefact filters.
type series struct {
	RR []float64 `json:"rr_ms"`
}

func malik(in series) (map[string]any, error) {
	return map[string]any{"rejected_index": metric.MalikRR(in.RR)}, nil
}

func filterRR(in series) (map[string]any, error) {
	c := metric.FilterRR(in.RR)
	return map[string]any{"rejected_index": c.Rejected, "artifact_pct": c.ArtifactPct, "n_diff": c.NDiff, "rmssd": c.RMSSD}, nil
}

func lipponen(in series) (map[string]any, error) {
	b := metric.LipponenTarvainen(in.RR)
	union := func(lists ...[]int) []int {
		out := slices.Concat(lists...)
		slices.Sort(out)
		return slices.Compact(out)
	}
	back := func(list []int) []int { // from beat numbers to indices into rr_ms
		out := make([]int, len(list))
		for i, v := range list {
			out[i] = v - 1
		}
		return out
	}
	all := union(b.Ectopic, b.Missed, b.Extra, b.Long, b.Short)
	return map[string]any{
		"neurokit": map[string]any{"ectopic": b.Ectopic, "missed": b.Missed, "extra": b.Extra, "longshort": union(b.Long, b.Short)},
		"systole": map[string]any{
			"ectopic": back(b.Ectopic), "missed": back(b.Missed), "extra": back(b.Extra), "long": back(b.Long), "short": back(b.Short),
		},
		"any_neurokit": all, "any_systole": back(all),
	}, nil
}

func hrvTrend(in struct {
	Ln nums `json:"ln_rmssd"`
},
) (map[string]any, error) {
	h := metric.TrendHRV(in.Ln)
	out := map[string]any{
		"n7": h.N7, "nb": h.NBase, "m7": h.M7, "cv7": h.CV7, "base_mean": h.BaseMean, "base_sd": h.BaseSD, "swc_lo": h.Lo, "swc_hi": h.Hi,
		"status": nil,
	}
	if h.Status != "" {
		out["status"] = h.Status
	}
	return out, nil
}
