package api

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// world is a backend that has the athletes ada and bo, and counts what it is asked about each.
type world struct{ asked map[string]*atomic.Int64 }

func newWorld() *world {
	w := &world{map[string]*atomic.Int64{}}
	for _, a := range []string{"", "ada", "bo", "nobody", "me"} {
		w.asked[a] = &atomic.Int64{}
	}
	return w
}

// ask counts a question about an athlete; "" is about none in particular, and who is not listed is not counted.
func (w *world) ask(athlete string) {
	if n := w.asked[athlete]; n != nil {
		n.Add(1)
	}
}

// counts is how often anything was asked, by athlete.
func (w *world) counts() map[string]int64 {
	out := map[string]int64{}
	for a, n := range w.asked {
		out[a] = n.Load()
	}
	return out
}

func (w *world) Accept(_ context.Context, u Upload) (Answer, error) {
	w.ask(u.Athlete)
	return Answer{Status: stream.Accepted}, nil
}

func (w *world) Await(_ context.Context, a, _ string) (stream.Receipt, error) {
	w.ask(a)
	return stream.Receipt{}, nil
}

func (w *world) Receipts(_ context.Context, a string) ([]stream.Receipt, error) {
	w.ask(a)
	return nil, nil
}

func (w *world) Enter(_ context.Context, a string, _ record.Entry) (Answer, error) {
	w.ask(a)
	return Answer{}, nil
}

func (w *world) Athletes(context.Context) ([]string, error) { return []string{"ada", "bo"}, nil }

func (w *world) About(_ context.Context, a string) (record.About, error) {
	w.ask(a)
	return record.About{Athlete: a}, nil
}

func (w *world) Results(_ context.Context, a string, _, _ record.Date) ([]result.Day, error) {
	w.ask(a)
	return []result.Day{{Date: record.DateOf(clock()), Values: map[string]result.Value{"rhr": {V: 52}}}}, nil
}

func (w *world) Digest(_ context.Context, a string, _ record.Date) (record.Day, []string, error) {
	w.ask(a)
	return record.Day{}, nil, nil
}

func (w *world) Verdict(_ context.Context, a string, _ time.Time, _ string) (result.Verdict, error) {
	w.ask(a)
	return result.Verdict{Athlete: a, Verdict: "unknown"}, nil
}

func (w *world) Notices(_ context.Context, a string) (result.Notices, error) {
	w.ask(a)
	return result.Notices{}, nil
}

func (w *world) Recompute(_ context.Context, a string, _ result.Day) (string, bool, error) {
	w.ask(a)
	return "m", true, nil
}

func (w *world) Backtest(_ context.Context, a string, _, _ record.Date) (result.Backtest, error) {
	w.ask(a)
	return result.Backtest{}, nil
}

func (w *world) Revision(context.Context, string) (string, error) { return "", nil }

func (w *world) Watch(_ context.Context, a string, _ func()) error {
	w.ask(a)
	return nil
}

func (w *world) Months(_ context.Context, a string, _ func(record.Month, result.Month) error) error {
	w.ask(a)
	return nil
}

func (w *world) OpenLines(_ context.Context, a string, _ func(string, []byte) error) error {
	w.ask(a)
	return nil
}

func (w *world) ArchivedFiles(_ context.Context, a string, _ func(ArchivedFile) error) error {
	w.ask(a)
	return nil
}

func (w *world) Forget(_ context.Context, a, _ string) (Forgotten, error) {
	w.ask(a)
	return Forgotten{}, nil
}

func (w *world) Asked(context.Context, string) (Asked, error) {
	return Asked{}, Problem{http.StatusNotFound, errNoToken.Err}
}

func (w *world) Answer(context.Context, string, record.CheckIn) error {
	return Problem{http.StatusNotFound, errNoToken.Err}
}
func (w *world) Ready(context.Context) error               { return nil }
func (w *world) Settle(context.Context, string) error      { return nil }
func (w *world) Drain(context.Context) (Drained, error)    { return Drained{}, nil }
func (w *world) Verify(context.Context) (Verified, error)  { return Verified{}, nil }
func (w *world) Repair(context.Context) (Verified, error)  { return Verified{}, nil }
func (w *world) Scrub(context.Context) (Verified, error)   { return Verified{}, nil }
func (w *world) Rebuild(context.Context, string) error     { return nil }
func (w *world) Status(context.Context) (Status, error)    { return Status{}, nil }
func (w *world) Replay(context.Context) (int, error)       { return 0, nil }
func (w *world) RenewPageKey() (string, auth.Grant, error) { return "hvp_x", auth.Grant{}, nil }

