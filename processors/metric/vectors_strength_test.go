package metric_test

import (
	"math"

	"github.com/hvilepuls/hvilepuls/processors/metric"
)

func strengthRunners() map[string]runner {
	return map[string]runner{"e1rm": as(oneRM), "strength_session": as(strengthSession)}
}

func oneRM(in struct {
	Weight float64 `json:"weight_kg"`
	Reps   float64 `json:"reps"`
	RIR    num     `json:"rir"`
},
) (map[string]any, error) {
	e := metric.EstimateOneRM(in.Weight, in.Reps, in.RIR.v())
	return map[string]any{
		"epley": e.Epley, "brzycki": e.Brzycki, "lombardi": e.Lombardi, "oconner": e.OConner, "lander": e.Lander, "mayhew": e.Mayhew,
		"wathan": e.Wathan, "rts": e.RTS,
	}, nil
}

// liftSet is one set of a strength session of the file.
type liftSet struct {
	Ex     string  `json:"ex"`
	W      num     `json:"w"`
	Reps   float64 `json:"reps"`
	RIR    num     `json:"rir"`
	Warmup bool    `json:"warmup"`
}

func strengthSession(in struct {
	Sets     []liftSet             `json:"sets"`
	Ref      map[string]float64    `json:"e1rm_ref"`
	GluteMap map[string][2]float64 `json:"glute_map"`
	Loadable []string              `json:"loadable"`
},
) (map[string]any, error) {
	ids, loadable := map[string]int{}, map[string]bool{}
	for _, ex := range in.Loadable {
		loadable[ex] = true
	}
	var sets []metric.LiftSet
	for _, s := range in.Sets {
		if _, ok := ids[s.Ex]; !ok {
			ids[s.Ex] = len(ids)
		}
		glute, mapped := in.GluteMap[s.Ex]
		ref, ok := in.Ref[s.Ex]
		if !ok {
			ref = math.NaN()
		}
		sets = append(sets, metric.LiftSet{
			Exercise: ids[s.Ex], LoadKg: s.W.v(), Reps: s.Reps, RIR: s.RIR.v(), Warmup: s.Warmup, Mapped: mapped, Max: glute[0], Med: glute[1],
			Loadable: loadable[s.Ex], RefKg: ref,
		})
	}
	l := metric.StrengthSession(sets)
	return map[string]any{
		"tonnage": l.TonnageKg, "inol": l.INOL, "hard_sets": l.Hard, "inferred": l.Inferred, "glute_max_sets": l.GluteMax,
		"glute_med_sets": l.GluteMed,
	}, nil
}
