package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/hvilepuls/hvilepuls/internal/audit"
	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

func clock() time.Time { return time.Date(2026, 11, 24, 6, 30, 0, 0, time.UTC) }

// nothing is a backend that fails the test where anybody gets through to it.
type nothing struct {
	Backend
	t *testing.T
}

func (n nothing) Athletes(context.Context) ([]string, error) { return []string{"ada", "bo"}, nil }
func (n nothing) Ready(context.Context) error                { return errors.New("still starting") }

func doors(t testing.TB, b Backend) (*Doors, *auth.Store) {
	t.Helper()
	folder, err := disk.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	tokens, err := auth.Open(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	trail, err := audit.Open(filepath.Join(t.TempDir(), "audit.log"), strings.ToUpper, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := trail.Close(); err != nil {
			t.Error(err)
		}
	})
	return New(Defaults(), b, tokens, trail, prometheus.NewRegistry(), slog.New(slog.DiscardHandler), clock, clock), tokens
}

func token(t testing.TB, s *auth.Store, r auth.Role, athletes ...string) string {
	t.Helper()
	out, _, err := s.Make(auth.Grant{Role: r, Athletes: athletes})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// signedIn is the cookie of a browser that was signed in with a token.
func signedIn(t *testing.T, s *auth.Store, token string) *http.Cookie {
	t.Helper()
	value, _, _, ok, err := s.SignIn(token, clock())
	if !ok || err != nil {
		t.Fatalf("sign in: %v, %v", ok, err)
	}
	return &http.Cookie{Name: cookiePlain, Value: value}
}

// serve serves the public address on loopback, where connections have real deadlines.
func serve(t *testing.T, d *Doors) *httptest.Server {
	t.Helper()
	d.now, d.ticks = time.Now, time.Now
	s := httptest.NewUnstartedServer(d.Public())
	s.Listener = d.Listener(s.Listener)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func ask(h http.Handler, method, path, token string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(""))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestListsShowEachTheirOwn(t *testing.T) {
	d, tokens := doors(t, nothing{t: t})
	for _, c := range []struct {
		token, want string
	}{
		{token(t, tokens, auth.Coach, "bo"), `{"athletes":["bo"]}`},
		{token(t, tokens, auth.Athlete, "eve"), `{"athletes":[]}`},
		{token(t, tokens, auth.Owner), `{"athletes":["ada","bo"]}`},
	} {
		if got := strings.TrimSpace(ask(d.Public(), "GET", "/v1/athletes", c.token).Body.String()); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestWhatNeedsNoToken(t *testing.T) {
	d, _ := doors(t, nothing{t: t})
	for path, want := range map[string]int{
		"/healthz": http.StatusOK, "/readyz": http.StatusServiceUnavailable, "/static/style.css": http.StatusOK, "/nowhere": http.StatusNotFound,
	} {
		w := ask(d.Public(), "GET", path, "")
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("%s: policy %q", path, csp)
		}
	}
}

func TestPrivateDoorChecksIds(t *testing.T) {
	d, _ := doors(t, nothing{t: t})
	for _, id := range []string{"*", ">", "..", "Ada", "a.b", strings.Repeat("a", 65), "%20"} {
		if got := ask(d.Private(), "GET", "/v1/athletes/"+url.PathEscape(id)+"/results", "").Code; got != http.StatusBadRequest && got != http.StatusNotFound && got != http.StatusTemporaryRedirect && got != http.StatusMovedPermanently {
			t.Errorf("%q: %d", id, got)
		}
	}
}

// A form on another site cannot post with the cookie of the visitor.
func TestOtherSitesCannotPost(t *testing.T) {
	d, tokens := doors(t, nothing{t: t})
	r := httptest.NewRequest("POST", "http://localhost/athletes/ada/checkins", strings.NewReader("fatigue=5"))
	r.Header.Set("Origin", "https://evil.example")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.AddCookie(signedIn(t, tokens, token(t, tokens, auth.Owner)))
	w := httptest.NewRecorder()
	d.Public().ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("status %d", w.Code)
	}
}

func TestCleanName(t *testing.T) {
	for in, want := range map[string]string{
		"../../etc/passwd": "passwd", `C:\GARMIN\A.FIT`: "A.FIT", "": "upload", "/": "upload", "a\nb.fit": "ab.fit", "natt æøå.fit": "natt æøå.fit",
		"..": "upload", "a/..": "upload", `..\..`: "upload", ".\x00.": "upload", "...": "...", "\xff.fit": "\uFFFD.fit", "\u202etif.exe": "tif.exe", "a\u0085b": "ab",
	} {
		if got := cleanName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestDateRange(t *testing.T) {
	if _, _, err := dateRange("2026-02-30", ""); err == nil {
		t.Error("30 February is taken for a day")
	}
	from, to, err := dateRange("2026-11-01", "")
	if err != nil || from.String() != "2026-11-01" || to < from+record.Date(1e6) {
		t.Errorf("%v %v %v", from, to, err)
	}
}

// digests tells of each day what stands in it.
type digests struct {
	Backend
	days map[record.Date]record.Day
}

func (d digests) Digest(_ context.Context, _ string, day record.Date) (record.Day, []string, error) {
	return d.days[day], nil, nil
}

// A check-in of this morning does not make a watch that was last synced weeks ago look fresh.
func TestLastDataIsOfTheWatch(t *testing.T) {
	today := record.DateOf(clock())
	night := today - 20
	woke := night.Time().Add(6 * time.Hour)
	d, _ := doors(t, digests{days: map[record.Date]record.Day{night: {Date: night, Nights: []record.Night{{End: woke}}}}})
	day := func(at record.Date, metrics ...string) result.Day {
		out := result.Day{Date: at, Noon: at.Time().Add(12 * time.Hour), Values: map[string]result.Value{"ctl": {V: 1}}}
		for _, m := range metrics {
			out.Values[m] = result.Value{}
		}
		return out
	}
	typed := []result.Day{day(night, "load"), day(night + 1), day(today)}
	for _, c := range []struct {
		name string
		days []result.Day
		want time.Time
	}{
		{"nothing", nil, time.Time{}},
		{"only what was typed", typed[1:], time.Time{}},
		{"a night, then only what was typed", typed, woke},
		{"a heart rate since", append(slices.Clone(typed[:2]), day(today, "load")), today.Time()},
	} {
		got, err := d.lastData(t.Context(), "ada", c.days)
		if err != nil || !got.Equal(c.want) {
			t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}
