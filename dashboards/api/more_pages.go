package api

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/web"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/plan"
)

// calendarPage shows a month of sessions, planned and done: ?month=2006-01, or the one that it is.
func (d *Doors) calendarPage(w http.ResponseWriter, r *http.Request, v visit) error {
	about, err := d.aboutOf(r, v)
	if err != nil {
		return err
	}
	c := web.Calendar{Athlete: v.athlete, May: v.may(), About: about, Now: d.now().In(about.LocationAt(d.now()))}
	c.First = record.DateOf(c.Now)
	if month := r.URL.Query().Get("month"); month != "" {
		if c.First, err = record.ParseDate(month + "-01"); err != nil || c.First == record.NoDate {
			return bad("month %q: want one like 2026-11", month)
		}
	}
	from, to := web.Weeks(c.First)
	if c.Days, err = d.backend.Results(r.Context(), v.athlete, from, to); err != nil {
		return err
	}
	const ahead, shown = 21 * 24 * time.Hour, 6
	c.Planned = plan.Between(about, from.In(about.Location(from)), (to + 1).In(about.Location(to)))
	c.Ahead = plan.Between(about, c.Now, c.Now.Add(ahead))
	c.Ahead = c.Ahead[:min(shown, len(c.Ahead))]
	return show(w, func(w io.Writer) error { return web.RenderCalendar(w, c) })
}

// sourcesPage shows what each source told, and which was used.
func (d *Doors) sourcesPage(w http.ResponseWriter, r *http.Request, v visit) error {
	about, err := d.aboutOf(r, v)
	if err != nil {
		return err
	}
	s := web.Sources{Athlete: v.athlete, May: v.may(), About: about, Now: d.now().In(about.LocationAt(d.now()))}
	if s.Days, err = d.lastDays(r.Context(), v.athlete, record.DateOf(s.Now)); err != nil {
		return err
	}
	return show(w, func(w io.Writer) error { return web.RenderSources(w, s) })
}

// gluteExercises are those that train the glutes directly, by name.
func gluteExercises() ([]exercise.Exercise, error) {
	catalogue, err := exercise.Load()
	if err != nil {
		return nil, err
	}
	out := catalogue.Glutes()
	slices.SortFunc(out, func(a, b exercise.Exercise) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}
