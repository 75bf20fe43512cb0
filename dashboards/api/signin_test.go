package api

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/auth"
)

// posts sends a form with a cookie.
func (d *Doors) posts(path string, form url.Values, c *http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "http://localhost"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if c != nil {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	d.Public().ServeHTTP(w, r)
	return w
}

// opens tells whether a cookie opens the page of ada.
func (d *Doors) opens(c *http.Cookie) bool {
	r := httptest.NewRequest("GET", "http://localhost/athletes/ada", nil)
	r.AddCookie(c)
	w := httptest.NewRecorder()
	d.Public().ServeHTTP(w, r)
	return w.Code == http.StatusOK
}

// Each sign-in is a session of its own, which signing out ends here, on the server, and everywhere if that is wanted.
func TestSignInAndOut(t *testing.T) {
	d, tokens := doors(t, newWorld())
	tok := token(t, tokens, auth.Athlete, "ada")
	signIn := func() *http.Cookie {
		t.Helper()
		w := d.posts("/sign-in", url.Values{"token": {" " + tok + "\n"}}, nil)
		c := w.Result().Cookies()
		if w.Code != http.StatusSeeOther || len(c) != 1 || !c[0].HttpOnly || c[0].SameSite != http.SameSiteStrictMode || c[0].Value == tok {
			t.Fatalf("%d, %v", w.Code, c)
		}
		return c[0]
	}
	phone, desk, lost := signIn(), signIn(), signIn()
	if phone.Value == desk.Value {
		t.Error("two browsers share a session")
	}
	if w := d.posts("/sign-out", nil, phone); w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Get("Clear-Site-Data"), "storage") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	for name, c := range map[string]struct {
		cookie *http.Cookie
		want   bool
	}{"the one that was signed out": {phone, false}, "another": {desk, true}, "a third": {lost, true}} {
		if got := d.opens(c.cookie); got != c.want {
			t.Errorf("%s opens the page: %v", name, got)
		}
	}
	d.posts("/sign-out", url.Values{"everywhere": {"yes"}}, desk)
	for name, c := range map[string]*http.Cookie{"here": desk, "there": lost} {
		if d.opens(c) {
			t.Errorf("signed out everywhere, the page opens %s", name)
		}
	}
	if !d.opens(signIn()) {
		t.Error("the token is gone too")
	}
	if w := d.posts("/sign-in", url.Values{"token": {"hvp_guess"}}, nil); w.Code != http.StatusUnauthorized || len(w.Result().Cookies()) != 0 {
		t.Errorf("a guess signs in: %d", w.Code)
	}
}

// What failed is told in general words to whoever asks; what panics takes nobody else with it.
func TestErrorsTellNothing(t *testing.T) {
	d, tokens := doors(t, nil) // every question panics
	for _, path := range []string{"/v1/athletes", "/athletes/ada", "/readyz"} {
		w := ask(d.Public(), "GET", path, token(t, tokens, auth.Owner))
		if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "it failed on this side") || strings.Contains(w.Body.String(), "nil pointer") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// What cannot be read for its size is told so.
func TestTooLargeABody(t *testing.T) {
	d, tokens := doors(t, newWorld())
	d.cfg.MaxFile = 100
	owner := token(t, tokens, auth.Owner)
	for path, body := range map[string]string{
		"/v1/athletes/ada/entries": `{"kind":"` + strings.Repeat("x", 8<<20) + `"}`,
		"/athletes/ada/checkins":   "note=" + strings.Repeat("x", 1<<20),
		"/answer/x":                "note=" + strings.Repeat("x", 1<<20),
	} {
		r := httptest.NewRequest("POST", "http://localhost"+path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+owner)
		if !strings.HasPrefix(path, "/v1/") {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		w := httptest.NewRecorder()
		d.Public().ServeHTTP(w, r)
		if w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d %.200s", path, w.Code, w.Body)
		}
	}
}
