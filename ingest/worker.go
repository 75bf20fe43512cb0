package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Worker turns claimed files into records and a receipt.
type Worker struct {
	archive *Archive
	streams *stream.Stream
	table   []source.Source
	workers int
	metrics *Metrics
	now     func() time.Time

	mu      sync.Mutex
	orphans map[string]orphans // by athlete
}

// NewWorker makes the worker for a table of formats.
func NewWorker(cfg Config, a *Archive, s *stream.Stream, table []source.Source, m *Metrics, now func() time.Time) *Worker {
	return &Worker{archive: a, streams: s, table: table, workers: cfg.Workers, metrics: m, now: now, orphans: map[string]orphans{}}
}

// Loop is the stage that the worker is. Small files go before large ones, so that this morning's does not wait for an import.
func (w *Worker) Loop() stream.Loop {
	return stream.Loop{
		Stage: stream.Ingest, Workers: w.workers, Max: 1,
		Rank: func(m stream.Message) int64 {
			var c stream.Upload
			_ = json.Unmarshal(m.Data, &c) // what cannot be read goes first and to DEAD
			return c.Size
		},
		Handle: func(ctx context.Context, athlete string, ms []stream.Message) error {
			for _, m := range ms {
				if err := w.handle(ctx, athlete, m); err != nil {
					return err
				}
			}
			return nil
		},
		Observe: func(age time.Duration) { w.metrics.pipeline.Observe(age.Seconds()) },
	}
}

const conflictTries = 5 // decodings of one file in a row whose receipt another hand wrote meanwhile

func (w *Worker) handle(ctx context.Context, athlete string, m stream.Message) error {
	var c stream.Upload
	if err := json.Unmarshal(m.Data, &c); err != nil {
		return fmt.Errorf("read claim: %w", err)
	}
	if err := errors.Join(CheckAthlete(athlete), checkSHA(c.SHA)); err != nil {
		return fmt.Errorf("read claim: %w", err)
	}
	file := w.archive.FileHash(athlete, c.SHA)
	if c.Athlete != athlete || c.File != file {
		return errors.New("read claim: it names another file than its subject; was the archive's key changed?")
	}
	for range conflictTries {
		err := w.decode(ctx, athlete, file, c.SHA)
		if errors.Is(err, stream.ErrConflict) {
			w.metrics.conflicts.Inc()
			continue
		}
		if errors.Is(err, stream.ErrFull) {
			return stream.Transient(err)
		}
		return err
	}
	return stream.Transient(fmt.Errorf("decode file: %w", stream.ErrConflict))
}

// decode makes one attempt. It fails with stream.ErrConflict if another hand wrote the receipt meanwhile.
func (w *Worker) decode(ctx context.Context, athlete, file, sha string) error {
	before, rev, ok, err := lastReceipt(ctx, w.streams, athlete, file) // first, so that whatever changes later is a conflict
	if err != nil {
		return err
	}
	gone, err := w.archive.Forgotten(athlete, file)
	if err != nil {
		return err
	}
	if gone {
		return w.streams.Purge(ctx, stream.Records, stream.RecordsOf(athlete, "", "", file)) // a killed attempt may have left some
	}
	raw, err := w.archive.Open(athlete, sha)
	if err != nil {
		return err
	}
	defer raw.Close()
	if ok && finished(before, raw.Sidecar.TZ) {
		return nil
	}
	start := w.now()
	if err := raw.verify(ctx, sha); err != nil { // never decode what rotted
		return err
	}
	out := newWriter(w.streams, athlete, file, sha)
	report, err := source.Decode(ctx, w.table, source.File{
		Name: raw.Sidecar.Name, Data: raw, Size: raw.Size(), TZ: raw.Sidecar.TZ,
		SourceKey: func(maker, model, serial string) string { return w.archive.SourceKey(athlete, maker, model, serial) },
		Emit:      out.emitTo(ctx),
	})
	if err == nil {
		err = w.finish(ctx, out, makeReceipt(raw.Sidecar, report, out), before, rev)
	}
	if err != nil {
		w.left(athlete, file)
		if willPass(err) || ctx.Err() != nil || rev != 0 || !out.early {
			return err
		}
		// it goes to DEAD: half of a file is not left to be merged into days
		return errors.Join(err, w.streams.Purge(ctx, stream.Records, stream.RecordsOf(athlete, "", "", file)))
	}
	w.metrics.stages.WithLabelValues("decode").Observe(w.now().Sub(start).Seconds())
	return nil
}

// willPass tells whether the same file may do better at the next attempt.
func willPass(err error) bool {
	return stream.IsTransient(err) || errors.Is(err, stream.ErrFull) || errors.Is(err, stream.ErrConflict)
}

// finish removes what the file does not say any more and writes the rest with the receipt.
func (w *Worker) finish(ctx context.Context, out *writer, r, before stream.Receipt, rev uint64) error {
	if r.Status == stream.Rejected {
		out.withdraw()
	}
	var there []string
	if some, err := w.mayHaveParts(ctx, out, rev); err != nil {
		return err
	} else if some {
		if there, err = w.streams.Subjects(ctx, stream.Records, stream.RecordsOf(r.Athlete, "", "", r.Hash)); err != nil {
			return err
		}
	}
	r.Dates = union(out.dates(), before.Dates, datesOf(there))
	r.Days, r.First, r.Last = span(out.dates())
	if err := out.purgeOthers(ctx, there); err != nil {
		return err
	}
	err := out.commit(ctx, r, rev)
	if errors.Is(err, stream.ErrConflict) {
		if gone, gerr := w.archive.Forgotten(r.Athlete, r.Hash); gerr != nil || !gone {
			return errors.Join(err, gerr)
		}
		return w.streams.Purge(ctx, stream.Records, stream.RecordsOf(r.Athlete, "", "", r.Hash))
	}
	if err != nil {
		return err
	}
	w.settled(r.Athlete, r.Hash)
	w.count(r)
	return nil
}

func (w *Worker) count(r stream.Receipt) {
	format := r.Format
	if format == "" {
		format = "unknown"
	}
	w.metrics.decoded.WithLabelValues(format).Inc()
	switch r.Status {
	case stream.Partial:
		w.metrics.partial.Inc()
	case stream.Rejected:
		w.metrics.rejected.Inc()
	}
	for reason, n := range r.Dropped {
		w.metrics.dropped.WithLabelValues(droppedLabel(reason)).Add(float64(n))
	}
}
