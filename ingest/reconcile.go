package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const (
	clockSlack = 5 * time.Minute // between this clock and that of the disk the archive lies on
	wholeEvery = 6 * time.Hour   // how often the whole archive is looked through
)

// Reconcile publishes the claims of files in the archive that are neither finished nor in DEAD; with a time, only of those that came or
// changed since, and only where their claim is not there. It returns how many. A claim published twice costs one look at the receipt.
func (in *Intake) Reconcile(ctx context.Context, since time.Time) (int, error) {
	if since.IsZero() {
		if err := in.endForgetting(ctx); err != nil {
			return 0, fmt.Errorf("reconcile archive: %w", err)
		}
	}
	needs, err := in.needsClaim(ctx, since.IsZero())
	if err != nil {
		return 0, fmt.Errorf("reconcile archive: %w", err)
	}
	total, batch := 0, make([]stream.Put, 0, stream.BatchLimit)
	flush := func() error {
		if err := in.streams.PublishBatch(ctx, stream.Uploads, batch); err != nil {
			return err
		}
		total += len(batch)
		batch = batch[:0]
		return nil
	}
	err = in.archive.Walk("", since, func(it Item) error {
		if ctx.Err() != nil || it.Damage != nil { // damage is for Verify to tell
			return ctx.Err()
		}
		if ok, err := needs(it); !ok || err != nil {
			return err
		}
		data, err := json.Marshal(in.claimOf(it))
		if err != nil {
			return fmt.Errorf("write claim: %w", err)
		}
		batch = append(batch, stream.Put{Subject: stream.UploadSubject(it.Athlete, it.File), Data: data})
		if len(batch) == stream.BatchLimit {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	in.metrics.brought.Add(float64(total))
	if err != nil {
		return total, fmt.Errorf("reconcile archive: %w", err)
	}
	return total, nil
}

// claimOf is the claim check of an archived file.
func (in *Intake) claimOf(it Item) stream.Upload {
	said := in.archive.said(it.Athlete, it.Sidecar)
	return stream.Upload{V: 1, Athlete: it.Athlete, File: it.File, SHA: it.SHA, Size: it.Sidecar.Size, TZ: said.TZ, Lock: said.Lock}
}

// needsClaim judges files: over the whole archive from one pass over the receipts, else from a look at each.
func (in *Intake) needsClaim(ctx context.Context, whole bool) (func(Item) (bool, error), error) {
	if !whole {
		return func(it Item) (bool, error) { return in.recentNeedsClaim(ctx, it) }, nil
	}
	dead, err := deadClaims(ctx, in.streams)
	if err != nil {
		return nil, err
	}
	said := map[string]Said{} // of finished files, by keyed hash
	err = eachReceipt(ctx, in.streams, "*", func(r stream.Receipt) {
		if s := (Said{r.TZ, r.Lock}); finished(r, s) {
			said[r.Hash] = s
		}
	})
	return func(it Item) (bool, error) {
		_, inDead := dead[stream.UploadSubject(it.Athlete, it.File)]
		s, done := said[it.File]
		return !inDead && (!done || s != in.archive.said(it.Athlete, it.Sidecar)), nil
	}, err
}

// recentNeedsClaim judges one file. Its claim may be pending or in DEAD: both times there is nothing to do.
func (in *Intake) recentNeedsClaim(ctx context.Context, it Item) (bool, error) {
	r, _, ok, err := lastReceipt(ctx, in.streams, it.Athlete, it.File)
	said := in.archive.said(it.Athlete, it.Sidecar)
	if err != nil || ok && finished(r, said) {
		return false, err
	}
	m, ok, err := in.streams.Last(ctx, stream.Uploads, stream.UploadSubject(it.Athlete, it.File))
	if !ok || err != nil {
		return err == nil, err
	}
	var c stream.Upload
	return json.Unmarshal(m.Data, &c) != nil || Said{c.TZ, c.Lock} != said, nil
}

// KeepReconciled looks through what arrived every so often, and through the whole archive a few times a day, until ctx ends. Whoever
// starts it has looked through the whole archive once.
func (in *Intake) KeepReconciled(ctx context.Context, every time.Duration) error {
	if every <= 0 {
		every = Defaults().Reconcile
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	last, whole := in.now(), in.now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		start := in.now()
		since := last.Add(-clockSlack)
		if start.Sub(whole).Abs() >= wholeEvery {
			since = time.Time{}
		}
		if _, err := in.Reconcile(ctx, since); err != nil {
			if ctx.Err() == nil {
				in.log.Warn("the archive could not be looked through", "error", err)
			}
			continue
		}
		last = start
		if since.IsZero() {
			whole = start
		}
	}
}
