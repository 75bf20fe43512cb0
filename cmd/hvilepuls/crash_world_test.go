package main

import (
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// crashFiles are what comes in, by door.
type crashFiles struct {
	upload, push, watch, lifted, export, forgotten []byte
}

func newCrashFiles() crashFiles {
	f := crashFiles{
		push: []byte(`{"data":{"metrics":[{"name":"resting_heart_rate","units":"count/min","data":[` +
			`{"qty":47,"date":"2026-11-24 00:00:00 +0100","source":"Watch"}]}]}}`),
		lifted:    strengthFile(crashClock().Add(-54 * time.Hour)).Data,
		forgotten: strengthFile(crashClock().Add(-30 * time.Hour)).Data,
	}
	for _, file := range lastNight(demoFiles()) {
		switch {
		case strings.Contains(file.Name, "/Sleep/"):
			f.watch = file.Data
		case len(file.Data) > len(f.upload):
			f.upload = file.Data
		}
	}
	var steps strings.Builder // at 10:00 and 23:30 of a day in UTC: of one date there, of two in Tokyo
	for day := range 5 {
		for _, at := range []string{"10:00", "23:30"} {
			on := fmt.Sprintf("2026-11-%02d %s:00 +0000", 10+2*day, at)
			fmt.Fprintf(&steps, ` <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count" startDate=%q endDate=%q value="100"/>`+"\n", on, on)
		}
	}
	f.export = []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<HealthData locale="nb_NO">` + "\n" + steps.String() + "</HealthData>\n")
	return f
}

// crashStep is something that a person, a phone or a service does. It is done again where the program was killed before it had answered,
// unless once says that it may be left as it is.
type crashStep struct {
	name  string
	do    func(r *crashRound) error
	once  func(r *crashRound) bool
	extra bool // only where the round is killed in it: it repairs, or changes nothing in the end
}

func (c *crashRig) steps() []crashStep {
	post := func(path string, body []byte) func(*crashRound) error {
		return func(r *crashRound) error {
			_, err := r.send(http.MethodPost, "/v1/athletes/ada/"+path, body, http.StatusAccepted, http.StatusOK) // known: killed before it could answer
			return err
		}
	}
	half := func(r *crashRound) bool { return r.rng.IntN(2) == 0 }
	return []crashStep{
		{"enter", enterAll, nil, false},
		{"upload", post("files?name=night.fit&tz=Europe/Oslo", c.files.upload), nil, false},
		{"push", post("files?name=push.json", c.files.push), nil, false},
		{"check in", post("checkins", []byte(`{"day":"2026-11-25","fatigue":2,"soreness":2}`)), nil, false},
		{"watch", watchOne, nil, false},
		{"import", importAs("Asia/Tokyo"), nil, false},
		{"decode again", importAs("UTC"), nil, false},
		{"arrive", arriveAll, nil, false},
		{"forget", forgetOne, nil, true},
		{"rebuild", rebuildAll(""), half, true},
		{"rebuild influx", rebuildAll("?what=influx"), half, true},
	}
}

// enterAll enters a session in three hours, pain that speaks against it, and then the zone, which moves the session: the verdict of before
// goes. An import names the zone of an athlete of whom none is known: so all must have been understood.
func enterAll(r *crashRound) error {
	start := crashClock().Add(3 * time.Hour)
	for _, e := range []record.Entry{
		{Kind: record.PlanEntry, Plan: &record.Plan{Sessions: []record.DatedSession{{Start: start.Format(record.DatedStart), Name: "Glutes"}}}},
		{Kind: record.CheckInEntry, CheckIn: &record.CheckIn{Day: record.DateOf(crashClock()), Pain: new("sharp")}},
		{Kind: record.ZoneEntry, Zone: &record.Zone{From: record.NoDate, TZ: "Europe/Oslo"}},
	} {
		b, err := json.Marshal(e)
		if err != nil {
			return err
		}
		if _, err := r.send(http.MethodPost, "/v1/athletes/ada/entries", b, http.StatusAccepted); err != nil {
			return err
		}
		if err := r.drain(); err != nil {
			return err
		}
	}
	return nil
}

func watchOne(r *crashRound) error {
	dir := filepath.Join(r.dir, "watch", "ada")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(r.path("sleep.fit"), r.files.watch, 0o600); err != nil {
		return err
	}
	return os.Rename(r.path("sleep.fit"), filepath.Join(dir, "sleep.fit")) // a slow machine would take half of it for a whole
}

// importAs imports the export as one of a zone, beside the running program.
func importAs(tz string) func(r *crashRound) error {
	return func(r *crashRound) error {
		path := r.path("export.xml")
		if err := os.WriteFile(path, r.files.export, 0o600); err != nil {
			return err
		}
		cmd := exec.Command(filepath.Join(r.bin, "hvilepuls-still"), append(r.args(), "import", "--quiet", "--athlete", "ada", "--tz", tz, path)...)
		cmd.Env = r.env(false)
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("import: %w: %s", err, out)
		}
		return nil
	}
}

// arriveAll waits until what comes by itself has come: a file of the watch folder, and what an account at a service holds.
func arriveAll(r *crashRound) error {
	limit := time.Now().Add(wholeTime)
	for {
		have := archived(r.dir)
		if have[shaOf(r.files.watch)] && have[shaOf(r.files.lifted)] && (r.calm.archive == nil || len(have) >= len(r.calm.archive)) {
			return nil
		}
		if r.up.ended() || time.Now().After(limit) {
			return fmt.Errorf("not all has come: by the watch folder %v, from the account %v, %d files in all", have[shaOf(r.files.watch)], have[shaOf(r.files.lifted)], len(have))
		}
		pause := time.NewTimer(5 * time.Millisecond)
		<-pause.C
	}
}

// forgetOne has a file forgotten that the program has just begun to decode. What was begun before a kill, the next start goes on with.
func forgetOne(r *crashRound) error {
	left, err := filepath.Glob(filepath.Join(r.dir, "archive", "forgotten.hashes", "*"))
	if err != nil {
		return err
	}
	begun := slices.ContainsFunc(left, func(name string) bool { return strings.HasSuffix(name, ".begun") })
	if len(left) > 0 && !begun {
		return nil
	}
	if !begun && !archived(r.dir)[shaOf(r.files.forgotten)] {
		if _, err := r.send(http.MethodPost, "/v1/athletes/ada/files?name=forgotten.fit", r.files.forgotten, http.StatusAccepted); err != nil {
			return err
		}
	}
	what, err := json.Marshal(api.ToForget{Athlete: "ada", SHA: shaOf(r.files.forgotten)})
	if err != nil {
		return err
	}
	_, err = r.send(http.MethodPost, "/v1/admin/forget", what, http.StatusOK)
	return err
}

func rebuildAll(query string) func(r *crashRound) error {
	return func(r *crashRound) error {
		_, err := r.send(http.MethodPost, "/v1/admin/rebuild"+query, nil, http.StatusOK)
		return err
	}
}

// told tells whether every notice that was decided has come to its end, and that there was one: it may have been forgotten with the file.
func (r *crashRound) told() (bool, error) {
	b, err := r.send(http.MethodGet, "/v1/athletes/ada/notices", nil, http.StatusOK)
	if err != nil {
		return false, err
	}
	var all result.Notices
	if err := json.Unmarshal(b, &all); err != nil {
		return false, err
	}
	for _, d := range all.Deliveries {
		if d.Ended.IsZero() {
			return false, nil
		}
	}
	if len(all.Notices) == 0 && !r.services.heard(r.name) || len(all.Deliveries) != len(all.Notices) {
		return false, nil
	}
	for _, n := range all.Notices {
		if r.services.keys(r.name, n.Text) != 1 {
			return false, fmt.Errorf("notice %s came under %d keys", n.ID, r.services.keys(r.name, n.Text))
		}
	}
	return true, nil
}

// crashServices are an account at a service and the web hooks of all rounds.
type crashServices struct {
	server *httptest.Server
	mu     sync.Mutex
	hooks  map[string]map[string]bool // keys by round and text
}

func (s *crashServices) url(round string) string { return s.server.URL + "/" + url.PathEscape(round) }

func (s *crashServices) keys(round, text string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.hooks[round+"\n"+text])
}

// heard tells whether any notice of a round arrived.
func (s *crashServices) heard(round string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.hooks {
		if strings.HasPrefix(id, round+"\n") {
			return true
		}
	}
	return false
}

func startCrashServices(t *testing.T) *crashServices {
	t.Helper()
	s := &crashServices{hooks: map[string]map[string]bool{}}
	lifted := newCrashFiles().lifted
	today := crashClock().Format(time.DateOnly)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{round}/hook", func(_ http.ResponseWriter, r *http.Request) {
		var m struct{ Text string }
		_ = json.NewDecoder(r.Body).Decode(&m)
		s.mu.Lock()
		defer s.mu.Unlock()
		id := r.PathValue("round") + "\n" + m.Text
		if s.hooks[id] == nil {
			s.hooks[id] = map[string]bool{}
		}
		s.hooks[id][cmp.Or(r.Header.Get("Idempotency-Key"), "none")] = true
	})
	mux.HandleFunc("GET /api/v1/", func(w http.ResponseWriter, r *http.Request) {
		recent := r.URL.Query().Get("newest") >= today
		switch {
		case strings.HasSuffix(r.URL.Path, "/wellness") && recent:
			fmt.Fprintf(w, `[{"id":%q,"updated":"%sT07:00:00.000+0000","restingHR":47,"hrv":61,"sleepSecs":27000}]`, today, today)
		case strings.HasSuffix(r.URL.Path, "/activities") && recent:
			fmt.Fprint(w, `[{"id":"i1","source":"GARMIN_CONNECT","start_date_local":"2026-11-23T06:00:00"}]`)
		case r.URL.Path == "/api/v1/activity/i1/file":
			z := gzip.NewWriter(w)
			_, _ = z.Write(lifted)
			_ = z.Close()
		default:
			fmt.Fprint(w, `[]`)
		}
	})
	s.server = httptest.NewServer(mux)
	t.Cleanup(s.server.Close)
	return s
}
