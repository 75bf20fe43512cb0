package result

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Notices is what was said of an athlete's mornings and decided to be told, both ascending by day.
type Notices struct {
	Athlete  string      `json:"athlete"`
	Mornings []Judgement `json:"mornings"`
	Notices  []Notice    `json:"notices"`

	Deliveries []Delivery `json:"deliveries"` // of the notices, by notice and channel
}

// Judgement is what was said of one local day, as of its morning, by one model: a NOTICES document. What was said first is never changed.
type Judgement struct {
	V       int         `json:"v"`
	Athlete string      `json:"athlete"`
	Day     record.Date `json:"day"`
	Model   string      `json:"model"` // id of the risk model
	First   Said        `json:"first"`
	Now     Said        `json:"now"`
	Highest string      `json:"highest"`          // level that was ever said of the day
	Changed time.Time   `json:"changed,omitzero"` // when the answer (Now.Verdict) last became another
}

// Corrected tells whether the answer is another than what was said first.
func (j Judgement) Corrected() bool { return j.First.Verdict != j.Now.Verdict }

// Said is one judgement of a morning.
type Said struct {
	Judged     time.Time `json:"judged"`  // when it was said
	At         time.Time `json:"at"`      // nothing measured later counts
	Session    time.Time `json:"session"` // start of the session judged
	Verdict    string    `json:"verdict"` // go lighter wait rest unknown
	Level      string    `json:"level"`   // green amber red unknown
	P          *float64  `json:"p"`
	Confidence string    `json:"confidence"` // low medium high
}

// Notice is something that the athlete is to be told, decided once: a NOTICES document. Its id is its kind, day and level.
type Notice struct {
	V       int         `json:"v"`
	Athlete string      `json:"athlete"`
	ID      string      `json:"id"`
	Kind    string      `json:"kind"`          // risk, session, correction, deload, stale, digest or checkin
	Day     record.Date `json:"day"`           // that it speaks of
	Level   string      `json:"level"`         // of a risk amber or red, of a session or correction the verdict
	Was     string      `json:"was,omitempty"` // the level before, of a risk or a correction
	Model   string      `json:"model"`
	Decided time.Time   `json:"decided"`
	Late    bool        `json:"late,omitempty"` // the day had been judged before: later data made it worse

	Language string    `json:"language,omitempty"` // of Text
	Text     string    `json:"text,omitempty"`     // three lines at most, 240 characters
	Until    time.Time `json:"until,omitzero"`     // after which it is not sent any more

	Week []WeekDay `json:"week,omitempty"` // seven days, ascending: what the picture of a digest is drawn from
}

// WeekDay is what a digest shows of one day. Nil is not known.
type WeekDay struct {
	Date     record.Date `json:"date"`
	RHR      *float64    `json:"rhr,omitempty"`  // bpm
	Low      *float64    `json:"low,omitempty"`  // of the athlete's own range of RHR, bpm
	High     *float64    `json:"high,omitempty"` // bpm
	SleepMin *float64    `json:"sleep_min,omitempty"`
	Load     *float64    `json:"load,omitempty"` // points
	Sets     *float64    `json:"sets,omitempty"` // hard glute sets
}

// Trained tells whether the glutes are known to have been trained.
func (d WeekDay) Trained() bool { return d.Sets != nil && *d.Sets > 0 }

// Delivery is what became of a notice on one of the athlete's channels: a NOTICES document, written before each attempt and after it.
type Delivery struct {
	V       int       `json:"v"`
	Athlete string    `json:"athlete"`
	Notice  string    `json:"notice"`          // Notice.ID
	Channel string    `json:"channel"`         // its name in the settings
	State   string    `json:"state"`           // decided, trying, delivered or failed
	Decided time.Time `json:"decided"`         // when this was first written
	Tries   int       `json:"tries,omitempty"` // begun
	Tried   time.Time `json:"tried,omitzero"`  // when the last of them began
	Next    time.Time `json:"next,omitzero"`   // no attempt before; zero once it has ended
	Ended   time.Time `json:"ended,omitzero"`  // when it was delivered, or given up
	Reason  string    `json:"reason,omitempty"`
	By      string    `json:"by,omitempty"` // the process that tries
}

// The states of a delivery. The last two are its end.
const (
	DeliveryDecided   = "decided"
	DeliveryTrying    = "trying"
	DeliveryDelivered = "delivered"
	DeliveryFailed    = "failed"
)

// Told is a NOTICES document: the newest notice of each kind and level. All notices of an athlete are decided under compare-and-set on it.
type Told struct {
	V       int             `json:"v"`
	Athlete string          `json:"athlete"`
	Last    map[string]Last `json:"last"` // by kind and level: "risk-amber"
}

// Last is when a notice was last decided.
type Last struct {
	Day record.Date `json:"day"` // that it speaks of
	On  record.Date `json:"on"`  // local day on which it was decided
}

// Correction says that later data changed the answer of a morning.
type Correction struct {
	Day  record.Date `json:"day"`
	Was  string      `json:"was"` // the verdict said first
	Now  string      `json:"now"`
	Text string      `json:"text"` // in one sentence
}
