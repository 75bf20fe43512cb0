package metric_test

import (
	"encoding/json"
	"fmt"

	"github.com/hvilepuls/hvilepuls/processors/metric"
)

func sleepRunners() map[string]runner {
	return map[string]runner{"sleep_night": as(sleepNight), "sleep_debt": as(sleepDebt), "sri": as(sri), "social_jetlag": as(jetlag)}
}

// segment reads [start_s, len_s, stage].
type segment struct{ metric.SleepSegment }

func (s *segment) UnmarshalJSON(b []byte) error {
	var stage string
	parts := []any{&s.StartS, &s.LenS, &stage}
	if err := json.Unmarshal(b, &parts); err != nil {
		return err
	}
	switch stage {
	case "wake", "restless":
	case "light", "deep", "rem", "asleep":
		s.Asleep = true
	default:
		return fmt.Errorf("unknown stage %q", stage)
	}
	return nil
}

func sleepNight(in struct {
	Segments []segment `json:"segments"`
	In       num       `json:"bed_in"`
	Out      num       `json:"bed_out"`
},
) (map[string]any, error) {
	var segs []metric.SleepSegment
	for _, s := range in.Segments {
		segs = append(segs, s.SleepSegment)
	}
	f := metric.SleepNight(segs, in.In.v(), in.Out.v())
	return map[string]any{
		"tib": f.TIB, "tst": f.TST, "se": f.SE, "sol": f.SOL, "waso": f.WASO, "awakenings": f.Awakenings, "tafa": f.TAFA,
		"midsleep": f.Midsleep,
	}, nil
}

func sleepDebt(in struct {
	TST  nums    `json:"tst_min"`
	Need float64 `json:"need_min"`
},
) (map[string]any, error) {
	d := metric.DebtOf(in.TST, in.Need)
	return map[string]any{"n": d.N, "debt_mean": d.Mean, "signed_mean": d.Signed}, nil
}

func sri(in struct {
	Epoch int                  `json:"epoch_s"`
	RLE   [][2]json.RawMessage `json:"rle"`
},
) (map[string]any, error) {
	codes := map[string]int8{`"1"`: metric.EpochSleep, `"0"`: metric.EpochWake, `"n"`: metric.EpochMissing}
	var states []int8
	for _, pair := range in.RLE {
		state, ok := codes[string(pair[0])]
		if !ok {
			return nil, fmt.Errorf("unknown state %s", pair[0])
		}
		var n int
		if err := json.Unmarshal(pair[1], &n); err != nil {
			return nil, err
		}
		for range n {
			states = append(states, state)
		}
	}
	return map[string]any{"sri": metric.SRI(states, in.Epoch)}, nil
}

func jetlag(in struct {
	MidWork nums `json:"mid_work"`
	MidFree nums `json:"mid_free"`
	DurWork nums `json:"dur_work"`
	DurFree nums `json:"dur_free"`
},
) (map[string]any, error) {
	j := metric.SocialJetlag(in.MidWork, in.MidFree, in.DurWork, in.DurFree)
	return map[string]any{"sjl": j.SJL, "msf_sc": j.MSFsc, "sd_week": j.SDWeek, "midsleep_sd": j.MidsleepSD}, nil
}
