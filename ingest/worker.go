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
		Stage: stream.Ingest, Workers: w.workers, Max: groupFiles,
		Rank: func(m stream.Message) int64 {
			var c stream.Upload
			_ = json.Unmarshal(m.Data, &c) // what cannot be read goes first and to DEAD
			return c.Size
		},
		Handle:  w.handle,
		Observe: func(age time.Duration) { w.metrics.pipeline.Observe(age.Seconds()) },
	}
}

const (
	conflictTries = 5  // decodings of one file in a row whose receipt another hand wrote meanwhile
	groupFiles    = 64 // small files of an athlete that are finished with one sync
)

// handle decodes a group of an athlete's files. Files that fit are finished together, in one batch.
func (w *Worker) handle(ctx context.Context, athlete string, ms []stream.Message) error {
	var g group
	for _, m := range ms {
		sha, err := w.readClaim(athlete, m)
		if err == nil {
			err = w.take(stream.WithCause(ctx, m.Cause), &g, athlete, sha)
		}
		if err != nil {
			return errors.Join(err, w.flush(ctx, &g))
		}
	}
	return w.flush(ctx, &g)
}

func (w *Worker) readClaim(athlete string, m stream.Message) (sha string, err error) {
	var c stream.Upload
	if err := json.Unmarshal(m.Data, &c); err != nil {
		return "", fmt.Errorf("read claim: %w", err)
	}
	if err := errors.Join(CheckAthlete(athlete), checkSHA(c.SHA)); err != nil {
		return "", fmt.Errorf("read claim: %w", err)
	}
	if c.Athlete != athlete || c.File != w.archive.FileHash(athlete, c.SHA) {
		return "", errors.New("read claim: it names another file than its subject; was the archive's key changed?")
	}
	return c.SHA, nil
}

// take decodes one file and leaves it in the group, or finishes the group first where the two do not fit into one batch.
func (w *Worker) take(ctx context.Context, g *group, athlete, sha string) error {
	d, err := w.decode(ctx, athlete, sha)
	if err != nil || d == nil {
		return err
	}
	if !g.fits(d) {
		if err := w.flush(ctx, g); err != nil {
			return err
		}
	}
	g.add(d)
	if d.out.early { // the rest of a large file
		return w.flush(ctx, g)
	}
	return nil
}

// flush finishes the group's files. Where another hand wrote one's receipt meanwhile, they are decoded again one by one.
func (w *Worker) flush(ctx context.Context, g *group) error {
	files := g.files
	*g = group{}
	err := w.commit(ctx, files)
	if !errors.Is(err, stream.ErrConflict) {
		return err
	}
	for _, d := range files {
		if err := w.alone(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// alone decodes and finishes one file until no other hand comes between.
func (w *Worker) alone(ctx context.Context, d *decoded) error {
	for range conflictTries {
		w.metrics.conflicts.Inc()
		again, err := w.decode(ctx, d.out.athlete, d.out.sha)
		if err == nil && again != nil {
			err = w.commit(ctx, []*decoded{again})
		}
		if !errors.Is(err, stream.ErrConflict) {
			return err
		}
	}
	return stream.Transient(fmt.Errorf("decode file: %w", stream.ErrConflict))
}

// decode makes one attempt at a file; nil where there is nothing to do. It holds what the file says, as far as it is not written already.
func (w *Worker) decode(ctx context.Context, athlete, sha string) (*decoded, error) {
	file := w.archive.FileHash(athlete, sha)
	before, rev, ok, err := lastReceipt(ctx, w.streams, athlete, file) // first, so that whatever changes later is a conflict
	if err != nil {
		return nil, err
	}
	gone, err := w.archive.Forgotten(athlete, file)
	if err != nil {
		return nil, err
	}
	if gone {
		return nil, w.streams.Purge(ctx, stream.Records, stream.RecordsOf(athlete, "", "", file)) // a killed attempt may have left some
	}
	raw, err := w.archive.Open(athlete, sha)
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	if ok && finished(before, w.archive.said(athlete, raw.Sidecar)) {
		return nil, nil
	}
	start := w.now()
	if err := raw.verify(ctx, sha); err != nil { // never decode what rotted
		return nil, err
	}
	out := newWriter(w.streams, athlete, file, sha)
	report, err := source.Decode(ctx, w.table, source.File{
		Name: raw.Sidecar.Name, Data: raw, Size: raw.Size(), TZ: raw.Sidecar.TZ, Password: raw.Sidecar.Password,
		SourceKey: func(maker, model, serial string) string { return w.archive.SourceKey(athlete, maker, model, serial) },
		Emit:      out.emitTo(ctx),
	})
	d := &decoded{out: out, rev: rev, start: start}
	if err == nil {
		d.receipt = makeReceipt(raw.Sidecar, report, out)
		d.receipt.Lock = w.archive.said(athlete, raw.Sidecar).Lock
		err = w.clear(ctx, d, before)
	}
	if err != nil {
		return nil, w.failed(ctx, d, err)
	}
	return d, nil
}

// failed notes what an attempt may have left behind.
func (w *Worker) failed(ctx context.Context, d *decoded, err error) error {
	o := d.out
	w.left(o.athlete, o.file)
	if errors.Is(err, stream.ErrFull) {
		err = stream.Transient(err)
	}
	if willPass(err) || ctx.Err() != nil || d.rev != 0 || !o.early {
		return err
	}
	// it goes to DEAD: half of a file is not left to be merged into days
	return errors.Join(err, w.streams.Purge(ctx, stream.Records, stream.RecordsOf(o.athlete, "", "", o.file)))
}

// willPass tells whether the same file may do better at the next attempt.
func willPass(err error) bool { return stream.IsTransient(err) || errors.Is(err, stream.ErrConflict) }

// clear removes what the file does not say any more, and completes the receipt.
func (w *Worker) clear(ctx context.Context, d *decoded, before stream.Receipt) error {
	out, r := d.out, &d.receipt
	if r.Status == stream.Rejected {
		out.withdraw()
	}
	var there []string
	if some, err := w.mayHaveParts(ctx, out, d.rev); err != nil {
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
	return out.close(ctx, *r, d.rev)
}

// commit writes what is left of the files, with their receipts, as one batch.
func (w *Worker) commit(ctx context.Context, files []*decoded) error {
	var puts []stream.Put
	for _, d := range files {
		puts = append(puts, d.out.batch...)
	}
	err := w.streams.PublishBatch(ctx, stream.Records, puts)
	for _, d := range files {
		if err != nil {
			err = w.failed(ctx, d, err)
			continue
		}
		w.settled(d.receipt.Athlete, d.receipt.Hash)
		w.count(d.receipt)
		w.metrics.stages.WithLabelValues("decode").Observe(w.now().Sub(d.start).Seconds())
	}
	return err
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
