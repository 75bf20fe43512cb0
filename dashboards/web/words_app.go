package web

// appWords are those of what is around the answer: ways through the pages, the live page, sources, calendar, corrections.
type appWords struct {
	Pages, TodayPage, CalendarPage, SourcesPage, SettingsPage string
	Undo, Undone, Offline, Updated, NotSent, SignOut          string
	BrowsersTitle, BrowsersDoc, SignOutEverywhere             string

	DropHere, Password, PasswordHint, Sending, Reading string
	Outcome                                            string // taken in, known before, not taken

	SourcesDoc, LastDay, DaysOf28, UsedFor, NotChosen, NoSources string
	ChoicesLately                                                string

	CalendarDoc, Done, Planned, Missed, Deload, Earlier, Later, SessionsAhead string
	NonePlanned, SayWhen, EachDay, DayAhead, AddSession, HardSets             string
	Efforts                                                                   map[string]string

	SetsTitle, SetsDoc, Set, Exercise, Reps, Correct, Corrected string
	Weights, RIR, Warmup, NotDone, Unchanged, WhatWasIt         string
	Layers                                                      map[string]string
}

// trendWords are those of the charts of nights and weeks.
type trendWords struct {
	HRV, HRVLast, HRVNone, HRVWeek, HRVNight, HRVUsually, HRVRange, HRVDoc string
	Sleep, SleepLast, SleepNone, SleepNeeded, Slept                        string
	Weeks, WeeksSum, WeeksDoc, WeekOf, WeekSets                            string
}
