package source

// healthExercise is a kind of workout of Health Connect under its two numbers. Applications see those of Jetpack
// (ExerciseSessionRecord.EXERCISE_TYPE_*), the database holds those of the framework (ExerciseSessionType.EXERCISE_SESSION_TYPE_*).
type healthExercise struct {
	framework, jetpack int64
	kind               sport
}

func healthExercises() []healthExercise {
	training := func(sub string) sport { return sport{"training", sub} }
	machine := func(sub string) sport { return sport{"fitness_equipment", sub} }
	only := func(name string) sport { return sport{sport: name} }
	return []healthExercise{
		{1, 2, sport{"racket", "badminton"}},
		{2, 4, only("baseball")},
		{3, 5, only("basketball")},
		{4, 8, only("cycling")},
		{5, 9, sport{"cycling", "indoor_cycling"}},
		{6, 10, training("cardio_training")}, // boot camp
		{7, 11, only("boxing")},
		{8, 13, training("strength_training")}, // calisthenics
		{9, 14, only("cricket")},
		{10, 16, only("dance")},
		{11, 26, training("")}, // class
		{12, 27, training("")}, // fencing
		{13, 28, only("american_football")},
		{14, 29, only("team_sport")}, // Australian football
		{15, 31, sport{"team_sport", "ultimate"}},
		{16, 32, only("golf")},
		{17, 33, training("breathing")},
		{18, 34, training("")}, // gymnastics
		{19, 35, only("team_sport")},
		{20, 36, only("hiit")},
		{21, 37, only("hiking")},
		{22, 38, sport{"hockey", "ice"}},
		{23, 39, only("ice_skating")},
		{24, 44, only("mixed_martial_arts")},
		{25, 46, only("paddling")},
		{26, 47, only("flying")},
		{27, 48, training("pilates")},
		{28, 50, sport{"racket", "racquetball"}},
		{29, 51, only("rock_climbing")},
		{30, 52, only("hockey")},
		{31, 53, only("rowing")},
		{32, 55, only("rugby")},
		{33, 56, only("running")},
		{34, 57, sport{"running", "treadmill"}},
		{35, 58, only("sailing")},
		{36, 59, only("diving")},
		{37, 60, only("inline_skating")},
		{38, 61, only("alpine_skiing")},
		{39, 62, only("snowboarding")},
		{40, 63, only("snowshoeing")},
		{41, 64, only("soccer")},
		{42, 65, only("baseball")}, // softball
		{43, 66, sport{"racket", "squash"}},
		{44, 68, only("floor_climbing")},
		{45, 70, training("strength_training")},
		{46, 71, training("flexibility_training")},
		{47, 72, only("surfing")},
		{48, 73, sport{"swimming", "open_water"}},
		{49, 74, sport{"swimming", "lap_swimming"}},
		{50, 75, sport{"racket", "table_tennis"}},
		{51, 76, only("tennis")},
		{52, 78, only("volleyball")},
		{53, 79, only("walking")},
		{54, 80, only("team_sport")}, // water polo
		{55, 81, training("strength_training")},
		{56, 82, only("wheelchair_push_walk")},
		{57, 83, training("yoga")},
		{58, 0, training("")}, // another workout
		{59, 69, machine("stair_climbing")},
		{60, 25, machine("elliptical")},
		{61, 54, sport{"rowing", "indoor_rowing"}},
	}
}

// frameworkExercise is a kind of workout by the framework's number.
func frameworkExercise(n int64) sport {
	for _, e := range healthExercises() {
		if e.framework == n {
			return e.kind
		}
	}
	return sport{}
}

// jetpackExercise is a kind of workout by Jetpack's number.
func jetpackExercise(n int64) sport {
	for _, e := range healthExercises() {
		if e.jetpack == n {
			return e.kind
		}
	}
	return sport{}
}
