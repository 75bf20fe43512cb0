package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/web"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// formTime is how long a form's answer waits for what was entered to count.
const formTime = 5 * time.Second

// settle waits a while until what was just accepted shows; it is durable either way.
func (d *Doors) settle(ctx context.Context, athlete string) {
	ctx, cancel := context.WithTimeout(ctx, formTime)
	defer cancel()
	_ = d.backend.Settle(ctx, athlete)
}

// readForm reads a form without files.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, unreadable("form", err)
	}
	return r.PostForm, nil
}

// enterAll takes what a form says: all of it, or nothing where one entry is wrong. Then it leads to a page.
func (d *Doors) enterAll(w http.ResponseWriter, r *http.Request, v visit, to string, entries ...record.Entry) error {
	for i := range entries {
		entries[i].Entered = d.now().UTC()
		if err := entries[i].Check(); err != nil {
			return Problem{http.StatusBadRequest, err}
		}
	}
	for _, e := range entries {
		remark(w, string(e.Kind))
		if _, err := d.backend.Enter(r.Context(), v.athlete, e); err != nil {
			return err
		}
	}
	d.settle(r.Context(), v.athlete)
	http.Redirect(w, r, "/athletes/"+v.athlete+to, http.StatusSeeOther)
	return nil
}

// formCheckIn takes the taps of the page, or takes the newest of them back.
func (d *Doors) formCheckIn(w http.ResponseWriter, r *http.Request, v visit) error {
	form, err := readForm(w, r)
	if err != nil {
		return err
	}
	c, err := web.ParseCheckIn(form)
	if err != nil {
		return Problem{http.StatusBadRequest, err}
	}
	to := "?saved"
	if undo := form.Get("undo"); undo != "" {
		if c, err = d.undo(r.Context(), v, c.Day, undo); err != nil {
			return err
		}
		to = "?undone"
	}
	return d.enterAll(w, r, v, to, record.Entry{Kind: record.CheckInEntry, CheckIn: &c})
}

// undo is the word that takes the newest answers of a day back, which were given at a time. Others that came since are left alone.
func (d *Doors) undo(ctx context.Context, v visit, day record.Date, given string) (record.CheckIn, error) {
	digest, _, err := d.backend.Digest(ctx, v.athlete, day)
	if err != nil {
		return record.CheckIn{}, err
	}
	at, err := time.Parse(time.RFC3339Nano, given)
	if err != nil {
		return record.CheckIn{}, bad("undo %q: want the time at which it was answered", given)
	}
	if digest.CheckIn == nil || !digest.Entered.Equal(at) {
		return record.CheckIn{}, Problem{http.StatusConflict, errors.New("there is nothing to undo: other answers came since")}
	}
	var before *record.CheckIn
	if n := len(digest.Earlier); n > 0 {
		before = &digest.Earlier[n-1].CheckIn
	}
	return digest.CheckIn.Restore(before), nil
}

// formCorrection takes what the sets of a workout really were.
func (d *Doors) formCorrection(w http.ResponseWriter, r *http.Request, v visit) error {
	form, err := readForm(w, r)
	if err != nil {
		return err
	}
	day, err := record.ParseDate(r.PathValue("day"))
	if err != nil {
		return Problem{http.StatusBadRequest, err}
	}
	about, err := d.backend.About(r.Context(), v.athlete)
	if err != nil {
		return err
	}
	catalogue, err := exercise.Load()
	if err != nil {
		return err
	}
	said, err := web.ParseCorrections(form, about.Profile, catalogue.Aliases(about.Aliases))
	if err != nil {
		return Problem{http.StatusBadRequest, err}
	}
	var entries []record.Entry
	for i := range said {
		entries = append(entries, record.Entry{Kind: record.CorrectionEntry, Correction: &said[i]})
	}
	return d.enterAll(w, r, v, "/days/"+day.String()+"?corrected", entries...)
}

// formFile takes the files of the page's form. A password stands before them.
func (d *Doors) formFile(w http.ResponseWriter, r *http.Request, v visit) error {
	u := Upload{Athlete: v.athlete, Door: doorUpload}
	var o web.Outcome
	var answers []Answer
	err := d.bodies(w, r, v, &u.Password, func(name string, body io.Reader) error {
		u.Name, u.Body = cleanName(name), body
		ans, err := d.backend.Accept(r.Context(), u)
		answers = append(answers, ans)
		switch ans.Status {
		case stream.Rejected:
			o.Refused++
		case stream.Duplicate:
			o.Known++
		default:
			o.Taken++
		}
		return err
	})
	remark(w, outcome(answers, u.Password))
	if err != nil {
		return err
	}
	if o == (web.Outcome{}) {
		return Problem{http.StatusBadRequest, errors.New("no file was chosen")}
	}
	d.settle(r.Context(), v.athlete)
	q := url.Values{"taken": {strconv.Itoa(o.Taken)}, "known": {strconv.Itoa(o.Known)}, "refused": {strconv.Itoa(o.Refused)}}
	http.Redirect(w, r, "/athletes/"+v.athlete+"?"+q.Encode(), http.StatusSeeOther)
	return nil
}

// outcomeOf reads the outcome of a form of files from the address that it led to; nil without one.
func outcomeOf(q url.Values) *web.Outcome {
	var o web.Outcome
	for name, into := range map[string]*int{"taken": &o.Taken, "known": &o.Known, "refused": &o.Refused} {
		n, err := strconv.Atoi(q.Get(name))
		if err != nil || n < 0 {
			return nil
		}
		*into = n
	}
	return &o
}
