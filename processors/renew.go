package processors

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Renew makes the results anew that a program of another result.Version wrote. It is called before the stages run.
func (e *Engine) Renew(ctx context.Context) error {
	var old []string
	err := e.streams.Read(ctx, stream.Results, []string{"results.*.*." + headToken}, func(m stream.Message) error {
		var h result.Head
		if err := json.Unmarshal(m.Data, &h); err != nil {
			return fmt.Errorf("read results: %w", err)
		}
		if h.V != result.Version {
			old = append(old, stream.AthleteOf(m.Subject))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, athlete := range old {
		if err := e.analyse(ctx, athlete, nil); err != nil {
			return err
		}
	}
	return nil
}
