package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// upCmd runs everything in one process.
type upCmd struct {
	Listen string `help:"Address of the page; the settings' http.listen." placeholder:"HOST:PORT"`
}

// Run runs until a signal ends it.
func (u upCmd) Run(ctx context.Context, a *app) error {
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	if u.Listen != "" {
		cfg.HTTP.Listen = u.Listen
		if err := cfg.HTTP.Check(); err != nil {
			return exitError{exitUsage, err}
		}
	}
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	var owner *stream.Owner
	if cfg.NATS.URL == "" {
		var socket string
		if owner, socket, err = a.own(ctx, dir); err != nil {
			return err
		}
		if socket != "" {
			return fmt.Errorf("hvilepuls is up on %s already; stop that one first, or name another folder with --data", dir)
		}
	}
	return a.up(ctx, engineConfig{Config: cfg, dir: dir, owner: owner, role: roleUp}, nil)
}

// up runs an engine with its public address until ctx ends. began, if given, is called once it serves.
func (a *app) up(ctx context.Context, cfg engineConfig, began func(ctx context.Context, e *engine, page string) error) error {
	log := a.logger(a.level(slog.LevelInfo))
	l, secure, err := listen(cfg.HTTP, log)
	if err != nil {
		if cfg.owner != nil {
			err = errors.Join(err, cfg.owner.Close())
		}
		return err
	}
	e, err := open(ctx, cfg, log, a.now)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if cfg.owner != nil {
		private, err := cfg.owner.Listen(roleUp)
		if err != nil {
			stop()
			return errors.Join(err, e.Close())
		}
		e.serve(private, e.doors.Private())
	}
	public := e.doors.Listener(l)
	if secure != nil {
		public = tls.NewListener(public, secure)
	}
	e.serve(public, e.doors.Public())
	err = a.began(ctx, e, l.Addr(), began)
	if err == nil {
		select {
		case <-ctx.Done():
		case <-e.ended: // a part that fails ends the whole
		}
	}
	stop()
	return errors.Join(err, e.Close())
}

// listen opens the public address, and gives what TLS needs if the settings have it, else nil.
func listen(cfg api.Config, log *slog.Logger) (net.Listener, *tls.Config, error) {
	secure, err := cfg.TLS.Config(log)
	if err != nil {
		return nil, nil, err
	}
	l, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return nil, nil, fmt.Errorf("open the page's address: %w; another with --listen or http.listen", err)
	}
	return l, secure, nil
}

func (a *app) began(ctx context.Context, e *engine, addr net.Addr, began func(context.Context, *engine, string) error) error {
	key, err := e.pageKey()
	if err != nil {
		return err
	}
	page := "http://" + openable(addr) + "/"
	if e.cfg.HTTP.TLS.On() {
		page = "https://" + cmp.Or(e.cfg.HTTP.TLS.Name(), openable(addr)) + "/"
	}
	if began != nil {
		return began(ctx, e, page+"?key="+key)
	}
	if terminal(a.stdout) {
		fmt.Fprintf(a.stdout, "Hvilepuls is up. Open %s?key=%s\n", page, key)
	} else { // a log: the key does not belong there
		fmt.Fprintf(a.stdout, "Hvilepuls is up. Open %s and sign in with what %s holds.\n", page, keyFile(e))
	}
	if e.cfg.ingests() {
		a.note("Files copied into %s/<athlete>/ are taken in.", e.watchDir())
	}
	return nil
}

// openable is an address as a browser takes it.
func openable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort(hostID(), port)
	}
	return addr.String()
}

func keyFile(e *engine) string { return filepath.Join(e.cfg.dir, pageKeyName) }

func hostID() string {
	if h, err := os.Hostname(); err == nil {
		return h
	}
	return "localhost"
}
