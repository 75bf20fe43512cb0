package record

import "time"

// EntryKind names what a person entered.
type EntryKind string

// The kinds of entries.
const (
	CheckInEntry EntryKind = "checkin"
	ProfileEntry EntryKind = "profile"
	ZoneEntry    EntryKind = "zone"
	PlanEntry    EntryKind = "plan"

	CalendarEntry   EntryKind = "calendar"
	AliasesEntry    EntryKind = "aliases"
	CorrectionEntry EntryKind = "correction"
)

// Entry is one thing a person entered. It is a small file of its own in the archive. Of equal-ranked entries the one with the latest
// Entered wins, then the smaller SHA of its file. Only the member that Kind names is set.
type Entry struct {
	Kind    EntryKind `json:"kind"`
	Entered time.Time `json:"entered"`
	CheckIn *CheckIn  `json:"checkin,omitempty"`
	Profile *Profile  `json:"profile,omitempty"`
	Zone    *Zone     `json:"zone,omitempty"`
	Plan    *Plan     `json:"plan,omitempty"`

	Calendar   *Calendar         `json:"calendar,omitempty"`
	Aliases    map[string]string `json:"aliases,omitempty"` // the athlete's own exercise names: a key or name of the catalogue; "" takes one away
	Correction *Correction       `json:"correction,omitempty"`
}

// Date is the UTC date under which an entry is filed: the day of a check-in, that on which the corrected workout began, else NoDate.
func (e Entry) Date() Date {
	switch {
	case e.CheckIn != nil:
		return e.CheckIn.Day
	case e.Correction != nil:
		return DateOf(e.Correction.Workout.UTC())
	}
	return NoDate
}

// CheckIn is the answer to the morning questions for one local day. Nil means not answered. Fields of several check-ins of a day are
// merged: per field the newest word wins.
type CheckIn struct {
	Day      Date     `json:"day"`
	Fatigue  *int     `json:"fatigue,omitempty"`  // 1 none … 5 worst
	Soreness *int     `json:"soreness,omitempty"` // of the glutes, 1 none … 5 worst
	Sick     *bool    `json:"sick,omitempty"`
	Pain     *string  `json:"pain,omitempty"`       // "none", "dull" or "sharp"
	PainAt   *string  `json:"pain_at,omitempty"`    // where
	RPE      *float64 `json:"rpe,omitempty"`        // of the day's glute session, 0..10
	Mood     *int     `json:"mood,omitempty"`       // 1 worst … 5 best
	Motiv    *int     `json:"motivation,omitempty"` // 1 worst … 5 best
	Stress   *int     `json:"stress,omitempty"`     // 1 none … 5 worst
	ProteinG *float64 `json:"protein_g,omitempty"`  // g eaten that day
	Tags     []string `json:"tags,omitzero"`        // alcohol, travel, heat, altitude, cycle, deficit; empty takes them away
	Note     *string  `json:"note,omitempty"`
	Unsaid   []string `json:"unsaid,omitempty"` // answers taken back, by their names here: they are as if never given, until they are given again
}

// Profile is what the athlete says of themself. Nil means not said. Per field the newest word wins.
type Profile struct {
	Name       *string  `json:"name,omitempty"`
	Sex        *string  `json:"sex,omitempty"`        // "female", "male"
	BirthYear  *int     `json:"birth_year,omitempty"` //
	WeightKg   *float64 `json:"weight_kg,omitempty"`
	Experience *string  `json:"experience,omitempty"` // "beginner", "intermediate", "advanced"
	SleepNeedH *float64 `json:"sleep_need_h,omitempty"`
	MaxHR      *float64 `json:"max_hr,omitempty"`    // bpm
	LTHR       *float64 `json:"lthr,omitempty"`      // bpm
	FTP        *float64 `json:"ftp,omitempty"`       // W
	RunPace    *float64 `json:"run_pace,omitempty"`  // s per km: threshold pace, held for about an hour
	SwimPace   *float64 `json:"swim_pace,omitempty"` // s per 100 m: critical swim speed as a pace
	Language   *string  `json:"language,omitempty"`
	Units      *string  `json:"units,omitempty"`   // in which people read weights: "metric" (kg, also where nothing is said) or "imperial" (lb); data are metric
	Sources    []string `json:"sources,omitempty"` // source keys, most trusted first

	// SourcesFor are orders for one kind of choice each, which stand above Sources; an empty one takes that of the kind away.
	SourcesFor map[ChoiceKind][]string `json:"sources_for,omitempty"`

	Alerts *Alerts `json:"alerts,omitempty"` // the newest holds as a whole

	Unsaid []string `json:"unsaid,omitempty"` // fields taken back, by their names here: they are as if never said, until they are said again
}

// Zone says which IANA zone the athlete lives in from a date on. The entry with NoDate is the home zone. One that is unsaid takes back what
// was said of its date; About holds none.
type Zone struct {
	From   Date   `json:"from"`
	TZ     string `json:"tz,omitempty"`
	Unsaid bool   `json:"unsaid,omitempty"`
}

