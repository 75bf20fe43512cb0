package web

// settingsWords are those of the settings.
type settingsWords struct {
	Contents, SaveSettings, SavedSettings, NotSaved, Remove, Add, NotSaid string

	PlanTitle, PlanDoc, Weekday, Time, SessionName, Effort, Muscle, MuscleHint, NoSession, Another string

	DatesTitle, DatesDoc, Date, NewDate, NoDates, Move, Off string

	DeloadTitle, DeloadDoc, DeloadWeek, NormalWeek, WeekDay, WeekIs, NoWeeks, NewWeek string
	BlockTitle, BlockDoc, BlockFrom, Phase, NoPhase, Every, EveryHint                 string
	EveryWeeks, NoBlocks, NewBlock                                                    string
	Phases                                                                            [][2]string

	FeedTitle, FeedDoc, FeedAt, FeedFile, FeedNone, FeedSessions string
	FeedAddress, FeedHint, FeedUpload, FeedWords, FeedWordsHint  string
	FeedNotes                                                    map[string]string

	ProfileTitle, ProfileDoc, Name, Language, Measures, Sex, BirthYear string
	Weight, Experience, SleepNeed                                      string
	Languages, Sexes, Experiences, UnitNames                           [][2]string
	LimitsTitle, LimitsDoc, MaxHR, LTHR, FTP, RunPace, SwimPace        string
	ZoneTitle, ZoneDoc, Zone, ZoneFrom, ZoneFromHint                   string

	OrderTitle, OrderDoc, OrderAll, OrderOwn, OrderNone, OrderAsAll string
	Up, Down, Unordered, AddToOrder, NoOrder, NoKnownSources        string
	Kinds                                                           map[string]string

	NamesTitle, NamesDoc, NameOf, StandsFor, NoNames, NewName string

	WantNumber, WantBetween, WantWhole, WantTime, WantDate, WantLine, WantShort, WantZone string
	WantPace, WantName, WantExercise, WantAddress, WantCalendar, WantOne                  string
	NotFetched, NoSessionInIt, WantFileAgain                                              string
}
