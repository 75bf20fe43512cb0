package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// demoCmd runs everything with an athlete who does not exist.
type demoCmd struct {
	Listen string `help:"Address of the page; a free port if that of the settings is taken." placeholder:"HOST:PORT"`
	Seed   uint64 `help:"Another seed is another athlete." default:"1"`
	TZ     string `name:"tz" help:"Zone the athlete lives in." default:"Europe/Oslo" placeholder:"ZONE"`
	At     string `help:"Begin as if it were then, and go on from there." placeholder:"2026-11-25T05:45:00Z"`
}

const (
	demoAthlete = "demo"
	demoHour    = 6*time.Hour + 30*time.Minute // of the last morning: the night is over, nothing else has happened
)

// Run makes the athlete's files, sends them through the pipeline and serves the page until a signal ends it.
func (d demoCmd) Run(ctx context.Context, a *app) (err error) {
	loc, err := time.LoadLocation(d.TZ)
	if err != nil || d.TZ == "Local" {
		return usage("zone %q: want a name like Europe/Oslo", d.TZ)
	}
	if err := d.setClock(a); err != nil {
		return err
	}
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	cfg.HTTP.Listen, cfg.HTTP.Invented = d.address(cfg.HTTP.Listen), true
	cfg.NATS = stream.Defaults() // a demonstration touches nothing but its own folder
	cfg.InfluxDB.URL = ""
	cfg.Alerts.Athletes = nil
	dir := a.Data
	if dir == "" {
		if dir, err = os.MkdirTemp("", "hvilepuls-demo-"); err != nil {
			return fmt.Errorf("make folder for the demonstration: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	owner, err := stream.Lock(dir)
	if err != nil {
		return err
	}
	now := a.now().In(loc)
	last := record.DateOf(now)
	if now.Before(last.In(loc).Add(demoHour)) {
		last--
	}
	return a.up(ctx, engineConfig{Config: cfg, dir: dir, owner: owner, role: roleUp}, func(ctx context.Context, e *engine, page string) error {
		if err := d.fill(ctx, a, e, synthetic.Demo(d.Seed, last, loc)); err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "The demonstration is ready. Open %s\nCtrl-C ends it.\n", page)
		return nil
	})
}

// setClock lets the program's clock begin at another time.
func (d demoCmd) setClock(a *app) error {
	if d.At == "" {
		return nil
	}
	at, err := time.Parse(time.RFC3339, d.At)
	if err != nil {
		return usage("at %q: want a time like 2026-11-25T05:45:00Z", d.At)
	}
	now := a.now
	began := now()
	a.now = func() time.Time { return at.Add(now().Sub(began)) }
	return nil
}

// address is the one to listen on: that of the settings, or a free port if that is taken.
func (d demoCmd) address(want string) string {
	if d.Listen != "" {
		return d.Listen
	}
	l, err := net.Listen("tcp", want)
	if err != nil {
		return "127.0.0.1:0"
	}
	_ = l.Close()
	return want
}

// fill sends the athlete's files and entries through the same door as any other.
func (d demoCmd) fill(ctx context.Context, a *app, e *engine, demo synthetic.Athlete) error {
	b := backend{e}
	bar := progressbar.NewOptions(len(demo.Files)+len(demo.Entries), progressbar.OptionSetWriter(a.stderr), progressbar.OptionSetVisibility(a.bars()),
		progressbar.OptionSetDescription("files of an invented athlete"), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	for _, entry := range demo.Entries {
		if _, err := b.Enter(ctx, demoAthlete, entry); err != nil {
			return err
		}
		_ = bar.Add(1)
	}
	for _, f := range demo.Files {
		u := api.Upload{Athlete: demoAthlete, Name: f.Name, Door: ingest.ImportDoor, Body: bytes.NewReader(f.Data)}
		if _, err := b.Accept(ctx, u); err != nil {
			return err
		}
		_ = bar.Add(1)
	}
	_ = bar.Finish()
	_, err := b.Drain(ctx)
	return err
}
