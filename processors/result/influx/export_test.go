package influx

import (
	"context"
	"errors"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Handle does what the stage of a message's stream does with it, once.
func (s *Sink) Handle(ctx context.Context, athlete string, m stream.Message) error {
	switch stream.Token(m.Subject, 0) {
	case "receipt":
		return s.receipts(ctx, athlete, []stream.Message{m})
	case "days":
		return s.days(ctx, athlete, []stream.Message{m})
	case "results", "verdict":
		return s.results(ctx, athlete, []stream.Message{m})
	}
	return errors.New("no stage reads " + m.Subject)
}

// VerifyOne is Verify of one athlete.
func (s *Sink) VerifyOne(ctx context.Context, athlete string) ([]Difference, error) {
	main, err := s.verifyMain(ctx, athlete)
	if err != nil {
		return nil, err
	}
	raw, err := s.verifyRaw(ctx, athlete)
	return append(main, raw...), err
}

// HasBuckets tells the sink that the buckets are there, which it could not ask of InfluxDB 1.8.
func (s *Sink) HasBuckets() { s.db.ready = true }
