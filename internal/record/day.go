package record

import (
	"cmp"
	"slices"
	"time"
)

// Month is a DAYS document: the digest of each day of a month.
type Month struct {
	V       int    `json:"v"`
	Athlete string `json:"athlete"`
	Month   string `json:"month"` // "2006-01"
	Days    []Day  `json:"days"`  // ascending; days about which nothing is said are left out
}

// About is the DAYS document of what holds for all days: profile, zones, plan. Its month token is "profile".
type About struct {
	V       int     `json:"v"`
	Athlete string  `json:"athlete"`
	Profile Profile `json:"profile"`
	Zones   []Zone  `json:"zones,omitempty"` // ascending by From, the home zone (NoDate) first
	Plan    *Plan   `json:"plan,omitempty"`
	Agenda  *Agenda `json:"agenda,omitempty"` // of the calendar
	Feed    *Feed   `json:"feed,omitempty"`   // where the calendar is fetched from; nil where it is not

	Aliases map[string]string `json:"aliases,omitempty"` // as of Entry
}

// Day is the compact digest of one local day: all that analyse needs, never raw samples. Candidates of several sources stand side by
// side, ordered by Source model and content, never by a keyed hash; analyse chooses.
type Day struct {
	Date     Date         `json:"date"`
	TZ       string       `json:"tz"`                // IANA zone in force
	Offset   int          `json:"offset"`            // s east of UTC at noon
	Sources  []DaySource  `json:"sources,omitempty"` // that say something about the day, by model and maker
	Nights   []Night      `json:"nights,omitempty"`
	NightHR  []NightHR    `json:"night_hr,omitempty"`
	HRV      []DayHRV     `json:"hrv,omitempty"`
	Vendor   []DayValue   `json:"vendor,omitempty"`
	Workouts []DayWork    `json:"workouts,omitempty"`
	CheckIn  *CheckIn     `json:"checkin,omitempty"`
	Entered  time.Time    `json:"entered,omitzero"`   // when the newest word of CheckIn was entered; zero in digests made before this was kept
	Earlier  []Answers    `json:"earlier,omitempty"`  // what CheckIn was before each later word, ascending by Entered
	Unplaced []Correction `json:"unplaced,omitempty"` // corrections of workouts of the day that fit none of their sets
	HRMin    int          `json:"hr_min,omitempty"`   // minutes of the day with any heart rate: tells "no data" from "rest"
	Files    []string     `json:"files"`              // SHA-256 of the files behind the day, sorted
}

// Answers is a day's check-in as it stood from an instant on, until a later word changed it.
type Answers struct {
	Entered time.Time `json:"entered"`
	CheckIn CheckIn   `json:"checkin"`
}

// CheckInAt is the day's check-in as it stood at an instant, nil if nothing had been entered by then. Of a digest that does not know when
// its answers were entered they stood from the beginning.
func (d *Day) CheckInAt(at time.Time) *CheckIn {
	if !d.Entered.After(at) {
		return d.CheckIn
	}
	for k := len(d.Earlier) - 1; k >= 0; k-- {
		if !d.Earlier[k].Entered.After(at) {
			return &d.Earlier[k].CheckIn
		}
	}
	return nil
}

// Corrected is when the newest correction of the day's sets was entered; zero without one.
func (d *Day) Corrected() (last time.Time) {
	for _, w := range d.Workouts {
		for _, s := range slices.Concat(w.Sets, w.NotDone) {
			if s.Entered.After(last) {
				last = s.Entered
			}
		}
	}
	return last
}

// AsOf is the day without what was entered after an instant: later answers and later corrections of sets.
func (d Day) AsOf(at time.Time) Day {
	d.CheckIn = d.CheckInAt(at)
	if !d.Corrected().After(at) {
		return d
	}
	d.Workouts = slices.Clone(d.Workouts)
	for i := range d.Workouts {
		w := &d.Workouts[i]
		w.Sets, w.NotDone = w.setsAt(at)
	}
	return d
}

// Source is what the day knows of a source; its key alone in digests made before sources were listed.
func (d *Day) Source(key string) DaySource {
	for _, s := range d.Sources {
		if s.Key == key {
			return s
		}
	}
	return DaySource{Source: Source{Key: key}}
}

// DaySource is a source that says something about a day.
type DaySource struct {
	Source
	HRMin int `json:"hr_min,omitempty"` // minutes of the day with an all-day heart rate of its own: 0 if it was not worn
}

// Noon is the instant at which the day's points are stamped.
func (d Day) Noon() time.Time {
	return d.Date.Time().Add(12*time.Hour - time.Duration(d.Offset)*time.Second)
}

