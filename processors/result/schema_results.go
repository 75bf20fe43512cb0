package result

import (
	"encoding/hex"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// ResultPoints are the points of a RESULTS document: daily, a field per metric, and recovery.
func ResultPoints(m Month) []Point {
	p := newPoints(m.Athlete)
	for _, d := range m.Days {
		var f fields
		for name, v := range d.Values {
			f.num(name, v.V)
		}
		if len(f) > 0 {
			year, week := d.Date.Time().ISOWeek()
			f.num("iso_week", float64(year*100+week))
			f.num("weekday", float64((int(d.Date.Weekday())+6)%7+1))
		}
		p.add("daily", d.Noon, nil, f)
		p.recovery(d)
	}
	return p.list
}

func (p *points) recovery(d Day) {
	var f fields
	for _, r := range recoveryMetrics() {
		if v, ok := d.Values[r.metric]; ok {
			f.num(r.field, v.V)
		}
	}
	for _, s := range d.Signs {
		f.num("sign_"+s.Sign, s.Contribution)
	}
	p.add("recovery", d.Noon, nil, f)
}

type recoveryMetric struct{ field, metric string }

func recoveryMetrics() []recoveryMetric {
	return []recoveryMetric{
		{"risk", "risk_p"},
		{"level", "risk_level"},
		{"confidence", "risk_confidence"},
		{"local_readiness", "local_readiness"},
		{"coverage", "coverage"},
	}
}

// VerdictPoints are the points of verdicts, one each at its session's start. Of several for one start the first stands.
func VerdictPoints(athlete string, verdicts []Verdict) []Point {
	p := newPoints(athlete)
	for _, v := range verdicts {
		var f fields
		f.text("verdict", v.Verdict)
		f.num("code", code(v.Verdict, "go", "lighter", "wait", "rest"))
		f.opt("risk", v.Risk.P)
		f.num("level", code(v.Risk.Level, "green", "amber", "red"))
		if c := code(v.Risk.Confidence, "low", "medium", "high"); c != unknownCode {
			f.num("confidence", c+1)
		}
		f.opt("local_readiness", v.LocalReadiness)
		if !v.Earliest.IsZero() {
			f.num("wait_h", v.Earliest.Sub(v.Session.Start).Hours())
		}
		f.optText("session", v.Session.Name)
		f.text("text", v.Text)
		reasons := make([]string, len(v.Reasons))
		for i, r := range v.Reasons {
			reasons[i] = r.Text
		}
		f.text("reasons", strings.Join(reasons, " "))
		f.text("model", v.Model)
		p.add("session_verdict", v.Session.Start, nil, f)
	}
	return p.list
}

const unknownCode = 9

// code is a word's place among the words, 9 if it is none of them.
func code(word string, words ...string) float64 {
	for i, w := range words {
		if w == word {
			return float64(i)
		}
	}
	return unknownCode
}

// FilePoint is the point of a receipt; false where the file says nothing about any date. A receipt has no time of its own that would be
// the same after a rebuild, so the point stands within the last date the file speaks of, at a moment that its SHA-256 gives.
func FilePoint(r stream.Receipt) (Point, bool) {
	if r.Last == nil {
		return Point{}, false
	}
	var f fields
	f.num("size", float64(r.Size))
	f.num("days", float64(r.Days))
	f.num("values", float64(total(r.Counts)))
	f.num("dropped", float64(total(r.Dropped)))
	for kind, n := range r.Counts {
		if key := "n_" + bounded(kind); !f.has(key) {
			f.num(key, float64(n))
		}
	}
	f.text("status", string(r.Status))
	f.text("reason", r.Reason)
	f.text("sha256", r.SHA)
	p := newPoints(r.Athlete)
	p.add("ingest_file", r.Last.Time().Add(withinDay(r.SHA)), []Tag{{"format", bounded(r.Format)}}, f)
	return p.list[0], true
}

func total(counts map[string]int) int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

// withinDay spreads files over a day: two of one date never share a microsecond in practice.
func withinDay(sha string) time.Duration {
	var n uint64
	raw, err := hex.DecodeString(sha)
	if err != nil { // no digest: any text will do
		raw = []byte(sha)
	}
	for _, b := range raw[:min(len(raw), 8)] {
		n = n<<8 | uint64(b)
	}
	return time.Duration(n%uint64(24*time.Hour/time.Microsecond)) * time.Microsecond
}
