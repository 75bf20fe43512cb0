package processors

import (
	"context"

	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Renew makes the results anew that a program of another result.Version wrote. It is called before the stages run.
func (e *Engine) Renew(ctx context.Context) error {
	athletes, err := e.Athletes(ctx)
	if err != nil {
		return err
	}
	for _, athlete := range athletes {
		_, head, err := e.readHead(ctx, athlete)
		if err != nil {
			return err
		}
		if head.V == 0 || head.V == result.Version { // there are none, or they are of today
			continue
		}
		if err := e.analyse(ctx, athlete, nil); err != nil {
			return err
		}
	}
	return nil
}
