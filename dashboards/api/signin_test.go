package api

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
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
	again := signIn()
	if !d.opens(again) {
		t.Error("the token is gone too")
	}
	if w := d.posts("/sign-in", url.Values{"token": {tok}}, again); w.Code != http.StatusSeeOther || d.opens(again) {
		t.Errorf("signed in again, the session of before goes on: %d", w.Code)
	}
	if w := d.posts("/sign-in", url.Values{"token": {"hvp_guess"}}, nil); w.Code != http.StatusUnauthorized || len(w.Result().Cookies()) != 0 {
		t.Errorf("a guess signs in: %d", w.Code)
	}
}

// The field for the token hides it, and lets the browser's keeper of passwords fill it in.
func TestSignInField(t *testing.T) {
	d, _ := doors(t, newWorld())
	page := ask(d.Public(), "GET", "/", "").Body.String()
	for _, want := range []string{`type="password"`, `autocomplete="current-password"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s:\n%s", want, page)
		}
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

// Who comes in, who is turned away and what is done is in the audit log, in words of ours alone.
func TestAuditTrail(t *testing.T) {
	d, tokens := doors(t, newWorld())
	tok := token(t, tokens, auth.Coach, "ada")
	c := d.posts("/sign-in", url.Values{"token": {tok}}, nil).Result().Cookies()[0]
	d.posts("/sign-in", url.Values{"token": {"hvp_guess"}}, nil)
	d.posts("/sign-out", url.Values{"everywhere": {"yes"}}, c)
	ask(d.Public(), "GET", "/v1/athletes/bo/results", tok)
	ask(d.Public(), "GET", "/v1/athletes/ada/results", tok) // reading is not told
	ask(d.Public(), "DELETE", "/v1/admin/tokens/hvp_guess", token(t, tokens, auth.Owner))
	ask(d.Private(), "POST", "/v1/admin/rebuild", "")
	b, err := os.ReadFile(d.trail.Path())
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	want := []string{
		`"what":"sign-in","who":"[0-9a-f]{8}","request":"[0-9a-f]{16}","outcome":"done"}`,
		`"what":"token refused","request":"[0-9a-f]{16}","outcome":"refused"}`,
		`"what":"sign-out everywhere","who":"[0-9a-f]{8}",.*"outcome":"done"}`,
		`"what":"not allowed","who":"[0-9a-f]{8}","athlete":"BO",.*"outcome":"refused","detail":"GET /v1/athletes/{athlete}/results"}`, // BO: the hash of this test
		`"what":"token revoked","who":"[0-9a-f]{8}",.*"outcome":"refused"}`,
		`"what":"rebuild","who":"owner",.*"outcome":"done"}`,
	}
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), b)
	}
	for i, line := range lines {
		if !regexp.MustCompile(want[i] + `$`).MatchString(line) {
			t.Errorf("line %d: %s\nwant %s", i, line, want[i])
		}
	}
	for _, secret := range []string{tok, c.Value, "hvp_", "hvs_"} {
		if strings.Contains(string(b), secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
}
