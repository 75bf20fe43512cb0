package connect

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"go.uber.org/goleak"

	"github.com/hvilepuls/hvilepuls/internal/calendar"
	"github.com/hvilepuls/hvilepuls/internal/outward"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func ics(start string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Glutes\r\nDESCRIPTION:private\r\nDTSTART:" + start +
		"\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Dentist\r\nDTSTART:20261203T080000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

// server is a calendar on the web.
type server struct {
	*httptest.Server
	mu   sync.Mutex
	body string
	code int
	came chan struct{} // filled by a request
	asks []string      // "If-None-Match" of each request, "" without one
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{body: ics("20261201T180000"), code: http.StatusOK, came: make(chan struct{}, 1)}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asks = append(s.asks, r.Header.Get("If-None-Match"))
		select {
		case s.came <- struct{}{}:
		default:
		}
		tag := fmt.Sprintf(`"%x"`, sha256.Sum256([]byte(s.body)))
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", tag)
		w.WriteHeader(s.code)
		_, _ = w.Write([]byte(s.body))
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) say(code int, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.code, s.body = code, body
}

func (s *server) asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asks)
}

func now() time.Time { return time.Date(2026, 11, 24, 6, 30, 0, 0, time.UTC) }

// rig is the fetcher on a real stream; what it enters becomes the athlete's calendar, as behind the archive.
type rig struct {
	*Calendars
	t       *testing.T
	entered []record.Entry
}

func newRig(t *testing.T) *rig {
	t.Helper()
	s, err := stream.Open(t.Context(), stream.Defaults(), t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	r := &rig{t: t}
	client := outward.NewClient(outward.Web(true))
	t.Cleanup(client.CloseIdleConnections)
	r.Calendars = NewCalendars(client, s, NewMetrics(nil), now, func(_ context.Context, athlete string, e record.Entry) error {
		r.entered = append(r.entered, e)
		r.about(athlete, e.Calendar)
		return nil
	})
	return r
}

func (r *rig) about(athlete string, c *record.Calendar) {
	r.t.Helper()
	a := record.About{V: record.Version, Athlete: athlete}
	if c != nil {
		a.Feed = &record.Feed{URL: c.URL, Words: c.Words}
	}
	if c != nil && c.Text != "" {
		agenda, err := calendar.Read(c.Text, c.Words)
		if err != nil {
			r.t.Fatal(err)
		}
		a.Agenda = &agenda
	}
	b, err := json.Marshal(a)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.streams.Publish(r.t.Context(), stream.Days, stream.Put{Subject: stream.DaysSubject(athlete, "profile"), Data: b}); err != nil {
		r.t.Fatal(err)
	}
}

// sync fetches all and wants so many entries and an error that says something, or none.
func (r *rig) sync(entries int, wrong string) {
	r.t.Helper()
	before := len(r.entered)
	err := r.Sync(r.t.Context())
	if got := len(r.entered) - before; got != entries {
		r.t.Errorf("%d calendars entered, want %d", got, entries)
	}
	if (err == nil) != (wrong == "") || err != nil && !strings.Contains(err.Error(), wrong) {
		r.t.Errorf("error %v, want %q", err, wrong)
	}
	if err != nil && strings.Contains(err.Error(), "s3cret") {
		r.t.Errorf("the error tells the address: %v", err)
	}
}

func TestACalendarIsFetchedAgain(t *testing.T) {
	s, r := newServer(t), newRig(t)
	named := record.Calendar{URL: s.URL + "/s3cret.ics"}
	if err := r.Fill(t.Context(), &named); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(named.Text, "private") || strings.Contains(named.Text, "Dentist") || !strings.Contains(named.Text, "Glutes") {
		t.Errorf("kept %s", named.Text)
	}
	r.about("ada", &named)
	r.about("bo", nil)

	r.sync(0, "") // the same sessions
	r.sync(0, "")
	if got := s.asks[len(s.asks)-1]; got == "" {
		t.Error("asked for all of it again, though it had not changed")
	}
	s.say(http.StatusOK, ics("20261202T180000"))
	r.sync(1, "")
	e := r.entered[0]
	want := []record.AgendaEvent{{Start: "2026-12-02T18:00:00", Name: "Glutes", Effort: "heavy"}}
	agenda, err := calendar.Read(e.Calendar.Text, nil)
	if diff := cmp.Diff(want, agenda.Events); err != nil || diff != "" || e.Check() != nil || !e.Entered.Equal(now()) || e.Calendar.URL != named.URL {
		t.Errorf("entered %+v: %v %s", e, err, diff)
	}

	// What is no calendar leaves the last one as it is.
	for _, c := range []struct {
		code        int
		body, wrong string
	}{
		{http.StatusOK, "<html>sign in</html>", "read calendar"},
		{http.StatusOK, "", "nothing"},
		{http.StatusOK, strings.Repeat("x", maxICS+1), "larger than 16 MiB"},
		{http.StatusForbidden, "no", "403"},
	} {
		s.say(c.code, c.body)
		r.sync(0, c.wrong)
	}
	s.Close()
	r.sync(0, "refused")
	for outcome, want := range map[string]float64{fetchedNew: 1, fetchedSame: 2, fetchedFailed: 5} {
		if got := testutil.ToFloat64(r.metrics.fetches.WithLabelValues("calendar", outcome)); got != want {
			t.Errorf("%v fetches were %s, want %v", got, outcome, want)
		}
	}
}

func TestRunFetchesAtOnce(t *testing.T) {
	s, r := newServer(t), newRig(t)
	r.about("ada", &record.Calendar{URL: s.URL})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- Run(ctx, Table(Config{Every: time.Hour}, r.Calendars, nil), slog.New(slog.DiscardHandler))
	}()
	<-s.came
	stop()
	if err := <-done; err != nil || s.asked() != 1 {
		t.Errorf("asked %d times, %v", s.asked(), err)
	}
	if err := Run(t.Context(), Table(Config{}, r.Calendars, nil), slog.New(slog.DiscardHandler)); err != nil || s.asked() != 1 {
		t.Errorf("told never to, asked %d times, %v", s.asked(), err)
	}
}
