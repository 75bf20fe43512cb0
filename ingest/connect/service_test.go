package connect

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const fakeKey = "k3y-of-a-test"

// fakeIntervals is Intervals.icu as its specification describes it, on this machine.
type fakeIntervals struct {
	t        *testing.T
	server   *httptest.Server
	mu       sync.Mutex
	wellness map[string]map[string]any // by date
	acts     []map[string]any
	files    map[string][]byte // by activity, as the watch made them
	asked    []string
	trouble  func(w http.ResponseWriter, r *http.Request) bool // answers instead, if it says so
}

func newFakeIntervals(t *testing.T) *fakeIntervals {
	t.Helper()
	s := &fakeIntervals{t: t, wellness: map[string]map[string]any{}, files: map[string][]byte{}}
	s.server = httptest.NewServer(s)
	t.Cleanup(s.server.Close)
	return s
}

func (s *fakeIntervals) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, strings.TrimPrefix(r.URL.Path, "/api/v1/")+"?"+r.URL.RawQuery)
	if s.trouble != nil && s.trouble(w, r) {
		return
	}
	user, key, ok := r.BasicAuth()
	if !ok || user != "API_KEY" || key != fakeKey {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if !strings.HasPrefix(r.UserAgent(), "hvilepuls ") {
		s.t.Errorf("user agent %q", r.UserAgent())
	}
	from, to := r.URL.Query().Get("oldest"), r.URL.Query().Get("newest")
	id, isFile := strings.CutPrefix(r.URL.Path, "/api/v1/activity/")
	switch {
	case r.URL.Path == "/api/v1/athlete/0/wellness":
		list := []any{}
		for d := range dates(s.t, from, to) {
			if day, ok := s.wellness[d]; ok {
				list = append(list, day)
			}
		}
		_ = json.NewEncoder(w).Encode(list)
	case r.URL.Path == "/api/v1/athlete/0/activities":
		list := []any{}
		for _, a := range s.acts {
			if on := a["start_date_local"].(string)[:10]; on >= from && on <= to {
				list = append(list, a)
			}
		}
		slices.Reverse(list)
		_ = json.NewEncoder(w).Encode(list)
	case isFile && s.files[strings.TrimSuffix(id, "/file")] != nil:
		z := gzip.NewWriter(w)
		_, _ = z.Write(s.files[strings.TrimSuffix(id, "/file")])
		_ = z.Close()
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func dates(t *testing.T, from, to string) func(func(string) bool) {
	a, err := record.ParseDate(from)
	b, err2 := record.ParseDate(to)
	if err != nil || err2 != nil || b < a || b-a > 60 {
		t.Errorf("asked for %q to %q", from, to)
	}
	return func(yield func(string) bool) {
		for d := a; d <= b && yield(d.String()); d++ {
		}
	}
}

func (s *fakeIntervals) day(on string, rhr int, updated string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wellness[on] = map[string]any{"id": on, "restingHR": rhr, "hrv": nil, "sleepSecs": 27000, "updated": updated}
}

func (s *fakeIntervals) activity(id, on, source string, file []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.acts = append(s.acts, map[string]any{"id": id, "source": source, "start_date_local": on + "T18:00:00", "start_date": on + "T17:00:00Z"})
	if file != nil {
		s.files[id] = file
	}
}

// askedFor gives what was asked for since the last time.
func (s *fakeIntervals) askedFor() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.asked
	s.asked = nil
	return out
}

func (s *fakeIntervals) set(trouble func(w http.ResponseWriter, r *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble = trouble
}

// answer is trouble of one status, with headers in pairs.
func answer(status int, header ...string) func(w http.ResponseWriter, r *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		return true
	}
}

// store is a Store in memory.
type store struct {
	mu    sync.Mutex
	notes map[string][]byte
	held  bool
	fail  error
}

func (s *store) Read(name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.notes[name], nil
}

func (s *store) Write(name string, b []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	s.notes[name] = bytes.Clone(b)
	return nil
}

func (s *store) Hold() (func(), bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held {
		return nil, false, nil
	}
	s.held = true
	return func() { s.mu.Lock(); s.held = false; s.mu.Unlock() }, true, nil
}

// accountRig is one account, with a clock that only waiting moves.
type accountRig struct {
	t        *testing.T
	service  *fakeIntervals
	store    *store
	accounts *Accounts
	keyFile  string
	now      time.Time
	taken    []string // names of what the archive took, known bytes left out
	bytes    map[string]string
	full     error
	gone     bool // the athlete was forgotten
}

func newAccountRig(t *testing.T, days int) *accountRig {
	t.Helper()
	r := &accountRig{
		t: t, service: newFakeIntervals(t), store: &store{notes: map[string][]byte{}}, keyFile: filepath.Join(t.TempDir(), "key"),
		now: time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC), bytes: map[string]string{},
	}
	r.key(fakeKey, r.now)
	cfg := DefaultAccounts()
	cfg.Days = days
	cfg.Intervals = []Account{{Athlete: "quagga", KeyFile: r.keyFile, URL: r.service.server.URL}}
	if err := cfg.Check(); err != nil {
		t.Fatal(err)
	}
	r.accounts = NewAccounts(cfg, Parts{
		Gone:  func(string) (bool, error) { return r.gone, nil },
		Store: r.store, Accept: r.accept,
		Now: func() time.Time { return r.now },
		Wait: func(ctx context.Context, d time.Duration) error {
			r.now = r.now.Add(d)
			return ctx.Err()
		},
		Metrics: NewMetrics(nil),
	})
	r.accounts.chance = func() float64 { return .5 }
	return r
}

func (r *accountRig) key(text string, changed time.Time) {
	r.t.Helper()
	if err := errors.Join(os.WriteFile(r.keyFile, []byte(text+"\n"), 0o600), os.Chtimes(r.keyFile, changed, changed)); err != nil {
		r.t.Fatal(err)
	}
}

func (r *accountRig) accept(_ context.Context, f File) (known bool, err error) {
	if r.full != nil {
		return false, r.full
	}
	if f.Athlete != "quagga" {
		r.t.Errorf("a file of %q", f.Athlete)
	}
	if _, known = r.bytes[string(f.Body)]; !known {
		r.bytes[string(f.Body)] = f.Name
		r.taken = append(r.taken, f.Name)
	}
	return known, nil
}

// look lets some time pass, looks, and gives what the archive took.
func (r *accountRig) look(after time.Duration) []string {
	r.t.Helper()
	r.now = r.now.Add(after)
	r.taken = nil
	if err := r.accounts.Sync(r.t.Context()); err != nil && (strings.Contains(err.Error(), fakeKey) || strings.Contains(err.Error(), "quagga")) {
		r.t.Errorf("the error tells too much: %v", err)
	}
	return r.taken
}

func (r *accountRig) status() Status {
	r.t.Helper()
	all, err := r.accounts.Status()
	if err != nil || len(all) != 1 {
		r.t.Fatalf("%d accounts, %v", len(all), err)
	}
	return all[0]
}

func fit(n int) []byte { return fmt.Appendf(nil, "FIT %d", n) }
