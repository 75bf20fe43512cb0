package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/configs"
	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/ingest/connect"
	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/audit"
	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/outward"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/seal"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors"
	"github.com/hvilepuls/hvilepuls/processors/notify"
	"github.com/hvilepuls/hvilepuls/processors/result/influx"
)

// engineConfig says what a process runs.
type engineConfig struct {
	configs.Config
	dir   string
	owner *stream.Owner // nil with nats.url
	role  string        // roleUp, roleShort, "ingest" or "process"
}

func (c engineConfig) ingests() bool   { return c.role != "process" }
func (c engineConfig) processes() bool { return c.role != "ingest" }

// engine is all parts wired together. It is the only place that knows them all.
//
//	intake ─► archive ─► UPLOADS ─► worker ─► RECORDS ─► assemble ─► DAYS ─► analyse ─► RESULTS
//	                                             │                    └────► judge ───► NOTICES ─► sender ─► channels
//	                                             └──────────── sink (InfluxDB) ────────────┘
type engine struct {
	cfg      engineConfig
	log      *slog.Logger
	now      func() time.Time
	registry *prometheus.Registry
	keys     *seal.Keys // nil: nothing is sealed
	folder   disk.FS    // the data folder: tokens and keys
	archive  *ingest.Archive
	streams  *stream.Stream
	intake   *ingest.Intake
	worker   *ingest.Worker
	watcher  *ingest.Watcher
	calendar *connect.Calendars
	notes    *ingest.Notes     // of accounts
	accounts *connect.Accounts // nil where none is named
	proc     *processors.Engine
	sink     *influx.Sink // nil without InfluxDB
	tokens   *auth.Store
	trail    *audit.Log
	links    *auth.Answers
	answers  notify.Answers
	book     *notify.Book
	sender   *notify.Sender
	doors    *api.Doors
	checked  *selfCheck
	tending  sync.Mutex // held by whoever pauses the stages to look at what they made

	parts *errgroup.Group
	stop  context.CancelFunc
	ended <-chan struct{} // closed once a part has failed or Close was called
}

