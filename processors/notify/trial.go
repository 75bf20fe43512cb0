package notify

import (
	"context"
	"errors"

	"github.com/hvilepuls/hvilepuls/processors/alert"
)

// Tried is how a channel took a test notice.
type Tried struct {
	Athlete string `json:"athlete"`
	Channel string `json:"channel"`
	Reason  string `json:"reason,omitempty"` // why it failed, "" if it did not
	Again   bool   `json:"again,omitempty"`  // another attempt may succeed
}

// Test sends a test notice to each channel of an athlete, at once: no quiet hours, no receipt.
func (s *Sender) Test(ctx context.Context, athlete, language string) []Tried {
	out := []Tried{}
	now := s.Now().UTC()
	m := Message{
		ID: "test-" + now.Format("20060102t150405z"), Athlete: athlete, Kind: "test", Day: now.Format("2006-01-02"), Level: "test",
		Language: language, Text: alert.TestText(language),
	}
	for _, ch := range s.cfg.Athletes[athlete] {
		t := Tried{Athlete: athlete, Channel: ch.Name}
		if err := s.carriers.send(ctx, ch, m); err != nil {
			f, _ := errors.AsType[Failure](classify(err))
			t.Reason, t.Again = f.Reason, !f.Permanent
		}
		out = append(out, t)
	}
	return out
}
