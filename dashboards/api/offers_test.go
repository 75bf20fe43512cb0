package api

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// gym is a backend with two athletes of whom everything is known that a page shows.
type gym struct {
	*desk
	empty bool // or nothing is known yet
}

func (gym) Athletes(context.Context) ([]string, error) { return []string{"ada", "bo"}, nil }

func (g gym) Results(ctx context.Context, athlete string, from, to record.Date) ([]result.Day, error) {
	if g.empty {
		return nil, nil
	}
	return g.desk.Results(ctx, athlete, from, to)
}

func (gym) Verdict(_ context.Context, athlete string, at time.Time, _ string) (result.Verdict, error) {
	return result.Verdict{Athlete: athlete, Verdict: "go", Text: "Good to go.", At: at, Reasons: []result.Reason{{Sign: "rhr", Effect: "for", Text: "As usual."}}}, nil
}

func (gym) Receipts(context.Context, string) ([]stream.Receipt, error) {
	return []stream.Receipt{{File: "night.fit", Format: "fit", Status: stream.Accepted}}, nil
}

func (gym) Digest(_ context.Context, _ string, d record.Date) (record.Day, []string, error) {
	return record.Day{Date: d, Entered: clock(), CheckIn: &record.CheckIn{Day: d, Fatigue: new(2), Soreness: new(2)}, Workouts: []record.DayWork{{
		Start: clock(), Sets: []record.Set{{Exercise: "hip_raise/clams", Reps: new(8)}},
	}}}, nil, nil
}

func (gym) Watch(context.Context, string, func()) error { return nil }

var (
	leads = regexp.MustCompile(`(?:href|data-live)="(/[^"]*)"`)
	forms = regexp.MustCompile(`<form method="post" action="(/[^"]*)"`)
)

// TestNothingIsOfferedThatIsRefused: whoever looks at a page, each of its links and forms is answered, and not by "not yours" or "not there".
func TestNothingIsOfferedThatIsRefused(t *testing.T) {
	desk := &desk{about: record.About{Profile: record.Profile{Name: new("Ada")}}}
	t.Run("with data", func(t *testing.T) { nothingRefused(t, gym{desk, false}, "/athletes/ada/days/2026-11-24/corrections") })
	t.Run("on the first day", func(t *testing.T) { nothingRefused(t, gym{desk, true}, "/athletes/ada/files") })
}

func nothingRefused(t *testing.T, b Backend, own string) {
	t.Helper()
	d, tokens := doors(t, b)
	h := d.Public()
	send := func(method, path, tok string) (int, string) {
		r := httptest.NewRequest(method, path, strings.NewReader(""))
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		r.Host = "localhost"
		d.limits = newLimits(Limits{}) // nobody asks too often here
		if tok != "" {
			r.Header.Set("Authorization", "Bearer "+tok)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	for who, c := range map[string]struct {
		token string
		forms string // a form that they see somewhere, and one that they see nowhere
		none  string
	}{
		"owner":           {token(t, tokens, auth.Owner), "/athletes/bo/settings", ""},
		"coach of both":   {token(t, tokens, auth.Coach, "ada", "bo"), "/sign-out", "/athletes/"},
		"coach of ada":    {token(t, tokens, auth.Coach, "ada"), "/sign-out", "/athletes/"},
		"coach of nobody": {token(t, tokens, auth.Coach, "cy", "di"), "/sign-out", "/athletes/"},
		"ada":             {token(t, tokens, auth.Athlete, "ada"), own, "/athletes/bo"},
		"upload of ada":   {token(t, tokens, auth.Upload, "ada"), "/sign-out", "/athletes/"},
		"metrics":         {token(t, tokens, auth.Metrics), "/sign-out", "/athletes/"},
		"nobody":          {"", "/sign-in", "/athletes/"},
	} {
		asked := map[string]int{}
		var seen []string
		for _, page := range allPages(d) {
			_, body := send(http.MethodGet, page, c.token)
			offers := map[string]string{}
			for _, m := range leads.FindAllStringSubmatch(body, -1) {
				to, _, _ := strings.Cut(html.UnescapeString(m[1]), "#")
				offers[to] = http.MethodGet
			}
			for _, m := range forms.FindAllStringSubmatch(body, -1) {
				offers[html.UnescapeString(m[1])] = http.MethodPost
				seen = append(seen, m[1])
			}
			for to, method := range offers {
				key := method + " " + to
				if _, done := asked[key]; !done {
					asked[key], _ = send(method, to, c.token)
				}
				if got := asked[key]; got == http.StatusForbidden || got == http.StatusNotFound {
					t.Errorf("%s on %s is offered %s: %d", who, page, key, got)
				}
			}
		}
		if all := strings.Join(seen, "\n"); !strings.Contains(all, c.forms) || c.none != "" && strings.Contains(all, c.none) {
			t.Errorf("%s sees the forms\n%s\nwant one to %s, and none to %q", who, all, c.forms, c.none)
		}
	}
}

// allPages are the addresses of the table's pages, of both athletes, as they are and as forms lead to them.
func allPages(d *Doors) (out []string) {
	for _, rt := range d.table() {
		method, path, _ := strings.Cut(rt.pattern, " ")
		if method != http.MethodGet || strings.HasPrefix(path, "/v1/") || path == "/metrics" || strings.HasSuffix(path, "/live") {
			continue
		}
		for _, who := range []string{"ada", "bo"} {
			p := strings.NewReplacer("{athlete}", who, "{day}", "2026-11-24", "{$}", "").Replace(path)
			out = append(out, p, p+"?saved", p+"?taken=1&known=0&refused=0", p+"?verdict=go")
		}
	}
	return out
}
