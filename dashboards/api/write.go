package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	const most = record.MaxCalendar + maxForm
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, most))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return unreadable("JSON", err)
	}
	return nil
}

// unreadable is the problem of a body that cannot be read.
func unreadable(what string, err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return Problem{http.StatusRequestEntityTooLarge, fmt.Errorf("read %s: it is too large", what)}
	}
	if _, ok := errors.AsType[Problem](err); ok {
		return err
	}
	return bad("read %s: %w", what, err)
}

// isJSON tells whether a body claims to be JSON; one that claims nothing is looked at.
func isJSON(r *http.Request) bool {
	kind := r.Header.Get("Content-Type")
	if kind == "" {
		return true
	}
	kind, _, err := mime.ParseMediaType(kind)
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// postCheckIn takes the answers to the morning questions; without a day they are today's in the athlete's zone.
func (d *Doors) postCheckIn(w http.ResponseWriter, r *http.Request, v visit) error {
	body := struct {
		Day *record.Date `json:"day"`
		record.CheckIn
	}{}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	c := body.CheckIn
	if body.Day != nil {
		c.Day = *body.Day
	} else {
		about, err := d.backend.About(r.Context(), v.athlete)
		if err != nil {
			return err
		}
		c.Day = record.DateOf(d.now().In(about.LocationAt(d.now())))
	}
	return d.enter(w, r, v, record.Entry{Kind: record.CheckInEntry, CheckIn: &c})
}

// postEntry takes any entry: a profile, a zone, a plan, a calendar, … The time of entering is now.
func (d *Doors) postEntry(w http.ResponseWriter, r *http.Request, v visit) error {
	var e record.Entry
	if err := readJSON(w, r, &e); err != nil {
		return err
	}
	return d.enter(w, r, v, e)
}

func (d *Doors) enter(w http.ResponseWriter, r *http.Request, v visit, e record.Entry) error {
	e.Entered = d.now().UTC()
	if err := e.Check(); err != nil {
		return Problem{http.StatusBadRequest, err}
	}
	remark(w, string(e.Kind))
	ans, err := d.backend.Enter(r.Context(), v.athlete, e)
	if err != nil {
		return err
	}
	return answer(w, http.StatusAccepted, ans)
}
