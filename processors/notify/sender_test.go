package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// post is a sender on a real embedded server, at a time that the test sets, with a web hook of each athlete.
type post struct {
	t       *testing.T
	now     time.Time
	streams *stream.Stream
	cfg     Config
	s       *Sender
	status  atomic.Int32 // of the hook's answers
	mu      sync.Mutex   // of asked
	asked   []string     // athlete and key, in order
	book    *Book
	about   record.About // of each athlete
}

func newPost(t *testing.T, at time.Time) *post {
	t.Helper()
	p := &post{t: t, now: at}
	p.status.Store(http.StatusOK)
	s, err := stream.Open(t.Context(), stream.Defaults(), t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked = append(p.asked, strings.TrimPrefix(r.URL.Path, "/")+" "+r.Header.Get("Idempotency-Key"))
		w.WriteHeader(int(p.status.Load()))
	}))
	t.Cleanup(hook.Close)
	p.streams, p.cfg = s, Defaults()
	if p.book, err = OpenBook(t.TempDir(), nil); err != nil {
		t.Fatal(err)
	}
	p.cfg.Internal = true
	for _, athlete := range []string{"ada", "bo"} {
		c := channel(t, hook.URL+"/"+athlete)
		c.Name = "hook"
		p.cfg.Athletes[athlete] = []Channel{c}
	}
	p.begin()
	return p
}

// begin starts a sender as another process would.
func (p *post) begin() {
	p.t.Helper()
	var err error
	p.s, err = New(p.cfg, Parts{
		Book: p.book, Secret: bytes.Repeat([]byte{1}, 32), About: func(context.Context, string) (record.About, error) { return p.about, nil },
		Streams: p.streams, Metrics: NewMetrics(nil), Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return p.now },
		Zone: func(context.Context, string, time.Time) (*time.Location, error) { return time.UTC, nil },
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(p.s.carriers.http.CloseIdleConnections)
	if err := p.s.load(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
}

// decide writes a notice and has it planned.
func (p *post) decide(athlete, id string, until time.Time) stream.Message {
	p.t.Helper()
	n := result.Notice{V: record.Version, Athlete: athlete, ID: id, Kind: "session", Level: "wait", Decided: p.now, Until: until, Text: "Wait."}
	data, err := json.Marshal(n)
	if err != nil {
		p.t.Fatal(err)
	}
	m := stream.Message{Subject: stream.NoticeSubject(athlete, id), Data: data}
	if _, err := p.streams.Publish(p.t.Context(), stream.Notices, stream.Put{Subject: m.Subject, Data: data}); err != nil {
		p.t.Fatal(err)
	}
	p.plan(m)
	return m
}

func (p *post) plan(m stream.Message) {
	p.t.Helper()
	if err := p.s.plan(p.t.Context(), stream.AthleteOf(m.Subject), []stream.Message{m}); err != nil {
		p.t.Fatal(err)
	}
}

// after lets time go by, then tries what is due.
func (p *post) after(d time.Duration) {
	p.now = p.now.Add(d)
	p.s.deliver(p.t.Context())
}

func (p *post) receipt(athlete, id string) result.Delivery {
	p.t.Helper()
	return p.lastOn(athlete, id, "hook")
}

func (p *post) lastOn(athlete, id, channel string) result.Delivery {
	p.t.Helper()
	m, ok, err := p.streams.Last(p.t.Context(), stream.Notices, stream.DeliverySubject(athlete, id, channel))
	if err != nil || !ok {
		p.t.Fatalf("no receipt: %v", err)
	}
	var d result.Delivery
	if err := json.Unmarshal(m.Data, &d); err != nil {
		p.t.Fatal(err)
	}
	return d
}

func (p *post) want(state string, tries int, reason string) {
	p.t.Helper()
	d := p.receipt("ada", "n")
	if d.State != state || d.Tries != tries || d.Reason != reason {
		p.t.Errorf("receipt %+v, want %s after %d: %q", d, state, tries, reason)
	}
}

func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

func TestDelivered(t *testing.T) {
	p := newPost(t, noon())
	m := p.decide("ada", "n", noon().Add(6*time.Hour))
	p.want(result.DeliveryDecided, 0, "")
	p.after(0)
	p.want(result.DeliveryDelivered, 1, "")
	p.plan(m) // comes twice
	p.begin() // starts again
	p.plan(m)
	p.after(time.Hour)
	if d := cmp.Diff([]string{"ada ada-n"}, p.asked); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
}

func TestTriedAgain(t *testing.T) {
	p := newPost(t, noon())
	p.status.Store(http.StatusServiceUnavailable)
	p.decide("ada", "n", noon().Add(48*time.Hour))
	p.after(0)
	p.want(result.DeliveryDecided, 1, "the service answered 503")
	p.after(29 * time.Second) // too early
	p.want(result.DeliveryDecided, 1, "the service answered 503")
	p.after(8 * time.Second)
	p.want(result.DeliveryDecided, 2, "the service answered 503")
	p.begin() // what is waited for survives
	p.status.Store(http.StatusOK)
	p.after(30 * time.Second)
	p.want(result.DeliveryDecided, 2, "the service answered 503")
	p.after(45 * time.Second)
	p.want(result.DeliveryDelivered, 3, "")
	if slices.Compact(slices.Clone(p.asked))[0] != "ada ada-n" || len(p.asked) != 3 {
		t.Errorf("asked %v", p.asked)
	}
}

// What waits is tried soon, however far the clock is set back; what a clock far ahead decided is not told.
func TestTheClockIsSetBack(t *testing.T) {
	p := newPost(t, noon().Add(2*time.Hour))
	p.status.Store(http.StatusServiceUnavailable)
	p.decide("ada", "n", noon().Add(48*time.Hour))
	p.after(0)
	p.want(result.DeliveryDecided, 1, "the service answered 503")
	p.status.Store(http.StatusOK)
	p.after(-time.Minute) // as far as two computers' clocks may be apart
	p.want(result.DeliveryDecided, 1, "the service answered 503")
	p.after(time.Minute - 2*time.Hour)
	p.want(result.DeliveryDelivered, 2, "")

	p.now = noon().AddDate(1, 0, 0)
	p.decide("bo", "n", p.now.Add(time.Hour))
	p.now = noon()
	p.after(0)
	if d := p.receipt("bo", "n"); d.State != result.DeliveryFailed || d.Reason != reasonLate {
		t.Errorf("receipt %+v of a notice of the next year", d)
	}
}

func TestGivenUp(t *testing.T) {
	for name, c := range map[string]struct {
		until time.Duration
		run   func(p *post)
		tries int
		want  string
	}{
		"refused":                 {48 * time.Hour, func(p *post) { p.status.Store(http.StatusForbidden); p.after(0); p.after(time.Hour) }, 1, "the service answered 403"},
		"the session has begun":   {time.Hour, func(p *post) { p.after(time.Hour) }, 0, reasonLate},
		"no channel of that name": {time.Hour, func(p *post) { p.cfg.Athletes = nil; p.begin(); p.after(0) }, 0, reasonGone},
		"a day of failures": {48 * time.Hour, func(p *post) {
			p.status.Store(http.StatusBadGateway)
			p.after(0)
			p.after(24 * time.Hour)
		}, 1, reasonLate + "; last: the service answered 502"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t, noon())
			p.decide("ada", "n", noon().Add(c.until))
			c.run(p)
			p.want(result.DeliveryFailed, c.tries, c.want)
		})
	}
}