func (w *world) Channels(_ context.Context, a string) ([]Channel, error) {
	w.ask(a)
	return nil, nil
}

func (w *world) AddChannel(_ context.Context, a, _, _ string) error {
	w.ask(a)
	return nil
}

func (w *world) AddDevice(_ context.Context, a, _ string, _ Device) error {
	w.ask(a)
	return nil
}

func (w *world) RemoveChannel(_ context.Context, a, _ string) error {
	w.ask(a)
	return nil
}

func (w *world) TestAlerts(_ context.Context, a, _ string) ([]AlertTried, error) {
	w.ask(a)
	return nil, nil
}

func (w *world) PushKey() string              { return "" }
func (w *world) AlertDefaults() record.Alerts { return record.Alerts{} }

// wanted is what a route must answer about ada, by the role of a token that is for ada.
type wanted struct {
	body    string // of the request; a form unless it is JSON
	own     map[auth.Role]int
	private int // over the owner's socket
}

const ok, created, accepted, led, no, missing = 200, 201, 202, 303, 403, 404

func may(own int, roles ...auth.Role) map[auth.Role]int {
	out := map[auth.Role]int{}
	for _, r := range []auth.Role{auth.Owner, auth.Coach, auth.Athlete, auth.Upload, auth.Metrics} {
		out[r] = no
	}
	for _, r := range roles {
		out[r] = own
	}
	return out
}

// wantedOf is what every route of the table must answer. A route that is not here fails the test.
func wantedOf() map[string]wanted {
	const a, p = "/v1/athletes/{athlete}", "/athletes/{athlete}"
	reads := func(n int) wanted { return wanted{"", may(n, auth.Owner, auth.Coach, auth.Athlete), n} }
	writes := func(n int, body string) wanted { return wanted{body, may(n, auth.Owner, auth.Athlete), n} }
	brings := func(n int, body string) wanted { return wanted{body, may(n, auth.Owner, auth.Athlete, auth.Upload), n} }
	owner := func(n int, body string) wanted { return wanted{body, may(n, auth.Owner), n} }
	return map[string]wanted{
		"POST " + a + "/files":              brings(accepted, "FIT"),
		"GET " + a + "/receipts":            brings(ok, ""),
		"GET " + a + "/receipts/{file}":     brings(ok, ""),
		"GET " + a + "/results":             reads(ok),
		"GET " + a + "/verdict":             reads(ok),
		"GET " + a + "/notices":             reads(ok),
		"GET " + a + "/backtest":            reads(ok),
		"GET " + a + "/days/{day}":          reads(ok),
		"GET " + a + "/about":               reads(ok),
		"GET " + a + "/export":              writes(ok, ""),
		"POST " + a + "/checkins":           writes(accepted, `{"fatigue":2}`),
		"POST " + a + "/entries":            writes(accepted, `{"kind":"checkin","checkin":{"day":"2026-11-24","fatigue":2}}`),
		"GET " + a + "/channels":            writes(ok, ""),
		"POST " + a + "/channels":           writes(created, `{"name":"phone","address":"ntfy://ntfy.sh/x"}`),
		"DELETE " + a + "/channels/{id}":    writes(ok, ""),
		"POST " + a + "/channels/{id}/test": writes(ok, ""),
		"GET /v1/athletes":                  reads(ok),

		"POST /v1/admin/drain":         owner(ok, ""),
		"POST /v1/admin/verify":        owner(ok, ""),
		"POST /v1/admin/rebuild":       owner(ok, ""),
		"POST /v1/admin/replay":        owner(ok, ""),
		"POST /v1/admin/forget":        owner(ok, `{"athlete":"nobody"}`),
		"POST /v1/admin/alerts/test":   owner(ok, ""),
		"GET /v1/admin/status":         owner(ok, ""),
		"GET /v1/admin/tokens":         owner(ok, ""),
		"POST /v1/admin/tokens":        owner(created, `{"role":"metrics"}`),
		"DELETE /v1/admin/tokens/{id}": owner(missing, ""),
		"POST /v1/admin/page-key":      owner(created, ""),
		"GET /metrics":                 {"", may(ok, auth.Owner, auth.Metrics), ok},

		"GET /{$}":                              reads(ok),
		"GET " + p:                              reads(ok),
		"GET " + p + "/days/{day}":              reads(ok),
		"GET " + p + "/calendar":                reads(ok),
		"GET " + p + "/sources":                 reads(ok),
		"GET " + p + "/settings":                writes(ok, ""),
		"GET " + p + "/channels":                writes(ok, ""),
		"POST " + p + "/channels":               writes(led, "do=remove&name=phone"),
		"GET " + p + "/data":                    writes(ok, ""),
		"GET " + p + "/live":                    reads(ok),
		"POST " + p + "/checkins":               writes(led, "day=2026-11-24&fatigue=2"),
		"POST " + p + "/files":                  brings(led, "FIT"),
		"POST " + p + "/settings":               writes(led, "what=zone&tz=Europe/Oslo"),
		"POST " + p + "/data/forget":            writes(led, "file="+strings.Repeat("ab", 32)),
		"POST " + p + "/days/{day}/corrections": writes(led, "workout=2026-11-23T17:00:00Z&sets=3&set=0&reps=8"),
	}
}

