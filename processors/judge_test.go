package processors

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// judgeRig is the three loops on a real embedded server, at a time that the test sets.
type judgeRig struct {
	rig
	at  atomic.Pointer[time.Time]
	dir string
}

func newJudgeRig(t *testing.T, at time.Time) *judgeRig {
	t.Helper()
	r := &judgeRig{rig: rig{t: t}, dir: t.TempDir()}
	r.at.Store(&at)
	r.open()
	return r
}

func (r *judgeRig) now() time.Time { return *r.at.Load() }

func (r *judgeRig) set(at time.Time) { r.at.Store(&at) }

// open starts the loops and gives what ends them. They end with the test.
func (r *judgeRig) open() {
	r.t.Helper()
	log := slog.New(slog.DiscardHandler)
	s, err := stream.Open(r.t.Context(), stream.Defaults(), r.dir, log)
	if err != nil {
		r.t.Fatal(err)
	}
	ex, err := exercise.Load()
	if err != nil {
		r.t.Fatal(err)
	}
	cfg := Defaults()
	cfg.Gather = 20 * time.Millisecond
	r.streams, r.engine = s, New(cfg, s, ex, NewMetrics(prometheus.NewRegistry()), log, r.now)
	ctx, stop := context.WithCancel(context.Background())
	g, ctx := errgroup.WithContext(ctx)
	for _, l := range []stream.Loop{r.engine.AssembleLoop(), r.engine.AnalyseLoop(), r.engine.JudgeLoop()} {
		g.Go(func() error { return s.Run(ctx, l) })
	}
	r.t.Cleanup(func() {
		stop()
		if err := g.Wait(); err != nil {
			r.t.Error(err)
		}
		s.Close()
	})
}

// judged waits until all is judged and gives what is said of the mornings, "first → now" where that differs, and the notices' ids.
func (r *judgeRig) judged() (mornings map[string]string, notices []string) {
	r.t.Helper()
	if err := r.streams.Drain(r.t.Context(), stream.Assemble, stream.Analyse, stream.Judge); err != nil {
		r.t.Fatal(err)
	}
	all, err := r.engine.Notices(r.t.Context(), "ada")
	if err != nil {
		r.t.Fatal(err)
	}
	mornings = map[string]string{}
	for _, j := range all.Mornings {
		text := j.First.Verdict
		if j.Corrected() {
			text += " → " + j.Now.Verdict
		}
		mornings[j.Day.String()] = text + " " + j.Now.Level
	}
	for _, n := range all.Notices {
		notices = append(notices, n.ID)
	}
	return mornings, notices
}

func (r *judgeRig) want(mornings map[string]string, notices ...string) {
	r.t.Helper()
	m, n := r.judged()
	if d := cmp.Diff(mornings, m); d != "" {
		r.t.Errorf("mornings (-want +got):\n%s", d)
	}
	if d := cmp.Diff(notices, n); d != "" {
		r.t.Errorf("notices (-want +got):\n%s", d)
	}
}

// month is the nights of the 30 days that end with a morning, each over at six, and the zone UTC.
func (r *judgeRig) month(last time.Time) {
	r.t.Helper()
	r.say("zone", entry(record.Entry{Kind: record.ZoneEntry, Entered: last, Zone: &record.Zone{From: record.NoDate, TZ: "UTC"}}))
	var nights []record.Record
	for i := range 30 {
		nights = append(nights, night(last.AddDate(0, 0, -i), int32(51+i%3)))
	}
	r.say("nights", nights...)
}

func (r *judgeRig) checkIn(c record.CheckIn) {
	r.t.Helper()
	now := r.now()
	r.say(fmt.Sprintf("c%d", now.Unix()), entry(record.Entry{Kind: record.CheckInEntry, Entered: now, CheckIn: &c}))
}

