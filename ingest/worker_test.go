package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

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

func TestPasswordThatComesLater(t *testing.T) {
	r := newRig(t, t.TempDir(), nil).run(t)
	put := func(password string) Answer {
		ans, err := r.intake.Accept(context.Background(), Upload{
			Athlete: "ada", Name: "n", Password: password, Door: ImportDoor, Body: body("TEST\nlocked\n"),
		})
		if err != nil {
			t.Fatal(err)
		}
		return ans
	}
	ans := put("")
	if got := r.await(t, "ada", ans.File); got.Status != stream.Rejected {
		t.Errorf("without a password: %+v", got)
	}
	if again := put(""); again.Status != stream.Rejected {
		t.Errorf("again without one: %+v", again)
	}
	if got := put("golden"); got.Status != stream.Accepted || got.Receipt != nil {
		t.Errorf("with a password: %+v", got)
	}
	got := r.await(t, "ada", ans.File)
	if got.Status != stream.Accepted || got.Lock == "" || strings.Contains(got.Lock, "golden") {
		t.Errorf("receipt %+v", got)
	}
	if again := put(""); again.Status != stream.Duplicate {
		t.Errorf("the password is remembered: %+v", again)
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
	if err := disk.WriteSynced(r.archive.fs, fileName("ada", ans.SHA, ".raw"), []byte(strings.Replace(data, "01-01", "01-02", 1))); err != nil {
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
	if d, err := r.intake.Verify(ctx, Whole); len(d) != 1 || d[0].Layer != "archive" || err != nil {
		t.Errorf("verify: %v, %v", d, err)
	}
}

func TestWhatCannotBeReadLeavesNothing(t *testing.T) {
	r := newRig(t, t.TempDir(), nil).run(t)
	ans := r.accept(t, "ada", "", "TEST\n2026-01-01 a 1500 0\nunreadable\n")
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if _, err := r.intake.Await(ctx, "ada", ans.File); !errors.Is(err, ErrDead) {
		t.Errorf("got %v, want ErrDead", err)
	}
	if left := r.records(t, "ada"); len(left) > 0 {
		t.Errorf("%d records left", len(left))
	}
}
