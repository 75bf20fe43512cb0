package web

func englishSettings() settingsWords {
	return settingsWords{
		Contents: "On this page", SaveSettings: "Save", SavedSettings: "Saved.", NotSaved: "Not saved. What is wrong is said beside the field.",
		Remove: "Remove", Add: "Add", NotSaid: "not said",

		PlanTitle: "When do you train glutes?", PlanDoc: "A normal week. The answer is about the next of these sessions. A row without a day counts for nothing.",
		Weekday: "Day", Time: "Time", SessionName: "Name", Effort: "Effort", Muscle: "Muscles", MuscleHint: "Leave the muscles open for the glutes: a session of other muscles is none of theirs.", NoSession: "none", Another: "Another session",

		DatesTitle: "Single dates", DatesDoc: "A session on one date, beside the week. Called off means that nothing is planned then, also not by the week or a calendar.",
		Date: "Date", NewDate: "Add a session on a date", NoDates: "No single dates are ahead.", Move: "Save changes", Off: "called off",

		DeloadTitle: "Easy weeks", DeloadDoc: "Of a week of deload the answer asks for fewer and easier sets. What is said of a week here stands above what a block says.",
		DeloadWeek: "deload week", NormalWeek: "normal week", WeekDay: "Any day of the week", WeekIs: "It is a", NoWeeks: "Nothing is said of single weeks.", NewWeek: "Say what a week is",
		BlockTitle: "Training blocks", BlockDoc: "A block lasts from its first day until the next one. Its phase only colours the advice.", BlockFrom: "First day",
		Phase: "Phase", NoPhase: "not said", Every: "A deload every so many weeks", EveryHint: "2 to 26: the last of so many weeks is one. Left open: none.",
		EveryWeeks: "a deload every %s weeks", NoBlocks: "No block is planned.", NewBlock: "Add a block",
		Phases: [][2]string{{"linear", "linear"}, {"undulating", "undulating"}, {"block", "block"}},

		FeedTitle: "Calendar", FeedDoc: "Events of a calendar whose name holds one of the words are planned sessions. Nothing else of it is kept.",
		FeedAt: "A calendar at %s is set.", FeedFile: "A calendar from a file is set.", FeedNone: "No calendar is set.", FeedSessions: "Sessions or series of sessions in it: %s.",
		FeedAddress: "Address of the calendar (ICS)", FeedHint: "It is looked at again every so often. Who knows the address can read the calendar, so it is never shown again, here or anywhere.",
		FeedUpload: "Or a file (.ics)", FeedWords: "Words that tell a session", FeedWordsHint: "With commas between them; a * at the end stands for any ending. Left open: glute*, booty*, rumpe* and the like.",
		FeedNotes: map[string]string{
			"all_day": "Passed over %s: an event of a whole day is no session; give it a time.", "bad_time": "Passed over %s: its start cannot be read.",
			"unknown_rule": "Passed over %s: it recurs in a way that is not known; daily, weekly and monthly are.", "unknown_zone": "Nobody knows the zone %s: its times are taken for yours.",
			"too_many": "The earliest sessions were passed over: there are too many.", "unreadable": "It cannot be read.",
		},

		ProfileTitle: "You", ProfileDoc: "All of it may be left open, or emptied again; what is known makes the answer better.", Name: "Name", Language: "Language", Measures: "Weights in",
		Sex: "Sex", BirthYear: "Year of birth", Weight: "Body weight, %s", Experience: "Strength training so far", SleepNeed: "Sleep needed a night, hours",
		Languages:   [][2]string{{"en", "English"}, {"nb", "Norsk bokmål"}},
		UnitNames:   [][2]string{{"metric", "kilograms"}, {"imperial", "pounds"}},
		Sexes:       [][2]string{{"female", "female"}, {"male", "male"}},
		Experiences: [][2]string{{"beginner", "beginner"}, {"intermediate", "intermediate"}, {"advanced", "advanced"}},
		LimitsTitle: "Heart rate, power and pace", LimitsDoc: "By these the load of a workout is reckoned. Resting heart rate is measured each night and not asked for.",
		MaxHR: "Maximal heart rate, bpm", LTHR: "Threshold heart rate, bpm", FTP: "Threshold power (FTP), watts",
		RunPace: "Running pace you can hold for an hour, min:s per km", SwimPace: "Swimming pace you can hold for long, min:s per 100 m",
		ZoneTitle: "Time zone", ZoneDoc: "Where the day begins and ends.", Zone: "Zone, like Europe/Oslo", ZoneFrom: "From", ZoneFromHint: "For a journey or a move. Left open: your home zone.",

		OrderTitle: "Which source counts", OrderDoc: "Where several sources tell of the same, the first of your order is used. Without an order the best one is chosen each day.",
		OrderAll: "For everything", OrderOwn: "your order: %s", OrderNone: "no order", OrderAsAll: "as for everything", Up: "%s up", Down: "%s down",
		Unordered: "Not in the order", AddToOrder: "Add %s", NoOrder: "Forget this order", NoKnownSources: "No source is known yet. Bring some data first.",
		Kinds: map[string]string{"sleep": "Sleep", "hrv": "Heart rate variability", "rhr": "Resting heart rate", "heart_rate": "Heart rate", "steps": "Steps", "workouts": "Workouts"},

		NamesTitle: "Your exercise names", NamesDoc: "What you call an exercise in your log, if the name is not known here.", NameOf: "Your name", StandsFor: "Stands for", NoNames: "No names of your own.", NewName: "Add a name",

		WantNumber: "Write a number.", WantBetween: "Write a number from %s to %s.", WantWhole: "Write a whole number from %s to %s.", WantTime: "Write a time like 18:00.",
		WantDate: "Choose a date from 2000 to 2099.", WantLine: "Write it on one line, without control characters.", WantShort: "Too long: at most %s characters.",
		WantZone: "No zone has that name. They are called like Europe/Oslo.", WantPace: "Write minutes and seconds from %s to %s.", WantName: "Write the name.",
		WantExercise: "No exercise of that name is known. Choose one of the list.", WantAddress: "Write an address like https://example.org/calendar.ics.",
		WantCalendar: "Write an address or choose a file.", WantOne: "Either an address or a file, not both.",
		NotFetched: "The calendar could not be fetched or read. Bring it again when that is mended.", NoSessionInIt: "It holds no event with a time and one of the words. Name other words.",
		WantFileAgain: "For other words choose the file again: only its sessions were kept.",
	}
}
