package connect

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestFirstLooks(t *testing.T) {
	r := newAccountRig(t, 40)
	r.service.day("2026-03-04", 50, "2026-03-04T05:35:00.000+0000")
	r.service.day("2026-03-02", 49, "2026-03-02T05:35:00.000+0000")
	r.service.day("2026-02-10", 48, "2026-02-10T05:35:00.000+0000")
	r.service.day("2026-01-25", 47, "2026-01-25T05:35:00.000+0000")
	r.service.day("2026-01-10", 46, "2026-01-10T05:35:00.000+0000") // more than 40 days ago
	r.service.activity("i1", "2026-03-03", "GARMIN_CONNECT", fit(1))
	r.service.activity("i2", "2026-02-12", "OAUTH_CLIENT", fit(2))
	r.service.activity("123", "2026-03-03", "STRAVA", fit(3))
	r.service.activity("i4", "2026-03-03", "MANUAL", nil)

	got := r.look(0)
	if diff := cmp.Diff([]string{"intervals-wellness-2026-03-01.json", "intervals-i1", "intervals-wellness-2026-01-30.json", "intervals-i2"}, got); diff != "" {
		t.Errorf("first look: %s", diff)
	}
	if diff := cmp.Diff([]string{
		"athlete/0/wellness?newest=2026-03-05&oldest=2026-03-01", "athlete/0/activities?newest=2026-03-05&oldest=2026-03-01",
		"activity/i4/file?", "activity/i1/file?",
		"athlete/0/wellness?newest=2026-02-28&oldest=2026-01-30", "athlete/0/activities?newest=2026-02-28&oldest=2026-01-30", "activity/i2/file?",
	}, r.service.askedFor()); diff != "" {
		t.Error(diff)
	}
	if r.bytes[string(fit(1))] == "" {
		t.Error("the activity's file is not what the watch made")
	}
	s := r.status()
	if s.Trouble != "" || s.Contact.IsZero() || s.Data.Format(time.RFC3339) != "2026-03-04T05:35:00Z" || s.Blocked != 1 || s.NoFile != 1 || s.Deleted != 0 {
		t.Errorf("%+v", s)
	}

	if got := r.look(10 * time.Second); len(got) > 0 || len(r.service.askedFor()) > 0 {
		t.Errorf("before it was due: %v", got)
	}
	if diff := cmp.Diff([]string{"intervals-wellness-2026-01-23.json"}, r.look(time.Minute)); diff != "" { // the rest of the past comes soon
		t.Errorf("second look: %s", diff)
	}
	r.service.askedFor()
	if got := r.look(31 * time.Minute); len(got) > 0 {
		t.Errorf("third look: %v", got)
	}
	if diff := cmp.Diff([]string{"athlete/0/wellness?newest=2026-03-05&oldest=2026-03-01", "athlete/0/activities?newest=2026-03-05&oldest=2026-03-01"}, r.service.askedFor()); diff != "" {
		t.Errorf("of a quiet hour: %s", diff)
	}
}

// What is changed there comes again, what is deleted there stays here and is counted.
func TestEditedAndDeleted(t *testing.T) {
	r := newAccountRig(t, 0)
	r.service.day("2026-03-03", 50, "2026-03-03T05:35:00.000+0000")
	r.service.activity("i1", "2026-03-03", "GARMIN_CONNECT", fit(1))
	r.look(0)
	if got := r.look(time.Hour); len(got) != 0 {
		t.Errorf("the same again: %v", got)
	}
	r.service.day("2026-03-03", 52, "2026-03-04T09:00:00.000+0000")
	r.service.mu.Lock()
	r.service.acts = nil
	r.service.mu.Unlock()
	if diff := cmp.Diff([]string{"intervals-wellness-2026-03-01.json"}, r.look(time.Hour)); diff != "" {
		t.Error(diff)
	}
	if s := r.status(); s.Deleted != 1 || s.Trouble != "" {
		t.Errorf("%+v", s)
	}
	if r.look(time.Hour); r.status().Deleted != 1 {
		t.Error("a deleted activity is counted again")
	}
	r.service.askedFor()
	r.service.day("2026-02-20", 47, "2026-03-05T05:35:00.000+0000")
	if diff := cmp.Diff([]string{"intervals-wellness-2026-02-19.json"}, r.look(24*time.Hour)); diff != "" {
		t.Errorf("once a week: %s", diff)
	}
}

