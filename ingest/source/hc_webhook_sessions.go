package source

import (
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// sleep takes the sessions and gives the stretches asleep.
func (h *hook) sleep(list []hookSleep) []record.SleepSession {
	var nights []record.SleepSession
	for _, s := range list {
		end, ok := h.at(s.End)
		if !ok {
			continue
		}
		if !s.Length.Known || s.Length.V < 0 || s.Length.V > longest {
			h.out.drop(dropTime, 1)
			continue
		}
		start := end.Add(-time.Duration(s.Length.V) * time.Second)
		var segs []segment
		for _, st := range s.Stages {
			from, ok1 := h.at(st.Start)
			to, ok2 := h.at(st.End)
			if ok1 && ok2 {
				segs = append(segs, segment{from.Unix(), to.Unix(), hookStageKind(st.Stage)})
			}
		}
		night := healthNight(start, end, segs)
		h.app(s.Origin).sleep(night)
		nights = append(nights, night)
	}
	return asleepIn(nights)
}

func hookStageKind(n hookName) record.StageKind {
	if v, ok := n.number(); ok {
		return connectStage(v)
	}
	switch strings.TrimPrefix(strings.ToUpper(string(n)), "STAGE_TYPE_") {
	case "AWAKE", "OUT_OF_BED", "AWAKE_IN_BED":
		return record.Awake
	case "SLEEPING":
		return record.Asleep
	case "LIGHT":
		return record.Light
	case "DEEP":
		return record.Deep
	case "REM":
		return record.REM
	}
	return record.Unknown
}

func (h *hook) counts(list []hookSteps) {
	for _, s := range list {
		from, ok1 := h.at(s.Start)
		to, ok2 := h.at(s.End)
		if !ok1 || !ok2 {
			continue
		}
		if !s.Count.Known || s.Count.V < 0 || s.Count.V > mostSteps || !from.Before(to) {
			h.out.drop(dropShape, 1)
			continue
		}
		a := h.app(s.Origin)
		a.steps = append(a.steps, stepCount{from: from.Unix(), to: to.Unix(), steps: int64(s.Count.V)})
	}
}

func (h *hook) workouts(list []hookExercise) {
	for _, e := range list {
		start, ok1 := h.at(e.Start)
		end, ok2 := h.at(e.End)
		if !ok1 || !ok2 {
			continue
		}
		kind := vendorSport(strings.TrimPrefix(string(e.Kind), "EXERCISE_TYPE_"))
		if n, ok := e.Kind.number(); ok {
			kind = jetpackExercise(n)
		}
		w := healthWorkout(start, end, kind)
		w.DistanceM = e.Distance.ptr()
		h.app(e.Origin).workout(w)
	}
}
