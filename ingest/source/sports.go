package source

import (
	"strings"
	"unicode"
)

// sport is FIT's name of a kind of workout.
type sport struct{ sport, sub string }

// vendorSport is FIT's name of what vendors call a workout, whatever the case and the signs between its words; both are "" of what is unknown.
func vendorSport(name string) sport {
	key := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
	key = strings.TrimSuffix(strings.TrimSuffix(key, "msk"), "activity")
	switch key {
	case "weightlifting", "weights", "weight", "powerlifting", "strength", "strengthtraining", "strengthtrainer", "traditionalstrengthtraining",
		"liftweights", "levantamientodepesas", "entrenamientodefuerza", "gewichtheben", "krafttraining":
		return sport{"training", "strength_training"}
	case "functionalfitness", "functionalstrengthtraining", "crossfit", "circuittraining", "calisthenics":
		return sport{"training", "cardio_training"}
	case "hiit", "intervalworkout", "intervaltraining", "bootcamp":
		return sport{"hiit", ""}
	case "workout", "structuredworkout", "othertraining", "coretraining", "stretching":
		return sport{"training", ""}
	case "run", "running", "outdoorrun", "jogging", "correr":
		return sport{"running", ""}
	case "treadmill", "treadmillrun", "treadmillrunning", "indoorrunning":
		return sport{"running", "treadmill"}
	case "trailrun", "trailrunning":
		return sport{"running", "trail"}
	case "bike", "biking", "cycling", "outdoorbike", "roadcycling", "ciclismo":
		return sport{"cycling", ""}
	case "mountainbiking", "mountainbike":
		return sport{"cycling", "mountain"}
	case "spin", "spinning", "indoorcycling", "stationarybike":
		return sport{"cycling", "indoor_cycling"}
	case "walk", "walking", "outdoorwalk", "caminar":
		return sport{"walking", ""}
	case "hike", "hiking", "rucking":
		return sport{"hiking", ""}
	case "swim", "swimming", "natacion":
		return sport{"swimming", ""}
	case "yoga":
		return sport{"training", "yoga"}
	case "pilates":
		return sport{"training", "pilates"}
	case "rowing", "indoorrowing", "rowingmachine":
		return sport{"rowing", ""}
	case "elliptical", "ellipticaltrainer":
		return sport{"fitness_equipment", "elliptical"}
	case "stairclimber", "stairmaster", "stairs":
		return sport{"fitness_equipment", "stair_climbing"}
	case "soccer", "football":
		return sport{"soccer", ""}
	case "tennis":
		return sport{"tennis", ""}
	case "basketball":
		return sport{"basketball", ""}
	case "boxing", "kickboxing":
		return sport{"boxing", ""}
	case "crosscountryskiing":
		return sport{"cross_country_skiing", ""}
	}
	return sport{}
}
