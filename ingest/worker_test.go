package ingest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// testFormat is a format of which a test says line by line what is decoded: "<date> <source> <records> <bytes of padding>", or "reject",
// "panic", "wall" (the zone makes another date of it).
func testFormat(during func()) source.Source {
	return source.Source{
		Name: "test", Title: "Test files", Match: func(head []byte) bool { return strings.HasPrefix(string(head), "TEST\n") },
		Decode: func(_ context.Context, in source.File, out *source.Report) error {
			lines := bufio.NewScanner(io.NewSectionReader(in.Data, 0, in.Size))
			for lines.Scan() {
				if err := decodeLine(lines.Text(), in, out); err != nil {
					return err
				}
			}
			if during != nil {
				during()
			}
			return lines.Err()
		},
	}
}

func decodeLine(line string, in source.File, out *source.Report) error {
	var date, src string
	var n, pad int
	switch line {
	case "TEST":
		return nil
	case "reject":
		return fmt.Errorf("%w: so it says", source.ErrRejected)
	case "panic":
		panic("out of range")
	case "wall":
		line = "2026-01-01 wall 1 0"
		if in.TZ == "Asia/Tokyo" {
			line = "2026-01-02 wall 1 0"
		}
	}
	if _, err := fmt.Sscan(line, &date, &src, &n, &pad); err != nil {
		return fmt.Errorf("%w: %q", source.ErrRejected, line)
	}
	d, err := record.ParseDate(date)
	if err != nil {
		return fmt.Errorf("%w: %q", source.ErrRejected, line)
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if src == "hostile" {
		at = at.AddDate(9000, 0, 0)
	}
	for i := range n {
		r := record.Record{
			Date: d, TZ: in.TZ, Source: record.Source{Key: in.SourceKey("test", src, ""), Model: src},
			Sleep: []record.SleepSession{{ID: strings.Repeat("x", pad)}},
			Daily: []record.Daily{{Time: at, Kind: record.DailySteps, Value: float64(i)}},
		}
		if err := in.Emit(r); err != nil {
			return err
		}
		if out.Counts == nil {
			out.Counts = map[string]int{}
		}
		out.Counts["steps"]++
	}
	return nil
}

// rig is everything up to RECORDS on one data folder.
type rig struct {
	archive *Archive
	streams *stream.Stream
	intake  *Intake
	worker  *Worker
	stop    func()
}

func newRig(t testing.TB, dir string, during func()) *rig {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	m := NewMetrics(nil)
	s, err := stream.Open(context.Background(), stream.Defaults(), dir, quiet)
	if err != nil {
		t.Fatal(err)
	}
	a, err := OpenArchive(filepath.Join(dir, "archive"), ArchiveConfig{Reserve: 1}, m, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{archive: a, streams: s, intake: NewIntake(a, s, m, quiet, time.Now)}
	r.worker = NewWorker(Defaults(), a, s, []source.Source{testFormat(during)}, m, time.Now)
	r.stop = func() {}
	t.Cleanup(func() {
		r.stop()
		s.Close()
		_ = a.Close()
	})
	return r
}

func (r *rig) run(t testing.TB) *rig {
	ctx, cancel := context.WithCancel(context.Background())
	var g errgroup.Group
	g.Go(func() error { return r.streams.Run(ctx, r.worker.Loop()) })
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := g.Wait(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func (r *rig) accept(t testing.TB, athlete, tz, data string) Answer {
	t.Helper()
	ans, err := r.intake.Accept(context.Background(), Upload{Athlete: athlete, Name: "n", TZ: tz, Door: "upload", Body: body(data)})
	if err != nil {
		t.Fatal(err)
	}
	return ans
}

func (r *rig) await(t testing.TB, athlete, file string) stream.Receipt {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	got, err := r.intake.Await(ctx, athlete, file)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// records are the subjects in RECORDS without the partition, in order, receipts left out.
func (r *rig) records(t testing.TB, athlete string) []string {
	t.Helper()
	subjects, err := r.streams.Subjects(context.Background(), stream.Records, stream.RecordsOf(athlete, "", "", ""))
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, s := range subjects {
		out = append(out, stream.Token(s, 3)+" "+stream.Token(s, 4)+" "+stream.Token(s, 6))
	}
	slices.Sort(out)
	return out
}

func (r *rig) clean(t testing.TB) {
	t.Helper()
	d, err := r.intake.Verify(context.Background())
	if err != nil || len(d) > 0 {
		t.Errorf("verify: %v, %v", d, err)
	}
}

func dates(t testing.TB, all ...string) []record.Date {
	t.Helper()
	var out []record.Date
	for _, s := range all {
		d, err := record.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}

func TestAFileBecomesRecordsAndAReceipt(t *testing.T) {
	r := newRig(t, t.TempDir(), nil).run(t)
	data := "TEST\n2026-01-02 b 1 0\n2026-01-01 a 2 0\nprofile a 1 0\n"
	ans := r.accept(t, "ada", "Europe/Oslo", data)
	got := r.await(t, "ada", ans.File)
	day := dates(t, "profile", "2026-01-01", "2026-01-02")
	want := stream.Receipt{
		V: 1, Athlete: "ada", Hash: ans.File, File: "n", SHA: shaOf(data), Size: int64(len(data)), TZ: "Europe/Oslo", Format: "test",
		Decoder: source.DecoderVersion, Status: stream.Accepted, Counts: map[string]int{"steps": 4}, Dates: day, Days: 2,
		First: &day[1], Last: &day[2],
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("receipt (-want +got):\n%s", d)
	}
	subjects := []string{"2026-01-01 test-a 0", "2026-01-01 test-a 1", "2026-01-02 test-b 0", "profile test-a 0"}
	if d := cmp.Diff(subjects, r.records(t, "ada")); d != "" {
		t.Errorf("records (-want +got):\n%s", d)
	}
	m, ok, err := r.streams.Last(context.Background(), stream.Records, stream.RecordSubject("ada", day[1], "test-a", ans.File, 1))
	var rec record.Record
	if !ok || err != nil || json.Unmarshal(m.Data, &rec) != nil {
		t.Fatalf("read the record: %v, %v", ok, err)
	}
	if rec.V != record.Version || rec.Athlete != "ada" || rec.File != ans.File || rec.SHA != shaOf(data) || rec.TZ != "Europe/Oslo" || rec.Part != 1 {
		t.Errorf("record %+v", rec)
	}
	again := r.accept(t, "ada", "", data)
	if again.Status != stream.Duplicate || again.Receipt == nil || again.File != ans.File {
		t.Errorf("again: %+v", again)
	}
	r.clean(t)
}

func TestOutcomes(t *testing.T) {
	r := newRig(t, t.TempDir(), nil).run(t)
	many := "TEST\n2026-02-01 a 2500 0\n"
	for _, tc := range []struct {
		name, data string
		status     stream.Status
		records    int
	}{
		{"nothing for us", "TEST\n", stream.Accepted, 0},
		{"empty", "", stream.Rejected, 0},
		{"unknown", "GIF89a", stream.Rejected, 0},
		{"rejected late", "TEST\n2026-01-01 a 3 0\nreject\n", stream.Rejected, 0},
		{"rejected after batches were written", many + "reject\n", stream.Rejected, 0},
		{"panic late", "TEST\n2026-01-01 a 3 0\npanic\n", stream.Partial, 3},
		{"many", many, stream.Accepted, 2500},
		{"large", "TEST\n2026-01-01 a 9 1000000\n", stream.Accepted, 9},
		{"one with a year of five digits", "TEST\n2026-01-01 hostile 1 0\n2026-01-02 a 1 0\n", stream.Partial, 1},
		{"one too large", "TEST\n2026-01-01 a 1 9000000\n2026-01-02 a 1 0\n", stream.Partial, 1},
	} {
		athlete := strings.ReplaceAll(tc.name, " ", "-")
		ans := r.accept(t, athlete, "", tc.data)
		got := r.await(t, athlete, ans.File)
		if got.Status != tc.status || (got.Reason == "") != (tc.status == stream.Accepted) {
			t.Errorf("%s: %s (%s), want %s", tc.name, got.Status, got.Reason, tc.status)
		}
		if n := len(r.records(t, athlete)); n != tc.records {
			t.Errorf("%s: %d records, want %d", tc.name, n, tc.records)
		}
		again := r.accept(t, athlete, "", tc.data)
		want := stream.Duplicate
		if tc.status == stream.Rejected {
			want = stream.Rejected
		}
		if again.Status != want || again.Receipt == nil {
			t.Errorf("%s again: %+v, want %s", tc.name, again, want)
		}
	}
	r.clean(t)
}

func TestAnotherZoneIsDecodedAgain(t *testing.T) {
	r := newRig(t, t.TempDir(), nil).run(t)
	data := "TEST\nwall\n"
	ans := r.accept(t, "ada", "Europe/Oslo", data)
	r.await(t, "ada", ans.File)
	if got := r.accept(t, "ada", "Asia/Tokyo", data); got.Status != stream.Accepted || got.Receipt != nil {
		t.Errorf("with another zone: %+v", got)
	}
	got := r.await(t, "ada", ans.File)
	if d := cmp.Diff([]string{"2026-01-02 test-wall 0"}, r.records(t, "ada")); d != "" {
		t.Errorf("records (-want +got):\n%s", d)
	}
	if d := cmp.Diff(dates(t, "2026-01-01", "2026-01-02"), got.Dates); d != "" || got.Days != 1 || got.TZ != "Asia/Tokyo" {
		t.Errorf("receipt %+v, dates (-want +got):\n%s", got, d)
	}
	r.clean(t)
}

func TestOrphanPartsAreRemoved(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	r := newRig(t, dir, nil)
	data := "TEST\n2026-01-01 a 1 0\n"
	ans := r.accept(t, "ada", "", data)
	var left []stream.Put // by an attempt of other decoders that was killed
	for i, p := range []struct{ date, source string }{{"2026-01-01", "test-a"}, {"2026-01-01", "test-a"}, {"2026-03-01", "test-z"}, {"2026-03-01", "test-z"}} {
		d := dates(t, p.date)[0]
		left = append(left, stream.Put{Subject: stream.RecordSubject("ada", d, p.source, ans.File, i), Data: []byte("{}")})
	}
	if err := r.streams.PublishBatch(ctx, stream.Records, left); err != nil {
		t.Fatal(err)
	}
	r.run(t)
	got := r.await(t, "ada", ans.File)
	if d := cmp.Diff([]string{"2026-01-01 test-a 0"}, r.records(t, "ada")); d != "" {
		t.Errorf("records (-want +got):\n%s", d)
	}
	if d := cmp.Diff(dates(t, "2026-01-01", "2026-03-01"), got.Dates); d != "" {
		t.Errorf("dates (-want +got):\n%s", d)
	}
}

func TestForgottenWhileDecoding(t *testing.T) {
	var r *rig
	var sha string
	var once sync.Once
	r = newRig(t, t.TempDir(), func() {
		once.Do(func() {
			if err := r.intake.Forget(context.Background(), "ada", sha); err != nil {
				t.Error(err)
			}
		})
	})
	data := "TEST\n2026-01-01 a 1500 0\n"
	sha = shaOf(data)
	ans := r.accept(t, "ada", "", data)
	r.run(t)
	got := r.await(t, "ada", ans.File)
	if got.Status != stream.Rejected || got.Reason != reasonGone || got.SHA != "" || got.File != "" {
		t.Errorf("receipt %+v", got)
	}
	waitFor(t, func() bool { return len(r.records(t, "ada")) == 0 })
	if got := r.accept(t, "ada", "", data); got.Status != stream.Rejected || got.Reason != "forgotten" {
		t.Errorf("given again: %+v", got)
	}
	r.clean(t)
	_, err := r.intake.Accept(context.Background(), Upload{Athlete: "ada", Name: "n", Door: ImportDoor, Body: body(data)})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.await(t, "ada", ans.File); got.Status != stream.Accepted || len(r.records(t, "ada")) != 1500 {
		t.Errorf("taken back: %+v", got)
	}
	r.clean(t)
	if n, err := r.intake.ForgetAthlete(context.Background(), "ada"); n != 1 || err != nil {
		t.Errorf("forgot %d, %v", n, err)
	}
	if err := r.intake.EraseAthlete(context.Background(), "ada"); err != nil {
		t.Error(err)
	}
	if left, err := r.intake.Receipts(context.Background(), "ada"); len(left) != 0 || err != nil {
		t.Errorf("receipts left: %v, %v", left, err)
	}
	r.clean(t)
}

func TestAConflictDecodesAgain(t *testing.T) {
	var r *rig
	var hash string
	var runs atomic.Int32
	data := "TEST\n2026-01-01 a 1 0\n"
	r = newRig(t, t.TempDir(), func() {
		if runs.Add(1) == 1 { // another process finishes the file first
			b, _ := json.Marshal(stream.Receipt{V: 1, Athlete: "ada", Hash: hash, SHA: shaOf(data), Dates: dates(t, "2020-02-02")})
			if _, err := r.streams.Publish(context.Background(), stream.Records, stream.Put{Subject: stream.ReceiptSubject("ada", hash), Data: b}); err != nil {
				t.Error(err)
			}
		}
	})
	hash = r.archive.FileHash("ada", shaOf(data))
	r.accept(t, "ada", "", data)
	r.run(t)
	got := r.await(t, "ada", hash)
	if d := cmp.Diff(dates(t, "2020-02-02", "2026-01-01"), got.Dates); d != "" || runs.Load() != 2 {
		t.Errorf("decoded %d times, dates (-want +got):\n%s", runs.Load(), d)
	}
}

func TestRottenFilesAreNotDecoded(t *testing.T) {
	r := newRig(t, t.TempDir(), nil)
	data := "TEST\n2026-01-01 a 1 0\n"
	ans := r.accept(t, "ada", "", data)
	if err := r.archive.fs.Remove(fileName("ada", ans.SHA, ".raw")); err != nil {
		t.Fatal(err)
	}
	if err := writeSynced(r.archive.fs, fileName("ada", ans.SHA, ".raw"), []byte(strings.Replace(data, "01-01", "01-02", 1))); err != nil {
		t.Fatal(err)
	}
	r.run(t)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if _, err := r.intake.Await(ctx, "ada", ans.File); !errors.Is(err, ErrDead) {
		t.Errorf("got %v, want ErrDead", err)
	}
	if n, err := r.intake.Reconcile(ctx, time.Time{}); n != 0 || err != nil {
		t.Errorf("what lies in DEAD was published again: %d, %v", n, err)
	}
	if d, err := r.intake.Verify(ctx); len(d) != 1 || d[0].Layer != "archive" || err != nil {
		t.Errorf("verify: %v, %v", d, err)
	}
}

func TestReconcileBringsWhatTheStreamsLost(t *testing.T) {
	ctx := context.Background()
	r := newRig(t, t.TempDir(), nil).run(t)
	var files []string
	for i := range 30 {
		files = append(files, r.accept(t, "ada", "", fmt.Sprintf("TEST\n2026-01-%02d a 1 0\n", i+1)).File)
	}
	for _, f := range files {
		r.await(t, "ada", f)
	}
	want := r.records(t, "ada")
	if n, err := r.intake.Reconcile(ctx, time.Time{}); n != 0 || err != nil {
		t.Errorf("all finished: brought %d, %v", n, err)
	}
	resume, err := r.streams.Pause(ctx, stream.Ingest)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.streams.Rebuild(ctx, stream.Uploads, stream.Records); err != nil {
		t.Fatal(err)
	}
	resume()
	if d, err := r.intake.Verify(ctx); len(d) != len(files) || err != nil {
		t.Errorf("verify finds %d, %v; want %d", len(d), err, len(files))
	}
	if n, err := r.intake.Reconcile(ctx, time.Now().Add(-time.Hour)); n != len(files) || err != nil {
		t.Errorf("all lost: brought %d, %v", n, err)
	}
	for _, f := range files {
		r.await(t, "ada", f)
	}
	if d := cmp.Diff(want, r.records(t, "ada")); d != "" {
		t.Errorf("records (-want +got):\n%s", d)
	}
	r.clean(t)
}

// The same files in any order, with duplicates, leave the same records.
func TestOrderChangesNothing(t *testing.T) {
	var files []string
	for i := range 12 {
		files = append(files, fmt.Sprintf("TEST\n2026-01-%02d a %d 0\n2026-01-%02d b 1 0\nprofile p 1 0\n", i+1, 1+i%3, i+2))
	}
	files = append(files, "TEST\n2026-01-03 a 1200 0\n", "TEST\nwall\n", "nonsense")
	dump := func(seed uint64) string {
		r := newRig(t, t.TempDir(), nil).run(t)
		order := append(slices.Clone(files), files[:5]...)
		rand.New(rand.NewPCG(seed, 2)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		var last []string
		for _, f := range order {
			last = append(last, r.accept(t, "ada", "Europe/Oslo", f).File)
		}
		for _, f := range last {
			r.await(t, "ada", f)
		}
		var out []string
		err := r.streams.Read(context.Background(), stream.Records, []string{"record.>", "receipt.>"}, func(m stream.Message) error {
			file := stream.Token(m.Subject, 5)
			if strings.HasPrefix(m.Subject, "receipt.") {
				file = stream.Token(m.Subject, 3)
			}
			out = append(out, strings.ReplaceAll(m.Subject+" "+string(m.Data), file, "#")) // two folders have two keys
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		r.clean(t)
		r.stop()
		slices.Sort(out)
		return strings.Join(out, "\n")
	}
	want := dump(1)
	for seed := range uint64(3) {
		if d := cmp.Diff(want, dump(seed+2)); d != "" {
			t.Fatalf("seed %d (-want +got):\n%s", seed, d)
		}
	}
}

func TestMetricsAreWellNamed(t *testing.T) {
	reg := prometheus.NewPedanticRegistry()
	m := NewMetrics(reg)
	m.refused.WithLabelValues("x").Inc()
	m.decoded.WithLabelValues("x").Inc()
	m.dropped.WithLabelValues(droppedLabel("anything")).Inc()
	m.watched.WithLabelValues("x").Inc()
	m.stages.WithLabelValues("x").Observe(1)
	if problems, err := testutil.GatherAndLint(reg); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}
