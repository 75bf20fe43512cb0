package processors

import (
	"context"
	"encoding/json"
	"log/slog"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func clock() time.Time { return time.Date(2026, 11, 24, 6, 30, 0, 0, time.UTC) }

// rig is the two loops on a real embedded server.
type rig struct {
	t       *testing.T
	streams *stream.Stream
	engine  *Engine
}

func newRig(t *testing.T) *rig {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	s, err := stream.Open(t.Context(), stream.Defaults(), t.TempDir(), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	ex, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t, s, New(Defaults(), s, ex, NewMetrics(prometheus.NewRegistry()), log, clock)}
	ctx, stop := context.WithCancel(context.Background())
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.Run(ctx, r.engine.AssembleLoop()) })
	g.Go(func() error { return s.Run(ctx, r.engine.AnalyseLoop()) })
	t.Cleanup(func() {
		stop()
		if err := g.Wait(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// say publishes what a file says, and its receipt.
func (r *rig) say(file string, recs ...record.Record) {
	r.t.Helper()
	rc := stream.Receipt{V: 1, Athlete: "ada", Hash: file, Status: stream.Accepted}
	var puts []stream.Put
	for i, rec := range recs {
		rec.V, rec.Athlete, rec.File, rec.SHA, rec.Part = record.Version, "ada", file, file, i
		rc.Dates = append(rc.Dates, rec.Date)
		puts = append(puts, stream.Put{Subject: stream.RecordSubject("ada", rec.Date, rec.Source.Key, file, i), Data: r.encode(rec)})
	}
	puts = append(puts, stream.Put{Subject: stream.ReceiptSubject("ada", file), Data: r.encode(rc)})
	if err := r.streams.PublishBatch(r.t.Context(), stream.Records, puts); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) encode(v any) []byte {
	r.t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		r.t.Fatal(err)
	}
	return b
}

func (r *rig) drain() {
	r.t.Helper()
	if err := r.streams.Drain(r.t.Context(), stream.Assemble, stream.Analyse); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) days() []result.Day {
	r.t.Helper()
	r.drain()
	days, err := r.engine.Results(r.t.Context(), "ada", Range{From: math.MinInt32 + 1, To: math.MaxInt32})
	if err != nil {
		r.t.Fatal(err)
	}
	return days
}

// differences is all that verifying finds in DAYS and RESULTS.
func (r *rig) differences() ([]Difference, error) {
	days, err := r.engine.VerifyDays(r.t.Context())
	if err != nil {
		return days, err
	}
	results, err := r.engine.VerifyResults(r.t.Context())
	return append(days, results...), err
}

func (r *rig) clean() {
	r.t.Helper()
	r.drain()
	resume, err := r.streams.Pause(r.t.Context(), stream.Assemble, stream.Analyse)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resume()
	found, err := r.differences()
	if err != nil {
		r.t.Fatal(err)
	}
	if d := cmp.Diff([]string(nil), lines(found)); d != "" {
		r.t.Errorf("verify (-want +got):\n%s", d)
	}
}

// night is eight hours asleep that end at an instant, with a steady heart rate.
func night(end time.Time, bpm int32) record.Record {
	start := end.Add(-8 * time.Hour)
	hr := record.Series{Start: start}
	for s := int32(0); s < 8*3600; s += 60 {
		hr.T, hr.V = append(hr.T, s), append(hr.V, bpm)
	}
	return record.Record{
		Date: record.DateOf(end), Source: record.Source{Key: "watch", Model: "watch"},
		Sleep:   []record.SleepSession{{Start: start, End: end, Stages: []record.Stage{{From: 0, To: 8 * 3600, Kind: record.Light}}}},
		Samples: []record.Samples{{Kind: record.HeartRate, Series: hr}},
	}
}

func entry(e record.Entry) record.Record {
	d := record.NoDate
	if e.CheckIn != nil {
		d = e.CheckIn.Day
	}
	return record.Record{Date: d, Source: record.Source{Key: "athlete"}, Entries: []record.Entry{e}}
}

func values(days []result.Day, name string) map[string]float64 {
	out := map[string]float64{}
	for _, d := range days {
		if v, ok := d.Values[name]; ok {
			out[d.Date.String()] = v.V
		}
	}
	return out
}

func TestAFileBecomesResults(t *testing.T) {
	r := newRig(t)
	r.say("f1", night(time.Date(2026, 11, 3, 6, 0, 0, 0, time.UTC), 52))
	days := r.days()
	if d := cmp.Diff(map[string]float64{"2026-11-03": 52}, values(days, "rhr")); d != "" {
		t.Errorf("rhr (-want +got):\n%s", d)
	}
	if d := cmp.Diff(map[string]float64{"2026-11-03": 480}, values(days, "sleep_tst_min")); d != "" {
		t.Errorf("sleep (-want +got):\n%s", d)
	}
	r.clean()
}

// A file that says nothing any more takes its day with it: the month stays, empty, so that whoever reads is told.
func TestWhatAFileNoLongerSaysVanishes(t *testing.T) {
	r := newRig(t)
	rec := night(time.Date(2026, 10, 31, 6, 0, 0, 0, time.UTC), 52)
	r.say("f1", rec)
	r.say("f2", night(time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC), 55))
	if got := len(r.days()); got != 22 { // the night began on the 30th
		t.Fatalf("%d days, want 30 October to 20 November", got)
	}
	if err := r.streams.Purge(t.Context(), stream.Records, stream.RecordsOf("ada", "", "", "f1")); err != nil {
		t.Fatal(err)
	}
	gone := stream.Receipt{V: 1, Athlete: "ada", Hash: "f1", Status: stream.Rejected, Reason: "forgotten", Dates: []record.Date{rec.Date}}
	if _, err := r.streams.Publish(t.Context(), stream.Records, stream.Put{Subject: stream.ReceiptSubject("ada", "f1"), Data: r.encode(gone)}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]float64{"2026-11-20": 55}, values(r.days(), "rhr")); d != "" {
		t.Errorf("rhr (-want +got):\n%s", d)
	}
	m, ok, err := r.streams.Last(t.Context(), stream.Results, stream.ResultsSubject("ada", "2026-10"))
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if want := `{"v":1,"athlete":"ada","month":"2026-10","days":[]}`; string(m.Data) != want {
		t.Errorf("October is %s", m.Data)
	}
	r.clean()
}

