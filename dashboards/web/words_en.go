package web

func english() words {
	return words{
		Lang: "en", Decimal: ".", Clock: "15:04", Hour: "h",
		DateLong: "%s %d %s", DateShort: "%d %s", DateDay: "%d %s",
		Weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		Months: [12]string{
			"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
		},
		Today: "today", Tomorrow: "tomorrow", Yesterday: "yesterday", LastNight: "last night", On: "on %s",
		Verdicts:   map[string]string{"go": "Good to go", "lighter": "Go lighter", "wait": "Wait", "rest": "Rest", "unknown": "Not enough data"},
		Levels:     map[string]string{"green": "low", "amber": "raised", "red": "high", "unknown": "not known"},
		Confidence: map[string]string{"high": "good data", "medium": "some gaps", "low": "many gaps"},
		Units: map[string]string{
			"h": "h", "bpm/week": "bpm a week", "-100..100": "of 100", "ratio": "",
		},
		Yes: "yes", No: "no", OfFive: "%s of 5", NoData: "no data",

		pageWords:   englishPage(),
		chartWords:  englishCharts(),
		formWords:   englishForms(),
		restWords:   englishRest(),
		dayWords:    englishDay(),
		answerWords: englishAnswer(),
		appWords:    englishApp(),
		trendWords:  englishTrends(),
		dataWords:   englishData(),

		settingsWords: englishSettings(),
		channelWords:  englishChannels(),
	}
}

func englishPage() pageWords {
	return pageWords{
		Skip: "Skip to the answer", NotDiagnosis: "Hvilepuls shows signs, it does not diagnose.", Glutes: "Glutes", Others: "Other athletes",
		SessionAt: "%s %s", SessionNow: "none planned, judged for right now",
		Session: "Session", Earliest: "Earliest", Risk: "Recovery risk", Recovery: "Glutes recovered",
		Why: "Why", MoreReasons: "More reasons (%d)", Value: "Now", Usual: "Usual for you", Least: "At least", Most: "Usual at most",
		Need: "You need", Mean: "On an average day", Whole: "Fully recovered", Effect: "For the session", Chain: "Where this comes from",
		Effects: map[string]string{"for": "speaks for training", "against": "speaks against", "missing": "not known", "note": "good to know"},
		Data:    "Data", LastData: "last data %s", StaleHours: "No data for %d hours. Is the watch synced?",
		StaleDays: "No data for %d days. Is the watch synced?", NothingYet: "no data yet", OnlyWatch: "only the watch", Changes: "What would change it", YourAnswers: "your answers",
	}
}

func englishCharts() chartWords {
	return chartWords{
		RHR: "Resting heart rate", RHRLast: "%s %s", RHRUsually: "usually %s", RHRNone: "No night with a heart rate in these four weeks.",
		Raised: "Raised 2 of the last 3 nights.", Jumped: "A jump within the last 3 nights.",
		Rising: "Rising %s bpm a week over 12 weeks.", Falling: "Falling %s bpm a week over 12 weeks.",
		Provisional: "Your range is provisional: fewer than 10 nights.",
		Range:       "your range",
		RangeDoc:    "Your range is the median of the 28 nights before, plus and minus their robust spread (at least 1 bpm). A raised night lies 1.5 spreads and 3 bpm above the median. Nights without data are gaps.",
		ANight:      "night", ARaised: "raised night", ASession: "glute session", NewSource: "new source",
		Table: "The chart as a table", Day: "Day", Source: "Source", Sets: "Hard sets", Nothing: "Nothing to draw yet.",
		GluteTitle: "Glute work, last 7 days", GluteSum: "%s hard sets in 7 days; 10-20 is the usual range.",
		GluteNone:  "No strength sets known. Log them in an app or on the watch.",
		GluteRange: "usual range", GluteHard: "hard day (over 3 sets)", GluteLight: "lighter day", GluteRest: "none",
		Load: "Training load", LoadSum: "Fitness %s, fatigue %s.", Fitness: "fitness (mean of 42 days)", Fatigue: "fatigue (mean of 7 days)",
		Warming: "Fitness needs 42 days to settle.", LastDays: "last %d days",
	}
}

func englishForms() formWords {
	return formWords{
		Feel: "How do you feel?", Tired: "How tired are you?", Sore: "How sore are your glutes?", None: "1 not at all", Worst: "5 worst",
		MoreFeel: "Ill or in pain?", Sick: "I am ill", Pain: "Pain", PainAt: "Where?",
		Pains: [4][2]string{{"", "not said"}, {"none", "none"}, {"dull", "dull"}, {"sharp", "sharp or lasting"}},
		Save:  "Save answers", Saved: "Saved.", Answered: "Answered today", AnsweredTired: "tired %d of 5",
		AnsweredSore: "glutes sore %d of 5", AnsweredSick: "ill", AnsweredPain: "pain: %s", Change: "Change the answers",
		TheirAnswers: "The athlete's answers", NoAnswers: "None today.",
		Detail: "More, if you like", Mood: "Mood", Motivation: "Motivation to train", Stress: "Stress", WorstLow: "1 worst", BestHigh: "5 best",
		RPE: "How hard was today's glute session? (0 to 10)", Protein: "Protein eaten today, in grams", Tags: "What else was there?", Note: "Notes",
		TagNames: [6][2]string{
			{"alcohol", "alcohol"}, {"travel", "travel"}, {"heat", "heat"}, {"altitude", "altitude"}, {"cycle", "cycle"}, {"deficit", "calorie deficit"},
		},
		Files: "Files", AddFiles: "Add files", FilesHint: "Files and exports of watches, rings, apps and logs, zipped or not. Names do not matter, and the same file twice does no harm.",
		Upload: "Upload",
		File:   "File", Status: "Outcome", DaysCount: "Days",
		Statuses: map[string]string{"accepted": "taken in", "partial": "taken in, in part", "duplicate": "known before", "rejected": "not taken", "forgotten": "forgotten"},
		Refusals: englishReasons(),
	}
}

