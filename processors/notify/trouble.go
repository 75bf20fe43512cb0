package notify

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// troubleTime is how long a failure is worth telling of.
const troubleTime = 7 * 24 * time.Hour

// Trouble gives the newest receipt of each channel whose last attempt failed, by athlete and channel.
func (s *Sender) Trouble(ctx context.Context) ([]result.Delivery, error) {
	newest := map[[2]string]result.Delivery{}
	err := s.Streams.Read(ctx, stream.Notices, []string{stream.DeliverySubject("*", "*", "*")}, func(m stream.Message) error {
		var d result.Delivery
		if err := json.Unmarshal(m.Data, &d); err != nil {
			return fmt.Errorf("read delivery: %w", err)
		}
		at := [2]string{d.Athlete, d.Channel}
		if d.Tries > 0 && !d.Tried.Before(newest[at].Tried) {
			newest[at] = d
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []result.Delivery
	for _, d := range newest {
		if d.Reason != "" && s.Now().Sub(d.Tried) < troubleTime {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b result.Delivery) int {
		return cmp.Or(cmp.Compare(a.Athlete, b.Athlete), cmp.Compare(a.Channel, b.Channel))
	})
	return out, nil
}
