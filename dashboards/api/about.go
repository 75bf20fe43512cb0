package api

import (
	"net/http"
	"net/url"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// getAbout gives what holds for all of an athlete's days.
func (d *Doors) getAbout(w http.ResponseWriter, r *http.Request, v visit) error {
	about, err := d.backend.About(r.Context(), v.athlete)
	if err != nil {
		return err
	}
	if about.Feed != nil { // who has the address of a calendar can read all of it
		about.Feed = &record.Feed{URL: hostOnly(about.Feed.URL), Words: about.Feed.Words}
	}
	return answer(w, http.StatusOK, about)
}

// hostOnly is an address without what may be secret in it.
func hostOnly(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host + "/…"
}

// getAthletes lists those whom the visitor may read.
func (d *Doors) getAthletes(w http.ResponseWriter, r *http.Request, v visit) error {
	mine, err := d.readable(r, v)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, map[string]any{"athletes": mine})
}

func (d *Doors) readable(r *http.Request, v visit) ([]string, error) {
	all, err := d.backend.Athletes(r.Context())
	if err != nil {
		return nil, err
	}
	out := []string{}
	for _, a := range all {
		if v.grant.May(auth.Read, a) {
			out = append(out, a)
		}
	}
	return out, nil
}
