package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/term"

	"github.com/hvilepuls/hvilepuls/configs"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// app is what every command has at hand.
type app struct {
	*cli
	stdout, stderr io.Writer
	now            func() time.Time
}

// note tells a person something that is not the answer.
func (a *app) note(format string, args ...any) {
	if !a.Quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}

// print writes a command's answer as JSON.
func (a *app) print(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// bars tells whether progress bars make sense.
func (a *app) bars() bool {
	return !a.Quiet && terminal(a.stderr)
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// level is what is logged: --log, or as said; at a terminal no more than what somebody should look at.
func (a *app) level(usual slog.Level) slog.Level {
	var named slog.Level
	switch {
	case a.Log != "" && named.UnmarshalText([]byte(a.Log)) == nil:
		return named
	case a.Quiet:
		return slog.LevelError
	case terminal(a.stderr):
		return max(usual, slog.LevelWarn)
	}
	return usual
}

func (a *app) logger(level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level}))
}

// settings reads the file of settings.
func (a *app) settings() (configs.Config, error) {
	c, err := configs.Load(a.Config)
	if err != nil {
		return c, exitError{exitUsage, err}
	}
	if t := os.Getenv("HVILEPULS_INFLUXDB_TOKEN"); t != "" {
		c.InfluxDB.Token = t
	}
	return c, nil
}

// dataDir is the data folder: --data, or the user's own.
func (a *app) dataDir() (string, error) {
	if a.Data != "" {
		return a.Data, nil
	}
	if x := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(x) {
		return filepath.Join(x, "hvilepuls"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", usage("find a data folder: %w; name one with --data", err)
	}
	return filepath.Join(home, ".local", "share", "hvilepuls"), nil
}

const (
	lockEvery = 50 * time.Millisecond
	lockTell  = 2 * time.Second // after which a person is told what is waited for
	roleUp    = "up"
	roleShort = "command"
)

// connect makes the command a client: of the owner of the data folder if one is up, else of an engine of its own, which first finishes what
// is pending. done must be called with the command's error, to which it joins what went wrong at the end.
func (a *app) connect(ctx context.Context) (c *client, done func(*error), err error) {
	cfg, err := a.settings()
	if err != nil {
		return nil, nil, err
	}
	dir, err := a.dataDir()
	if err != nil {
		return nil, nil, err
	}
	var owner *stream.Owner
	if cfg.NATS.URL == "" {
		var socket string
		if owner, socket, err = a.own(ctx, dir); err != nil {
			return nil, nil, err
		}
		if socket != "" {
			return socketClient(socket), func(*error) {}, nil
		}
	}
	e, err := open(ctx, engineConfig{Config: cfg, dir: dir, owner: owner, role: roleShort}, a.logger(a.level(slog.LevelError)), a.now)
	if err != nil {
		return nil, nil, err
	}
	c, err = e.serveHere(ctx)
	if err != nil {
		return nil, nil, errors.Join(err, e.Close())
	}
	return c, func(err *error) { *err = errors.Join(*err, e.Close()) }, nil
}

// connectTo connects for a command about one athlete: the one that was named, or the only one there is.
func (a *app) connectTo(ctx context.Context, named string) (c *client, athlete string, done func(*error), err error) {
	if c, done, err = a.connect(ctx); err != nil {
		return nil, "", nil, err
	}
	if athlete, err = a.athlete(ctx, c, named); err != nil {
		done(&err)
		return nil, "", nil, err
	}
	return c, athlete, done, nil
}

// own makes this process the owner of the data folder, or gives the socket of the owner that is up. It waits for short commands.
func (a *app) own(ctx context.Context, dir string) (owner *stream.Owner, socket string, err error) {
	start, told := a.now(), false
	tick := time.NewTicker(lockEvery)
	defer tick.Stop()
	for {
		owner, err = stream.Lock(dir)
		if !errors.Is(err, stream.ErrOwned) {
			return owner, "", err
		}
		note, ok, err := stream.ReadNote(dir)
		if err != nil {
			return nil, "", err
		}
		if ok && note.Role == roleUp && reachable(ctx, note.Socket) {
			return nil, note.Socket, nil
		}
		if !told && a.now().Sub(start) > lockTell {
			told = true
			a.note("waiting for another hvilepuls that uses %s", dir)
		}
		select {
		case <-ctx.Done():
			return nil, "", ctx.Err()
		case <-tick.C:
		}
	}
}

// athlete is the one that was named, or the only one there is.
func (a *app) athlete(ctx context.Context, c *client, named string) (string, error) {
	if named != "" {
		if err := ingest.CheckAthlete(named); err != nil {
			return "", exitError{exitUsage, err}
		}
		return named, nil
	}
	all, err := c.athletes(ctx)
	switch {
	case err != nil:
		return "", err
	case len(all) == 0:
		return "", usage("there is no athlete yet: `hvilepuls import --athlete NAME --tz ZONE PATH` makes one")
	case len(all) > 1:
		return "", usage("there are several athletes: name one with --athlete (%q)", all)
	}
	return all[0], nil
}
