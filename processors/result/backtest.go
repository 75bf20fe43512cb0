package result

import "github.com/hvilepuls/hvilepuls/internal/record"

// Backtest is an athlete's history judged again, each morning from what was known then.
type Backtest struct {
	Athlete  string          `json:"athlete"`
	Model    string          `json:"model"` // id of the risk model
	From     record.Date     `json:"from"`  // first and last morning judged
	To       record.Date     `json:"to"`
	All      Replay          `json:"all"`
	Without  []Replay        `json:"without"` // the same with one sign left out each, in the table's order
	Signs    []Fired         `json:"signs"`   // of the alarms of All, in the table's order
	Months   []BacktestMonth `json:"months"`
	Episodes []Episode       `json:"episodes"`
	Worst    []WorstDay      `json:"worst"`
	Mornings []Morning       `json:"mornings"` // one per calendar day
}

// Replay is what one way of judging the mornings amounts to.
type Replay struct {
	Without  string  `json:"without,omitempty"` // the sign left out
	Judged   int     `json:"judged"`            // mornings with a risk
	Raised   int     `json:"raised"`            // mornings in an amber or red state
	Alarms   int     `json:"alarms"`            // rises of the state
	PerMonth float64 `json:"alarms_per_month"`  // alarms in 30 judged mornings
	Episodes int     `json:"episodes"`
	Followed int     `json:"episodes_followed"` // episodes with a worst day within them, after their first, or in the 7 days after
	Leads    []Lead  `json:"leads"`             // one per kind of worst day, in the order of its constants
}

// Lead tells how far ahead of the worst days of a kind the alarm stood.
type Lead struct {
	Kind   string   `json:"kind"`
	Days   int      `json:"days"`             // worst days
	Warned int      `json:"warned"`           // those that an episode preceded, by at least a day and still on at most 7 days before
	Median *float64 `json:"median_lead_days"` // from the episode's first morning to the day; null where none was warned of
	Chance float64  `json:"chance"`           // share of all mornings of which the same could be said: what luck would warn of
}

// The kinds of worst days.
const (
	WorstAnswers  = "answers"  // fatigue or soreness 4 or 5, or sick
	WorstStrength = "strength" // estimated one-repetition maximum newly down by 5 % or more
	WorstMissed   = "missed"   // planned session without any strength session that day, the day before or after
)

// WorstDay is a day as nobody wants it; of such days of one kind with less than three days between them the first.
type WorstDay struct {
	Day    record.Date `json:"day"`
	Kind   string      `json:"kind"`
	Warned bool        `json:"warned"`
	Lead   int         `json:"lead_days"` // 0 where it was not warned of
}

// Fired tells how often a sign spoke for an alarm.
type Fired struct {
	Sign  string `json:"sign"`
	Fired int    `json:"fired"` // alarms for which it spoke
	Led   int    `json:"led"`   // alarms for which it spoke loudest
}

// BacktestMonth is a month of mornings.
type BacktestMonth struct {
	Month  string `json:"month"` // "2006-01"
	Judged int    `json:"judged"`
	Amber  int    `json:"amber"`
	Red    int    `json:"red"`
	Alarms int    `json:"alarms"`
}

// Episode is a run of mornings in an amber or red state.
type Episode struct {
	From  record.Date `json:"from"`
	To    record.Date `json:"to"`
	Peak  string      `json:"peak"`  // amber or red
	P     float64     `json:"p"`     // highest risk
	Signs []Sign      `json:"signs"` // that spoke for the first alarm, the loudest first
}

// Morning is one morning as it was judged.
type Morning struct {
	Day        record.Date `json:"day"`
	P          *float64    `json:"p"`                    // null where nothing was known
	Level      string      `json:"level"`                // green amber red unknown
	Confidence string      `json:"confidence,omitempty"` // low medium high
	Alarm      bool        `json:"alarm,omitempty"`
}
