// Package record is the vocabulary of Hvilepuls: what a source can say about an athlete, and the digest of a day made from it.
//
// It does no I/O and asks no clock. Every instant is UTC; every quantity names its unit. Messages carry a version, and fields are only
// ever added, so that a message stored years ago still decodes (testdata/v1 keeps one of each).
package record

import (
	"cmp"
	"regexp"
	"time"
)

// Version is written into every stored message. It rises only when the meaning of a field changes, never for an added field.
const Version = 1

// Record is everything one file says about one date: the unit of the RECORDS stream.
type Record struct {
	V       int    `json:"v"`                // Version
	Athlete string `json:"athlete"`          // [a-z0-9-]{1,64}
	Date    Date   `json:"date"`             // UTC date (wall date if Wall); NoDate for entries without a day
	Wall    bool   `json:"wall,omitempty"`   // the times below are wall-clock times of an unknown zone, written as if UTC
	Source  Source `json:"source"`           // who measured it
	File    string `json:"file"`             // keyed hash of athlete and SHA-256, as in subjects
	SHA     string `json:"sha"`              // SHA-256 of the file, hex
	Origin  string `json:"origin,omitempty"` // SHA-256 of the file that said it first, where this one passes its record on as it is
	Part    int    `json:"part"`             // 0, 1, … within (date, source, file)
	TZ      string `json:"tz,omitempty"`     // IANA zone named for the file when it was given, "" if none
	Offset  *int   `json:"offset,omitempty"` // s east of UTC the device itself states for this date, nil if it states none

	// Updated is when the source last changed what this record says, zero where it does not tell: of a source's contradictions the later holds.
	Updated time.Time `json:"updated,omitzero"`

	Samples  []Samples      `json:"samples,omitempty"`
	Sleep    []SleepSession `json:"sleep,omitempty"`
	HRV      []HRV          `json:"hrv,omitempty"`
	Workouts []Workout      `json:"workouts,omitempty"`
	Daily    []Daily        `json:"daily,omitempty"`
	Entries  []Entry        `json:"entries,omitempty"`
}

// Rank breaks ties between equal-ranked contradictions: the SHA-256 of the file that said it first. So a record ranks the same wherever it is
// passed on to.
func (r *Record) Rank() string { return cmp.Or(r.Origin, r.SHA) }

// Source names a device or an application. Key is maker and model plus a keyed hash of the serial, never the serial; it is the
// InfluxDB tag `source` and a subject token ([a-z0-9-]). Keys may be compared for equality, never ordered: two data folders have two keys.
type Source struct {
	Key   string `json:"key"`
	Maker string `json:"maker,omitempty"`
	Model string `json:"model,omitempty"`

	Bridge bool `json:"bridge,omitempty"` // it passes on what others measured: a collector of several sources, or a file that names no device
}

var athletePattern = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

// ValidAthlete tells whether an athlete's id is one: 1 to 64 of a-z, 0-9 and -.
func ValidAthlete(id string) bool { return athletePattern.MatchString(id) }

// SampleKind names a series of samples and so the unit of its values.
type SampleKind string

// The kinds of all-day samples.
const (
	HeartRate   SampleKind = "heart_rate"  // bpm, 25..230
	Stress      SampleKind = "stress"      // vendor's 0..100
	BodyBattery SampleKind = "bodybattery" // vendor's 0..100
	Respiration SampleKind = "respiration" // 0.01 breaths/min
	SpO2        SampleKind = "spo2"        // percent
	Steps       SampleKind = "steps"       // steps counted in the interval that ends at T
	HRVValues   SampleKind = "hrv_values"  // µs: rMSSD of the five minutes that end at T, asleep
	Beats       SampleKind = "beats"       // ms: beat-to-beat (RR) intervals; T is the beat's end, s
)

// Samples is an all-day series of one kind.
type Samples struct {
	Kind  SampleKind `json:"kind"`
	Clock Clock      `json:"clock,omitempty"` // of a Wall record alone
	Series
}

// Clock tells how the times of a series of wall-clock times are meant.
type Clock string