func TestNothingOldIsSent(t *testing.T) {
	p := newPost(t, noon())
	m := p.decide("bo", "m", noon().Add(time.Hour))
	p.cfg.Athletes["ada"] = p.cfg.Athletes["bo"]
	p.now = noon().Add(3 * 24 * time.Hour)
	p.decide("ada", "n", p.now.Add(-time.Hour))
	p.plan(m)
	p.after(0)
	p.want(result.DeliveryFailed, 0, reasonLate)
	if len(p.asked) > 0 {
		t.Errorf("asked %v", p.asked)
	}
}

func TestQuietHoursWait(t *testing.T) {
	p := newPost(t, noon().Add(11*time.Hour)) // 23:00
	p.decide("ada", "n", p.now.Add(24*time.Hour))
	p.after(0)
	p.after(7 * time.Hour) // 06:00
	p.want(result.DeliveryDecided, 0, "")
	p.after(30 * time.Minute)
	p.want(result.DeliveryDelivered, 1, "")
}

// What a process was trying when it was killed is tried by the next one at once; two processes never try the same at the same time.
func TestKilledWhileTrying(t *testing.T) {
	p := newPost(t, noon())
	p.decide("ada", "n", noon().Add(6*time.Hour))
	other, err := New(p.cfg, p.s.Parts)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	subject := stream.DeliverySubject("ada", "n", "hook")
	held := p.s.pending[subject]
	d := held.Delivery
	d.State, d.Tries, d.Tried, d.Next, d.By = result.DeliveryTrying, 1, p.now, p.now.Add(lease), "killed"
	if _, err := p.s.write(t.Context(), d, held.rev); err != nil {
		t.Fatal(err)
	}
	other.deliver(t.Context())
	if len(p.asked) > 0 || len(other.pending) > 0 {
		t.Errorf("another process tries what this one is trying: %v", p.asked)
	}
	p.begin()
	p.after(0)
	p.want(result.DeliveryDelivered, 2, "")
}

