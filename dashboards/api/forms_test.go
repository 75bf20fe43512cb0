package api

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// desk is a backend that keeps what is handed in.
type desk struct {
	Backend
	about   record.About
	day     record.Day
	entries []record.Entry
	uploads []Upload
	bodies  []string
	watch   func(ctx context.Context, fn func()) error
	enter   func(ctx context.Context, e record.Entry) error // nil: it is taken

	revision string
}

func (k *desk) About(context.Context, string) (record.About, error)        { return k.about, nil }
func (k *desk) Settle(context.Context, string) error                       { return nil }
func (k *desk) Athletes(context.Context) ([]string, error)                 { return []string{"ada"}, nil }
func (k *desk) Receipts(context.Context, string) ([]stream.Receipt, error) { return nil, nil }

func (k *desk) Revision(context.Context, string) (string, error) { return k.revision, nil }

func (k *desk) Watch(ctx context.Context, _ string, fn func()) error { return k.watch(ctx, fn) }

func (k *desk) Digest(context.Context, string, record.Date) (record.Day, []string, error) {
	return k.day, nil, nil
}

func (k *desk) Results(context.Context, string, record.Date, record.Date) ([]result.Day, error) {
	return []result.Day{{Date: record.DateOf(clock()), Values: map[string]result.Value{"rhr": {V: 52, Source: "garmin-fr965"}}}}, nil
}

func (k *desk) Enter(ctx context.Context, _ string, e record.Entry) (Answer, error) {
	if k.enter != nil {
		return Answer{}, k.enter(ctx, e)
	}
	k.entries = append(k.entries, e)
	return Answer{}, nil
}

func (k *desk) Accept(_ context.Context, u Upload) (Answer, error) {
	b, err := io.ReadAll(u.Body)
	u.Body = nil
	k.uploads, k.bodies = append(k.uploads, u), append(k.bodies, string(b))
	status := map[string]stream.Status{"known": stream.Duplicate, "forgotten": stream.Rejected}[string(b)]
	if status == "" {
		status = stream.Accepted
	}
	return Answer{Status: status}, err
}

// post sends a form as the page of an athlete does.
func post(t *testing.T, k Backend, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	d, tokens := doors(t, k)
	r := httptest.NewRequest("POST", "http://localhost"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(signedIn(t, tokens, token(t, tokens, auth.Athlete, "ada")))
	w := httptest.NewRecorder()
	d.Public().ServeHTTP(w, r)
	return w
}

func TestFormsBecomeEntries(t *testing.T) {
	today := record.DateOf(clock())
	at := clock().Add(-time.Minute)
	answered := record.Day{CheckIn: &record.CheckIn{Day: today, Fatigue: new(4), Soreness: new(2)}, Entered: at}
	twice := answered
	twice.Earlier = []record.Answers{{Entered: at.Add(-time.Minute), CheckIn: record.CheckIn{Day: today, Fatigue: new(1)}}}
	undo := url.Values{"day": {"2026-11-24"}, "undo": {at.Format(time.RFC3339Nano)}}
	start := time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, path string
		form       url.Values
		day        record.Day
		to         string // where it leads, or a part of what it says
		want       []record.Entry
	}{
		{
			"a tap", "checkins",
			url.Values{"day": {"2026-11-24"}, "fatigue": {"4"}},
			record.Day{},
			"/athletes/ada?saved",
			[]record.Entry{{Kind: record.CheckInEntry, CheckIn: &record.CheckIn{Day: today, Fatigue: new(4)}}},
		},
		{"a tap out of range", "checkins", url.Values{"day": {"2026-11-24"}, "fatigue": {"6"}}, record.Day{}, "want 1 to 5", nil},
		{
			"undo to nothing", "checkins", undo, answered, "/athletes/ada?undone",
			[]record.Entry{{Kind: record.CheckInEntry, CheckIn: &record.CheckIn{Day: today, Unsaid: []string{"fatigue", "soreness"}}}},
		},
		{
			"undo to what was before", "checkins", undo, twice, "/athletes/ada?undone",
			[]record.Entry{{Kind: record.CheckInEntry, CheckIn: &record.CheckIn{Day: today, Fatigue: new(1), Unsaid: []string{"soreness"}}}},
		},
		{"undo of what is no longer the newest", "checkins", url.Values{"day": {"2026-11-24"}, "undo": {"2026-11-24T05:00:00Z"}}, answered, "nothing to undo", nil},
		{"undo without a time", "checkins", url.Values{"day": {"2026-11-24"}, "undo": {"x"}}, answered, "undo", nil},
		{
			"a correction", "days/2026-11-23/corrections",
			url.Values{"workout": {"2026-11-23T17:00:00Z"}, "sets": {"3"}, "set": {"0", "2"}, "exercise": {"Hip Thrust (Barbell)"}, "load": {"80"}, "not_done": {"no"}},
			record.Day{},
			"/athletes/ada/days/2026-11-23?corrected",
			[]record.Entry{
				{Kind: record.CorrectionEntry, Correction: &record.Correction{Workout: start, Sets: 3, Set: 0, Exercise: new("hip_raise/barbell_hip_thrust_with_bench"), LoadKg: new(80.), NotDone: new(false)}},
				{Kind: record.CorrectionEntry, Correction: &record.Correction{Workout: start, Sets: 3, Set: 2, Exercise: new("hip_raise/barbell_hip_thrust_with_bench"), LoadKg: new(80.), NotDone: new(false)}},
			},
		},
		{"a correction of no set", "days/2026-11-23/corrections", url.Values{"workout": {"2026-11-23T17:00:00Z"}, "sets": {"3"}, "reps": {"8"}}, record.Day{}, "no set was ticked", nil},
		{"a correction to what nobody knows", "days/2026-11-23/corrections", url.Values{"workout": {"2026-11-23T17:00:00Z"}, "sets": {"3"}, "set": {"0"}, "exercise": {"Zzyzx"}}, record.Day{}, "no exercise", nil},
		{"one set too many: none is taken", "days/2026-11-23/corrections", url.Values{"workout": {"2026-11-23T17:00:00Z"}, "sets": {"3"}, "set": {"0", "7"}, "reps": {"8"}}, record.Day{}, "set 7 of 3", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := &desk{day: c.day}
			w := post(t, k, "/athletes/ada/"+c.path, c.form)
			for i := range c.want {
				c.want[i].Entered = clock()
			}
			if d := cmp.Diff(c.want, k.entries); d != "" {
				t.Errorf("entries (-want +got):\n%s", d)
			}
			said := w.Header().Get("Location")
			if c.want == nil {
				said = w.Body.String()
				if w.Code < 400 || w.Code >= 500 {
					t.Errorf("status %d", w.Code)
				}
			}
			if !strings.Contains(said, c.to) {
				t.Errorf("it leads to %q, want %q", said, c.to)
			}
		})
	}
}

