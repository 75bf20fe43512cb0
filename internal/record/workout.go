package record

import "time"

// Workout is one activity session. Filed whole under the date of its start. Its identity is device and start time, so that one activity
// that comes in by two routes is one.
type Workout struct {
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	Offset    *int      `json:"offset,omitempty"` // s east of UTC at the start, if the source states it
	Sport     string    `json:"sport"`            // FIT sport name in snake_case: running, training, …; "" unknown
	SubSport  string    `json:"sub_sport,omitempty"`
	TimerS    float64   `json:"timer_s,omitempty"` // s, pauses left out
	DistanceM *float64  `json:"distance_m,omitempty"`
	Kcal      *float64  `json:"kcal,omitempty"`
	AvgHR     *float64  `json:"avg_hr,omitempty"`      // bpm, the source's own
	MaxHR     *float64  `json:"max_hr,omitempty"`      // bpm
	RPE       *float64  `json:"rpe,omitempty"`         // session RPE, 0..10
	Feel      *float64  `json:"feel,omitempty"`        // 0 very weak .. 100 very strong
	Load      *float64  `json:"vendor_load,omitempty"` // the vendor's training load, its own unit

	HR    Series `json:"hr,omitzero"`    // bpm
	Power Series `json:"power,omitzero"` // W
	Speed Series `json:"speed,omitzero"` // mm/s
	Beats Series `json:"beats,omitzero"` // ms: RR intervals
	Laps  []Lap  `json:"laps,omitempty"`
	Sets  []Set  `json:"sets,omitempty"`
}

// Lap is one lap of a workout.
type Lap struct {
	Start  time.Time `json:"start"`
	TimerS float64   `json:"timer_s"`
	AvgHR  *float64  `json:"avg_hr,omitempty"` // bpm
	MaxHR  *float64  `json:"max_hr,omitempty"` // bpm
}

// Layer ranks who says what a set was: the higher wins.
type Layer int

// The layers of strength sets.
const (
	WatchGuess Layer = 0 // the watch recognised a movement
	WatchPlan  Layer = 1 // the watch followed a planned workout: exact
	Log        Layer = 2 // a training log (Hevy, Strong, open door)
	Corrected  Layer = 3 // the athlete said so
)

// Set is one active strength set. Rests are left out.
type Set struct {
	Index     int       `json:"index"` // place among the session's active sets, from 0
	Start     time.Time `json:"start"`
	DurationS float64   `json:"duration_s,omitempty"`
	Exercise  string    `json:"exercise"` // key of internal/exercise ("hip_raise/barbell_hip_thrust_with_bench", "hip_raise"), or as the log names it; "" unknown
	Guesses   []Guess   `json:"guesses,omitempty"`
	Layer     Layer     `json:"layer"`
	Reps      *int      `json:"reps,omitempty"`
	LoadKg    *float64  `json:"load_kg,omitempty"` // nil: not known; 0: bodyweight or band
	RIR       *float64  `json:"rir,omitempty"`     // repetitions in reserve
	RPE       *float64  `json:"rpe,omitempty"`     // 0..10
	Warmup    bool      `json:"warmup,omitempty"`
	Superset  int       `json:"superset,omitempty"` // sets of one session with the same number from 1 on were done in turn; 0: none
	NotDone   bool      `json:"not_done,omitempty"` // the athlete says so
	Entered   time.Time `json:"entered,omitzero"`   // when the athlete corrected it; zero if never
	Was       *Set      `json:"was,omitempty"`      // what it was before, nil if never corrected
}

// Guess is one of the watch's guesses at an exercise.
type Guess struct {
	Exercise   string `json:"exercise"`
	Confidence int    `json:"confidence"` // percent; 0 where the watch does not say
}