// Plan is the athlete's plan of sessions. What an entry leaves out stays as it was: the weekly sessions are replaced as a whole (an empty
// list, not null, takes them away), of dated sessions, weeks and blocks the newest word on each start, week and first day holds. One that
// is unsaid takes back what was said of it; About holds none.
type Plan struct {
	Weekly   []PlannedSession `json:"weekly"`
	Sessions []DatedSession   `json:"sessions,omitempty"` // ascending by Start in About
	Weeks    []PlannedWeek    `json:"weeks,omitempty"`    // ascending by Monday in About
	Blocks   []Block          `json:"blocks,omitempty"`   // ascending by From in About
}

// PlannedSession is one session of a weekly plan.
type PlannedSession struct {
	Weekday time.Weekday `json:"weekday"` // 0 Sunday … 6 Saturday
	Time    string       `json:"time"`    // wall time "18:00"
	Name    string       `json:"name"`
	Effort  string       `json:"effort,omitempty"` // "heavy" (default), "moderate", "light"
	Muscle  string       `json:"muscle,omitempty"` // muscle group; "" and "glutes" are the glutes, others are no glute sessions
}

// DatedSession is one session on one date.
type DatedSession struct {
	Start  string `json:"start"` // wall time of the zone in force "2026-12-01T18:00"
	Name   string `json:"name"`
	Effort string `json:"effort,omitempty"` // as of PlannedSession, or "off": what else is planned at the time is not
	Muscle string `json:"muscle,omitempty"` // as of PlannedSession
	Unsaid bool   `json:"unsaid,omitempty"`
}

// DatedStart is the layout of DatedSession.Start.
const DatedStart = "2006-01-02T15:04"

// PlannedWeek says whether a week, from Monday to Sunday, is one of deload, whatever the block says.
type PlannedWeek struct {
	Monday Date `json:"monday"`
	Deload bool `json:"deload"`
	Unsaid bool `json:"unsaid,omitempty"`
}

// Block is a block of training: from a date until the next block. Its phase only colours advice.
type Block struct {
	From        Date   `json:"from"`
	Phase       string `json:"phase,omitempty"`        // "linear", "undulating" or "block"
	DeloadEvery int    `json:"deload_every,omitempty"` // the last of every so many weeks is one of deload, that of From being the first; 0 none
	Unsaid      bool   `json:"unsaid,omitempty"`
}

// Calendar is a calendar whose matching events are planned sessions. The newest holds; one without text and address takes it away.
type Calendar struct {
	Text  string   `json:"text"`            // iCalendar (RFC 5545)
	URL   string   `json:"url,omitempty"`   // where it lies on the web and is fetched again: http, https or webcal; often a secret
	Words []string `json:"words,omitempty"` // of a summary or category; a trailing * stands for any ending; none: those for the glutes
}

// Feed is a calendar that lies on the web.
type Feed struct {
	URL   string   `json:"url"`
	Words []string `json:"words,omitempty"` // as of Calendar
}

// Agenda is what a calendar says about glute sessions.
type Agenda struct {
	Events []AgendaEvent `json:"events"`
	Notes  []AgendaNote  `json:"notes,omitempty"` // what of it was passed over
}

// AgendaEvent is a planned session, or a series of them.
type AgendaEvent struct {
	Start  string   `json:"start"`            // wall time "2026-12-01T18:00:00"
	TZ     string   `json:"tz,omitempty"`     // IANA zone of the wall times; "" the athlete's own wherever they are
	Rule   string   `json:"rule,omitempty"`   // recurrence (RFC 5545 RRULE), its UNTIL a wall time too, or an instant without a zone; "" once
	Except []string `json:"except,omitempty"` // wall times, dates, or without a zone instants, at which there is no session
	Name   string   `json:"name"`
	Effort string   `json:"effort"` // as of PlannedSession
	Deload bool     `json:"deload,omitempty"`
}

// AgendaNote is something of a calendar that was passed over.
type AgendaNote struct {
	Kind string `json:"kind"` // "unreadable", "all_day", "bad_time", "unknown_rule", "unknown_zone" (taken for the athlete's own), "too_many"
	Name string `json:"name,omitempty"`
}

// Correction says what a strength set really was. Nil says nothing; per field the newest word wins. It holds as long as the workout has as
// many sets as it had then: a log that comes later may count other sets.
type Correction struct {
	Workout  time.Time `json:"workout"` // its start, to the second
	Set      int       `json:"set"`     // Set.Index
	Sets     int       `json:"sets"`    // sets that the workout had
	Exercise *string   `json:"exercise,omitempty"`
	Reps     *int      `json:"reps,omitempty"`
	LoadKg   *float64  `json:"load_kg,omitempty"` // 0: bodyweight or band
	RIR      *float64  `json:"rir,omitempty"`
	Warmup   *bool     `json:"warmup,omitempty"`
	NotDone  *bool     `json:"not_done,omitempty"`
}
