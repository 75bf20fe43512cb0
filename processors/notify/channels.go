package notify

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/processors/alert"
)

// Listed is a channel as it is shown: by its name and kind, never by its address.
type Listed struct {
	Name  string    `json:"name"`
	Kind  string    `json:"kind"`           // ntfy, telegram, matrix, …; "" of one whose address cannot be read
	Own   bool      `json:"own"`            // the athlete added it, and may remove it; else the settings name it
	Added time.Time `json:"added,omitzero"` // of one's own
}

// channels are the athlete's, those of the settings first.
func (s *Sender) channels(athlete string) ([]Channel, error) {
	own, err := s.Book.channels(athlete)
	return slices.Concat(s.cfg.Athletes[athlete], own), err
}

// Channels lists an athlete's channels.
func (s *Sender) Channels(athlete string) ([]Listed, error) {
	all, err := s.channels(athlete)
	if err != nil {
		return nil, err
	}
	out := []Listed{}
	for _, ch := range all {
		l := Listed{Name: ch.Name, Own: ch.said != "", Added: ch.added}
		if to, err := ch.address(); err == nil {
			l.Kind = kindOf(to)
		}
		out = append(out, l)
	}
	return out, nil
}

// kindOf is the kind of channel that an address is of.
func kindOf(to *url.URL) string {
	kind := schemeOf(to)
	if kind == "https" || kind == "http" {
		return "webhook"
	}
	return kind
}

// schemeOf is the scheme by which an address is spoken to, without what the library puts around it.
func schemeOf(to *url.URL) string {
	scheme, _, _ := strings.Cut(strings.TrimPrefix(to.Scheme, "generic+"), "+")
	return scheme
}

// Add adds a channel that somebody typed. What can never be sent to is refused, with the reason.
func (s *Sender) Add(ctx context.Context, athlete, name, address string) error {
	ch := Channel{Name: name, said: strings.TrimSpace(address), added: s.Now().UTC()}
	if !channelName.MatchString(name) {
		return refused("a channel needs a name of 1 to 32 of a-z, 0-9 and -")
	}
	if slices.ContainsFunc(s.cfg.Athletes[athlete], func(o Channel) bool { return o.Name == name }) {
		return refused("the settings name a channel %s already", name)
	}
	if ch.said == "" {
		return refused("a channel needs an address")
	}
	to, err := ch.address()
	if err == nil {
		err = s.carriers.check(ctx, to)
	}
	if err != nil {
		return refused("the channel cannot be used: %s", err)
	}
	return s.Book.add(athlete, named{Name: name, Address: ch.said, Added: ch.added})
}

// Remove takes a channel away that the athlete added.
func (s *Sender) Remove(athlete, name string) error { return s.Book.remove(athlete, name) }

// Tried is how a channel took a test notice.
type Tried struct {
	Athlete string `json:"athlete"`
	Channel string `json:"channel"`
	Reason  string `json:"reason,omitempty"` // why it failed, "" if it did not
	Again   bool   `json:"again,omitempty"`  // another attempt may succeed
}

// Test sends a test notice to each channel of an athlete, or the one of a name, at once: no quiet hours, no receipt.
func (s *Sender) Test(ctx context.Context, athlete, name, language string) ([]Tried, error) {
	all, err := s.channels(athlete)
	if err != nil {
		return nil, err
	}
	out := []Tried{}
	now := s.Now().UTC()
	m := Message{
		ID: "test-" + now.Format("20060102t150405z"), Athlete: athlete, Kind: "test", Day: now.Format("2006-01-02"), Level: "test",
		Language: language, Text: alert.TestText(language),
	}
	for _, ch := range all {
		if name != "" && ch.Name != name {
			continue
		}
		t := Tried{Athlete: athlete, Channel: ch.Name}
		if err := s.send(ctx, ch, m); err != nil {
			f, _ := errors.AsType[Failure](classify(err))
			t.Reason, t.Again = f.Reason, !f.Permanent
		}
		out = append(out, t)
	}
	if name != "" && len(out) == 0 {
		return nil, Refused{Reason: "there is no channel named " + name, Unknown: true}
	}
	return out, nil
}

// send makes one attempt on a channel. A device that is gone for good is forgotten.
func (s *Sender) send(ctx context.Context, ch Channel, m Message) error {
	err := s.carriers.send(ctx, ch, m)
	if errors.Is(err, error(errGone)) && ch.said != "" {
		_ = s.Book.forget(m.Athlete, ch.said) // where this fails the next notice tries again
	}
	return err
}

// Athletes are those who have a channel.
func (s *Sender) Athletes() ([]string, error) {
	out, err := s.Book.Athletes()
	out = append(out, slices.Collect(maps.Keys(s.cfg.Athletes))...)
	slices.Sort(out)
	return slices.Compact(out), err
}
