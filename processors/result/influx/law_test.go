package influx_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/result/influx"
)

// faults stands between the sink and InfluxDB and fails one request: before InfluxDB sees it, or after it did what it says.
type faults struct {
	left  atomic.Int64 // requests until the one that fails; negative: none
	after bool
	next  http.Handler
}

func (f *faults) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fails := f.left.Add(-1) == 0
	if fails && f.after {
		f.next.ServeHTTP(httptest.NewRecorder(), r)
	}
	if fails {
		http.Error(w, "injected", http.StatusServiceUnavailable)
		return
	}
	f.next.ServeHTTP(w, r)
}

// story is a random history of one athlete's documents around the turn of a month.
type story struct {
	*rig
	rnd     *rand.Rand
	athlete string
	about   []int
	pending []string                 // subjects that were not handled to the end
	files   map[string][]record.Date // dates that each file ever spoke of
}

const firstOfOctober = "2026-10-01T00:00"

func (s *story) minute() time.Time {
	return at(s.t, firstOfOctober).Add(time.Duration(s.rnd.IntN(4*24*60)-2*24*60) * time.Minute)
}

func (s *story) source() string { return fmt.Sprint("watch-", s.rnd.IntN(2)) }

// step changes one document, of the kinds that the story is about.
func (s *story) step() {
	switch s.about[s.rnd.IntN(len(s.about))] {
	case aboutDays:
		s.days()
	case aboutResults:
		s.results()
	case aboutVerdicts:
		verdicts := map[string]result.Verdict{}
		for i := range s.rnd.IntN(4) {
			start := s.minute()
			verdicts[fmt.Sprint("s", i)] = result.Verdict{Session: result.Session{Start: start}, Verdict: "go", Text: start.String()}
		}
		s.putVerdicts(s.athlete, verdicts)
		s.pending = append(s.pending, stream.ResultsSubject(s.athlete, "head"))
	case aboutZones:
		about := record.About{Zones: []record.Zone{{From: record.NoDate, TZ: []string{"UTC", "Asia/Tokyo", "America/New_York"}[s.rnd.IntN(3)]}}}
		s.put(stream.Days, stream.DaysSubject(s.athlete, "profile"), about)
		s.pending = append(s.pending, stream.DaysSubject(s.athlete, "profile"))
	case aboutFiles:
		s.file()
	}
}

const (
	aboutDays = iota
	aboutResults
	aboutVerdicts
	aboutZones
	aboutFiles
)

// plots are what stories are about.
func plots() [][]int {
	return [][]int{{aboutFiles}, {aboutFiles, aboutZones}, {aboutDays}, {aboutResults}, {aboutVerdicts}, {aboutFiles, aboutDays, aboutZones, aboutResults, aboutVerdicts}}
}

func (s *story) days() {
	month := []string{"2026-09", "2026-10", "2026-10"}[s.rnd.IntN(3)]
	first, last, _ := record.MonthRange(month)
	var days []record.Day
	for _, d := range []record.Date{first, first + 1, last - 1, last} {
		if s.rnd.IntN(2) == 0 {
			continue
		}
		evening := d.Time().Add(-time.Duration(s.rnd.IntN(4)) * time.Hour)
		day := record.Day{Date: d, Offset: s.rnd.IntN(3) * 3600}
		for range s.rnd.IntN(3) {
			day.Nights = append(day.Nights, night(s.t, s.source(), evening.Format("2006-01-02T15:04"), 1+s.rnd.IntN(8)))
		}
		if s.rnd.IntN(2) == 0 {
			day.CheckIn = &record.CheckIn{Mood: new(s.rnd.IntN(5))}
		}
		days = append(days, day)
	}
	s.putDays(s.athlete, month, days...)
	s.pending = append(s.pending, stream.DaysSubject(s.athlete, month))
}

func (s *story) results() {
	month := []string{"2026-09", "2026-10"}[s.rnd.IntN(2)]
	first, last, _ := record.MonthRange(month)
	var days []result.Day
	for _, d := range []record.Date{first, last} {
		values := map[string]float64{}
		for _, name := range []string{"rhr", "ctl", "risk_p"} {
			if s.rnd.IntN(2) == 0 {
				values[name] = s.rnd.Float64()
			}
		}
		days = append(days, daily(d.String(), time.Duration(s.rnd.IntN(2)*9)*time.Hour, values))
	}
	s.putResults(s.athlete, month, days...)
	s.pending = append(s.pending, stream.ResultsSubject(s.athlete, month))
}

// file decodes one of three files: what it said before is gone.
func (s *story) file() {
	sha := fmt.Sprint(s.rnd.IntN(3), "a")
	var records []record.Record
	for range s.rnd.IntN(3) {
		var bpm []int32
		for range 1 + s.rnd.IntN(200) {
			bpm = append(bpm, int32(40+s.rnd.IntN(100)))
		}
		rec := samples(s.source(), s.minute(), bpm...)
		if rec.Wall = s.rnd.IntN(3) == 0; s.rnd.IntN(2) == 0 {
			rec.Workouts, rec.Samples = []record.Workout{{HR: rec.Samples[0].Series}}, nil
		}
		records = append(records, rec)
	}
	for _, d := range s.files[sha] {
		s.dropRecords(s.athlete, sha, d)
	}
	s.putFile(s.athlete, sha, records, s.files[sha]...)
	for _, rec := range records {
		s.files[sha] = append(s.files[sha], rec.Date)
	}
	s.pending = append(s.pending, stream.ReceiptSubject(s.athlete, "f"+sha))
}

// deliver hands the sink what is pending. What fails stays pending.
func (s *story) deliver() {
	ctx := context.Background()
	var left []string
	for _, subject := range slices.Compact(s.pending) {
		name := map[string]string{"days": stream.Days, "receipt": stream.Records}[strings.Split(subject, ".")[0]]
		if name == "" {
			name = stream.Results
		}
		m, _, err := s.streams.Last(ctx, name, subject)
		if err != nil {
			s.t.Fatal(err)
		}
		if err := s.sink.Handle(ctx, s.athlete, m); stream.IsTransient(err) {
			left = append(left, subject)
		} else if err != nil {
			s.t.Fatal(err)
		}
	}
	s.pending = left
}

const stories = 36

// Whatever happens to the documents, and whichever request fails meanwhile, in the end InfluxDB holds what the documents say.
func TestLawAnyHistoryEndsInWhatTheDocumentsSay(t *testing.T) {
	r := newRig(t, nil)
	target, err := url.Parse(r.URL)
	if err != nil {
		t.Fatal(err)
	}
	f := &faults{next: httputil.NewSingleHostReverseProxy(target)}
	proxy := httptest.NewServer(f)
	defer proxy.Close()
	defer http.DefaultTransport.(*http.Transport).CloseIdleConnections() // the proxy's
	r.open(func(c *influx.Config) { c.URL = proxy.URL })
	for seed := range uint64(stories) {
		s := &story{rig: r, rnd: rand.New(rand.NewPCG(seed, 1)), athlete: fmt.Sprint("athlete-", seed), about: plots()[seed%6], files: map[string][]record.Date{}}
		for range 12 {
			s.step()
			f.after = s.rnd.IntN(2) == 0
			f.left.Store(int64(s.rnd.IntN(6)))
			s.deliver()
		}
		f.left.Store(-1)
		s.deliver()
		differences, err := r.sink.VerifyOne(context.Background(), s.athlete)
		if err != nil {
			t.Fatal(err)
		}
		if len(differences) > 0 {
			t.Fatalf("seed %d: %v", seed, differences)
		}
	}
}
