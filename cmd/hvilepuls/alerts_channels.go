package main

import (
	"context"
	"errors"
	"net/http"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/notify"
)

// refusal tells the doors which errors of channels are the asker's to mend.
func refusal(err error) error {
	r, ok := errors.AsType[notify.Refused](err)
	switch {
	case !ok:
		return problem(err)
	case r.Unknown:
		return api.Problem{Status: http.StatusNotFound, Err: r}
	}
	return api.Problem{Status: http.StatusBadRequest, Err: r}
}

// Channels lists an athlete's channels.
func (b backend) Channels(_ context.Context, athlete string) ([]api.Channel, error) {
	all, err := b.sender.Channels(athlete)
	out := []api.Channel{}
	for _, c := range all {
		out = append(out, api.Channel(c))
	}
	return out, err
}

// AddChannel adds a channel that somebody typed.
func (b backend) AddChannel(ctx context.Context, athlete, name, address string) error {
	return refusal(b.sender.Add(ctx, athlete, name, address))
}

// AddDevice adds a browser as a channel.
func (b backend) AddDevice(ctx context.Context, athlete, name string, d api.Device) error {
	return refusal(b.sender.Subscribe(ctx, athlete, name, notify.Device(d)))
}

// RemoveChannel takes a channel away that the athlete added.
func (b backend) RemoveChannel(_ context.Context, athlete, name string) error {
	return refusal(b.sender.Remove(athlete, name))
}

// PushKey is the key with which browsers subscribe.
func (b backend) PushKey() string { return b.sender.PushKey() }

// AlertDefaults is how athletes are told who said nothing of it.
func (b backend) AlertDefaults() record.Alerts {
	c := b.cfg.Alerts
	return record.Alerts{QuietFrom: new(c.Quiet.From.String()), QuietTo: new(c.Quiet.To.String()), LeadMin: new(int(c.Lead.Minutes()))}
}

// TestAlerts sends a test notice to the channels of an athlete, of all where none is named, or to the one of a name.
func (b backend) TestAlerts(ctx context.Context, athlete, name string) ([]api.AlertTried, error) {
	athletes := []string{athlete}
	if athlete == "" {
		var err error
		if athletes, err = b.sender.Athletes(); err != nil {
			return nil, err
		}
	}
	out := []api.AlertTried{}
	for _, who := range athletes {
		about, err := b.proc.About(ctx, who)
		if err != nil {
			return nil, err
		}
		tried, err := b.sender.Test(ctx, who, name, about.Profile.LanguageOr("en"))
		if err != nil {
			return nil, refusal(err)
		}
		for _, t := range tried {
			out = append(out, api.AlertTried(t))
		}
	}
	return out, nil
}
