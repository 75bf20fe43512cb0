package source

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// garminSummary is what both shapes of an activity say of it.
type garminSummary struct {
	Start    garminTime  `json:"startTimeGMT"`
	Local    garminTime  `json:"startTimeLocal"`
	Duration looseNumber `json:"duration"`        // s
	Elapsed  looseNumber `json:"elapsedDuration"` // s, pauses too
	Distance looseNumber `json:"distance"`        // m
	Kcal     looseNumber `json:"calories"`
	AvgHR    looseNumber `json:"averageHR"`
	MaxHR    looseNumber `json:"maxHR"`
	Load     looseNumber `json:"activityTrainingLoad"`
	RPE      looseNumber `json:"directWorkoutRpe"` // tenths
	Feel     looseNumber `json:"directWorkoutFeel"`
}

// workout takes an activity.
func (c *garminConnect) workout(s *garminSummary, kind string, sets []garminTotals) {
	elapsed := max(s.Elapsed.V, s.Duration.V)
	if s.Start.IsZero() || elapsed < 0 || elapsed > longest {
		c.out.drop(dropShape, 1)
		return
	}
	name := garminSport(kind)
	w := record.Workout{
		Start: s.Start.Time, End: s.Start.Add(time.Duration(elapsed * float64(time.Second))), Offset: s.Local.offset(s.Start),
		Sport: name.sport, SubSport: name.sub, TimerS: max(s.Duration.V, 0), DistanceM: s.Distance.ptr(), Kcal: s.Kcal.ptr(),
		AvgHR: beatsPerMinute(s.AvgHR.V), MaxHR: beatsPerMinute(s.MaxHR.V), Load: s.Load.ptr(), Sets: garminSets(sets, c.out),
	}
	if s.RPE.Known && s.RPE.V >= 0 && s.RPE.V <= 100 {
		w.RPE = new(s.RPE.V / 10)
	}
	if s.Feel.Known && s.Feel.V >= 0 && s.Feel.V <= 100 {
		w.Feel = new(s.Feel.V)
	}
	c.g.workout(w)
}

// activities reads the list of activities.
func (c *garminConnect) activities(f File) error {
	type activity struct {
		garminSummary
		Type struct {
			Key string `json:"typeKey"`
		} `json:"activityType"`
		Sets []garminTotals `json:"summarizedExerciseSets"`
	}
	return eachJSON(f.Reader(), c.out, func(a *activity) error {
		c.workout(&a.garminSummary, a.Type.Key, a.Sets)
		return nil
	})
}

// activity reads single activities.
func (c *garminConnect) activity(f File) error {
	type activity struct {
		Summary garminSummary `json:"summaryDTO"`
		Type    struct {
			Key string `json:"typeKey"`
		} `json:"activityTypeDTO"`
	}
	return eachJSON(f.Reader(), c.out, func(a *activity) error {
		c.workout(&a.Summary, a.Type.Key, nil)
		return nil
	})
}

type garminSet struct {
	Exercises []struct {
		Category    string  `json:"category"`
		Name        string  `json:"name"`
		Probability float64 `json:"probability"` // percent
	} `json:"exercises"`
	Kind     string      `json:"setType"`
	Start    garminTime  `json:"startTime"`
	Duration looseNumber `json:"duration"` // s
	Reps     looseNumber `json:"repetitionCount"`
	Grams    looseNumber `json:"weight"`
}

// sets reads the sets of an activity, as the watch recognised them and as the athlete mended them in the app since: an exercise that was picked
// there stands alone and is certain, and then the whole list is the athlete's word.
func (c *garminConnect) sets(f File) error {
	type body struct {
		Sets []garminSet `json:"exerciseSets"`
	}
	return eachJSON(f.Reader(), c.out, func(b *body) error {
		var sets []record.Set
		var end time.Time
		picked := false
		for i := range b.Sets {
			s := &b.Sets[i]
			switch {
			case s.Kind != "ACTIVE":
				continue
			case s.Start.IsZero() || s.Duration.V < 0 || s.Duration.V > longest || len(sets) == mostSets:
				c.out.drop(dropShape, 1)
				continue
			}
			picked = picked || len(s.Exercises) == 1 && s.Exercises[0].Probability >= 100
			sets = append(sets, s.set(len(sets)))
			if to := s.Start.Add(time.Duration(s.Duration.V * float64(time.Second))); to.After(end) {
				end = to
			}
		}
		if len(sets) == 0 {
			return nil
		}
		start := sets[0].Start
		for i := range sets {
			if picked {
				sets[i].Layer = record.Log
			}
			if sets[i].Start.Before(start) {
				start = sets[i].Start
			}
		}
		if !inTime(start) || end.Sub(start) > longest*time.Second {
			c.out.drop(dropTime, len(sets))
			return nil
		}
		r := c.log.at(record.DateOf(start))
		r.Workouts = append(r.Workouts, record.Workout{Start: start, End: end, Sport: "training", SubSport: "strength_training", Sets: sets})
		c.out.count(kindSets, len(sets))
		return nil
	})
}

func (s *garminSet) set(index int) record.Set {
	out := record.Set{Index: index, Start: s.Start.Time, DurationS: s.Duration.V}
	if s.Reps.Known && s.Reps.V > 0 && s.Reps.V < 1e4 {
		out.Reps = new(int(s.Reps.V))
	}
	// A watch writes 0 where nobody typed a weight.
	if kg := s.Grams.V / 1000; kg > 0 && kg <= 1000 {
		out.LoadKg = &kg
	}
	for _, e := range s.Exercises {
		key := garminExercise(e.Category, e.Name)
		if key == "" {
			continue
		}
		if out.Exercise == "" {
			out.Exercise = key
		}
		if e.Probability < 100 {
			out.Guesses = append(out.Guesses, record.Guess{Exercise: key, Confidence: int(max(e.Probability, 0))})
		}
	}
	return out
}