// open wires the parts of a process together, starts the loops and brings what a killed process left. The owner is given up where it fails.
func open(ctx context.Context, cfg engineConfig, log *slog.Logger, now func() time.Time) (*engine, error) {
	e := &engine{cfg: cfg, log: log, now: now, registry: prometheus.NewRegistry()}
	err := e.wire(ctx)
	if err == nil && cfg.processes() {
		err = e.proc.Renew(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	ctx, e.stop = context.WithCancel(context.WithoutCancel(ctx)) // Close ends the loops, in order
	e.parts, ctx = errgroup.WithContext(ctx)
	e.ended = ctx.Done()
	e.start(ctx)
	if cfg.ingests() {
		if _, err := e.intake.Reconcile(ctx, time.Time{}); err != nil {
			return nil, errors.Join(err, e.Close())
		}
	}
	switch cfg.role {
	case roleShort:
		e.goOnForgetting(ctx)
	case roleUp:
		e.parts.Go(func() error { return e.keepForgetting(ctx) })
		e.parts.Go(func() error { return backend{e}.keepChecked(ctx) })
		e.parts.Go(func() error { return e.streams.KeepAlive(ctx, e.free) })
	}
	return e, nil
}

func (e *engine) wire(ctx context.Context) error {
	e.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	ex, err := exercise.Load()
	if err != nil {
		return err
	}
	if err := e.openFolder(ctx); err != nil {
		return err
	}
	im := ingest.NewMetrics(e.registry)
	if e.archive, err = ingest.OpenArchive(filepath.Join(e.cfg.dir, "archive"), e.keys, e.cfg.Ingest.Archive, im, e.now); err != nil {
		return err
	}
	e.registry.MustRegister(e.archive.Collector())
	e.cfg.NATS.Purges = stream.Purges(e.cfg.ingests(), e.cfg.processes())
	if e.streams, err = stream.Open(ctx, e.cfg.NATS, e.cfg.dir, e.log); err != nil {
		return err
	}
	e.registry.MustRegister(e.streams.Collector())
	checks := prometheus.Registerer(nil)
	if e.cfg.role == roleUp {
		checks = e.registry
	}
	e.checked = newSelfCheck(checks, e.streams)
	e.intake = ingest.NewIntake(e.archive, e.streams, im, e.log, e.now)
	e.worker = ingest.NewWorker(e.cfg.Ingest, e.archive, e.streams, source.Table(ex, e.cfg.Ingest.Limits), im, e.now)
	watch := e.cfg.Ingest.Watch
	watch.Dir = e.watchDir()
	e.watcher = ingest.NewWatcher(watch, e.intake, im, e.log, time.Now) // how long a file lies still, whatever day it is taken to be
	fetches := connect.NewMetrics(e.registry)
	e.calendar = connect.NewCalendars(outward.NewClient(outward.Web(e.cfg.Ingest.Calendars.Internal)), e.streams, fetches, e.now,
		func(ctx context.Context, athlete string, entry record.Entry) error {
			_, err := e.intake.Enter(ctx, athlete, entry)
			return err
		})
	if err := e.wireAccounts(fetches); err != nil {
		return err
	}
	e.cfg.Processors.When = when(e.cfg.Alerts)
	e.proc = processors.New(e.cfg.Processors, e.streams, ex, processors.NewMetrics(e.registry), e.log, e.now)
	if err := e.wireAlerts(); err != nil {
		return err
	}
	if e.cfg.InfluxDB.URL != "" && e.cfg.processes() {
		if e.sink, err = influx.Open(e.cfg.InfluxDB, e.streams, ex, e.now, e.log); err != nil {
			return err
		}
		e.registry.MustRegister(e.sink.Collector())
	}
	if e.tokens, err = auth.Open(e.folder, func() (func(), error) { return disk.Lock(filepath.Join(e.cfg.dir, "tokens.lock")) }); err != nil {
		return err
	}
	if e.trail, err = audit.Open(filepath.Join(e.cfg.dir, "audit.log"), e.archive.AthleteHash, e.now); err != nil {
		return err
	}
	e.doors = api.New(e.cfg.HTTP, backend{e}, e.tokens, e.trail, e.registry, e.log, e.now, time.Now)
	return nil
}

func (e *engine) watchDir() string {
	return cmp.Or(e.cfg.Ingest.Watch.Dir, filepath.Join(e.cfg.dir, "watch"))
}

// start starts the loops of the process' role.
func (e *engine) start(ctx context.Context) {
	run := func(l stream.Loop) { e.parts.Go(func() error { return e.streams.Run(ctx, l) }) }
	if e.cfg.ingests() {
		run(e.worker.Loop())
		e.parts.Go(func() error { return e.intake.KeepReconciled(ctx, e.cfg.Ingest.Reconcile) })
	}
	if e.cfg.processes() {
		run(e.proc.AssembleLoop())
		run(e.proc.AnalyseLoop())
		if e.sink != nil {
			e.parts.Go(func() error { return e.sink.Run(ctx) })
		}
	}
	if e.cfg.processes() && e.cfg.role != roleShort { // a command ends before a morning may be judged
		run(e.proc.JudgeLoop())
		run(e.sender.Loop())
		e.parts.Go(func() error { return e.proc.KeepWaking(ctx) })
		e.parts.Go(func() error { return e.sender.Keep(ctx) })
	}
	if e.cfg.ingests() && e.cfg.role != roleShort {
		e.parts.Go(func() error { return e.intake.KeepScrubbed(ctx, e.cfg.Ingest.Scrub) })
		e.parts.Go(func() error { return e.watcher.Run(ctx) })
		e.parts.Go(func() error {
			return connect.Run(ctx, connect.Table(e.cfg.Ingest.Calendars, e.calendar, e.accounts), e.log)
		})
	}
}

// Close stops the loops, then what they stand on.
func (e *engine) Close() error {
	e.stop()
	return errors.Join(e.parts.Wait(), e.close())
}

func (e *engine) close() error {
	var errs []error
	if e.sink != nil {
		e.sink.Close()
	}
	if e.streams != nil {
		e.streams.Close()
	}
	if e.archive != nil {
		errs = append(errs, e.archive.Close())
	}
	if e.accounts != nil {
		e.accounts.Close()
	}
	if e.trail != nil {
		errs = append(errs, e.trail.Close())
	}
	if e.book != nil {
		errs = append(errs, e.book.Close())
	}
	if e.notes != nil {
		errs = append(errs, e.notes.Close())
	}
	if e.folder != nil {
		errs = append(errs, e.folder.Close())
	}
	if e.cfg.owner != nil {
		errs = append(errs, e.cfg.owner.Close())
	}
	return errors.Join(errs...)
}

// serveHere serves the engine to this process alone and gives a client, once everything that was pending is done.
func (e *engine) serveHere(ctx context.Context) (*client, error) {
	p := newPipe()
	e.serve(p, e.doors.Private())
	c := newClient(p.dial)
	if err := (backend{e}).settleDoubt(ctx); err != nil {
		e.log.Warn("the streams are not mended yet", "error", err)
	}
	_, err := c.drain(ctx)
	return c, err
}

const (
	headerTime = 10 * time.Second
	idleTime   = 2 * time.Minute
	endTime    = 5 * time.Second // open requests get this long when the process ends
)

// serve serves a handler until the engine ends.
func (e *engine) serve(l net.Listener, h http.Handler) {
	s := &http.Server{Handler: h, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(e.log.Handler(), slog.LevelDebug)}
	ended := make(chan struct{})
	e.parts.Go(func() error {
		defer close(ended)
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("serve %s: %w", l.Addr(), err)
		}
		return nil
	})
	e.parts.Go(func() error {
		select {
		case <-e.ended:
		case <-ended:
		}
		end, cancel := context.WithTimeout(context.Background(), endTime)
		defer cancel()
		_ = s.Shutdown(end)
		return nil
	})
}