// After days without the machine nothing in between is missing.
func TestNothingIsMissedBetween(t *testing.T) {
	r := newAccountRig(t, 0)
	r.look(0)
	r.service.day("2026-03-10", 50, "2026-03-10T05:35:00.000+0000")
	r.service.set(func(w http.ResponseWriter, req *http.Request) bool {
		if !strings.HasSuffix(req.URL.Path, "/activities") {
			return false
		}
		return answer(http.StatusBadGateway)(w, req)
	})
	if got := r.look(20 * 24 * time.Hour); len(got) != 1 { // half of it fails
		t.Errorf("%v", got)
	}
	r.service.activity("i9", "2026-03-12", "COROS", fit(9))
	r.service.set(nil)
	if diff := cmp.Diff([]string{"intervals-i9"}, r.look(time.Hour)); diff != "" {
		t.Error(diff)
	}
}

func TestTroubleOfAccounts(t *testing.T) {
	later := time.Date(2026, 3, 4, 6, 45, 0, 0, time.UTC).Format(http.TimeFormat)
	for name, c := range map[string]struct {
		answer  func(w http.ResponseWriter, r *http.Request) bool
		trouble Trouble
		wait    time.Duration
	}{
		"401":                          {answer(401), Reauth, 24 * time.Hour},
		"403":                          {answer(403), Reauth, 24 * time.Hour},
		"429 with seconds":             {answer(429, "Retry-After", "600"), Limited, 10 * time.Minute},
		"429 with a date":              {answer(429, "Retry-After", later), Limited, 45 * time.Minute},
		"429 that asks for a year":     {answer(429, "Retry-After", "31536000"), Limited, 24 * time.Hour},
		"429 without a word":           {answer(429), Limited, time.Minute},
		"500":                          {answer(500), Away, time.Minute},
		"503 with seconds":             {answer(503, "Retry-After", "120"), Away, 2 * time.Minute},
		"400":                          {answer(400), Odd, time.Minute},
		"no list":                      {answer(200), Odd, time.Minute},
		"to another host":              {answer(302, "Location", "https://example.com/api"), Odd, time.Minute},
		"to the same host, in circles": {answer(302, "Location", "/api/v1/circle"), Odd, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			r := newAccountRig(t, 0)
			r.service.day("2026-03-04", 50, "2026-03-04T05:35:00.000+0000")
			r.service.set(c.answer)
			if got := r.look(0); len(got) > 0 {
				t.Errorf("took %v", got)
			}
			s := r.status()
			if wait := s.Next.Sub(time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC)); s.Trouble != c.trouble || wait != c.wait || !s.Contact.IsZero() {
				t.Errorf("%s, next try after %s, want %s and %s", s.Trouble, wait, c.trouble, c.wait)
			}
			r.service.askedFor()
			r.service.set(nil)
			if r.look(c.wait / 2); len(r.service.askedFor()) > 0 {
				t.Error("it is asked before its time")
			}
			if got := r.look(c.wait); len(got) != 1 || r.status().Trouble != "" {
				t.Errorf("afterwards: %v, %+v", got, r.status())
			}
		})
	}
}

func TestWaitsGrow(t *testing.T) {
	r := newAccountRig(t, 0)
	r.service.set(answer(500))
	var waits []time.Duration
	for range 8 {
		r.look(0)
		wait := r.status().Next.Sub(r.now)
		waits = append(waits, wait)
		r.now = r.now.Add(wait)
	}
	want := []time.Duration{1, 2, 4, 8, 16, 32, 60, 60}
	for i := range want {
		want[i] *= time.Minute
	}
	if diff := cmp.Diff(want, waits); diff != "" {
		t.Error(diff)
	}
	for _, chance := range []float64{0, .999} {
		if w := waitAfter(errors.New("x"), 3, chance); w < 2*time.Minute || w > 6*time.Minute {
			t.Errorf("by chance %g: %s", chance, w)
		}
	}
}

