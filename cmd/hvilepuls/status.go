package main

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Status is how the system is.
func (b backend) Status(ctx context.Context) (api.Status, error) {
	s := api.Status{Version: version(), Influx: "not configured", Dead: []api.DeadLetter{}, Athletes: []api.Known{}, Audit: b.trail.Path()}
	if err := b.streams.Ready(); err != nil {
		s.Ready = err.Error()
	}
	var err error
	if s.Stages, err = b.streams.Stats(ctx); err != nil {
		return s, err
	}
	if s.Streams, err = b.streams.Tables(ctx); err != nil {
		return s, err
	}
	dead, err := b.streams.DeadList(ctx)
	if err != nil {
		return s, err
	}
	for _, d := range dead {
		s.Dead = append(s.Dead, api.DeadLetter{ID: d.ID(), Kind: d.Kind, Stage: d.Stage, Athlete: d.Athlete, At: d.At})
	}
	if b.sink != nil {
		trouble, fault := b.sink.Reach(ctx)
		s.Influx, s.Fault = cmp.Or(trouble, "ok"), string(fault)
	}
	s.Checked = b.checked.newest()
	if s.Lost, err = b.lost(); err != nil {
		return s, err
	}
	if s.Athletes, err = b.known(ctx); err != nil {
		return s, err
	}
	if s.Accounts, err = b.accountStatus(); err != nil {
		return s, err
	}
	if s.Tokens, err = b.ending(); err != nil {
		return s, err
	}
	if s.Alerts, err = b.sender.Trouble(ctx); err != nil {
		return s, err
	}
	s.Free, _ = b.free() // 0 where the file system does not say
	return s, nil
}

const lately = 7 * 24 * time.Hour // in which a file that nobody could read is still told of

// known is what the system has of each athlete.
func (b backend) known(ctx context.Context) ([]api.Known, error) {
	out := []api.Known{}
	athletes, err := b.archive.Athletes()
	if err != nil {
		return out, err
	}
	for _, athlete := range athletes {
		about, last, err := b.proc.Heard(ctx, athlete)
		if err != nil {
			return out, err
		}
		k := api.Known{
			Athlete: athlete, Last: last, Zone: len(about.Zones) > 0, Plan: planned(about), Calendar: b.calendar.Trouble(athlete),
		}
		silent := b.cfg.Processors.When.For(about.Profile.Alerts).Silent
		k.Silent = silent > 0 && !last.IsZero() && b.now().Sub(last) >= silent
		if err := errors.Join(b.countFiles(ctx, &k), b.findAhead(ctx, &k)); err != nil {
			return out, err
		}
		out = append(out, k)
	}
	return out, nil
}

func planned(a record.About) bool {
	return a.Plan != nil && len(a.Plan.Weekly)+len(a.Plan.Sessions) > 0 || a.Feed != nil || a.Agenda != nil && len(a.Agenda.Events) > 0
}

// countFiles counts the files that nobody knows and those that an older set of decoders read.
func (b backend) countFiles(ctx context.Context, k *api.Known) error {
	receipts, err := b.intake.Receipts(ctx, k.Athlete)
	if err != nil {
		return err
	}
	unknown := map[string]bool{}
	for _, r := range receipts {
		if r.Decoder != source.DecoderVersion {
			k.Old++
		}
		if r.Status == stream.Rejected && r.Format == "" && stream.KindOfReason(r.Reason) == stream.ReasonUnknown {
			unknown[r.Hash] = true
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	since := b.now().Add(-lately)
	return b.archive.Walk(k.Athlete, since, func(it ingest.Item) error {
		if unknown[it.File] && it.Sidecar.Received.After(since) {
			k.Unknown++
		}
		return ctx.Err()
	})
}

// ending are the tokens that end by themselves.
func (b backend) ending() (out []api.Ending, err error) {
	all, err := b.tokens.List()
	for _, g := range all {
		if !g.Expires.IsZero() {
			out = append(out, api.Ending{ID: g.ID, Name: g.Name, Expires: g.Expires})
		}
	}
	return out, err
}

// findAhead names what was entered while the clock was far ahead.
func (b backend) findAhead(ctx context.Context, k *api.Known) error {
	since := b.now().Add(farAhead)
	return b.archive.Walk(k.Athlete, since, func(it ingest.Item) error {
		if it.Sidecar.Door == "entry" && it.Sidecar.Received.After(since) {
			k.Ahead = append(k.Ahead, api.Ahead{SHA: it.SHA, At: it.Sidecar.Received})
		}
		return ctx.Err()
	})
}
