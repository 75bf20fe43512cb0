package main

import (
	"context"
	"errors"
	"net/http"
	"syscall"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/result/influx"
)

// backend is the engine as the doors see it.
type backend struct{ *engine }

// problem tells the doors which errors are the asker's to mend.
func problem(err error) error {
	for _, p := range []struct {
		is     error
		status int
	}{
		{ingest.ErrBadName, http.StatusBadRequest},
		{ingest.ErrTooLarge, http.StatusRequestEntityTooLarge},
		{ingest.ErrNoSpace, http.StatusInsufficientStorage},
		{stream.ErrFull, http.StatusInsufficientStorage},
		{syscall.EMFILE, http.StatusServiceUnavailable},
		{syscall.ENFILE, http.StatusServiceUnavailable},
		{ingest.ErrDead, http.StatusUnprocessableEntity},
		{ingest.ErrUnknownFile, http.StatusNotFound},
	} {
		if errors.Is(err, p.is) {
			return api.Problem{Status: p.status, Err: err}
		}
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return api.Problem{Status: http.StatusRequestEntityTooLarge, Err: ingest.ErrTooLarge}
	}
	return err
}

func (b backend) Accept(ctx context.Context, u api.Upload) (api.Answer, error) {
	if err := ingest.CheckZone(u.TZ); err != nil {
		return api.Answer{}, problem(err)
	}
	ans, err := b.intake.Accept(ctx, ingest.Upload{Athlete: u.Athlete, Name: u.Name, TZ: u.TZ, Password: u.Password, Door: u.Door, Body: u.Body})
	return toAnswer(ans), problem(err)
}

func (b backend) Enter(ctx context.Context, athlete string, e record.Entry) (api.Answer, error) {
	if e.Calendar != nil && e.Calendar.URL != "" {
		if err := b.calendar.Fill(ctx, e.Calendar); err != nil {
			return api.Answer{}, api.Problem{Status: http.StatusBadRequest, Err: err}
		}
		if err := e.Check(); err != nil { // what came is as large as somebody else made it
			return api.Answer{}, api.Problem{Status: http.StatusBadRequest, Err: err}
		}
	}
	ans, err := b.intake.Enter(ctx, athlete, e)
	if err == nil && ans.Status == stream.Rejected && ans.Receipt == nil {
		return toAnswer(ans), errGone
	}
	return toAnswer(ans), problem(err)
}

func toAnswer(a ingest.Answer) api.Answer {
	return api.Answer{File: a.File, SHA: a.SHA, Status: a.Status, Reason: a.Reason, ReasonKind: stream.KindOfReason(a.Reason), Receipt: a.Receipt}
}

func (b backend) Await(ctx context.Context, athlete, file string) (stream.Receipt, error) {
	r, err := b.intake.Await(ctx, athlete, file)
	return r, problem(err)
}

func (b backend) Receipts(ctx context.Context, athlete string) ([]stream.Receipt, error) {
	rs, err := b.intake.Receipts(ctx, athlete)
	return rs, problem(err)
}

func (b backend) Athletes(context.Context) ([]string, error) { return b.archive.Athletes() }

func (b backend) About(ctx context.Context, athlete string) (record.About, error) {
	return b.proc.About(ctx, athlete)
}

func (b backend) Results(ctx context.Context, athlete string, from, to record.Date) ([]result.Day, error) {
	return b.proc.Results(ctx, athlete, processors.Range{From: from, To: to})
}

func (b backend) Digest(ctx context.Context, athlete string, d record.Date) (record.Day, []string, error) {
	return b.proc.Digest(ctx, athlete, d)
}

func (b backend) Verdict(ctx context.Context, athlete string, at time.Time, language string) (result.Verdict, error) {
	return b.proc.Verdict(ctx, athlete, at, language)
}

func (b backend) Notices(ctx context.Context, athlete string) (result.Notices, error) {
	return b.proc.Notices(ctx, athlete)
}

func (b backend) Ready(context.Context) error { return b.streams.Ready() }

// Settle waits until what was accepted of an athlete so far is in the results. A command's own engine ends with it, so there all is drained.
func (b backend) Settle(ctx context.Context, athlete string) error {
	if err := ingest.CheckAthlete(athlete); err != nil {
		return problem(err)
	}
	if b.cfg.role == roleShort {
		_, err := b.Drain(ctx)
		return err
	}
	return b.streams.Settle(ctx, athlete, stream.Ingest, stream.Assemble, stream.Analyse)
}

const influxEvery = 100 * time.Millisecond // how often a drain asks whether InfluxDB still answers

// Drain waits for ingest and the processors; for InfluxDB only as long as that answers.
func (b backend) Drain(ctx context.Context) (api.Drained, error) {
	if err := b.streams.Drain(ctx, stream.Ingest, stream.Assemble, stream.Analyse); err != nil || b.sink == nil {
		return api.Drained{}, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- b.streams.Drain(ctx, influx.Stages()...) }()
	tick := time.NewTicker(influxEvery)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			return api.Drained{}, err
		case <-tick.C:
			if trouble := b.sink.Trouble(); trouble != "" {
				return api.Drained{Waiting: trouble}, nil
			}
		}
	}
}

// stages are those behind which everything can be made anew, in the order of the flow.
func stages() []string {
	return append([]string{stream.Ingest, stream.Assemble, stream.Analyse}, influx.Stages()...)
}

// Rebuild makes everything behind the archive anew: what decoders would say now, then days and results; or InfluxDB alone.
func (b backend) Rebuild(ctx context.Context, what string) error {
	b.tending.Lock()
	defer b.tending.Unlock()
	switch what {
	case "influx":
		if b.sink == nil {
			return api.Problem{Status: http.StatusBadRequest, Err: errors.New("no InfluxDB is configured (influxdb.url)")}
		}
		return b.sink.Rebuild(ctx)
	case "":
	default:
		return api.Problem{Status: http.StatusBadRequest, Err: errors.New("rebuild everything, or influx")}
	}
	resume, err := b.streams.Pause(ctx, stream.Judge) // half of what is known is no ground to judge a morning on
	if err != nil {
		return err
	}
	defer resume()
	if err := b.rebuildAll(ctx); err != nil {
		return err
	}
	if _, err := b.intake.Reconcile(ctx, time.Time{}); err != nil {
		return err
	}
	_, err = b.Drain(ctx)
	return err
}

func (b backend) rebuildAll(ctx context.Context) error {
	resume, err := b.streams.Pause(ctx, stages()...)
	if err != nil {
		return err
	}
	defer resume()
	return b.streams.Rebuild(ctx, stream.Uploads, stream.Records, stream.Days, stream.Results)
}

func (b backend) RenewPageKey() (string, auth.Grant, error) { return b.renewPageKey() }

// free is how many bytes of the data folder's disk are free.
func (e *engine) free() (uint64, error) {
	free, _, err := e.folder.Space()
	return free, err
}

func (b backend) Replay(ctx context.Context) (int, error) { return b.streams.Replay(ctx) }
