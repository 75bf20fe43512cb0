package source

import (
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// sleep takes the sessions and gives the stretches asleep.
func (h *hook) sleep() (nights []record.SleepSession, err error) {
	err = hookList(h, "sleep", func(s *hookSleep) {
		end, ok := h.at(s.End)
		if !ok {
			return
		}
		if !s.Length.Known || s.Length.V < 0 || s.Length.V > longest {
			h.out.drop(dropTime, 1)
			return
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
	})
	return asleepIn(nights), err
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

func (h *hook) counts() error {
	return hookList(h, "steps", func(s *hookSteps) {
		from, ok1 := h.at(s.Start)
		to, ok2 := h.at(s.End)
		if !ok1 || !ok2 {
			return
		}
		if !s.Count.Known || s.Count.V < 0 || s.Count.V > mostSteps || !from.Before(to) {
			h.out.drop(dropShape, 1)
			return
		}
		a := h.app(s.Origin)
		a.steps = append(a.steps, stepCount{from: from.Unix(), to: to.Unix(), steps: int64(s.Count.V)})
	})
}

func (h *hook) workouts() error {
	return hookList(h, "exercise", func(e *hookExercise) {
		start, ok1 := h.at(e.Start)
		end, ok2 := h.at(e.End)
		if !ok1 || !ok2 {
			return
		}
		kind := vendorSport(strings.TrimPrefix(string(e.Kind), "EXERCISE_TYPE_"))
		if n, ok := e.Kind.number(); ok {
			kind = jetpackExercise(n)
		}
		w := healthWorkout(start, end, kind)
		w.DistanceM = e.Distance.ptr()
		h.app(e.Origin).workout(w)
	})
}
