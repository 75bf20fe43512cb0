package web

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// page is an athlete's page, ready to be drawn.
type page struct {
	frame
	v View

	State       string // of the verdict: go, lighter, wait, rest or unknown
	Text        string // the verdict's sentence, uncut
	Large, Rest string
	Corrected   string // that later data changed an answer, "" if none
	Session     moment
	SessionSaid bool // by Rest
	Earliest    moment
	Facts       []fact
	Reasons     []reason
	More        []reason
	Changes     []string // what would make the verdict better
	ReasonLink  string

	CheckInForm checkInForm
	Fresh       string
	Stale       bool
	Charts      []chart
	Files       []file
	Others      []link
	Saved       bool
	Undone      bool
	Undo        string // what to take back, "" for nothing
	Outcome     string // of files that were just sent
	Invented    bool
	Do          string // what to do where there are no data yet
	UploadTo    string
	FilesAt     string // where scripts send files
}

// moment is an instant in words and for machines.
type moment struct{ Text, ISO string }

type link struct{ Href, Text string }

// file is what became of one file.
type file struct {
	Name, Status string
	Why          string // in words of the page, "" where there is none
	Detail       string // in English, exactly; "" where it says no more
	Days         string
}

func newPage(v View) *page {
	p := &page{frame: newFrame(v.About.Profile.LanguageOr("")), v: v, Saved: v.Saved, Undone: v.Undone, Invented: v.Invented}
	p.of(v.Athlete, v.About, v.May, "")
	p.Home = "/"
	p.Date = p.W.long(v.Today)
	p.Live = athleteAddress(v.Athlete) + "/live?since=" + v.Revision
	p.UploadTo, p.FilesAt = athleteAddress(v.Athlete)+"/files", "/v1"+athleteAddress(v.Athlete)
	if v.Saved && !v.Answered.IsZero() {
		p.Undo = v.Answered.UTC().Format(time.RFC3339Nano)
	}
	if o := v.Outcome; o != nil {
		p.Outcome = fmt.Sprintf(p.W.Outcome, p.W.count(o.Taken), p.W.count(o.Known), p.W.count(o.Refused))
	}
	p.verdict(v.Verdict)
	p.Title = p.Large
	p.freshness()
	p.CheckInForm = newCheckInForm(p.W, v)
	p.Charts = []chart{p.rhrChart(), p.gluteChart(), p.loadChart(), p.weeksChart(), p.hrvChart(), p.sleepChart()}
	for _, r := range v.Receipts {
		p.Files = append(p.Files, p.W.file(r))
	}
	for _, o := range v.Others {
		p.Others = append(p.Others, link{athleteAddress(o), o})
	}
	return p
}

func nameOf(about record.About, athlete string) string {
	if n := about.Profile.Name; n != nil && *n != "" {
		return *n
	}
	return athlete
}

func athleteAddress(athlete string) string { return "/athletes/" + athlete }

func dayAddress(athlete string, d record.Date) string {
	return athleteAddress(athlete) + "/days/" + d.String()
}

// state is a verdict's name; whatever is none of the five is unknown, never go.
func (w words) state(verdict string) string {
	if _, ok := w.Verdicts[verdict]; ok {
		return verdict
	}
	return "unknown"
}

