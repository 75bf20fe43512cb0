package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// board is a backend that remembers what was asked of its channels.
type board struct {
	desk
	asked []string
}

func (b *board) say(word ...string) { b.asked = append(b.asked, strings.Join(word, " ")) }

func (b *board) Channels(context.Context, string) ([]Channel, error) {
	return []Channel{{Name: "phone", Kind: "ntfy", Own: true, Added: clock()}}, nil
}

func (b *board) AddChannel(_ context.Context, athlete, name, address string) error {
	if b.say("add", athlete, name, address); name == "taken" {
		return Problem{http.StatusBadRequest, errors.New("there is a channel named taken already")}
	}
	return nil
}

func (b *board) AddDevice(_ context.Context, athlete, name string, d Device) error {
	b.say("device", athlete, name, d.Endpoint, d.P256dh, d.Auth)
	return nil
}

func (b *board) RemoveChannel(_ context.Context, athlete, name string) error {
	b.say("remove", athlete, name)
	return nil
}

func (b *board) TestAlerts(_ context.Context, athlete, name string) ([]AlertTried, error) {
	b.say("test", athlete, name)
	return []AlertTried{{Channel: name, Reason: "it cannot be reached", Again: true}}, nil
}

func (b *board) Notices(context.Context, string) (result.Notices, error) {
	return result.Notices{}, nil
}
func (b *board) PushKey() string { return "BKey" }
func (b *board) AlertDefaults() record.Alerts {
	return record.Alerts{QuietFrom: new("22:00"), QuietTo: new("06:30"), LeadMin: new(120)}
}

func TestFormsOfChannels(t *testing.T) {
	for _, c := range []struct {
		form   string
		status int
		to     string
		asked  []string
	}{
		{"do=add&name=phone&address=ntfy://sesam", http.StatusSeeOther, "/athletes/ada/channels?added", []string{"add ada phone ntfy://sesam"}},
		{"do=add&name=taken&address=ntfy://sesam", http.StatusBadRequest, "", []string{"add ada taken ntfy://sesam"}},
		{"do=device&name=phone&endpoint=https://push&p256dh=k&auth=a", http.StatusSeeOther, "/athletes/ada/channels?added", []string{"device ada phone https://push k a"}},
		{"do=remove&name=phone", http.StatusSeeOther, "/athletes/ada/channels?removed", []string{"remove ada phone"}},
		{"do=test&name=phone", http.StatusOK, "", []string{"test ada phone"}},
		{"do=test", http.StatusBadRequest, "", nil},
		{"do=x", http.StatusBadRequest, "", nil},
	} {
		b := &board{}
		form, err := url.ParseQuery(c.form)
		if err != nil {
			t.Fatal(err)
		}
		w := post(t, b, "/athletes/ada/channels", form)
		if w.Code != c.status || w.Header().Get("Location") != c.to {
			t.Errorf("%s: %d to %q", c.form, w.Code, w.Header().Get("Location"))
		}
		if d := cmp.Diff(c.asked, b.asked); d != "" {
			t.Errorf("%s: asked (-want +got):\n%s", c.form, d)
		}
		if strings.Contains(w.Body.String(), "sesam") {
			t.Errorf("%s: the page tells the address", c.form)
		}
		if b = (&board{}); post(t, b, "/athletes/bo/channels", form).Code != http.StatusForbidden || len(b.asked) > 0 {
			t.Errorf("%s: goes to another athlete: %v", c.form, b.asked)
		}
	}
}

// How an athlete wants to be told becomes a word of their profile, that says only what is not as the settings say.
func TestHowToBeToldIsAnEntry(t *testing.T) {
	b := &board{}
	w := post(t, b, "/athletes/ada/channels", url.Values{"do": {"when"}, "quiet_from": {"22:00"}, "quiet_to": {"06:30"}, "lead": {"3"}, "kind": {"risk", "session", "correction", "deload", "stale", "checkin"}})
	want := []record.Entry{{Kind: record.ProfileEntry, Entered: clock(), Profile: &record.Profile{Alerts: &record.Alerts{LeadMin: new(180), Unwanted: []string{"digest"}}}}}
	if d := cmp.Diff(want, b.entries); d != "" || w.Header().Get("Location") != "/athletes/ada/channels?saved" {
		t.Errorf("%d, entries (-want +got):\n%s", w.Code, d)
	}
	if w := post(t, &board{}, "/athletes/ada/channels", url.Values{"do": {"when"}, "quiet_from": {"25:00"}, "quiet_to": {"06:30"}, "lead": {"100"}}); w.Code != http.StatusBadRequest {
		t.Errorf("what is no time is taken: %d", w.Code)
	}
}
