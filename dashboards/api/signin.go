package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/web"
	"github.com/hvilepuls/hvilepuls/internal/audit"
	"github.com/hvilepuls/hvilepuls/internal/auth"
)

const (
	cookiePlain  = "hvilepuls"
	cookieSecure = "__Host-hvilepuls" // browsers take it over TLS only, and from this host only
)

func cookieName(r *http.Request) string {
	if overTLS(r) {
		return cookieSecure
	}
	return cookiePlain
}

var errNoToken = Problem{http.StatusUnauthorized, errors.New("a token is needed: make one with `hvilepuls token add`, and send it as Authorization: Bearer …")}

// identify finds who asks: by the token in the header, or by the session in the cookie.
func (d *Doors) identify(r *http.Request) (visit, error) {
	check, value := d.tokens.Session, ""
	if h := r.Header.Get("Authorization"); h != "" {
		token, ok := strings.CutPrefix(h, "Bearer ")
		if !ok {
			return visit{}, d.stranger(r)
		}
		check, value = d.tokens.Check, token
	} else if c, err := r.Cookie(cookieName(r)); err == nil {
		value = c.Value
	} else {
		return visit{}, errNoToken // nobody tried anything
	}
	g, ok := check(value, d.now())
	if !ok {
		if err := d.tokens.Trouble(); err != nil {
			d.log.Error("nobody can be known", "error", err)
			return visit{}, Problem{http.StatusServiceUnavailable, errors.New("it cannot be told who you are at the moment; try again")}
		}
		return visit{}, d.stranger(r)
	}
	return visit{grant: g, still: func() bool { _, ok := check(value, d.now()); return ok }}, nil
}

// stranger counts somebody who tried a token that is none. Whoever does so often is told to wait; whoever has one is let in all the same,
// so that nobody can be locked out by others behind the same address.
func (d *Doors) stranger(r *http.Request) error {
	d.refused.WithLabelValues(refusedToken).Inc()
	if err := d.spend(d.limits.failed, limitFailed, clientAddr(r), 1); err != nil {
		return err
	}
	d.note(r, audit.Event{What: "token refused", Outcome: audit.Refused, Bulk: true})
	return errNoToken
}

// byKey signs in with the key in the address that the program printed, and leads to the address without it: one that holds a key does not
// belong into a browser's history. False where the address holds none.
func (d *Doors) byKey(w http.ResponseWriter, r *http.Request) (bool, error) {
	q := r.URL.Query()
	key := q.Get("key")
	if key == "" || r.Method != http.MethodGet || !wantsPage(r) {
		return false, nil
	}
	ok, err := d.begin(w, r, key)
	if err == nil && !ok {
		err = d.stranger(r)
	}
	if err != nil {
		return true, err
	}
	q.Del("key")
	to := *r.URL
	to.RawQuery = q.Encode()
	http.Redirect(w, r, to.RequestURI(), http.StatusSeeOther)
	return true, nil
}

// begin begins a session, which the browser keeps as a cookie; false if the token is none.
func (d *Doors) begin(w http.ResponseWriter, r *http.Request, token string) (bool, error) {
	value, until, g, ok, err := d.tokens.SignIn(token, d.now())
	if !ok || err != nil {
		return ok, err
	}
	if c, err := r.Cookie(cookieName(r)); err == nil { // this browser's session of before
		if _, _, err := d.tokens.SignOut(c.Value, false, d.now()); err != nil {
			return true, err
		}
	}
	http.SetCookie(w, d.cookie(r, value, int(until.Sub(d.now())/time.Second)))
	d.note(r, audit.Event{Who: g.ID, What: "sign-in", Outcome: audit.Done})
	return true, nil
}

// cookie is the one of this server: of this host alone, for no script, and sent by no other site.
func (d *Doors) cookie(r *http.Request, value string, seconds int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName(r), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: overTLS(r),
	}
}

// signIn takes the token that somebody typed.
func (d *Doors) signIn(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	ok, err := d.begin(w, r, strings.TrimSpace(r.PostFormValue("token")))
	if err != nil {
		return err
	}
	if !ok {
		if err := d.stranger(r); statusOf(err) == http.StatusTooManyRequests {
			return err
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnauthorized)
		return web.RenderSignIn(w, languageOf(r), true)
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// signOut ends the session, with "everywhere" all that were begun with the same token, and what the browser kept of the pages.
func (d *Doors) signOut(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	everywhere := r.PostFormValue("everywhere") != ""
	if c, err := r.Cookie(cookieName(r)); err == nil {
		g, ok, err := d.tokens.SignOut(c.Value, everywhere, d.now())
		if err != nil {
			return err
		}
		what := "sign-out"
		if everywhere {
			what = "sign-out everywhere"
		}
		if ok {
			d.note(r, audit.Event{Who: g.ID, What: what, Outcome: audit.Done})
		}
	}
	http.SetCookie(w, d.cookie(r, "", -1))
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// languageOf is the first of the languages of the browser that the pages speak.
func languageOf(r *http.Request) string {
	for tag := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		switch tag = strings.ToLower(strings.TrimSpace(tag)); {
		case strings.HasPrefix(tag, "nb"), strings.HasPrefix(tag, "no"), strings.HasPrefix(tag, "nn"):
			return "nb"
		case strings.HasPrefix(tag, "en"):
			return "en"
		}
	}
	return "en"
}

const maxForm = 64 << 10 // bytes

func (d *Doors) failPage(w http.ResponseWriter, r *http.Request, who auth.Grant, p Problem) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(p.Status)
	if p.Status == http.StatusUnauthorized {
		_ = web.RenderSignIn(w, languageOf(r), false)
		return
	}
	_ = web.RenderError(w, languageOf(r), p.Status, p.Error(), reads(who))
}