func (p *page) verdict(v result.Verdict) {
	w := p.W
	p.State = w.state(v.Verdict)
	p.Text = v.Text
	p.Large, p.Rest = headline(v.Text, w.Verdicts[p.State])
	if c := v.Corrected; c != nil && (c.Day != p.v.Today || p.v.CheckIn == nil) { // whoever just answered knows what changed it
		p.Corrected = c.Text
	}
	if planned(v) {
		p.Session = p.when(v.Session.Start)
		p.Session.Text = fmt.Sprintf(w.SessionAt, sessionName(v, w), p.Session.Text)
	} else {
		p.Session.Text = w.SessionNow
	}
	p.SessionSaid = p.Rest == p.Session.Text+"."
	if !v.Earliest.IsZero() && v.Earliest.After(v.Session.Start) {
		p.Earliest = p.when(v.Earliest)
	}
	risk := w.Levels[cmp.Or(v.Risk.Level, "unknown")]
	if v.Risk.P != nil {
		risk += " (" + w.quantity(*v.Risk.P, "0..1") + ")"
	}
	p.Facts = append(p.Facts, fact{w.Risk, risk})
	if v.LocalReadiness != nil {
		p.Facts = append(p.Facts, fact{w.Recovery, w.quantity(*v.LocalReadiness, "0..1")})
	}
	p.Reasons = w.reasons(v.Reasons)
	if len(p.Reasons) > shownReasons {
		p.Reasons, p.More = p.Reasons[:shownReasons], p.Reasons[shownReasons:]
	}
	for _, c := range v.Changes {
		p.Changes = append(p.Changes, c.Text)
	}
	if d, ok := p.lastDay(); ok {
		p.ReasonLink = dayAddress(p.Athlete, d)
	}
}

// planned tells whether the verdict is about a session of the plan rather than about right now.
func planned(v result.Verdict) bool { return v.Session.Name != nil || v.Session.Start.After(v.At) }

func sessionName(v result.Verdict, w words) string {
	if n := v.Session.Name; n != nil && *n != "" {
		return *n
	}
	return w.Glutes
}

// when says an instant in the athlete's zone.
func (p *page) when(t time.Time) moment {
	loc := p.v.Now.Location()
	if len(p.v.About.Zones) > 0 {
		loc = p.v.About.LocationAt(t)
	}
	t = t.In(loc)
	return moment{p.W.moment(t, p.v.Today), t.Format(time.RFC3339)}
}

// lastDay is the last day up to today about which anything is known.
func (p *page) lastDay() (record.Date, bool) {
	for i := len(p.v.Days) - 1; i >= 0; i-- {
		if d := p.v.Days[i]; d.Date <= p.v.Today && len(d.Values) > 0 {
			return d.Date, true
		}
	}
	return 0, false
}

// freshness says how good and how old the data are.
func (p *page) freshness() {
	w := p.W
	if p.v.LastData.IsZero() {
		p.Fresh = capital(w.NothingYet) + "."
		return
	}
	if age := p.v.Now.Sub(p.v.LastData); age >= staleAfter {
		p.Fresh, p.Stale = w.stale(age), true
		return
	}
	p.Fresh = fmt.Sprintf(w.LastData, p.when(p.v.LastData).Text)
	if word := w.Confidence[p.v.Verdict.Risk.Confidence]; word != "" && p.v.Verdict.Risk.P != nil {
		p.Fresh = cmp.Or(p.onlyWatch(), word) + " · " + p.Fresh
	}
	p.Fresh = w.Data + ": " + p.Fresh
}

const staleAfter = 36 * time.Hour // a night was missed

// stale says for how long there have been no data.
func (w words) stale(age time.Duration) string {
	const day, manyHours = 24 * time.Hour, 72 * time.Hour
	if age >= manyHours {
		return fmt.Sprintf(w.StaleDays, int(age/day))
	}
	return fmt.Sprintf(w.StaleHours, int(age/time.Hour))
}

// onlyWatch is its word where the risk of the last day stands on the watch alone.
func (p *page) onlyWatch() string {
	for i := len(p.v.Days) - 1; i >= 0; i-- {
		if v, ok := p.v.Days[i].Values["risk_p"]; ok && p.v.Days[i].Date <= p.v.Today {
			if strings.Contains(v.Warn, "watch_only") {
				return p.W.OnlyWatch
			}
			return ""
		}
	}
	return ""
}

func (w words) file(r stream.Receipt) file {
	status, ok := w.Statuses[string(r.Status)]
	if !ok {
		status = string(r.Status)
	}
	out := file{Name: r.File, Status: status, Why: w.Refusals[stream.KindOfReason(r.Reason)], Days: w.number(float64(r.Days), 0)}
	if more := strings.ContainsAny(r.Reason, ":;"); out.Why == "" || more { // a reason of one clause says what its kind says
		out.Detail = r.Reason
	}
	return out
}
