package web

import "github.com/hvilepuls/hvilepuls/internal/stream"

// words are the texts of one language. Those of the verdict and its reasons come with the verdict, in the same words everywhere.
type words struct {
	Lang, Decimal, Clock      string
	Hour                      string // unit
	DateLong                  string // weekday, day, month
	DateShort, DateDay        string // day, short month; day, month
	Weekdays                  [7]string
	Months                    [12]string
	Today, Tomorrow           string
	Yesterday, LastNight, On  string
	Verdicts                  map[string]string
	Levels, Confidence, Units map[string]string
	Yes, No, OfFive, NoData   string

	pageWords
	chartWords
	formWords
	restWords
	dayWords
	answerWords
	appWords
	trendWords
	dataWords
	settingsWords
	channelWords
}

// pageWords are those of verdict and reasons.
type pageWords struct {
	Skip, NotDiagnosis, Glutes, Others                       string
	SessionAt, SessionNow, Session, Earliest, Risk, Recovery string
	Why, MoreReasons, Value, Usual, Least, Most              string
	Need, Mean, Whole, Effect, Chain                         string
	Effects                                                  map[string]string
	Data, LastData, StaleHours, StaleDays, NothingYet        string
	OnlyWatch, Changes, YourAnswers                          string
}

// chartWords are those of the charts.
type chartWords struct {
	RHR, RHRLast, RHRUsually, RHRNone, Raised, Jumped, Rising        string
	Falling, Provisional, Range, RangeDoc, ANight, ARaised, ASession string
	NewSource, Table, Day, Source, Sets, Nothing                     string
	GluteTitle, GluteSum, GluteNone, GluteRange                      string
	GluteHard, GluteLight, GluteRest                                 string
	Load, LoadSum, Fitness, Fatigue, Warming                         string
	LastDays                                                         string
}

// formWords are those of the forms.
type formWords struct {
	Feel, Tired, Sore, None, Worst, MoreFeel, Sick, Pain, PainAt string
	Pains                                                        [4][2]string
	Save, Saved, Answered, AnsweredTired, AnsweredSore           string
	AnsweredSick, AnsweredPain, Change                           string
	TheirAnswers, NoAnswers                                      string
	Detail, Mood, Motivation, Stress, WorstLow, BestHigh         string
	RPE, Protein, Tags, Note                                     string
	TagNames                                                     [6][2]string
	Files, AddFiles, FilesHint, Upload                           string
	File, Status, DaysCount                                      string
	Statuses                                                     map[string]string
	Refusals                                                     map[stream.ReasonKind]string
}

// restWords are those of the other pages.
type restWords struct {
	SignIn, Token, TokenHint, TokenWrong, Enter               string
	NotFound, Forbidden, Trouble, Failed, NothingLost, GoBack string
	OtherToken, Invented                                      string
	Welcome, Empty, StepData, StepDataOr, StepDemo, StepPlan  string
	StepPlanHow, StepPlanTo, Skippable                        string
	StepAlerts, StepAlertsHow                                 string
	Athletes, NoAthletes, All, TwoReasons, Who, VerdictWord   string
}

// dayWords are those of the page about one day.
type dayWords struct {
	DayTitle, DayRisk, DayNoRisk, Signs, SignsDoc, Sign, Contribution string
	NoSigns, Numbers, Number, Figure, Limits, SourcesTitle            string
	FilesBehind, NoFiles, Format, Unmapped, Before, After             string
	Choices, Chosen, Reason, NotUsed                                  string
	SignNames, Warns, ChoiceNames, Whys                               map[string]string
}

// vocabulary is the words of a language, English unless it is Norwegian.
func vocabulary(language string) words {
	if language == "nb" {
		return norwegian()
	}
	return english()
}

// ErrorTitle says what a status of HTTP means.
func (w words) ErrorTitle(status int) string {
	const forbidden, notFound, server = 403, 404, 500
	switch {
	case status == notFound:
		return w.NotFound
	case status == forbidden:
		return w.Forbidden
	case status >= server:
		return w.Failed
	}
	return w.Trouble
}
