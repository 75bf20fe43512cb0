// Package result is what the processors publish: every metric of every day and the verdicts, the InfluxDB schema derived from the metric
// table, and the sink that projects it.
package result

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Month is a RESULTS document: every metric of each day of a month.
type Month struct {
	V       int    `json:"v"`
	Athlete string `json:"athlete"`
	Month   string `json:"month"` // "2006-01"
	Days    []Day  `json:"days"`
}

// Day is every metric of one local day. A metric that is missing is left out.
type Day struct {
	Date   record.Date      `json:"day"`
	Noon   time.Time        `json:"noon"` // at which the day's points are stamped
	Values map[string]Value `json:"values"`
	// Signs are the risk's signs with their contribution, in the table's order.
	Signs []Sign `json:"signs,omitempty"`
	// Choices say which source was used where several spoke of the day, and why; of steps, which are no metric, in any case.
	Choices []record.Choice `json:"choices,omitempty"`
}

// Value is one metric of one day.
type Value struct {
	V      float64 `json:"v"`
	N      int     `json:"n,omitempty"`      // observations it stands on
	Source string  `json:"source,omitempty"` // Source.Key, where one source was chosen
	Warn   string  `json:"warn,omitempty"`   // provisional, fallback, warming_up, inferred, …
}

// Sign is one sign of the risk with its contribution.
type Sign struct {
	Sign         string   `json:"sign"`  // metric name
	Group        string   `json:"group"` // autonomic, sleep, load, performance, subjective, illness
	Value        float64  `json:"value"`
	Baseline     *float64 `json:"baseline"`
	Contribution float64  `json:"contribution"` // nats
}

// Version is that of the results as a whole. It rises when a metric comes or goes, or the same days give another number: then the next start makes
// all results anew. 2: the edges of the personal ranges are metrics.
const Version = 2

// Head is RESULTS' head document: the compare-and-set point of a pass, which speaks for all documents of it.
type Head struct {
	V        int               `json:"v"` // Version of the program that wrote the results
	Athlete  string            `json:"athlete"`
	Model    string            `json:"model"`    // id of the risk model
	Months   map[string]string `json:"months"`   // month "2006-01" -> first 8 bytes of the document's SHA-256, hex
	Verdicts map[string]string `json:"verdicts"` // the same of the verdicts, by the planned session's token
}

// Verdict answers: may I train glutes hard at my next planned session? Its JSON is a contract.
type Verdict struct {
	Athlete        string    `json:"athlete"`
	Session        Session   `json:"session"`
	Verdict        string    `json:"verdict"` // go lighter wait rest unknown
	Earliest       time.Time `json:"earliest,omitzero"`
	LocalReadiness *float64  `json:"local_readiness"` // 0..1, null without strength data
	Risk           Risk      `json:"risk"`
	Reasons        []Reason  `json:"reasons"`           // never empty
	Changes        []Change  `json:"changes,omitempty"` // what would make the verdict better, one thing each
	Text           string    `json:"text"`              // the verdict in one sentence
	Model          string    `json:"model"`
	At             time.Time `json:"at"` // judged for

	Corrected *Correction `json:"corrected,omitempty"` // of the newest morning whose answer later data changed; in RESULTS never
}

// Session is the planned session that is judged.
type Session struct {
	Start time.Time `json:"start"`
	Name  *string   `json:"name"`
}

// Risk is the systemic axis.
type Risk struct {
	P          *float64 `json:"p"`
	Level      string   `json:"level"`      // green amber red unknown
	Confidence string   `json:"confidence"` // low medium high
}

// Change is one thing that, were it otherwise, would give a better verdict.
type Change struct {
	What    string `json:"what"`    // time, light, well, pain, risk, soreness, fatigue, data, sets
	Verdict string `json:"verdict"` // then
	Text    string `json:"text"`
}

// Reason is one reason, strongest first.
type Reason struct {
	Sign     string   `json:"sign"`
	Value    *float64 `json:"value"`
	Baseline *float64 `json:"baseline"`
	Unit     string   `json:"unit"`
	Effect   string   `json:"effect"` // for, against, missing, note
	Text     string   `json:"text"`
	Source   string   `json:"source,omitempty"` // Source.Key of who measured or logged it, or "check-in"; "" where it is not one
}