// A night that ends at 22:30 UTC belongs to the next day in Tokyo. A zone said later moves it without the file being decoded again.
func TestAZoneSaidLaterMovesTheDay(t *testing.T) {
	r := newRig(t)
	r.say("f1", night(time.Date(2026, 11, 2, 22, 30, 0, 0, time.UTC), 52))
	if d := cmp.Diff(map[string]float64{"2026-11-02": 52}, values(r.days(), "rhr")); d != "" {
		t.Errorf("in UTC (-want +got):\n%s", d)
	}
	r.say("z1", entry(record.Entry{Kind: record.ZoneEntry, Entered: clock(), Zone: &record.Zone{From: record.NoDate, TZ: "Asia/Tokyo"}}))
	if d := cmp.Diff(map[string]float64{"2026-11-03": 52}, values(r.days(), "rhr")); d != "" {
		t.Errorf("in Tokyo (-want +got):\n%s", d)
	}
	r.clean()
}

func TestNothingIsWrittenThatDoesNotChange(t *testing.T) {
	r := newRig(t)
	rec := night(time.Date(2026, 11, 3, 6, 0, 0, 0, time.UTC), 52)
	r.say("f1", rec)
	r.drain()
	before := r.lasts()
	r.say("f1", rec)
	r.drain()
	if d := cmp.Diff(before, r.lasts()); d != "" {
		t.Errorf("sequences moved (-before +after):\n%s", d)
	}
}

// lasts are the sequences of all that the processors wrote.
func (r *rig) lasts() map[string]uint64 {
	r.t.Helper()
	out := map[string]uint64{}
	for s, filter := range map[string]string{stream.Days: "days.>", stream.Results: "results.>"} {
		if err := r.streams.Read(r.t.Context(), s, []string{filter}, func(m stream.Message) error {
			out[m.Subject] = m.Seq
			return nil
		}); err != nil {
			r.t.Fatal(err)
		}
	}
	return out
}

func TestVerdictsOfPlannedSessions(t *testing.T) {
	r := newRig(t)
	plan := func(weekday time.Weekday, at time.Time) record.Record {
		return entry(record.Entry{Kind: record.PlanEntry, Entered: at, Plan: &record.Plan{
			Weekly: []record.PlannedSession{{Weekday: weekday, Time: "18:00", Name: "Glutes"}},
		}})
	}
	r.say("n1", night(time.Date(2026, 11, 3, 6, 0, 0, 0, time.UTC), 52)) // a Tuesday
	r.say("p1", plan(time.Thursday, clock()))
	r.drain()
	stored := func() []string {
		s, err := r.streams.Subjects(t.Context(), stream.Results, stream.VerdictSubject("ada", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if d := cmp.Diff([]string{stream.VerdictSubject("ada", "20261105T180000Z")}, stored()); d != "" {
		t.Errorf("verdicts (-want +got):\n%s", d)
	}
	r.say("p2", plan(time.Saturday, clock().Add(time.Hour)))
	r.drain()
	if d := cmp.Diff([]string{stream.VerdictSubject("ada", "20261107T180000Z")}, stored()); d != "" {
		t.Errorf("after another plan (-want +got):\n%s", d)
	}
	// A process that was killed after it had written the head has left the old verdict; the message that woke it comes again.
	left := stream.Put{Subject: stream.VerdictSubject("ada", "20261105T180000Z"), Data: []byte("{}")}
	if _, err := r.streams.Publish(t.Context(), stream.Results, left); err != nil {
		t.Fatal(err)
	}
	if err := r.engine.analyse(t.Context(), "ada", nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{stream.VerdictSubject("ada", "20261107T180000Z")}, stored()); d != "" {
		t.Errorf("after a kill (-want +got):\n%s", d)
	}
	v, err := r.engine.Verdict(t.Context(), "ada", time.Date(2026, 11, 3, 7, 0, 0, 0, time.UTC), "en")
	if err != nil {
		t.Fatal(err)
	}
	if v.Session.Name == nil || *v.Session.Name != "Glutes" || !v.Session.Start.Equal(time.Date(2026, 11, 7, 18, 0, 0, 0, time.UTC)) || len(v.Reasons) == 0 {
		t.Errorf("verdict %+v", v)
	}
}