func TestLateDataCorrectAMorning(t *testing.T) {
	six := time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)
	r := newJudgeRig(t, six.Add(30*time.Minute))
	r.month(six)
	r.want(map[string]string{"2026-11-22": "lighter green", "2026-11-23": "lighter green", "2026-11-24": "lighter green"})

	// Something that changes no metric, entered later: the morning is judged again.
	r.set(six.Add(2 * time.Hour))
	r.checkIn(record.CheckIn{Day: record.DateOf(six), Pain: new("sharp")})
	r.want(map[string]string{"2026-11-22": "lighter green", "2026-11-23": "lighter green", "2026-11-24": "lighter → rest green"})
	v, err := r.engine.Verdict(t.Context(), "ada", six.Add(3*time.Hour), "")
	if err != nil {
		t.Fatal(err)
	}
	if c := v.Corrected; c == nil || c.Text != "Late data changed today's answer: go lighter → rest." {
		t.Errorf("correction %+v", c)
	}
	if v, err = r.engine.Verdict(t.Context(), "ada", six.Add(27*time.Hour), "nb"); err != nil {
		t.Fatal(err)
	}
	if c := v.Corrected; c == nil || c.Text != "Nye data endret gårsdagens svar: ta det lettere → hvil." {
		t.Errorf("correction a day later %+v", c)
	}
	if v, err = r.engine.Verdict(t.Context(), "ada", six.Add(time.Hour), ""); err != nil || v.Corrected != nil {
		t.Errorf("known before it was said: %+v, %v", v.Corrected, err)
	}
}

// ill makes the risk rise: two days of illness, the second one today.
func (r *judgeRig) ill(today time.Time) {
	r.t.Helper()
	for i := 1; i >= 0; i-- {
		r.set(today.Add(time.Duration(-i) * time.Minute))
		r.checkIn(record.CheckIn{Day: record.DateOf(today) - record.Date(i), Sick: new(true)})
	}
}

// A notice is decided once: not again when data come twice, when the process starts again, or when everything is made anew from the archive.
func TestANoticeIsDecidedOnce(t *testing.T) {
	six := time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)
	r := newJudgeRig(t, six.Add(30*time.Minute))
	r.month(six)
	r.want(map[string]string{"2026-11-22": "lighter green", "2026-11-23": "lighter green", "2026-11-24": "lighter green"})
	r.ill(six.Add(time.Hour))
	said := map[string]string{"2026-11-22": "lighter green", "2026-11-23": "lighter → rest green", "2026-11-24": "lighter → rest amber"}
	const notice = "risk-2026-11-24-amber"
	r.want(said, notice)
	before := r.seq(notice)

	// Everything anew, in pieces, as `rebuild` does.
	stages := []string{stream.Assemble, stream.Analyse, stream.Judge}
	resume, err := r.streams.Pause(t.Context(), stages...)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.streams.Rebuild(t.Context(), stream.Records, stream.Days, stream.Results); err != nil {
		t.Fatal(err)
	}
	resume()
	r.ill(six.Add(time.Hour))
	r.month(six)
	r.want(said, notice)
	if got := r.seq(notice); got != before {
		t.Errorf("the notice was written again: sequence %d, was %d", got, before)
	}

	// Woken many times at once, as by several processes.
	r.set(six.Add(90 * time.Minute))
	r.checkIn(record.CheckIn{Day: record.DateOf(six), Fatigue: new(5), Soreness: new(5)})
	g, ctx := errgroup.WithContext(t.Context())
	for range 4 {
		g.Go(func() error {
			return r.engine.pass(ctx, stream.Judge, func() error { return r.engine.judgeAthlete(ctx, "ada", r.now()) })
		})
	}
	if err := g.Wait(); err != nil && !stream.IsTransient(err) { // a conflict too many comes again
		t.Fatal(err)
	}
	r.want(said, notice)
}

func (r *judgeRig) seq(id string) uint64 {
	r.t.Helper()
	m, ok, err := r.streams.Last(r.t.Context(), stream.Notices, stream.NoticeSubject("ada", id))
	if err != nil || !ok {
		r.t.Fatalf("no notice %s: %v", id, err)
	}
	return m.Seq
}

