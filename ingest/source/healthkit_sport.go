package source

import "strings"

// healthSports are HealthKit's activities (HKWorkoutActivityType) as FIT names them, and the names that its apps show for some of them: in small
// letters, without blanks.
func healthSports() map[string][2]string {
	strengthTraining := [2]string{"training", "strength_training"}
	return map[string][2]string{
		"traditionalstrengthtraining": strengthTraining, "functionalstrengthtraining": strengthTraining, "strengthtraining": strengthTraining,
		"coretraining": {"training", ""}, "crosstraining": {"training", "cardio_training"}, "mixedcardio": {"training", "cardio_training"},
		"mixedmetaboliccardiotraining": {"training", "cardio_training"}, "flexibility": {"training", "flexibility_training"},
		"preparationandrecovery": {"training", "flexibility_training"}, "cooldown": {"training", "flexibility_training"},
		"highintensityintervaltraining": {"hiit", ""}, "hiit": {"hiit", ""}, "yoga": {"training", "yoga"}, "mindandbody": {"training", "breathing"},
		"pilates": {"training", "pilates"}, "barre": {"training", "pilates"},
		"running": {"running", ""}, "outdoorrun": {"running", ""}, "indoorrun": {"running", "indoor_running"},
		"walking": {"walking", ""}, "outdoorwalk": {"walking", ""}, "indoorwalk": {"walking", "indoor_walking"}, "hiking": {"hiking", ""},
		"cycling": {"cycling", ""}, "outdoorcycle": {"cycling", ""}, "outdoorcycling": {"cycling", ""},
		"indoorcycle": {"cycling", "indoor_cycling"}, "indoorcycling": {"cycling", "indoor_cycling"}, "handcycling": {"cycling", "hand_cycling"},
		"swimming": {"swimming", ""}, "poolswim": {"swimming", "lap_swimming"}, "openwaterswim": {"swimming", "open_water"},
		"rowing": {"rowing", ""}, "outdoorrow": {"rowing", ""}, "indoorrow": {"rowing", "indoor_rowing"}, "rower": {"rowing", "indoor_rowing"},
		"paddlesports": {"paddling", ""}, "elliptical": {"fitness_equipment", "elliptical"},
		"stairclimbing": {"fitness_equipment", "stair_climbing"}, "stairs": {"fitness_equipment", "stair_climbing"},
		"steptraining": {"fitness_equipment", "stair_climbing"}, "stairstepper": {"fitness_equipment", "stair_climbing"},
		"climbing": {"rock_climbing", ""}, "boxing": {"boxing", ""}, "kickboxing": {"boxing", ""}, "martialarts": {"mixed_martial_arts", ""},
		"crosscountryskiing": {"cross_country_skiing", ""}, "downhillskiing": {"alpine_skiing", ""}, "snowboarding": {"snowboarding", ""},
		"skatingsports": {"ice_skating", ""}, "soccer": {"soccer", ""}, "basketball": {"basketball", ""}, "volleyball": {"volleyball", ""},
		"tennis": {"tennis", ""}, "golf": {"golf", ""}, "hockey": {"hockey", ""}, "rugby": {"rugby", ""}, "baseball": {"baseball", ""},
		"cricket": {"cricket", ""}, "jumprope": {"jump_rope", ""}, "dance": {"dance", ""}, "socialdance": {"dance", ""}, "cardiodance": {"dance", ""},
		"surfingsports": {"surfing", ""}, "sailing": {"sailing", ""}, "fishing": {"fishing", ""}, "equestriansports": {"horseback_riding", ""},
		"swimbikerun": {"multisport", ""}, "transition": {"transition", ""}, "other": {"generic", ""},
	}
}

// healthSport is the sport of an activity, "" where it is none that is known.
func healthSport(sports map[string][2]string, name string) (sport, sub string) {
	key := strings.ReplaceAll(fold(strings.TrimPrefix(name, "HKWorkoutActivityType")), " ", "")
	s := sports[key]
	return s[0], s[1]
}
