package main

import (
	"context"
)

// ingestCmd runs what takes files in, beside other processes on a NATS cluster.
type ingestCmd struct{}

// Run runs until a signal ends it.
func (ingestCmd) Run(ctx context.Context, a *app) error { return a.role(ctx, "ingest") }

// processCmd runs the processors, beside other processes on a NATS cluster.
type processCmd struct{}

// Run runs until a signal ends it.
func (processCmd) Run(ctx context.Context, a *app) error { return a.role(ctx, "process") }

func (a *app) role(ctx context.Context, role string) error {
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	if cfg.NATS.URL == "" {
		return usage("%s needs a NATS server (nats.url in the settings); without one `hvilepuls up` does everything", role)
	}
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	return a.up(ctx, engineConfig{Config: cfg, dir: dir, role: role}, nil)
}
