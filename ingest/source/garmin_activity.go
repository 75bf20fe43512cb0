package source

import (
	"regexp"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// garminTotals is what Garmin adds up of the sets of one exercise.
type garminTotals struct {
	Category string      `json:"category"`
	Name     string      `json:"subCategory"`
	Sets     int         `json:"sets"`
	Reps     looseNumber `json:"reps"`
	Volume   looseNumber `json:"volume"`   // g
	Millis   looseNumber `json:"duration"` // ms
}

// mostSets is how many sets a session can have.
const mostSets = 500

// garminSets are as many sets as were added up, each with its share of the repetitions and of the time and with the mean load, in the order of
// the exercises; when they were done is not told.
func garminSets(totals []garminTotals, out *Report) []record.Set {
	var sets []record.Set
	for _, t := range totals {
		if t.Sets <= 0 || len(sets)+t.Sets > mostSets || t.Reps.V < 0 || t.Reps.V > 1e5 {
			out.drop(dropShape, 1)
			continue
		}
		reps := int(t.Reps.V)
		for i := range t.Sets {
			s := record.Set{Index: len(sets), Exercise: garminExercise(t.Category, t.Name), DurationS: max(t.Millis.V, 0) / 1000 / float64(t.Sets)}
			if t.Reps.Known && reps > 0 {
				s.Reps = new(reps*(i+1)/t.Sets - reps*i/t.Sets)
			}
			// A volume of 0 is a weight that nobody typed.
			if reps > 0 && t.Volume.V > 0 {
				s.LoadKg = new(t.Volume.V / 1000 / float64(reps))
			}
			sets = append(sets, s)
		}
	}
	out.count(kindSets, len(sets))
	return sets
}

var garminWord = regexp.MustCompile(`^[A-Z0-9_]{1,80}$`)

// garminExercise is the key of an exercise; "" of one that the watch does not know.
func garminExercise(category, name string) string {
	if !garminWord.MatchString(category) || category == "UNKNOWN" {
		return ""
	}
	if !garminWord.MatchString(name) || name == "UNKNOWN" {
		return strings.ToLower(category)
	}
	return strings.ToLower(category) + "/" + strings.ToLower(name)
}

// garminSport is FIT's name of Garmin's kind of activity; both are "" of one that is not known.
func garminSport(kind string) sport {
	switch kind {
	case "indoor_cardio":
		return sport{"training", "cardio_training"}
	case "mobility", "stretching":
		return sport{"training", "flexibility_training"}
	case "street_running", "obstacle_run", "ultra_run":
		return sport{"running", ""}
	case "track_running":
		return sport{"running", "track"}
	case "virtual_run":
		return sport{"running", "virtual_activity"}
	case "road_biking":
		return sport{"cycling", "road"}
	case "gravel_cycling":
		return sport{"cycling", "gravel_cycling"}
	case "virtual_ride":
		return sport{"cycling", "virtual_activity"}
	case "casual_walking", "speed_walking":
		return sport{"walking", ""}
	case "lap_swimming":
		return sport{"swimming", "lap_swimming"}
	case "open_water_swimming":
		return sport{"swimming", "open_water"}
	case "indoor_rowing":
		return sport{"fitness_equipment", "indoor_rowing"}
	case "stair_climbing":
		return sport{"fitness_equipment", "stair_climbing"}
	}
	return vendorSport(kind)
}

// activities reads summarizedActivities. Those recorded by a watch are in the FIT files too.
func (g *garminAccount) activities(f File) error {
	type activity struct {
		Kind     string         `json:"activityType"`
		Start    garminTime     `json:"startTimeGmt"`
		Begin    garminTime     `json:"beginTimestamp"` // the same
		Local    garminTime     `json:"startTimeLocal"`
		Millis   looseNumber    `json:"duration"`
		Elapsed  looseNumber    `json:"elapsedDuration"` // ms, pauses too
		Distance looseNumber    `json:"distance"`        // cm
		KJ       looseNumber    `json:"calories"`
		AvgHR    looseNumber    `json:"avgHr"`
		MaxHR    looseNumber    `json:"maxHr"`
		Sets     []garminTotals `json:"summarizedExerciseSets"`
	}
	return eachJSON(f.Reader(), g.out, func(a *activity) error {
		if a.Start.IsZero() {
			a.Start = a.Begin
		}
		elapsed := max(a.Elapsed.V, a.Millis.V)
		if a.Start.IsZero() || elapsed < 0 || elapsed > longest*1000 {
			g.out.drop(dropShape, 1)
			return nil
		}
		const joules = 4.184 // kJ of a kcal
		name := garminSport(a.Kind)
		g.g.workout(record.Workout{
			Start: a.Start.Time, End: a.Start.Add(time.Duration(elapsed) * time.Millisecond), Offset: a.Local.offset(a.Start),
			Sport: name.sport, SubSport: name.sub, TimerS: max(a.Millis.V, 0) / 1000,
			DistanceM: scaledBy(a.Distance, 100), Kcal: scaledBy(a.KJ, joules),
			AvgHR: beatsPerMinute(a.AvgHR.V), MaxHR: beatsPerMinute(a.MaxHR.V), Sets: garminSets(a.Sets, g.out),
		})
		return nil
	}, "summarizedActivitiesExport")
}

// scaledBy is a number in another unit, nil where there is none.
func scaledBy(n looseNumber, by float64) *float64 {
	v := n.ptr()
	if v == nil {
		return nil
	}
	return new(*v / by)
}