func TestFormOfFiles(t *testing.T) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	_ = form.WriteField("password", "åpne")
	for name, body := range map[string]string{"../a.fit": "new"} {
		part, _ := form.CreateFormFile("file", name)
		_, _ = part.Write([]byte(body))
	}
	for _, body := range []string{"known", "forgotten"} {
		part, _ := form.CreateFormFile("file", body)
		_, _ = part.Write([]byte(body))
	}
	_ = form.Close()
	k := &desk{}
	d, tokens := doors(t, k)
	r := httptest.NewRequest("POST", "http://localhost/athletes/ada/files", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Authorization", "Bearer "+token(t, tokens, auth.Athlete, "ada"))
	w := httptest.NewRecorder()
	d.Public().ServeHTTP(w, r)
	if got, want := w.Header().Get("Location"), "/athletes/ada?known=1&refused=1&taken=1"; got != want {
		t.Errorf("it leads to %q, want %q", got, want)
	}
	want := []Upload{
		{Athlete: "ada", Name: "a.fit", Door: doorUpload, Password: "åpne"},
		{Athlete: "ada", Name: "known", Door: doorUpload, Password: "åpne"},
		{Athlete: "ada", Name: "forgotten", Door: doorUpload, Password: "åpne"},
	}
	if d := cmp.Diff(want, k.uploads); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// Every page of an athlete is drawn, and what is no month is told so.
func TestPagesOfAnAthlete(t *testing.T) {
	d, tokens := doors(t, &desk{about: record.About{Athlete: "ada", Plan: &record.Plan{Weekly: []record.PlannedSession{{Weekday: time.Tuesday, Time: "18:00"}}}}})
	tok := token(t, tokens, auth.Athlete, "ada")
	for path, want := range map[string]struct {
		status int
		text   string
	}{
		"calendar":               {http.StatusOK, "November 2026"},
		"calendar?month=2024-02": {http.StatusOK, "February 2024"},
		"calendar?month=2024-13": {http.StatusBadRequest, "want one like 2026-11"},
		"calendar?month=x":       {http.StatusBadRequest, "want one like 2026-11"},
		"sources":                {http.StatusOK, "garmin fr965"},
		"settings":               {http.StatusOK, `value="18:00"`},
		"settings?saved=zone":    {http.StatusOK, "Saved."},
		"days/2026-11-24":        {http.StatusOK, "Why, Tuesday 24 November"},
	} {
		w := ask(d.Public(), "GET", "/athletes/ada/"+path, tok)
		if w.Code != want.status || !strings.Contains(w.Body.String(), want.text) {
			t.Errorf("%s: %d, without %q:\n%s", path, w.Code, want.text, w.Body)
		}
	}
}

func TestSignOutForgets(t *testing.T) {
	d, _ := doors(t, &desk{})
	w := ask(d.Public(), "POST", "/sign-out", "")
	c := w.Result().Cookies()
	if len(c) != 1 || c[0].MaxAge >= 0 || c[0].Value != "" || !strings.Contains(w.Header().Get("Clear-Site-Data"), "storage") {
		t.Errorf("cookies %v, %q", c, w.Header().Get("Clear-Site-Data"))
	}
}
