package api

import (
	"context"
	"net/http"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Channels are the ways by which athletes are told. What is refused is a Problem, in words without an address.
type Channels interface {
	Channels(ctx context.Context, athlete string) ([]Channel, error)
	AddChannel(ctx context.Context, athlete, name, address string) error
	AddDevice(ctx context.Context, athlete, name string, d Device) error
	RemoveChannel(ctx context.Context, athlete, name string) error
	// TestAlerts sends a test notice to the channels of an athlete, of all for "", or to the one of a name.
	TestAlerts(ctx context.Context, athlete, name string) ([]AlertTried, error)
	// PushKey is the public key with which browsers subscribe (RFC 8292), base64url.
	PushKey() string
	// AlertDefaults is how athletes are told who said nothing of it.
	AlertDefaults() record.Alerts
}

// Channel is a way by which an athlete is told. Its address is never told.
type Channel struct {
	Name  string    `json:"name"`
	Kind  string    `json:"kind"`           // ntfy, telegram, …; "" where its address cannot be read
	Own   bool      `json:"own"`            // the athlete added it; else the settings name it
	Added time.Time `json:"added,omitzero"` // of one's own
}

// NewChannel is a channel to be added.
type NewChannel struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// Device is a browser's subscription to push notices.
type Device struct{ Endpoint, P256dh, Auth string }

// AlertTried is how a channel took a test notice.
type AlertTried struct {
	Athlete string `json:"athlete"`
	Channel string `json:"channel"`
	Reason  string `json:"reason,omitempty"` // why it failed, "" if it did not
	Again   bool   `json:"again,omitempty"`  // another attempt may succeed
}

func (d *Doors) getChannels(w http.ResponseWriter, r *http.Request, v visit) error {
	all, err := d.backend.Channels(r.Context(), v.athlete)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, map[string]any{"channels": all})
}

func (d *Doors) postChannel(w http.ResponseWriter, r *http.Request, v visit) error {
	var c NewChannel
	if err := readJSON(w, r, &c); err != nil {
		return err
	}
	if err := d.backend.AddChannel(r.Context(), v.athlete, c.Name, c.Address); err != nil {
		return err
	}
	return answer(w, http.StatusCreated, map[string]any{})
}

func (d *Doors) deleteChannel(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := d.backend.RemoveChannel(r.Context(), v.athlete, r.PathValue("id")); err != nil {
		return err
	}
	return answer(w, http.StatusOK, map[string]any{})
}

func (d *Doors) testChannel(w http.ResponseWriter, r *http.Request, v visit) error {
	tried, err := d.backend.TestAlerts(r.Context(), v.athlete, r.PathValue("id"))
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, map[string]any{"channels": tried})
}