// The ways to read wall-clock times. Where the clock goes back it shows some times twice.
const (
	ShownFirst  Clock = ""        // as the clock shows them; what it shows twice, the first time
	ShownSecond Clock = "second"  // as the clock shows them; what it shows twice, the second time
	Elapsed     Clock = "elapsed" // Start as the clock shows it, T in seconds that passed since
)

// Series is samples as columns of equal length. T is seconds after Start, ascending (equal neighbours only for Beats); the unit of V
// belongs to the place the series stands in.
type Series struct {
	Start time.Time `json:"start"`
	T     Ints      `json:"t"`
	V     Ints      `json:"v"`
}

// Len is the number of samples.
func (s Series) Len() int { return len(s.T) }

// At is the instant of sample i.
func (s Series) At(i int) time.Time { return s.Start.Add(time.Duration(s.T[i]) * time.Second) }

// StageKind is a sleep stage.
type StageKind string

// The sleep stages. Unknown counts as time in bed only.
const (
	Awake   StageKind = "awake"
	Light   StageKind = "light"
	Deep    StageKind = "deep"
	REM     StageKind = "rem"
	Asleep  StageKind = "asleep" // asleep, stage not told
	Unknown StageKind = "unknown"
)

// Stage is a stretch of one stage, in seconds after the session's start; To is exclusive.
type Stage struct {
	From int       `json:"from"`
	To   int       `json:"to"`
	Kind StageKind `json:"kind"`
}

// SleepSession is one stretch in bed. Filed under the date of its end. Either Stages or Totals is given.
type SleepSession struct {
	ID         string             `json:"id,omitempty"` // the vendor's own id, if any
	Start      time.Time          `json:"start"`
	End        time.Time          `json:"end"`
	Offset     *int               `json:"offset,omitempty"`      // s east of UTC at the end, if the source states it
	OffsetFrom *int               `json:"offset_from,omitempty"` // s east of UTC at the start, where the source states that alone
	Stages     []Stage            `json:"stages,omitempty"`
	Totals     map[StageKind]int  `json:"totals,omitempty"` // s per stage where the source gives no times
	Nap        bool               `json:"nap,omitempty"`
	Score      *float64           `json:"score,omitempty"` // the vendor's 0..100
	Extra      map[string]float64 `json:"extra,omitempty"`
}

// HRVKind keeps the three heart-rate variabilities apart; they are never averaged together.
type HRVKind string

// The three kinds of HRV.
const (
	RMSSDAsleep HRVKind = "rmssd_asleep"
	RMSSDSpot   HRVKind = "rmssd_spot"
	SDNNSpot    HRVKind = "sdnn_spot"
)

// HRV is one value a source computed itself: a night's or a spot measurement's. A source that gives but the intervals of a spot measurement
// leaves the value out.
type HRV struct {
	Time time.Time `json:"time"` // of the measurement, or of the end of the night
	Kind HRVKind   `json:"kind"`
	Ms   float64   `json:"ms,omitempty"`
	RR   Ints      `json:"rr,omitempty"` // ms: the RR intervals of a spot measurement without a value
}

// DailyKind names a value a vendor gives per day.
type DailyKind string

// The vendor's daily values.
const (
	VendorRHR      DailyKind = "rhr"        // bpm, of that day alone
	VendorRHR7d    DailyKind = "rhr_7d"     // bpm, the vendor's multi-day figure
	DailySteps     DailyKind = "steps"      // count
	BodyWeight     DailyKind = "weight_kg"  // kg
	RecoveryTime   DailyKind = "recovery_h" // h, the vendor's guess
	VendorMaxHR    DailyKind = "max_hr"     // bpm, from the device's settings
	LactateThresHR DailyKind = "lthr"       // bpm
	FTP            DailyKind = "ftp"        // W
	SleepMinutes   DailyKind = "sleep_min"  // min asleep in the night that ended on that day, where the source tells neither its start nor its end
)

// Daily is a vendor's value for the local day in which Time lies; the latest of a day wins.
type Daily struct {
	Time  time.Time `json:"time"`
	Kind  DailyKind `json:"kind"`
	Value float64   `json:"value"`
}

// Plausible heart rates, bpm: FIT's sentinels 0 and 255 lie outside (SCIENCE.md section 1 keeps up to 220 for the night).
const (
	MinHeartRate = 25
	MaxHeartRate = 230
)