// request is one to a route about an athlete.
func (rt route) request(athlete, body string) *http.Request {
	method, path, _ := strings.Cut(rt.pattern, " ")
	path = strings.NewReplacer("{athlete}", athlete, "{file}", strings.Repeat("0", 32), "{day}", "2026-11-24", "{id}", "00000000", "{$}", "").Replace(path)
	r := httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(body))
	if body != "" && !rt.json && body != "FIT" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

// Promise 9: one athlete's token never reads, writes or learns of another's data; and without a token there is nothing at all. Every route,
// with every role, by header and by cookie, about the own athlete, another's and one who is not there.
func TestIsolation(t *testing.T) {
	w := newWorld()
	d, tokens := doors(t, w)
	h, table := d.Public(), wantedOf()
	d.limits = newLimits(Limits{Requests: 1e6, Failed: 1e6, Files: 1e6, Bytes: 1e12, Uploads: 100, Pages: 100})
	d.now, d.ticks = clock, clock
	send := func(r *http.Request, asks func(*http.Request)) *httptest.ResponseRecorder {
		asks(r)
		out := httptest.NewRecorder()
		h.ServeHTTP(out, r)
		return out
	}
	bearer := func(token string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
	}
	cookie := func(c *http.Cookie) func(*http.Request) { return func(r *http.Request) { r.AddCookie(c) } }

	gone := token(t, tokens, auth.Owner)
	goneCookie := signedIn(t, tokens, gone)
	old, _, err := tokens.Make(auth.Grant{Role: auth.Owner, Created: clock().Add(-2 * time.Hour), Expires: clock()})
	if err != nil {
		t.Fatal(err)
	}
	all, err := tokens.List()
	if err != nil {
		t.Fatal(err)
	}
	if err := tokens.Revoke(all[0].ID); err != nil {
		t.Fatal(err)
	}
	nobody := map[string]func(*http.Request){
		"no token":                  func(*http.Request) {},
		"a guess":                   bearer("hvp_guess"),
		"an empty token":            bearer(""),
		"another scheme":            func(r *http.Request) { r.SetBasicAuth("owner", "owner") },
		"a revoked token":           bearer(gone),
		"an expired token":          bearer(old),
		"a session's secret as one": bearer(goneCookie.Value),
		"a cookie that is a guess":  cookie(&http.Cookie{Name: cookiePlain, Value: "hvs_guess"}),
		"a cookie that is a token":  cookie(&http.Cookie{Name: cookiePlain, Value: token(t, tokens, auth.Owner)}),
		"a cookie of a revoked one": cookie(goneCookie),
	}
	type asker struct {
		role auth.Role
		by   string
		as   func(*http.Request)
	}
	var askers []asker
	for _, role := range []auth.Role{auth.Owner, auth.Coach, auth.Athlete, auth.Upload, auth.Metrics} {
		tok := token(t, tokens, role, "ada")
		askers = append(askers, asker{role, "token", bearer(tok)}, asker{role, "cookie", cookie(signedIn(t, tokens, tok))})
	}

	for _, rt := range d.table() {
		want, known := table[rt.pattern]
		if !known {
			t.Errorf("%s: say in wantedOf who may use this route", rt.pattern)
			continue
		}
		delete(table, rt.pattern)
		before := w.counts()
		for who, as := range nobody {
			if got := send(rt.request("ada", want.body), as).Code; got != http.StatusUnauthorized {
				t.Errorf("%s with %s: %d", rt.pattern, who, got)
			}
		}
		if !maps.Equal(before, w.counts()) {
			t.Errorf("%s: something was asked for somebody without a token", rt.pattern)
		}
		for _, a := range askers {
			about := fmt.Sprintf("%s as %s by %s", rt.pattern, a.role, a.by)
			before := w.counts()
			if got := send(rt.request("ada", want.body), a.as); got.Code != want.own[a.role] {
				t.Errorf("%s about their own: %d, want %d: %.200s", about, got.Code, want.own[a.role], got.Body)
			}
			if now := w.counts(); a.role != auth.Owner && now["bo"] != before["bo"] {
				t.Errorf("%s asks about another", about)
			}
			if a.role == auth.Owner || !strings.Contains(rt.pattern, "{athlete}") {
				continue
			}
			before = w.counts()
			theirs, none := send(rt.request("bo", want.body), a.as), send(rt.request("nobody", want.body), a.as)
			if theirs.Code != no {
				t.Errorf("%s about another's: %d", about, theirs.Code)
			}
			theirs.Header().Del(requestHeader)
			none.Header().Del(requestHeader)
			if theirs.Code != none.Code || theirs.Body.String() != none.Body.String() || !maps.EqualFunc(theirs.Header(), none.Header(), slices.Equal) {
				t.Errorf("%s: who is not theirs is told from who is not there: %d %q %v, %d %q %v", about, theirs.Code, theirs.Body, theirs.Header(), none.Code, none.Body, none.Header())
			}
			if !maps.Equal(before, w.counts()) {
				t.Errorf("%s: something was asked about another's athlete before it was refused", about)
			}
		}
		out := httptest.NewRecorder()
		d.Private().ServeHTTP(out, rt.request("ada", want.body))
		if out.Code != want.private {
			t.Errorf("%s over the owner's socket: %d, want %d: %.200s", rt.pattern, out.Code, want.private, out.Body)
		}
	}
	for pattern := range table {
		t.Errorf("%s: there is no such route", pattern)
	}
}

