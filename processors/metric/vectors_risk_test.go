package metric_test

import "github.com/hvilepuls/hvilepuls/processors/risk"

// riskRunners are the formulas of processors/risk, whose metrics stand in this package's table.
func riskRunners() map[string]runner {
	return map[string]runner{"risk": as(riskScore), "local_recovery": as(localRecovery), "alert_state": as(alertState)}
}

func riskScore(in struct {
	Features map[string]num `json:"features"`
},
) (map[string]any, error) {
	features := map[string]float64{}
	for name, x := range in.Features {
		if x.p != nil {
			features[name] = *x.p
		}
	}
	r := risk.Score(features)
	return map[string]any{"p": r.P, "contributions": r.Contributions(), "coverage": r.Coverage, "confidence": r.Confidence}, nil
}

func localRecovery(in struct {
	Sessions []struct {
		TH   float64 `json:"t_h"`
		Dose float64 `json:"dose"`
		Fail int     `json:"fail"`
	} `json:"sessions"`
	NowH float64 `json:"now_h"`
},
) (map[string]any, error) {
	var doses []risk.Dose
	for _, s := range in.Sessions {
		doses = append(doses, risk.Dose{TH: s.TH, Dose: s.Dose, Fail: s.Fail})
	}
	readiness, need := risk.LocalRecovery(doses, in.NowH)
	return map[string]any{"readiness": readiness, "need_h": need}, nil
}

func alertState(in struct {
	Days []*struct {
		P          float64 `json:"p"`
		Confidence string  `json:"confidence"`
	} `json:"days"`
},
) (map[string]any, error) {
	var days []risk.DayP
	for _, d := range in.Days {
		day := risk.DayP{}
		if d != nil {
			day = risk.DayP{P: d.P, Confidence: d.Confidence, OK: true}
		}
		days = append(days, day)
	}
	state, notify := risk.States(days)
	return map[string]any{"state": state, "notify": notify}, nil
}
