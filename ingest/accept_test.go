package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Promise 4: with NATS away a file is accepted all the same, and decoded once NATS is back.
func TestAcceptWithoutNATS(t *testing.T) {
	dir := t.TempDir()
	r := newRig(t, dir, nil)
	r.streams.Close()
	var files []string
	for i := range 3 {
		files = append(files, r.accept(t, "ada", "", fmt.Sprintf("TEST\n2026-01-%02d a 1 0\n", i+1)).File)
	}
	if err := r.archive.Close(); err != nil {
		t.Fatal(err)
	}
	r = newRig(t, dir, nil).run(t)
	if n, err := r.intake.Reconcile(context.Background(), time.Time{}); n != 3 || err != nil {
		t.Errorf("brought %d, %v", n, err)
	}
	for _, f := range files {
		r.await(t, "ada", f)
	}
	r.clean(t)
}

func TestFullStreamsRefuse(t *testing.T) {
	ctx, dir, m := context.Background(), t.TempDir(), NewMetrics(nil)
	s, err := stream.Open(ctx, stream.Config{MaxStore: 4 << 20}, dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a := archiveIn(t, filepath.Join(dir, "archive"))
	at := clock()
	in := NewIntake(a, s, m, slog.New(slog.DiscardHandler), func() time.Time { return at })
	u := func(data string) Upload { return Upload{Athlete: "ada", Name: "n", Door: "upload", Body: body(data)} }
	if _, err := in.Accept(ctx, u("one")); err != nil {
		t.Fatal(err)
	}
	d := record.Date(20000)
	fill := stream.Put{Subject: stream.RecordSubject("ada", d, "x", "f", 0), Data: []byte(strings.Repeat("x", 21<<20/10))}
	if _, err := s.Publish(ctx, stream.Records, fill); err != nil {
		t.Fatal(err)
	}
	at = at.Add(2 * askEvery)
	if _, err := in.Accept(ctx, u("two")); !errors.Is(err, stream.ErrFull) {
		t.Errorf("nearly full: %v, want ErrFull", err)
	}
	if err := s.Purge(ctx, stream.Records, fill.Subject); err != nil {
		t.Fatal(err)
	}
	at = at.Add(2 * askEvery)
	if _, err := in.Accept(ctx, u("two")); err != nil {
		t.Errorf("room again: %v", err)
	}
}

func TestEntries(t *testing.T) {
	r := newRig(t, t.TempDir(), nil)
	tired := 4
	e := record.Entry{
		Kind: record.CheckInEntry, Entered: clock(), CheckIn: &record.CheckIn{Day: record.DateOf(clock()), Fatigue: &tired},
	}
	one, err := r.intake.Enter(context.Background(), "ada", e)
	if err != nil || one.Status != stream.Accepted {
		t.Fatalf("%+v, %v", one, err)
	}
	two, err := r.intake.Enter(context.Background(), "ada", e)
	if err != nil || two.File != one.File {
		t.Errorf("the same again: %+v, %v", two, err)
	}
}

func TestReceiptsHaveRoom(t *testing.T) {
	r := stream.Receipt{Counts: map[string]int{}}
	for i := range 1000 {
		e := stream.Receipt{File: strconv.Itoa(i), Status: stream.Accepted}
		if i == 900 {
			e.Status = stream.Rejected
		}
		r.Entries = append(r.Entries, e)
	}
	b, err := encodeReceipt(r, 20_000)
	if err != nil || len(b) > 20_000 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	if !strings.Contains(string(b), `"file":"900"`) || !strings.Contains(string(b), unlisted) {
		t.Error("what was rejected is not named")
	}
	if len(r.Entries) != 1000 || r.Counts[unlisted] != 0 {
		t.Error("the receipt itself was changed")
	}
}

func TestFinished(t *testing.T) {
	now := source.DecoderVersion
	for _, tc := range []struct {
		name string
		r    stream.Receipt
		said Said
		want bool
	}{
		{"same", stream.Receipt{Decoder: now, TZ: "UTC"}, Said{TZ: "UTC"}, true},
		{"other zone", stream.Receipt{Decoder: now, TZ: "UTC"}, Said{TZ: "Asia/Tokyo"}, false},
		{"a password now", stream.Receipt{Decoder: now}, Said{Lock: "a"}, false},
		{"other decoders", stream.Receipt{Decoder: now + 1, TZ: "UTC"}, Said{TZ: "UTC"}, false},
		{"forgotten", stream.Receipt{Status: stream.Rejected, Reason: reasonGone}, Said{}, false},
	} {
		if got := finished(tc.r, tc.said); got != tc.want {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
}
