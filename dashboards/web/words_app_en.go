package web

func englishApp() appWords {
	return appWords{
		Pages: "Pages", TodayPage: "Today", CalendarPage: "Calendar", SourcesPage: "Sources", SettingsPage: "Settings",
		Undo: "Undo", Undone: "Taken back.", Offline: "No connection. This is the last answer that was known here.",
		Updated: "New data: %s", NotSent: "Not sent: there is no connection. Nothing is lost, try again.", SignOut: "Sign out",
		BrowsersTitle: "Browsers", BrowsersDoc: "A browser stays signed in for a year. If one was lost, sign out all that signed in with the same token as this one.",
		SignOutEverywhere: "Sign out everywhere",

		DropHere: "or drop them anywhere on this page", Password: "Password, if the archive has one",
		PasswordHint: "It is kept beside the archive, for everything can be made anew from it.", Sending: "sending", Reading: "reading",
		Outcome: "Taken in: %s. Known before: %s. Not taken: %s. The numbers follow within a minute.",

		SourcesDoc: "What each source told in the last 28 days. Where several tell of the same, one is used; why is said below.",
		LastDay:    "Last day", DaysOf28: "Days of 28", UsedFor: "Used for", NotChosen: "nothing: another was better",
		NoSources: "No source has told anything in the last 28 days.", ChoicesLately: "Where several spoke, which was used",

		CalendarDoc: "Sessions that were done, and those planned.", Done: "done", Planned: "planned", Missed: "planned, not known to be done",
		Deload: "deload week", Earlier: "Month before", Later: "Month after", SessionsAhead: "Next sessions",
		NonePlanned: "None planned.", SayWhen: "Say in the settings when you train:", EachDay: "A day leads to what is known of it.", DayAhead: "On a day ahead you can add a session.", AddSession: "add a session", HardSets: "%s hard sets",
		Efforts: map[string]string{"heavy": "heavy", "moderate": "moderate", "light": "light"},

		SetsTitle: "Strength sets of the day", SetsDoc: "A watch guesses what a set was. What you say here holds; leave open what is right.",
		Set: "Set", Exercise: "Exercise", Reps: "Repetitions", Correct: "Correct", Corrected: "Corrected. The numbers follow within seconds.",
		Weights: "Load", RIR: "Repetitions in reserve", Warmup: "Warm-up", NotDone: "Not done", Unchanged: "leave it",
		WhatWasIt: "What was it?",
		Layers:    map[string]string{"0": "the watch's guess", "1": "the watch's plan", "2": "your log", "3": "you"},
	}
}

func englishTrends() trendWords {
	return trendWords{
		HRV: "Heart rate variability", HRVLast: "%s ms %s.", HRVNone: "No night with a heart rate variability in these four weeks.",
		HRVWeek: "mean of 7 nights", HRVNight: "night", HRVUsually: "Mean of 7 nights %s, usually %s.", HRVRange: "your range of that mean",
		HRVDoc: "RMSSD asleep, of one source at a time. Your range is where the mean of 7 nights usually lies: the 60 nights before, plus and minus half their spread. Single nights swing far beyond it.",
		Sleep:  "Sleep", SleepLast: "%s %s; you need about %s.", SleepNone: "No night is known in these four weeks.", SleepNeeded: "what you need", Slept: "asleep",
		Weeks: "Glute sets per week", WeeksSum: "%s hard sets a week on average.", WeeksDoc: "Weeks from Monday to Sunday; the last one is not over yet.",
		WeekOf: "Week from", WeekSets: "%s: %s hard sets",
	}
}