// Night is one sleep session that ended on this day, as one source saw it. The longest of a source is its main sleep, the rest naps.
type Night struct {
	Source     string    `json:"source"` // Source.Key
	SHA        string    `json:"sha"`    // of the file it came from
	Start      time.Time `json:"start"`
	End        time.Time `json:"end"`
	OffsetFrom int       `json:"offset_from"` // s east of UTC at the start
	OffsetTo   int       `json:"offset_to"`   // s east of UTC at the end
	Nap        bool      `json:"nap,omitempty"`
	TotalsOnly bool      `json:"totals_only,omitempty"` // no stage times
	Stages     []Stage   `json:"stages,omitempty"`
	LightMin   float64   `json:"light_min"` // minutes; sleep whose stage is not told is in TSTMin only
	DeepMin    float64   `json:"deep_min"`
	REMMin     float64   `json:"rem_min"`
	AwakeMin   float64   `json:"awake_min"`
	TSTMin     float64   `json:"tst_min"` // total sleep time
	TIBMin     float64   `json:"tib_min"` // time in bed
	Score      *float64  `json:"score,omitempty"`
}

// NightHR is the resting heart rate of the night, from one source's samples (SCIENCE: lowest 30-minute mean).
type NightHR struct {
	Source   string   `json:"source"`
	Window   string   `json:"window"`   // "sleep", or "fallback" where no sleep window is known
	Bins     int      `json:"bins"`     // bins left after despiking
	Coverage float64  `json:"coverage"` // 0..1
	Low30    *float64 `json:"low30"`    // bpm: rhr
	Mean4h   *float64 `json:"mean4h"`   // bpm: rhr_mean4h
	Mean     *float64 `json:"mean"`     // bpm
}

// DayHRV is one day's heart-rate variability of one kind, source and method.
type DayHRV struct {
	Source string  `json:"source"`
	Kind   HRVKind `json:"kind"`
	Method string  `json:"method"` // "vendor", "five_minute" (median of the vendor's windows), "beats" (own, from RR)
	Ms     float64 `json:"ms"`
	N      int     `json:"n"` // values or windows it stands on
}

// DayValue is a vendor's value for the day.
type DayValue struct {
	Source string    `json:"source"`
	Kind   DailyKind `json:"kind"`
	Value  float64   `json:"value"`
}

// DayWork is the digest of a workout that began on this day.
type DayWork struct {
	Source    string    `json:"source"`
	SHA       string    `json:"sha"`
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	Offset    int       `json:"offset"` // s east of UTC at the start
	Sport     string    `json:"sport"`
	SubSport  string    `json:"sub_sport,omitempty"`
	TimerS    float64   `json:"timer_s"`
	DistanceM *float64  `json:"distance_m,omitempty"`
	AvgHR     *float64  `json:"avg_hr,omitempty"` // bpm
	MaxHR     *float64  `json:"max_hr,omitempty"` // bpm
	RPE       *float64  `json:"rpe,omitempty"`    // 0..10
	NP        *float64  `json:"np,omitempty"`     // W, normalised power
	Beats     BPMTime   `json:"bpm_time,omitzero"`
	Sets      []Set     `json:"sets,omitempty"`
	NotDone   []Set     `json:"not_done,omitempty"` // sets that were not done, says the athlete

	SetsFrom string      `json:"sets_from,omitempty"`  // source of the sets, if another: a log
	HRFrom   []string    `json:"hr_from,omitempty"`    // sources of the heart rate, if others or if it was taken from all-day samples
	HRAllDay bool        `json:"hr_all_day,omitempty"` // the heart rate is that of all-day samples
	Why      Why         `json:"why,omitempty"`        // why its source was chosen, if there were others
	Also     []OtherWork `json:"also,omitempty"`       // the same activity as other sources tell it; they count for nothing
}

// OtherWork is a workout that is the same activity as another one.
type OtherWork struct {
	Source string    `json:"source"`
	SHA    string    `json:"sha"`
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
	Sport  string    `json:"sport"`
	AvgHR  *float64  `json:"avg_hr,omitempty"` // bpm, the source's own
	Sets   int       `json:"sets,omitempty"`   // how many it tells
}

// setsAt are the sets as they were known at an instant: corrections entered later do not count.
func (w DayWork) setsAt(at time.Time) (sets, notDone []Set) {
	for _, s := range slices.Concat(w.Sets, w.NotDone) {
		for s.Was != nil && s.Entered.After(at) {
			s = *s.Was
		}
		if s.NotDone {
			notDone = append(notDone, s)
		} else {
			sets = append(sets, s)
		}
	}
	byIndex := func(a, b Set) int { return cmp.Compare(a.Index, b.Index) }
	slices.SortStableFunc(sets, byIndex)
	slices.SortStableFunc(notDone, byIndex)
	return sets, notDone
}

// BPMTime is the seconds spent at each heart rate: S[i] seconds at Min+i bpm. A gap between samples counts for at most 10 s; where they are
// all-day samples, for at most their usual distance, and that for at most 5 minutes.
type BPMTime struct {
	Min int  `json:"min"`
	S   Ints `json:"s"`
}