// tokenlessOf is what a door that needs no token answers to anybody.
func tokenlessOf() map[string]struct {
	path   string
	status int
} {
	return map[string]struct {
		path   string
		status int
	}{
		"GET /healthz":         {"/healthz", ok},
		"GET /readyz":          {"/readyz", ok},
		"GET /static/":         {"/static/style.css", ok},
		"POST /sign-in":        {"/sign-in", http.StatusUnauthorized},
		"POST /sign-out":       {"/sign-out", led},
		"GET /answer/{token}":  {"/answer/guess", missing},
		"POST /answer/{token}": {"/answer/guess", http.StatusBadRequest},
	}
}

// The doors that need no token tell nothing of any athlete, and each of them is listed here.
func TestDoorsWithoutAToken(t *testing.T) {
	w := newWorld()
	d, _ := doors(t, w)
	table := tokenlessOf()
	for _, o := range d.tokenless() {
		want, known := table[o.pattern]
		if !known {
			t.Errorf("%s: say in tokenlessOf what this door tells without a token", o.pattern)
			continue
		}
		delete(table, o.pattern)
		method, _, _ := strings.Cut(o.pattern, " ")
		if got := ask(d.Public(), method, want.path, ""); got.Code != want.status {
			t.Errorf("%s: %d, want %d: %.200s", o.pattern, got.Code, want.status, got.Body)
		}
	}
	for pattern := range table {
		t.Errorf("%s: there is no such door", pattern)
	}
	for a, n := range w.counts() {
		if n != 0 {
			t.Errorf("without a token %d questions were asked about %q", n, a)
		}
	}
}
