package api

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"regexp"
	"runtime/debug"

	"github.com/hvilepuls/hvilepuls/internal/audit"
	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const requestHeader = "X-Request-Id"

// requestShape lets a proxy name a request, and nobody write words into the log.
var requestShape = regexp.MustCompile(`^[0-9a-fA-F-]{8,36}$`)

// trace gives each request an id: it stands in the answer, in the logs and, as the cause, in the messages that follow from the request. What
// panics is answered and logged here.
func (d *Doors) trace(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestHeader)
		if !requestShape.MatchString(id) {
			id = newRequestID()
		}
		w.Header().Set(requestHeader, id)
		sw := &statusWriter{ResponseWriter: w}
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			d.log.Error("a request panicked", "request", id, "panic", p, "stack", string(debug.Stack()))
			if sw.status == 0 {
				http.Error(sw, errOurs.Error(), http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(sw, r.WithContext(stream.WithCause(r.Context(), id)))
	})
}

func newRequestID() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}

// note writes a line of the audit log. It does not hold up what it tells of.
func (d *Doors) note(r *http.Request, e audit.Event) {
	e.Request = stream.CauseOf(r.Context())
	if err := d.trail.Write(e); err != nil {
		d.log.Error("the audit log lacks a line", "error", err)
	}
}

// noteVisit writes what became of a request that changes something, or was refused.
func (d *Doors) noteVisit(r *http.Request, rt route, v visit, w *statusWriter, err error) {
	e := audit.Event{Who: v.grant.ID, What: rt.what, Athlete: v.athlete, Outcome: audit.Done, Detail: w.remark, Bulk: rt.action == auth.BringFiles || rt.action == auth.Write}
	if v.private {
		e.Who = "owner"
	}
	switch status := statusOf(err); {
	case err == nil && rt.what == "":
		return
	case status == http.StatusUnauthorized, status == http.StatusTooManyRequests && e.Who == "": // told where it was found out, or not to be
		return
	case status == http.StatusForbidden:
		e.What, e.Outcome, e.Detail, e.Bulk = "not allowed", audit.Refused, rt.pattern, true
	case rt.what == "":
		return
	case err != nil && status < http.StatusInternalServerError:
		e.Outcome = audit.Refused
	case err != nil:
		e.Outcome = audit.Failed
	}
	d.note(r, e)
}

// statusOf is the status of the answer that an error makes.
func statusOf(err error) int {
	if p, ok := errors.AsType[Problem](err); ok {
		return p.Status
	}
	if err != nil {
		return http.StatusInternalServerError
	}
	return http.StatusOK
}

// remark is what the audit log tells of a request besides: a few fixed words.
func remark(w http.ResponseWriter, words string) {
	if sw, ok := w.(*statusWriter); ok {
		sw.remark = words
	}
}
