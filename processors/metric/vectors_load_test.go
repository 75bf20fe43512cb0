package metric_test

import (
	"fmt"

	"github.com/hvilepuls/hvilepuls/processors/metric"
)

func loadRunners() map[string]runner {
	return map[string]runner{
		"trimp_banister": as(trimp), "hrss": as(hrss), "edwards": as(edwards), "lucia": as(lucia), "power_np_tss": as(power),
		"pace_tss": as(pace), "monotony_strain": as(monotony), "pmc": as(pmc), "banister_ir": as(banister), "acwr": as(acwr),
	}
}

// hist is a list of pairs [bpm, seconds].
type hist [][2]float64

func (h hist) times() []metric.HRTime {
	var out []metric.HRTime
	for _, p := range h {
		out = append(out, metric.HRTime{BPM: p[0], Seconds: p[1]})
	}
	return out
}

func variant(name string) (metric.TRIMPVariant, error) {
	v, ok := map[string]metric.TRIMPVariant{
		"male": metric.MaleTRIMP, "female": metric.FemaleTRIMP, "female_goldencheetah": metric.FemaleGoldenCheetah,
		"female_runalyze": metric.FemaleRunalyze, "unknown_runalyze": metric.UnknownSexTRIMP,
	}[name]
	if !ok {
		return 0, fmt.Errorf("unknown variant %q", name)
	}
	return v, nil
}

func trimp(in struct {
	H       hist    `json:"hr_seconds"`
	Rest    float64 `json:"hr_rest"`
	Max     float64 `json:"hr_max"`
	Variant string  `json:"variant"`
},
) (map[string]any, error) {
	v, err := variant(in.Variant)
	return map[string]any{"trimp": metric.TRIMP(in.H.times(), in.Rest, in.Max, v)}, err
}

func hrss(in struct {
	TRIMP   float64 `json:"trimp"`
	Rest    float64 `json:"hr_rest"`
	Max     float64 `json:"hr_max"`
	LTHR    num     `json:"lthr"`
	Variant string  `json:"variant"`
},
) (map[string]any, error) {
	v, err := variant(in.Variant)
	return map[string]any{"hrss": metric.HRSS(in.TRIMP, in.Rest, in.Max, in.LTHR.v(), v)}, err
}

func edwards(in struct {
	H   hist    `json:"hr_seconds"`
	Max float64 `json:"hr_max"`
},
) (map[string]any, error) {
	return map[string]any{"edwards": metric.Edwards(in.H.times(), in.Max)}, nil
}

func lucia(in struct {
	H   hist    `json:"hr_seconds"`
	VT1 float64 `json:"vt1"`
	VT2 float64 `json:"vt2"`
},
) (map[string]any, error) {
	return map[string]any{"lucia": metric.Lucia(in.H.times(), in.VT1, in.VT2)}, nil
}

func power(in struct {
	RLE [][2]float64 `json:"power_rle"`
	FTP float64      `json:"ftp"`
},
) (map[string]any, error) {
	var watts []float64
	for _, p := range in.RLE {
		for range int(p[1]) {
			watts = append(watts, p[0])
		}
	}
	p := metric.Power(watts, in.FTP)
	return map[string]any{"np": p.NP, "np_gc": p.NPGC, "if_": p.IF, "tss": p.TSS}, nil
}

func pace(in struct {
	Kind      string `json:"kind"`
	Moving    num    `json:"moving_s"`
	Pace      num    `json:"pace_s_per_km"`
	Threshold num    `json:"thr_pace_s_per_km"`
	Distance  num    `json:"distance_m"`
	Elapsed   num    `json:"elapsed_s"`
	CSS       num    `json:"css_m_per_min"`
},
) (map[string]any, error) {
	switch in.Kind {
	case "run":
		return map[string]any{"tss": metric.RunTSS(in.Moving.v(), in.Pace.v(), in.Threshold.v())}, nil
	case "swim":
		return map[string]any{"tss": metric.SwimTSS(in.Distance.v(), in.Moving.v(), in.Elapsed.v(), in.CSS.v())}, nil
	}
	return nil, fmt.Errorf("unknown kind %q", in.Kind)
}

func monotony(in struct {
	Load nums `json:"daily_load"`
},
) (map[string]any, error) {
	m := metric.MonotonyOf(in.Load)
	return map[string]any{"mean": m.Mean, "sd": m.SD, "monotony": m.Monotony, "strain": m.Strain}, nil
}

func pmc(in struct {
	Load    nums    `json:"load"`
	Kind    string  `json:"kind"`
	CTL     float64 `json:"n_ctl"`
	ATL     float64 `json:"n_atl"`
	SeedCTL float64 `json:"seed_ctl"`
	SeedATL float64 `json:"seed_atl"`
},
) (map[string]any, error) {
	kind, ok := map[string]metric.AverageKind{"exp": metric.Exp, "span": metric.Span, "inv": metric.Inverse}[in.Kind]
	if !ok {
		return nil, fmt.Errorf("unknown kind %q", in.Kind)
	}
	f := metric.PMC(in.Load, kind, in.CTL, in.ATL, in.SeedCTL, in.SeedATL)
	return map[string]any{"ctl": f.CTL, "atl": f.ATL, "tsb_prev": f.TSBPrev, "tsb_same": f.TSBSame}, nil
}

// daily is the input of the models that take nothing but the days' loads.
type daily struct {
	Load nums `json:"load"`
}

func banister(in daily) (map[string]any, error) {
	b := metric.BanisterIR(in.Load)
	return map[string]any{"fitness": b.Fitness, "fatigue": b.Fatigue, "performance": b.Performance}, nil
}

func acwr(in daily) (map[string]any, error) {
	r := metric.ACWR(in.Load, 0)
	return map[string]any{"coupled": r.Coupled, "uncoupled": r.Uncoupled, "ewma": r.EWMA, "diff": r.Diff}, nil
}