// An import of old days raises nothing, however bad they were, and not even judges a morning.
func TestAnOldImportRaisesNothing(t *testing.T) {
	r := newJudgeRig(t, time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	six := time.Date(2024, 3, 1, 6, 0, 0, 0, time.UTC)
	r.month(six)
	r.ill(six.Add(time.Hour))
	r.set(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	r.want(map[string]string{})
	if err := r.engine.wakeDue(t.Context(), time.Time{}, r.now()); err != nil {
		t.Fatal(err)
	}
	r.want(map[string]string{})
	for _, d := range r.days() {
		if d.Values["risk_level"].V == 1 {
			return
		}
	}
	t.Error("no day of the import was amber: the test tests nothing")
}

// Without data a morning is judged when its hour has come, in the athlete's own zone.
func TestTheHourComes(t *testing.T) {
	hour := time.Date(2026, 11, 24, 5, 15, 0, 0, time.UTC) // 11:00 in Kathmandu
	r := newJudgeRig(t, hour.Add(-time.Hour))
	r.say("zone", entry(record.Entry{Kind: record.ZoneEntry, Entered: hour, Zone: &record.Zone{From: record.NoDate, TZ: "Asia/Kathmandu"}}))
	r.say("night", night(hour.Add(-28*time.Hour), 52))
	r.want(map[string]string{"2026-11-22": "unknown unknown", "2026-11-23": "lighter green"})
	for _, c := range []struct {
		last, now time.Time
		due       bool
	}{
		{hour.Add(-time.Hour), hour.Add(-time.Second), false},
		{hour, hour.Add(time.Hour), false},
		{hour.Add(-time.Second), hour, true},
	} {
		if got := r.engine.quarterPassed(c.last, c.now); c.due && !got {
			t.Errorf("from %s to %s no quarter has passed", c.last, c.now)
		}
		before := r.seqOf(stream.WakeSubject("ada"))
		r.set(c.now)
		if err := r.engine.wakeDue(t.Context(), c.last, c.now); err != nil {
			t.Fatal(err)
		}
		if got := r.seqOf(stream.WakeSubject("ada")) != before; got != c.due {
			t.Errorf("from %s to %s: woken %v, want %v", c.last, c.now, got, c.due)
		}
	}
	before := r.seqOf(stream.WakeSubject("ada"))
	if err := r.engine.wakeDue(t.Context(), hour.Add(-time.Second), hour); err != nil || r.seqOf(stream.WakeSubject("ada")) != before {
		t.Errorf("another process wakes for the same hour again: %v", err)
	}
	r.want(map[string]string{"2026-11-22": "unknown unknown", "2026-11-23": "lighter green", "2026-11-24": "lighter green"})
}

func (r *judgeRig) seqOf(subject string) uint64 {
	r.t.Helper()
	m, _, err := r.streams.Last(r.t.Context(), stream.Days, subject)
	if err != nil {
		r.t.Fatal(err)
	}
	return m.Seq
}

// While a file of an athlete is on its way nothing of theirs is judged: what it holds may change everything.
func TestHalfAnImportIsNotJudged(t *testing.T) {
	r := newJudgeRig(t, time.Date(2026, 11, 24, 6, 30, 0, 0, time.UTC))
	upload := stream.UploadSubject("ada", "f")
	if _, err := r.streams.Publish(t.Context(), stream.Uploads, stream.Put{Subject: upload, Data: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*r.engine.cfg.Gather)
	defer cancel()
	if err := r.engine.calm(ctx, "ada"); err == nil {
		t.Error("judged while a file waits")
	}
	if err := r.engine.calm(t.Context(), "bo"); err != nil {
		t.Errorf("another's file was waited for: %v", err)
	}
	if err := r.streams.Purge(t.Context(), stream.Uploads, upload); err != nil {
		t.Fatal(err)
	}
	if err := r.engine.calm(t.Context(), "ada"); err != nil {
		t.Error(err)
	}
}
