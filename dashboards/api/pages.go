package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/web"
	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

const (
	pageDays     = 84 // drawn on a page
	pageReceipts = 5  // files listed on a page
)

// show draws a page and sends it whole.
func show(w http.ResponseWriter, draw func(io.Writer) error) error {
	return showAs(w, http.StatusOK, draw)
}

func showAs(w http.ResponseWriter, status int, draw func(io.Writer) error) error {
	var b bytes.Buffer
	if err := draw(&b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w)
	return nil
}

// home shows the visitor's only athlete, or a table of all.
func (d *Doors) home(w http.ResponseWriter, r *http.Request, v visit) error {
	mine, err := d.readable(r, v)
	if err != nil {
		return err
	}
	switch {
	case len(mine) == 1:
		v.athlete = mine[0]
		return d.page(w, r, v)
	case len(mine) == 0 && len(v.grant.Athletes) == 1:
		v.athlete = v.grant.Athletes[0]
		return d.page(w, r, v)
	case len(mine) == 0 && v.grant.Role == auth.Owner:
		v.athlete = firstAthlete
		return d.page(w, r, v)
	}
	a := web.Athletes{Language: languageOf(r), Now: d.now(), Only: r.URL.Query().Get("verdict")}
	for _, id := range mine {
		row, err := d.row(r.Context(), id)
		if err != nil {
			return err
		}
		a.Rows = append(a.Rows, row)
	}
	return show(w, func(w io.Writer) error { return web.RenderAthletes(w, a) })
}

// firstAthlete is who files dropped on the first page of an empty installation are of.
const firstAthlete = "me"

func (d *Doors) row(ctx context.Context, athlete string) (web.Row, error) {
	about, err := d.backend.About(ctx, athlete)
	if err != nil {
		return web.Row{}, err
	}
	verdict, err := d.backend.Verdict(ctx, athlete, d.now(), "")
	if err != nil {
		return web.Row{}, err
	}
	row := web.Row{Athlete: athlete, Verdict: verdict, Zone: about.LocationAt(d.now())}
	if about.Profile.Name != nil {
		row.Name = *about.Profile.Name
	}
	days, err := d.lastDays(ctx, athlete, record.DateOf(d.now().In(row.Zone)))
	if err != nil {
		return web.Row{}, err
	}
	row.LastData, err = d.lastData(ctx, athlete, days)
	return row, err
}

func (d *Doors) lastDays(ctx context.Context, athlete string, today record.Date) ([]result.Day, error) {
	return d.backend.Results(ctx, athlete, today-pageDays, today+1)
}

// lastData is the end of the last night or workout, or the beginning of a later day with nothing but a heart rate; zero if none of them is
// among the days. What somebody typed is no data of theirs: a day without any has no load, a day of rest has one of 0.
func (d *Doors) lastData(ctx context.Context, athlete string, days []result.Day) (time.Time, error) {
	i := len(days) - 1
	for i >= 0 && valueOf(days[i], "load") == nil {
		i--
	}
	if i < 0 {
		return time.Time{}, nil
	}
	digest, _, err := d.backend.Digest(ctx, athlete, days[i].Date)
	last := days[i].Noon.Add(-12 * time.Hour)
	for _, n := range digest.Nights {
		last = later(last, n.End)
	}
	for _, w := range digest.Workouts {
		last = later(last, w.End)
	}
	return last, err
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// page shows one athlete.
func (d *Doors) page(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx := r.Context()
	revision, err := d.revision(ctx, v.athlete) // before anything is read
	if err != nil {
		return err
	}
	about, err := d.backend.About(ctx, v.athlete)
	if err != nil {
		return err
	}
	now := d.now()
	now = now.In(about.LocationAt(now))
	view := web.View{
		Athlete: v.athlete, May: v.may(), Revision: revision, Invented: d.cfg.Invented, About: about, Now: now, Today: record.DateOf(now), Saved: r.URL.Query().Has("saved"),
		Undone: r.URL.Query().Has("undone"), Outcome: outcomeOf(r.URL.Query()),
	}
	view.About = speaking(r, v, about)
	if view.Days, err = d.lastDays(ctx, v.athlete, view.Today); err != nil {
		return err
	}
	if view.Receipts, err = d.newest(ctx, v.athlete); err != nil {
		return err
	}
	if len(view.Days) == 0 {
		return show(w, func(w io.Writer) error { return web.RenderEmpty(w, view) })
	}
	if view.Verdict, err = d.backend.Verdict(ctx, v.athlete, now, *view.About.Profile.Language); err != nil {
		return err
	}
	if view.LastData, err = d.lastData(ctx, v.athlete, view.Days); err != nil {
		return err
	}
	digest, _, err := d.backend.Digest(ctx, v.athlete, view.Today)
	if err != nil {
		return err
	}
	view.CheckIn, view.Answered = digest.CheckIn, digest.Entered
	others, err := d.readable(r, v)
	if err != nil {
		return err
	}
	view.Others = slices.DeleteFunc(others, func(a string) bool { return a == v.athlete })
	return show(w, func(w io.Writer) error { return web.Render(w, view) })
}

// aboutOf is what holds for all of the athlete's days, with a language in any case.
func (d *Doors) aboutOf(r *http.Request, v visit) (record.About, error) {
	about, err := d.backend.About(r.Context(), v.athlete)
	return speaking(r, v, about), err
}

// speaking makes the language that of the browser where the athlete named none, and where somebody else reads.
func speaking(r *http.Request, v visit, about record.About) record.About {
	if about.Profile.Language == nil || !v.may().Enter {
		about.Profile.Language = new(languageOf(r))
	}
	return about
}

// newest are the receipts of the last few files that are no entries.
func (d *Doors) newest(ctx context.Context, athlete string) ([]stream.Receipt, error) {
	all, err := d.backend.Receipts(ctx, athlete)
	if err != nil {
		return nil, err
	}
	var out []stream.Receipt
	for _, rc := range slices.Backward(all) {
		if rc.Format != "entry" && rc.File != "" {
			out = append(out, rc)
		}
		if len(out) == pageReceipts {
			break
		}
	}
	return out, nil
}

// dayPage shows what stands behind a day.
func (d *Doors) dayPage(w http.ResponseWriter, r *http.Request, v visit) error {
	e, err := d.explain(r, v)
	if err != nil {
		return err
	}
	about, err := d.aboutOf(r, v)
	if err != nil {
		return err
	}
	p := web.Day{
		Athlete: v.athlete, May: v.may(), About: about, Now: d.now().In(about.LocationAt(d.now())), Day: e.result, Unmapped: e.Unmapped,
		Workouts: e.Digest.Workouts, Corrected: r.URL.Query().Has("corrected"),
	}
	if p.Exercises, err = gluteExercises(); err != nil {
		return err
	}
	for _, f := range e.Files {
		p.Files = append(p.Files, web.File{Name: f.Name, Format: f.Format, SHA: f.SHA})
	}
	return show(w, func(w io.Writer) error { return web.RenderDay(w, p) })
}
