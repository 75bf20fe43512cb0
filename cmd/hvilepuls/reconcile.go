package main

import (
	"context"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors"
)

// findings is what does not fit between a layer and the one above it, and how that is mended.
type findings struct {
	found []api.Difference
	mend  func(ctx context.Context) (mended []api.Difference, err error) // nil: nothing helps but time
}

// look holds a layer against the one above it, with the stages paused. Waiting is why InfluxDB does not have everything yet.
type look func(ctx context.Context, waiting string) (findings, error)

// looks are those at every layer, in the order of the flow.
func (b backend) looks(depth ingest.Depth) []look {
	out := b.looksAtStreams(depth)
	if b.sink != nil {
		out = append(out, b.lookAtInflux)
	}
	return out
}

// looksAtStreams are those at every layer but InfluxDB, whose points cost the most.
func (b backend) looksAtStreams(depth ingest.Depth) []look {
	return []look{b.lookAtForgotten, b.lookAtFiles(depth), b.lookAt(b.proc.VerifyDays), b.lookAt(b.proc.VerifyResults)}
}

func (b backend) lookAtForgotten(ctx context.Context, _ string) (findings, error) {
	found, err := b.verifyForgotten(ctx)
	return findings{found: found}, err // what was begun is gone on with each minute
}

func (b backend) lookAtFiles(depth ingest.Depth) look {
	return func(ctx context.Context, _ string) (findings, error) {
		found, err := b.intake.Verify(ctx, depth)
		return findings{fromFiles(found), func(ctx context.Context) ([]api.Difference, error) {
			mended, err := b.intake.Repair(ctx, found)
			return fromFiles(mended), err
		}}, err
	}
}

func fromFiles(ds []ingest.Difference) []api.Difference {
	var out []api.Difference
	for _, d := range ds {
		out = append(out, api.Difference{Layer: d.Layer, Athlete: d.Athlete, Place: d.File, What: d.What})
	}
	return out
}

func (b backend) lookAt(verify func(context.Context) ([]processors.Difference, error)) look {
	return func(ctx context.Context, _ string) (findings, error) {
		ds, err := verify(ctx)
		var out findings
		for _, d := range ds {
			out.found = append(out.found, api.Difference{Layer: d.Layer, Athlete: d.Athlete, Place: d.Month, What: d.What})
		}
		out.mend = func(ctx context.Context) ([]api.Difference, error) { return out.found, b.proc.Repair(ctx, ds) }
		return out, err
	}
}

func (b backend) lookAtInflux(ctx context.Context, waiting string) (findings, error) {
	if waiting != "" {
		return findings{found: []api.Difference{{Layer: "influxdb", What: waiting}}}, nil
	}
	ds, err := b.sink.Verify(ctx)
	if trouble := b.sink.Trouble(); err != nil && trouble != "" && ctx.Err() == nil { // nothing was pending, so that only now it shows
		return findings{found: []api.Difference{{Layer: "influxdb", What: trouble}}}, nil
	}
	var out findings
	for _, d := range ds {
		out.found = append(out.found, api.Difference{Layer: "influxdb", Athlete: d.Athlete, Place: d.Month, What: d.Measurement + ": " + d.What})
	}
	out.mend = func(ctx context.Context) ([]api.Difference, error) { return out.found, b.sink.Repair(ctx, ds) }
	return out, err
}

// paused does something with all stages drained and paused.
func (b backend) paused(ctx context.Context, do func(waiting string) error) error {
	left, err := b.Drain(ctx)
	if err != nil {
		return err
	}
	resume, err := b.streams.Pause(ctx, stages()...)
	if err != nil {
		return err
	}
	defer resume()
	return do(left.Waiting)
}

func (b backend) verify(ctx context.Context, looks []look) ([]api.Difference, error) {
	var out []api.Difference
	err := b.paused(ctx, func(waiting string) error {
		for _, look := range looks {
			f, err := look(ctx, waiting)
			if err != nil {
				return err
			}
			out = append(out, f.found...)
		}
		return nil
	})
	return out, err
}

// Verify holds every layer against the one above it, with the loops drained and paused.
func (b backend) Verify(ctx context.Context) (api.Verified, error) {
	b.tending.Lock()
	defer b.tending.Unlock()
	found, err := b.verify(ctx, b.looks(ingest.Whole))
	return api.Verified{Differences: found}, err
}

// Repair mends what differs, layer by layer, each once what was mended above it has passed through, and verifies again.
func (b backend) Repair(ctx context.Context) (api.Verified, error) {
	b.tending.Lock()
	defer b.tending.Unlock()
	return b.repair(ctx, b.looks(ingest.Whole))
}

func (b backend) repair(ctx context.Context, looks []look) (out api.Verified, err error) {
	resume, err := b.streams.Pause(ctx, stream.Judge) // half of what is known is no ground to judge a morning on
	if err != nil {
		return out, err
	}
	defer resume()
	if err := b.remakeUnsound(ctx); err != nil {
		return out, err
	}
	for _, look := range looks {
		err := b.paused(ctx, func(waiting string) error {
			f, err := look(ctx, waiting)
			if err != nil || len(f.found) == 0 || f.mend == nil {
				return err
			}
			mended, err := f.mend(ctx)
			out.Mended = append(out.Mended, mended...)
			return err
		})
		if err != nil {
			return out, err
		}
	}
	out.Differences, err = b.verify(ctx, looks)
	return out, err
}

// remakeUnsound makes streams anew that the server cannot read any more. Nothing is drained before: what waits there may be what cannot be
// read. Days are not made from half of the records: their stage waits until all files are decoded again.
func (b backend) remakeUnsound(ctx context.Context) error {
	if !b.streams.Embedded() {
		return nil // whoever runs the cluster has copies
	}
	unsound, err := b.streams.Unsound(ctx)
	if err != nil || len(unsound) == 0 {
		return err
	}
	late, err := b.streams.Pause(ctx, stages()[1:]...)
	if err != nil {
		return err
	}
	defer late()
	if err := b.remake(ctx, unsound); err != nil {
		return err
	}
	if _, err := b.intake.Reconcile(ctx, time.Time{}); err != nil {
		return err
	}
	return b.streams.Drain(ctx, stream.Ingest)
}

func (b backend) remake(ctx context.Context, names []string) error {
	resume, err := b.streams.Pause(ctx, stream.Ingest)
	if err != nil {
		return err
	}
	defer resume()
	for _, name := range names {
		b.log.Error("a stream cannot be read and is made anew", "stream", name)
		if err := b.streams.Remake(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// Scrub reads every archived file again; what is not whole goes into quarantine, and is told with whatever lay there before.
func (b backend) Scrub(ctx context.Context) (api.Verified, error) {
	s, err := b.intake.Scrub(ctx)
	if err != nil {
		return api.Verified{}, err
	}
	lost, err := b.lost()
	return api.Verified{Mended: fromFiles(s.Broken), Differences: lost}, err
}

// lost are the archived files that lie in quarantine.
func (b backend) lost() ([]api.Difference, error) {
	spoilt, err := b.archive.AllSpoilt()
	var out []api.Difference
	for _, s := range spoilt {
		out = append(out, api.Difference{Layer: "archive", Athlete: s.Athlete, Place: s.File, What: s.String()})
	}
	return out, err
}
