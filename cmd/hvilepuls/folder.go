package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/seal"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// sealed are the names in the data folder that are sealed. The streams have an encryption of their own; the watch folder is the user's.
func sealed() []string {
	return slices.Concat([]string{"archive", "accounts", "channels", "page.key", "push.key", "answers.key"}, auth.Files(), stream.Sealed())
}

const staleAfter = 24 * time.Hour // processes on one cluster share the folder and may be writing

// openFolder opens the data folder, removes what a killed process was writing there, and seals what is not yet sealed by the newest key.
func (e *engine) openFolder(ctx context.Context) (err error) {
	if e.keys, err = seal.Load(e.cfg.Encryption); err != nil {
		return err
	}
	plain, err := disk.Open(e.cfg.dir)
	if err != nil {
		return fmt.Errorf("open data folder: %w", err)
	}
	e.folder = e.keys.Over(plain)
	if err := disk.Sweep(e.folder, ".", e.now().Add(-staleAfter)); err != nil {
		return fmt.Errorf("remove what was left half written: %w", err)
	}
	n, err := e.keys.Renew(ctx, plain, sealed()...)
	if n > 0 {
		e.log.Info("files are sealed by the newest key now", "files", n)
	}
	e.cfg.NATS.Keys = e.keys
	return err
}
