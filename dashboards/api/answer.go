package api

import (
	"io"
	"net/http"

	"github.com/hvilepuls/hvilepuls/dashboards/web"
	"github.com/hvilepuls/hvilepuls/internal/auth"
)

// without is a door that needs no token: one asks for it, or a signed link opens it.
func (d *Doors) without(do func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		sw := &statusWriter{ResponseWriter: w}
		err := d.spend(d.limits.requests, limitRequests, clientAddr(r), 1)
		if err == nil {
			err = do(sw, r)
		}
		if err != nil {
			d.fail(sw, r, auth.Grant{}, err)
		}
	}
}

// showAsked asks the morning question. It changes nothing: scanners of mail open links before people do.
func (d *Doors) showAsked(w http.ResponseWriter, r *http.Request) error {
	q, err := d.backend.Asked(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	language := q.About.Profile.LanguageOr(languageOf(r))
	return show(w, func(w io.Writer) error { return web.RenderAsked(w, language, r.URL.Path, q.Given) })
}

// takeAnswer takes the answer. A form of another site is turned away before, as at every door.
func (d *Doors) takeAnswer(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return unreadable("form", err)
	}
	c, err := web.ParseAnswer(r.PostForm)
	if err != nil {
		return Problem{http.StatusBadRequest, err}
	}
	if err := d.backend.Answer(r.Context(), r.PathValue("token"), c); err != nil {
		return err
	}
	http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
	return nil
}
