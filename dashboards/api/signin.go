package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/hvilepuls/hvilepuls/dashboards/web"
	"github.com/hvilepuls/hvilepuls/internal/auth"
)

const (
	cookieName = "hvilepuls"
	cookieDays = 365
)

var errNoToken = Problem{http.StatusUnauthorized, errors.New("a token is needed: make one with `hvilepuls token add`, and send it as Authorization: Bearer …")}

// identify finds the token in the header, the cookie, or (on pages) the address that the program printed, and remembers it there.
func (d *Doors) identify(w http.ResponseWriter, r *http.Request) (auth.Grant, error) {
	if h := r.Header.Get("Authorization"); h != "" {
		token, ok := strings.CutPrefix(h, "Bearer ")
		if g, known := d.tokens.Check(token); ok && known {
			return g, nil
		}
		return auth.Grant{}, errNoToken
	}
	if key := r.URL.Query().Get("key"); key != "" && r.Method == http.MethodGet && wantsPage(r) {
		if g, ok := d.tokens.Check(key); ok {
			d.remember(w, r, key)
			return g, nil
		}
	}
	if c, err := r.Cookie(cookieName); err == nil {
		if g, ok := d.tokens.Check(c.Value); ok {
			return g, nil
		}
	}
	return auth.Grant{}, errNoToken
}

func (d *Doors) remember(w http.ResponseWriter, r *http.Request, token string) {
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: token, Path: "/", MaxAge: cookieDays * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	})
}

// signIn takes the token that somebody typed.
func (d *Doors) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	token := strings.TrimSpace(r.PostFormValue("token"))
	if _, ok := d.tokens.Check(token); !ok {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnauthorized)
		_ = web.RenderSignIn(w, languageOf(r), true)
		return
	}
	d.remember(w, r, token)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// signOut forgets the token, and what the browser kept of the pages.
func signOut(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: cookieName, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	http.Redirect(w, r, "/", http.StatusSeeOther)
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

func (d *Doors) failPage(w http.ResponseWriter, r *http.Request, p Problem) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(p.Status)
	if p.Status == http.StatusUnauthorized {
		_ = web.RenderSignIn(w, languageOf(r), false)
		return
	}
	_ = web.RenderError(w, languageOf(r), p.Status, p.Error(), "")
}
