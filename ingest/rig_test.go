package ingest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// testFormat is a format of which a test says line by line what is decoded: "<date> <source> <records> <bytes of padding>", or "reject",
// "panic", "unreadable", "wall" (the zone makes another date of it).
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
	case "locked":
		if in.Password != "golden" {
			return fmt.Errorf("%w: encrypted", source.ErrRejected)
		}
		line = "2026-01-01 locked 1 0"
	case "unreadable":
		return errors.New("input/output error")
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
	a, err := OpenArchive(filepath.Join(dir, "archive"), nil, ArchiveConfig{Reserve: 1}, m, time.Now)
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
	d, err := r.intake.Verify(context.Background(), Whole)
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
