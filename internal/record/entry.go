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
	Tags     []string `json:"tags,omitempty"`       // alcohol, travel, heat, altitude, cycle, deficit
	Note     *string  `json:"note,omitempty"`
}

// Profile is what the athlete says of themself. Nil means not said. Per field the newest word wins.
type Profile struct {
	Name       *string  `json:"name,omitempty"`
	Sex        *string  `json:"sex,omitempty"`        // "female", "male"
	BirthYear  *int     `json:"birth_year,omitempty"` //
	WeightKg   *float64 `json:"weight_kg,omitempty"`
	Experience *string  `json:"experience,omitempty"` // "beginner", "intermediate", "advanced"
	SleepNeedH *float64 `json:"sleep_need_h,omitempty"`
	MaxHR      *float64 `json:"max_hr,omitempty"` // bpm
	LTHR       *float64 `json:"lthr,omitempty"`   // bpm
	FTP        *float64 `json:"ftp,omitempty"`    // W
	Language   *string  `json:"language,omitempty"`
	Sources    []string `json:"sources,omitempty"` // source keys, most trusted first
}

// Zone says which IANA zone the athlete lives in from a date on. The entry with NoDate is the home zone.
type Zone struct {
	From Date   `json:"from"`
	TZ   string `json:"tz"`
}

// Plan is the athlete's weekly plan of glute sessions; it replaces the one before it.
type Plan struct {
	Weekly []PlannedSession `json:"weekly"`
}

// PlannedSession is one session of a weekly plan.
type PlannedSession struct {
	Weekday time.Weekday `json:"weekday"` // 0 Sunday … 6 Saturday
	Time    string       `json:"time"`    // wall time "18:00"
	Name    string       `json:"name"`
	Effort  string       `json:"effort,omitempty"` // "heavy" (default), "moderate", "light"
}
