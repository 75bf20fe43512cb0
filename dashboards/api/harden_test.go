package api

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/internal/auth"
)

// everything is a request to every door there is, with what it takes.
func everything(d *Doors) map[string]*http.Request {
	out := map[string]*http.Request{}
	for _, rt := range d.table() {
		out[rt.pattern] = rt.request("ada", wantedOf()[rt.pattern].body)
	}
	for pattern, o := range tokenlessOf() {
		method, _, _ := strings.Cut(pattern, " ")
		out[pattern] = httptest.NewRequest(method, "http://localhost"+o.path, nil)
	}
	return out
}

// Whatever is answered, to whomever, holds browsers to the rules; and what is of a person is kept by none.
func TestHeadersOfEveryDoor(t *testing.T) {
	d, tokens := doors(t, newWorld())
	owner := token(t, tokens, auth.Owner)
	want := map[string][]string{
		"Content-Security-Policy":      {"default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"},
		"X-Content-Type-Options":       {"nosniff"},
		"Referrer-Policy":              {"no-referrer"},
		"Permissions-Policy":           {"geolocation=()", "camera=()"},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
		"X-Request-Id":                 {""},
	}
	h := d.Public()
	for _, who := range []string{"", owner} {
		for pattern, r := range everything(d) {
			if who != "" {
				r.Header.Set("Authorization", "Bearer "+who)
			}
			r.Header.Set("Origin", "http://localhost")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			for name, parts := range want {
				for _, part := range parts {
					if got := w.Header().Get(name); got == "" || !strings.Contains(got, part) {
						t.Errorf("%s: %s: %q lacks %q", pattern, name, got, part)
					}
				}
			}
			for _, unsafe := range []string{"unsafe-inline", "unsafe-eval", "*", "http:"} {
				if strings.Contains(w.Header().Get("Content-Security-Policy"), unsafe) {
					t.Errorf("%s: the policy allows %s", pattern, unsafe)
				}
			}
			if got := w.Header().Get("Cache-Control"); got != "no-store" && pattern != "GET /static/" {
				t.Errorf("%s: may be kept: %q", pattern, got)
			}
			if got := w.Header().Get("Access-Control-Allow-Origin"); got != "" {
				t.Errorf("%s: other sites may read it: %q", pattern, got)
			}
			if got := w.Header().Get("Strict-Transport-Security"); got != "" {
				t.Errorf("%s: TLS is promised where there is none: %q", pattern, got)
			}
			if kind := w.Header().Get("Content-Type"); w.Body.Len() > 0 && kind == "" {
				t.Errorf("%s: %d bytes of no type", pattern, w.Body.Len())
			} else if strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "charset=utf-8") && kind != eventStream && !strings.HasPrefix(kind, "text/plain; version=") {
				t.Errorf("%s: type %q names no characters", pattern, kind)
			}
		}
	}
}

// Over TLS browsers are told to stay there, and the cookie is one that only this host can set.
func TestOverTLS(t *testing.T) {
	d, tokens := doors(t, newWorld())
	r := httptest.NewRequest("GET", "https://localhost/?key="+token(t, tokens, auth.Owner), nil)
	w := httptest.NewRecorder()
	d.Public().ServeHTTP(w, r)
	if got := w.Header().Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("Strict-Transport-Security: %q", got)
	}
	c := w.Result().Cookies()
	if len(c) != 1 || c[0].Name != "__Host-hvilepuls" || !c[0].Secure || !c[0].HttpOnly || c[0].SameSite != http.SameSiteStrictMode || c[0].Path != "/" || c[0].Domain != "" {
		t.Fatalf("cookies %v", c)
	}
	r = httptest.NewRequest("GET", "http://localhost/", nil) // the same cookie without TLS opens nothing
	r.AddCookie(c[0])
	w = httptest.NewRecorder()
	d.Public().ServeHTTP(w, r)
	if w.Code != http.StatusUnauthorized {
		t.Errorf("status %d", w.Code)
	}
}

