package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/ingest/connect"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// errGone tells who writes for an athlete who was forgotten how they are taken back.
var errGone = api.Problem{Status: http.StatusGone, Err: errors.New("this athlete was forgotten; `hvilepuls import --athlete` with a file takes them back")}

// Forget erases a file of an athlete, or with no sha all of the athlete, from every layer. Once it has begun it will be done: what a killed
// process left, or what waits for InfluxDB, is gone on with by itself.
func (b backend) Forget(ctx context.Context, athlete, sha string) (api.Forgotten, error) {
	b.tending.Lock()
	defer b.tending.Unlock()
	f, err := b.intake.BeginForget(ctx, athlete, sha)
	if err != nil {
		return api.Forgotten{}, problem(err)
	}
	return b.goOn(ctx, f)
}

// goOn takes a forgetting that has begun through all layers to its receipt.
func (b backend) goOn(ctx context.Context, f ingest.Forgetting) (api.Forgotten, error) {
	resume, err := b.streams.Pause(ctx, stream.Judge, stream.Alert) // what they have in hand is of before
	if err != nil {
		return api.Forgotten{}, err
	}
	defer resume()
	defer b.sender.Hold()()
	layers := b.forgetAthlete
	if f.SHA != "" {
		layers = b.forgetFile
	}
	if err := layers(ctx, f); err != nil {
		return api.Forgotten{}, err
	}
	r, err := b.intake.EndForget(f)
	return api.Forgotten{ID: r.Hash, What: r.What, Begun: r.Begun, Ended: r.Ended, Erased: r.Erased}, err
}

// forgetFile erases a file where it stands, and has all that was made of it made anew without it.
func (b backend) forgetFile(ctx context.Context, f ingest.Forgetting) error {
	if err := b.intake.Forget(ctx, f.Athlete, f.SHA); err != nil {
		return err
	}
	if err := b.drainAll(ctx); err != nil {
		return err
	}
	dates, err := b.intake.ForgottenDates(ctx, f)
	if err != nil {
		return err
	}
	if err := b.proc.ForgetNotices(ctx, f.Athlete, dates); err != nil {
		return err
	}
	if err := b.streams.ForgetLetters(ctx, f.Athlete, f.Hash); err != nil {
		return err
	}
	if err := b.drainAll(ctx); err != nil {
		return err
	}
	resume, err := b.streams.Pause(ctx, stages()...)
	if err != nil {
		return err
	}
	defer resume()
	return b.streams.Rewrite(ctx)
}

// drainAll drains, InfluxDB too.
func (b backend) drainAll(ctx context.Context) error {
	left, err := b.Drain(ctx)
	if err == nil && left.Waiting != "" {
		err = waitsForInflux(left.Waiting)
	}
	return err
}

func waitsForInflux(trouble string) error {
	return api.Problem{Status: http.StatusServiceUnavailable, Err: fmt.Errorf("it is forgotten but for InfluxDB, from which it goes by itself once that answers: %s", trouble)}
}

// forgetAthlete erases all of an athlete: nothing is made anew.
func (b backend) forgetAthlete(ctx context.Context, f ingest.Forgetting) error {
	if err := b.archive.ForgetAthlete(f.Athlete); err != nil {
		return err
	}
	if _, err := b.tokens.Forget(f.Athlete); err != nil {
		return err
	}
	if err := b.book.Forget(f.Athlete); err != nil {
		return err
	}
	resume, err := b.streams.Pause(ctx, stages()...)
	if err != nil {
		return err
	}
	defer resume()
	if err := b.streams.ForgetAthlete(ctx, f.Athlete); err != nil {
		return err
	}
	if b.sink != nil {
		if err := b.sink.Forget(ctx, f.Athlete); err != nil {
			if trouble := b.sink.Trouble(); trouble != "" && ctx.Err() == nil {
				return waitsForInflux(trouble)
			}
			return err
		}
	}
	if err := b.streams.Rewrite(ctx); err != nil {
		return err
	}
	b.calendar.Forget(f.Athlete)
	return b.eachNote(func(notes *ingest.Notes, name, athlete string) error {
		if athlete != f.Athlete {
			return nil
		}
		return notes.Remove(name)
	})
}

// eachNote gives the notes of accounts, with whose they are; those too that were made when the settings named accounts.
func (e *engine) eachNote(fn func(notes *ingest.Notes, name, athlete string) error) (err error) {
	notes := e.notes
	if notes == nil {
		dir := e.accountsDir()
		if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if notes, err = ingest.OpenNotes(dir, e.keys); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, notes.Close()) }()
	}
	names, err := notes.Names()
	for _, n := range names {
		if err == nil {
			err = fn(notes, n, connect.AthleteOf(n))
		}
	}
	return err
}

func (e *engine) accountsDir() string { return filepath.Join(e.cfg.dir, "accounts") }

const goOnEvery = time.Minute // with what waits for InfluxDB

// goOnForgetting ends what a killed process began to forget.
func (e *engine) goOnForgetting(ctx context.Context) {
	b := backend{e}
	b.tending.Lock()
	defer b.tending.Unlock()
	begun, err := e.archive.Begun()
	for _, f := range begun {
		if _, ferr := b.goOn(ctx, f); ferr != nil {
			err = errors.Join(err, ferr)
		}
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err // without the name of the file
	}
	if err != nil && ctx.Err() == nil {
		e.log.Warn("something that is to be forgotten is not yet", "error", err)
	}
}

// keepForgetting does so at once and every so often, until ctx ends.
func (e *engine) keepForgetting(ctx context.Context) error {
	tick := time.NewTicker(goOnEvery)
	defer tick.Stop()
	for {
		e.goOnForgetting(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// verifyForgotten finds what is left of what was forgotten, in any layer.
func (b backend) verifyForgotten(ctx context.Context) ([]api.Difference, error) {
	named := map[string][]string{}
	grants, err := b.tokens.List()
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		named["tokens"] = append(named["tokens"], g.Athletes...)
	}
	if named["channels"], err = b.book.Athletes(); err != nil {
		return nil, err
	}
	err = b.eachNote(func(_ *ingest.Notes, _, athlete string) error {
		named["accounts"] = append(named["accounts"], athlete)
		return nil
	})
	if err != nil {
		return nil, err
	}
	found, err := b.intake.VerifyForgotten(ctx, named)
	var out []api.Difference
	for _, d := range found {
		out = append(out, api.Difference{Layer: d.Layer, Place: d.File, What: d.What})
	}
	return out, err
}