func englishRest() restWords {
	return restWords{
		SignIn: "Sign in", Token: "Token", TokenHint: "The program printed it when it started. Make another with: hvilepuls token",
		TokenWrong: "That token is not known here. Was all of it pasted?", Enter: "Sign in",
		NotFound: "There is no such page", Forbidden: "This is not yours to see", Trouble: "That did not work", Failed: "Something failed on this side",
		NothingLost: "Nothing that was taken in is lost.", GoBack: "To the first page",
		Invented:   "An invented athlete. Say how you feel, and see the answer change.",
		OtherToken: "Your token is not for this. Sign out below to use another.",
		Welcome:    "Welcome", Empty: "No data yet. Three steps, in any order:",
		StepData: "Bring some data", StepDataOr: "Many files at once, from the command line:", StepDemo: "Or look at an invented athlete first:",
		StepPlan: "When do you train glutes?", StepPlanHow: "With a weekly plan the answer is about your next session; without one it is about right now.", StepPlanTo: "Say when",
		StepAlerts: "Where should alerts go?", StepAlertsHow: "You are told before a session that should be lighter or later, by mail or on your phone.",
		Skippable: "Each step may be skipped.",
		Athletes:  "Athletes", NoAthletes: "No athlete to show.", All: "All", TwoReasons: "Strongest reasons", Who: "Athlete", VerdictWord: "Verdict",
	}
}

func englishDay() dayWords {
	return dayWords{
		DayTitle: "Why, %s", DayRisk: "Recovery risk %s: %s, %s.", DayNoRisk: "Recovery risk is not known for this day.",
		Signs: "Signs", SignsDoc: "What a sign adds to the risk, in nats of log odds: above 0 for a bad morning, below 0 for a good one. Of signs that say the same, the strongest leads.",
		Sign: "Sign", Contribution: "Adds", NoSigns: "No sign is known for this day.", Numbers: "All numbers of the day", Number: "Number",
		Figure: "Value", Limits: "Note", SourcesTitle: "Sources", FilesBehind: "Files behind this day",
		NoFiles: "No file speaks of this day.", Format: "Format", Unmapped: "Exercises that nobody knows (not counted)",
		Before: "Day before", After: "Day after",
		Choices: "Which source was used", Chosen: "Used", Reason: "Why", NotUsed: "not %s",
		SignNames: map[string]string{
			"rhr_z": "Resting heart rate", "hrv_dev_sd": "Heart rate variability, 7 nights", "sleep_min_dev_z": "Sleep against your usual",
			"sleep_tst_h": "Sleep that night", "load_ewma_ratio": "Load of a week to that of four, until the evening before", "monotony": "Monotony of the week, until the evening before",
			"e1rm_drop_pct": "Strength below your usual", "fatigue_low": "Tiredness above your usual", "soreness_low": "Glute soreness above your usual",
			"sick_flag": "Ill",
		},
		Warns: map[string]string{
			"provisional": "provisional: few nights", "fallback": "no sleep window known", "warming_up": "warming up", "inferred": "inferred",
			"watch_only": "only the watch", "totals_only": "no stage times", "rising": "rising", "falling": "falling",
			"unknown_load": "most of the week unknown", "unmapped": "exercises not known: %s", "rest_vendor": "resting heart rate of the vendor",
			"rest_default": "resting heart rate taken as 60", "max_default": "maximal heart rate taken as 190", "average_hr": "from the mean heart rate",
			"guessed": "guessed", "mean_pace": "from the mean pace, hills not counted", "jumped": "a jump",
			"confirmed rising": "rising, confirmed", "confirmed falling": "falling, confirmed",
		},
		ChoiceNames: map[string]string{
			"sleep": "Night", "rhr": "Resting heart rate", "rhr_vendor": "Resting heart rate of the vendor", "hrv_rmssd": "Heart rate variability asleep",
			"hrv_rmssd_spot": "Heart rate variability (RMSSD), measured awake", "hrv_sdnn_spot": "Heart rate variability (SDNN), measured awake",
			"steps": "Steps", "workout": "Workout", "heart_rate": "Heart rate of the workout", "sets": "Sets of the workout",
		},
		Whys: map[string]string{
			"only": "the only one", "your_order": "your order of sources", "overlap": "the other saw less than half of the night", "stages": "has the times of sleep stages",
			"sleep_window": "knows when you slept", "coverage": "the other measured less than half of the night", "method": "the better kind of value",
			"worn": "was worn: has heart rates that day", "own_heart_rate": "recorded the heart rate", "longer": "the other has no more than half of the workout, or less of it",
			"device": "measured it; the other passes it on", "more_days": "more days in the last four weeks", "kept": "was used the time before",
			"richer": "holds more", "all_day": "the workout has no heart rate of its own: that of the day", "layer": "a log counts before the watch",
			"alike": "nothing tells them apart: order of models",
		},
	}
}