// A new key is tried at once, an old one that was refused is not, whatever restarts.
func TestKeyIsMended(t *testing.T) {
	r := newAccountRig(t, 0)
	r.service.day("2026-03-04", 50, "2026-03-04T05:35:00.000+0000")
	r.key("an-old-one", r.now)
	r.look(0)
	if s := r.status(); s.Trouble != Reauth {
		t.Fatalf("%+v", s)
	}
	r.service.askedFor()
	if r.look(time.Hour); len(r.service.askedFor()) > 0 {
		t.Error("a refused key is sent again")
	}
	r.key(fakeKey, r.now)
	if got := r.look(time.Second); len(got) != 1 || r.status().Trouble != "" {
		t.Errorf("with a new key: %v, %+v", got, r.status())
	}
	r.key("two\nlines", r.now.Add(time.Hour))
	if r.look(time.Hour); r.status().Trouble != NoKey {
		t.Errorf("%+v", r.status())
	}
	r.key(fakeKey, r.now.Add(time.Hour))
	if r.look(time.Second); r.status().Trouble != "" {
		t.Errorf("%+v", r.status())
	}
}

// Trouble in the middle of many activities: what was brought is not asked for again.
func TestResume(t *testing.T) {
	r := newAccountRig(t, 60)
	for i := range 12 {
		r.service.activity("i"+string(rune('a'+i)), time.Date(2026, 1, 10+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "SUUNTO", fit(i))
	}
	r.look(0) // the days before today, and the newer half of the past
	files := 0
	r.service.set(func(w http.ResponseWriter, req *http.Request) bool {
		if !strings.HasSuffix(req.URL.Path, "/file") {
			return false
		}
		if files++; files%5 == 0 {
			return answer(429, "Retry-After", "60")(w, req)
		}
		return false
	})
	taken := 0
	for range 4 {
		taken += len(r.look(2 * time.Minute))
	}
	if taken != 12 || files != 14 || r.status().Trouble != "" {
		t.Errorf("%d files taken with %d requests, %+v", taken, files, r.status())
	}
}

func TestArchiveThatTakesNothing(t *testing.T) {
	r := newAccountRig(t, 0)
	r.service.day("2026-03-04", 50, "2026-03-04T05:35:00.000+0000")
	r.full = errors.New("not enough disk space")
	if r.look(0); r.status().Trouble != Refused {
		t.Errorf("%+v", r.status())
	}
	r.full = nil
	if got := r.look(time.Hour); len(got) != 1 {
		t.Errorf("with room again: %v", got)
	}
	r.store.fail = errors.New("input/output error")
	r.service.activity("i1", "2026-03-04", "POLAR", fit(1))
	r.look(time.Hour) // brought, but not noted
	r.store.fail = nil
	r.look(2 * time.Hour)
	if n := len(r.bytes); n != 2 {
		t.Errorf("%d contents, want 2", n)
	}
}

func TestCancel(t *testing.T) {
	r := newAccountRig(t, 0)
	ctx, cancel := context.WithCancel(t.Context())
	r.service.set(func(w http.ResponseWriter, req *http.Request) bool {
		cancel()
		<-req.Context().Done()
		return true
	})
	if err := r.accounts.Sync(ctx); err != nil {
		t.Errorf("Sync: %v", err)
	}
	if s := r.status(); s.Trouble != "" {
		t.Errorf("%+v", s)
	}
}

// Of two processes one fetches, until it ends.
func TestOneAtATime(t *testing.T) {
	r := newAccountRig(t, 0)
	r.service.day("2026-03-04", 50, "2026-03-04T05:35:00.000+0000")
	release, _, _ := r.store.Hold()
	if got := r.look(0); len(got) > 0 || len(r.service.askedFor()) > 0 {
		t.Errorf("asked while another process does: %v", got)
	}
	release()
	if got := r.look(0); len(got) != 1 || !r.store.held {
		t.Errorf("afterwards: %v, held %v", got, r.store.held)
	}
	if r.accounts.Close(); r.store.held {
		t.Error("it is still held")
	}
}

// The certificate of who answers is checked.
func TestForeignCertificate(t *testing.T) {
	r := newAccountRig(t, 0)
	tls := httptest.NewTLSServer(r.service)
	t.Cleanup(tls.Close)
	r.accounts.cfg.Intervals[0].URL = tls.URL
	if r.look(0); r.status().Trouble != Away || len(r.service.askedFor()) > 0 {
		t.Errorf("%+v", r.status())
	}
}

func TestSettings(t *testing.T) {
	ok := Account{Athlete: "ada", KeyFile: "/key"}
	for name, c := range map[string]struct {
		change func(*AccountsConfig)
		want   string
	}{
		"plain http":     {func(c *AccountsConfig) { c.Intervals[0].URL = "http://intervals.icu" }, "want https"},
		"no address":     {func(c *AccountsConfig) { c.Intervals[0].URL = "intervals" }, "want an address"},
		"a key in it":    {func(c *AccountsConfig) { c.Intervals[0].URL = "https://a:b@intervals.icu" }, "want an address"},
		"no key":         {func(c *AccountsConfig) { c.Intervals[0].KeyFile = "" }, "key_file of ada is missing"},
		"a path as id":   {func(c *AccountsConfig) { c.Intervals[0].ID = "../x" }, "id of ada"},
		"a bad athlete":  {func(c *AccountsConfig) { c.Intervals[0].Athlete = "Ada" }, "athlete: want"},
		"twice":          {func(c *AccountsConfig) { c.Intervals = append(c.Intervals, ok) }, "two accounts"},
		"every second":   {func(c *AccountsConfig) { c.Every = time.Second }, "accounts.every"},
		"a century":      {func(c *AccountsConfig) { c.Days = 36525 }, "accounts.days"},
		"none is wrong":  {func(*AccountsConfig) {}, ""},
		"this machine":   {func(c *AccountsConfig) { c.Intervals[0].URL = "http://127.0.0.1:8081" }, ""},
		"a proxy's path": {func(c *AccountsConfig) { c.Intervals[0].URL = "https://proxy.example/icu" }, ""},
	} {
		cfg := DefaultAccounts()
		cfg.Intervals = []Account{ok}
		c.change(&cfg)
		if err := cfg.Check(); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatPrometheusIsTold(t *testing.T) {
	r := newAccountRig(t, 0)
	r.service.day("2026-03-04", 50, "2026-03-04T05:35:00.000+0000")
	r.look(0)
	reg := prometheus.NewPedanticRegistry()
	reg.MustRegister(r.accounts.Collector())
	want := `
# HELP hvilepuls_accounts_last_contact_timestamp_seconds When the account that answered longest ago last did.
# TYPE hvilepuls_accounts_last_contact_timestamp_seconds gauge
hvilepuls_accounts_last_contact_timestamp_seconds{connector="intervals_icu"} 1.7726040e+09
# HELP hvilepuls_accounts_last_data_timestamp_seconds Newest time in the data of the account whose data are the oldest.
# TYPE hvilepuls_accounts_last_data_timestamp_seconds gauge
hvilepuls_accounts_last_data_timestamp_seconds{connector="intervals_icu"} 1.7726025e+09
# HELP hvilepuls_accounts_next_try_timestamp_seconds When the account is due that is to be asked next.
# TYPE hvilepuls_accounts_next_try_timestamp_seconds gauge
hvilepuls_accounts_next_try_timestamp_seconds{connector="intervals_icu"} 1.7726058e+09
# HELP hvilepuls_accounts_troubled Accounts that could not be read when last tried.
# TYPE hvilepuls_accounts_troubled gauge
hvilepuls_accounts_troubled{connector="intervals_icu"} 0
`
	if err := testutil.GatherAndCompare(reg, strings.NewReader(want)); err != nil {
		t.Error(err)
	}
	if problems, err := testutil.GatherAndLint(reg); err != nil || len(problems) > 0 {
		t.Errorf("%v %v", problems, err)
	}
}

// The account of an athlete who was forgotten is not read, and nothing is noted of it.
func TestForgotten(t *testing.T) {
	r := newAccountRig(t, 30)
	r.gone = true
	if err := r.accounts.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	if len(r.taken) > 0 || len(r.store.notes) > 0 {
		t.Errorf("taken %v, noted %v", r.taken, r.store.notes)
	}
	if got := AthleteOf("intervals_icu-quagga"); got != "quagga" {
		t.Errorf("the note is of %q", got)
	}
}