// The key in the printed address becomes a session, and does not stay in the address; the API takes none there.
func TestKeyInTheAddressBecomesACookie(t *testing.T) {
	d, tokens := doors(t, newWorld())
	tok := token(t, tokens, auth.Athlete, "ada")
	w := ask(d.Public(), "GET", "/athletes/ada?saved&key="+tok, "")
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/athletes/ada?saved=" {
		t.Errorf("%d, to %q", w.Code, to)
	}
	c := w.Result().Cookies()
	if len(c) != 1 || !c[0].HttpOnly || c[0].SameSite != http.SameSiteStrictMode || c[0].Value == tok || c[0].MaxAge < 1 {
		t.Fatalf("cookies %v", c)
	}
	r := httptest.NewRequest("GET", "http://localhost/athletes/ada", nil)
	r.AddCookie(c[0])
	w = httptest.NewRecorder()
	d.Public().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Errorf("the cookie opens nothing: %d", w.Code)
	}
	for _, path := range []string{"/?key=hvp_guess", "/v1/athletes?key=" + tok, "/metrics?key=" + tok} {
		if w := ask(d.Public(), "GET", path, ""); w.Code != http.StatusUnauthorized || len(w.Result().Cookies()) != 0 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// A name that somebody else points at this machine opens nothing (rebinding).
func TestHosts(t *testing.T) {
	for _, c := range []struct {
		listen string
		hosts  []string
		host   string
		want   bool
	}{
		{"127.0.0.1:8080", nil, "localhost:8080", true},
		{"127.0.0.1:8080", nil, "127.0.0.1:8080", true},
		{"127.0.0.1:8080", nil, "[::1]:8080", true},
		{"127.0.0.1:8080", nil, "LOCALHOST", true},
		{"127.0.0.1:8080", nil, "evil.example", false},
		{"127.0.0.1:8080", nil, "127.0.0.1.evil.example:8080", false},
		{"127.0.0.1:8080", nil, "localhost.evil.example", false},
		{"127.0.0.1:8080", nil, "192.168.1.4:8080", false},
		{"127.0.0.1:8080", nil, "", false},
		{"localhost:8080", []string{"pulse.example"}, "pulse.example", true},
		{"localhost:8080", []string{"pulse.example"}, "Pulse.Example.:443", true},
		{"localhost:8080", []string{"pulse.example"}, "other.example", false},
		{"0.0.0.0:8080", nil, "192.168.1.4:8080", true},
		{":8080", nil, "nas.local", true},
		{":8080", []string{"pulse.example"}, "nas.local", false},
		{":8080", []string{"pulse.example"}, "localhost", true},
	} {
		d, _ := doors(t, newWorld())
		d.cfg.Listen, d.cfg.Hosts = c.listen, c.hosts
		for path, opened := range map[string]int{"/static/style.css": http.StatusOK, "/": http.StatusUnauthorized, "/v1/athletes": http.StatusUnauthorized} {
			r := httptest.NewRequest("GET", path, nil)
			r.Host = c.host
			w := httptest.NewRecorder()
			d.Public().ServeHTTP(w, r)
			if want := map[bool]int{true: opened, false: http.StatusMisdirectedRequest}[c.want]; w.Code != want {
				t.Errorf("listening on %s with %q, asked as %q for %s: %d, want %d", c.listen, c.hosts, c.host, path, w.Code, want)
			}
		}
	}
}

// Every door takes the methods of its table and no other.
func TestMethods(t *testing.T) {
	d, tokens := doors(t, newWorld())
	owner := token(t, tokens, auth.Owner)
	methods := map[string][]string{}
	paths := map[string]string{}
	for pattern, r := range everything(d) {
		_, path, _ := strings.Cut(pattern, " ")
		methods[path], paths[path] = append(methods[path], r.Method), r.URL.Path
	}
	for path, known := range methods {
		for _, m := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} {
			if slices.Contains(known, m) {
				continue
			}
			if w := ask(d.Public(), m, paths[path], owner); w.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: %d", m, path, w.Code)
			}
		}
	}
}

// Nothing that helps only whoever wrote the program is served.
func TestNothingForDevelopers(t *testing.T) {
	d, tokens := doors(t, newWorld())
	for _, path := range []string{"/debug/pprof/", "/debug/vars", "/.git/config", "/static/../server.go", "/static/templates/page.html", "/tokens.json", "/static/%2e%2e/%2e%2e/go.mod", "/server-status"} {
		if w := ask(d.Public(), "GET", path, token(t, tokens, auth.Owner)); w.Code != http.StatusNotFound && w.Code != http.StatusBadRequest && w.Code != http.StatusTemporaryRedirect && w.Code != http.StatusMovedPermanently {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := ask(d.Public(), "GET", "/static/", ""); strings.Contains(w.Body.String(), "style.css") {
		t.Errorf("the folder is listed: %d %s", w.Code, w.Body)
	}
}

// A body of JSON says so, or says nothing; what a form of another site can send is none.
func TestJSONSaysSo(t *testing.T) {
	d, tokens := doors(t, newWorld())
	owner := token(t, tokens, auth.Owner)
	for _, rt := range d.table() {
		if !rt.json {
			continue
		}
		for kind, want := range map[string]bool{
			"": true, "application/json": true, "application/json; charset=utf-8": true, "application/merge-patch+json": true,
			"text/plain": false, "application/x-www-form-urlencoded": false, "multipart/form-data; boundary=x": false, "application/jsonp": false, ";": false,
		} {
			r := rt.request("ada", wantedOf()[rt.pattern].body)
			r.Header.Set("Authorization", "Bearer "+owner)
			r.Header.Set("Content-Type", kind)
			w := httptest.NewRecorder()
			d.Public().ServeHTTP(w, r)
			if (w.Code != http.StatusUnsupportedMediaType) != want {
				t.Errorf("%s with type %q: %d", rt.pattern, kind, w.Code)
			}
		}
	}
}

// What changes something, or takes everything out, has a name in the audit log.
func TestWhatIsAudited(t *testing.T) {
	d, _ := doors(t, newWorld())
	for _, rt := range d.table() {
		reads := strings.HasPrefix(rt.pattern, "GET ") && !strings.HasSuffix(rt.pattern, "/export") || rt.pattern == "POST /v1/admin/drain" // which waits
		if reads != (rt.what == "") {
			t.Errorf("%s: %q in the audit log", rt.pattern, rt.what)
		}
	}
}
