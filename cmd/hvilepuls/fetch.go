package main

import (
	"bytes"
	"context"
	"errors"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/ingest/connect"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// wireAccounts makes what fetches from accounts at services, where the settings name one.
func (e *engine) wireAccounts(m *connect.Metrics) error {
	if !e.cfg.Ingest.Accounts.Configured() || !e.cfg.ingests() {
		return nil
	}
	var err error
	if e.notes, err = ingest.OpenNotes(e.accountsDir(), e.keys); err != nil {
		return err
	}
	e.accounts = connect.NewAccounts(e.cfg.Ingest.Accounts, connect.Parts{Store: e.notes, Accept: e.fetched, Gone: e.archive.ForgottenAthlete, Metrics: m, Now: e.now})
	e.registry.MustRegister(e.accounts.Collector())
	return nil
}

// fetched takes in what was fetched. What the archive will never take is no reason to ask for it again.
func (e *engine) fetched(ctx context.Context, f connect.File) (known bool, err error) {
	ans, err := e.intake.Accept(ctx, ingest.Upload{Athlete: f.Athlete, Name: f.Name, Door: "connect", Body: bytes.NewReader(f.Body)})
	if errors.Is(err, ingest.ErrTooLarge) {
		e.log.Warn("a fetched file is larger than the archive takes")
		return false, nil
	}
	return ans.Status != stream.Accepted, err
}

// accountStatus is how the accounts are.
func (e *engine) accountStatus() ([]api.Account, error) {
	if e.accounts == nil {
		return nil, nil
	}
	all, err := e.accounts.Status()
	if err != nil {
		return nil, err
	}
	out := make([]api.Account, len(all))
	for i, s := range all {
		out[i] = api.Account{
			Connector: s.Connector, Title: s.Title, Setting: s.Setting, Athlete: s.Athlete, Contact: s.Contact, Data: s.Data, Next: s.Next,
			Trouble: string(s.Trouble), Blocked: s.Blocked, Deleted: s.Deleted, NoFile: s.NoFile,
		}
	}
	return out, nil
}
