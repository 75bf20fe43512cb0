package api

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/hvilepuls/hvilepuls/dashboards/web"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// settings is what the page of settings shows, and what its forms are read by.
func (d *Doors) settings(r *http.Request, v visit) (web.Settings, error) {
	about, err := d.backend.About(r.Context(), v.athlete)
	if err != nil {
		return web.Settings{}, err
	}
	catalogue, err := exercise.Load()
	if err != nil {
		return web.Settings{}, err
	}
	s := web.Settings{
		Athlete: v.athlete, May: v.may(), About: about, Language: *speaking(r, v, about).Profile.Language, Now: d.now().In(about.LocationAt(d.now())), Day: record.NoDate,
		Catalogue: catalogue.Aliases(about.Aliases),
	}
	s.Days, err = d.lastDays(r.Context(), v.athlete, record.DateOf(s.Now))
	return s, err
}

// settingsPage shows what the athlete said of themself and their plan; ?day=2026-12-01 is about to add a session on that day.
func (d *Doors) settingsPage(w http.ResponseWriter, r *http.Request, v visit) error {
	s, err := d.settings(r, v)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	s.Saved, s.Kind = q.Get("saved"), q.Get("kind")
	if day, err := record.ParseDate(q.Get("day")); err == nil && day.Plausible() {
		s.Day = day
	}
	return show(w, func(w io.Writer) error { return web.RenderSettings(w, s) })
}

// formSettings takes a form of the settings. One that holds a mistake is shown again as it was filled in.
func (d *Doors) formSettings(w http.ResponseWriter, r *http.Request, v visit) error {
	form, err := readSettings(w, r)
	if err != nil {
		return err
	}
	s, err := d.settings(r, v)
	if err != nil {
		return err
	}
	c, refused, err := s.Read(form)
	if err != nil {
		return Problem{http.StatusBadRequest, err}
	}
	if refused == nil && c.Entry.Kind != "" {
		err = d.take(r, v, c.Entry)
		if p, ok := errors.AsType[Problem](err); ok && c.Entry.Calendar != nil && c.Entry.Calendar.URL != "" && p.Status == http.StatusBadRequest {
			refused = s.NotFetched(form, p.Error())
		} else if err != nil {
			return err
		}
	}
	if refused != nil {
		s.Refused = refused
		return showAs(w, http.StatusUnprocessableEntity, func(w io.Writer) error { return web.RenderSettings(w, s) })
	}
	q := url.Values{"saved": {c.What}}
	if c.Kind != "" {
		q.Set("kind", c.Kind)
	}
	to := url.URL{Path: "/athletes/" + v.athlete + "/settings", RawQuery: q.Encode(), Fragment: c.At}
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
	return nil
}

// take takes in an entry, and waits a while until it counts.
func (d *Doors) take(r *http.Request, v visit, e record.Entry) error {
	e.Entered = d.now().UTC()
	if err := e.Check(); err != nil {
		return Problem{http.StatusBadRequest, err}
	}
	_, err := d.backend.Enter(r.Context(), v.athlete, e)
	if err == nil {
		d.settle(r.Context(), v.athlete)
	}
	return err
}

// maxICS bounds the file of a calendar: one of many years has a few MiB.
const maxICS = 16 << 20 // bytes

// readSettings reads a form of the settings; the text of a file is its field "file".
func readSettings(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return readForm(w, r)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxICS+maxForm)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, bad("read form: %w", err)
	}
	form := url.Values{}
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return form, nil
		}
		if err == nil {
			err = readPart(p, form)
		}
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return nil, Problem{http.StatusRequestEntityTooLarge, fmt.Errorf("the file is larger than %d MiB; choose one of a single calendar", maxICS>>20)}
		}
		if err != nil {
			return nil, bad("read form: %w", err)
		}
	}
}

func readPart(p *multipart.Part, form url.Values) error {
	defer p.Close()
	b, err := io.ReadAll(p)
	form.Add(p.FormName(), string(b))
	return err
}
