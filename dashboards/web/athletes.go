package web

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Athletes is a coach's table.
type Athletes struct {
	Language string
	Now      time.Time
	Rows     []Row  // in any order
	Only     string // the verdict to show, of ?verdict=; "" or unheard of for all
}

// Row is one athlete of a coach's table.
type Row struct {
	Athlete  string
	Name     string // "" for the id
	Verdict  result.Verdict
	LastData time.Time      // zero if there is none
	Zone     *time.Location // the athlete's; nil for that of Now
}

// RenderAthletes draws the table, worst verdict first.
func RenderAthletes(w io.Writer, a Athletes) error {
	f := newFrame(a.Language)
	f.Title, f.SignedIn = f.W.Athletes, true
	p := struct {
		frame
		Rows    []row
		Filters []filter
	}{frame: f}
	if _, ok := f.W.Verdicts[a.Only]; !ok {
		a.Only = ""
	}
	counts := map[string]int{}
	rows := slices.Clone(a.Rows)
	slices.SortStableFunc(rows, worstFirst(f.W))
	for _, r := range rows {
		state := f.W.state(r.Verdict.Verdict)
		counts[state]++
		if a.Only == "" || a.Only == state {
			p.Rows = append(p.Rows, f.W.row(r, a.Now))
		}
	}
	p.Filters = append(p.Filters, filter{"/", f.W.All, len(rows), a.Only == ""})
	for _, state := range order() {
		if counts[state] > 0 {
			p.Filters = append(p.Filters, filter{"/?verdict=" + state, f.W.Verdicts[state], counts[state], a.Only == state})
		}
	}
	return draw(w, "athletes.html", p)
}

type filter struct {
	Href, Text string
	Count      int
	Current    bool
}

type row struct {
	State, Word, Name, Href string
	Session                 moment
	Reasons                 []string
	Last                    string
	Stale                   bool
}

// order is worst first. Not to know comes before what needs care but is known.
func order() []string { return []string{"rest", "wait", "unknown", "lighter", "go"} }

func worstFirst(w words) func(a, b Row) int {
	rank := func(r Row) int { return slices.Index(order(), w.state(r.Verdict.Verdict)) }
	risk := func(r Row) float64 {
		if p := r.Verdict.Risk.P; p != nil {
			return *p
		}
		return -1
	}
	return func(a, b Row) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(risk(b), risk(a)), strings.Compare(a.Athlete, b.Athlete))
	}
}

func (w words) row(r Row, now time.Time) row {
	const reasons = 2
	zone := cmp.Or(r.Zone, now.Location())
	today := record.DateOf(now.In(zone))
	state := w.state(r.Verdict.Verdict)
	out := row{State: state, Word: w.Verdicts[state], Name: cmp.Or(r.Name, r.Athlete), Href: athleteAddress(r.Athlete), Last: w.NothingYet}
	if planned(r.Verdict) {
		t := r.Verdict.Session.Start.In(zone)
		out.Session = moment{w.moment(t, today), t.Format(time.RFC3339)}
	}
	for _, one := range r.Verdict.Reasons[:min(reasons, len(r.Verdict.Reasons))] {
		out.Reasons = append(out.Reasons, one.Text)
	}
	if !r.LastData.IsZero() {
		out.Last = w.moment(r.LastData.In(zone), today)
		out.Stale = now.Sub(r.LastData) >= staleAfter
		if out.Stale {
			out.Last = w.stale(now.Sub(r.LastData))
		}
	}
	return out
}