func TestTrouble(t *testing.T) {
	p := newPost(t, noon())
	p.status.Store(http.StatusForbidden)
	p.decide("ada", "n", noon().Add(6*time.Hour))
	p.after(0)
	told := func(want ...string) {
		t.Helper()
		all, err := p.s.Trouble(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range all {
			got = append(got, d.Athlete+" "+d.Channel+": "+d.Reason)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("trouble (-want +got):\n%s", d)
		}
	}
	told("ada hook: the service answered 403")
	p.status.Store(http.StatusOK)
	p.now = noon().Add(time.Minute)
	p.decide("ada", "m", noon().Add(6*time.Hour))
	p.after(0)
	told()
}

// What lies under one athlete's subject and speaks of another is told to nobody.
func TestNeverForAnother(t *testing.T) {
	p := newPost(t, noon())
	m := p.decide("ada", "n", noon().Add(6*time.Hour))
	m.Subject = stream.NoticeSubject("bo", "n")
	if err := p.s.plan(t.Context(), "bo", []stream.Message{m}); err == nil {
		t.Error("planned for another")
	}
	p.after(0)
	if d := cmp.Diff([]string{"ada ada-n"}, p.asked); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
}

func TestAnAnswerCountsOnce(t *testing.T) {
	p := newPost(t, noon())
	var entered []record.Entry
	fail := true
	a := Answers{Streams: p.streams, Now: func() time.Time { return p.now }, Enter: func(_ context.Context, _ string, e record.Entry) error {
		if fail {
			return context.Canceled
		}
		entered = append(entered, e)
		return nil
	}}
	day := record.DateOf(noon())
	if err := a.Take(t.Context(), "ada", record.CheckIn{Day: day, Fatigue: new(9)}); err == nil {
		t.Error("9 of 5 was taken")
	}
	if err := a.Take(t.Context(), "ada", record.CheckIn{Day: day, Fatigue: new(2), Soreness: new(3)}); err == nil {
		t.Error("what could not be entered was taken")
	}
	fail, p.now = false, noon().Add(time.Minute) // killed in between, and the link is used again
	if err := a.Take(t.Context(), "ada", record.CheckIn{Day: day, Fatigue: new(5), Soreness: new(5)}); err == nil || !strings.Contains(err.Error(), ErrAnswered.Error()) {
		t.Errorf("a second answer: %v", err)
	}
	want := []record.Entry{{Kind: record.CheckInEntry, Entered: noon(), CheckIn: &record.CheckIn{Day: day, Fatigue: new(2), Soreness: new(3)}}}
	if d := cmp.Diff(want, entered); d != "" {
		t.Errorf("entered (-want +got):\n%s", d)
	}
	if given, err := a.Given(t.Context(), "ada", day); err != nil || given == nil || *given.Fatigue != 2 {
		t.Errorf("given %+v, %v", given, err)
	}
	if given, err := a.Given(t.Context(), "bo", day); err != nil || given != nil {
		t.Errorf("of another: %+v, %v", given, err)
	}
}

func TestCheck(t *testing.T) {
	for name, change := range map[string]func(c *Config){
		"a short pause": func(c *Config) { c.Retry = time.Millisecond },
		"no page":       func(c *Config) { c.Page = "hvilepuls" },
		"no athlete":    func(c *Config) { c.Athletes["Ada"] = nil },
		"two sources":   func(c *Config) { c.Athletes["ada"] = []Channel{{Name: "a", File: "f", Env: "E"}} },
		"no source":     func(c *Config) { c.Athletes["ada"] = []Channel{{Name: "a"}} },
		"no name":       func(c *Config) { c.Athletes["ada"] = []Channel{{File: "f"}} },
		"one name":      func(c *Config) { c.Athletes["ada"] = []Channel{{Name: "a", File: "f"}, {Name: "a", Env: "E"}} },
	} {
		c := Defaults()
		if err := c.Check(); err != nil {
			t.Fatal(err)
		}
		if change(&c); c.Check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := (Channel{Name: "a", File: filepath.Join(t.TempDir(), "none")}).address(); err == nil {
		t.Error("a file that is not there has an address")
	}
}
