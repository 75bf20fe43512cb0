package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Answers takes the answers that come by links: the first of a day counts. What it is lies in the stream before it is entered, so that
// whoever was killed between both enters the same when the link is used again.
type Answers struct {
	Streams *stream.Stream
	Enter   func(ctx context.Context, athlete string, e record.Entry) error // the same entry twice changes nothing
	Now     func() time.Time
}

// ErrAnswered means that the link was used before.
var ErrAnswered = errors.New("this was answered already")

// answer is a NOTICES document: what was answered by the link of a day.
type answer struct {
	V     int          `json:"v"`
	Entry record.Entry `json:"entry"`
}

// Given is what was answered by the link of a day, nil if nothing was.
func (a Answers) Given(ctx context.Context, athlete string, day record.Date) (*record.CheckIn, error) {
	m, ok, err := a.Streams.Last(ctx, stream.Notices, stream.AnswerSubject(athlete, day.String()))
	if err != nil || !ok {
		return nil, err
	}
	var got answer
	if err := json.Unmarshal(m.Data, &got); err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	return got.Entry.CheckIn, nil
}

// Take enters an answer. It fails with ErrAnswered where another came first, which is entered then in case it was not.
func (a Answers) Take(ctx context.Context, athlete string, c record.CheckIn) error {
	e := record.Entry{Kind: record.CheckInEntry, Entered: a.Now().UTC(), CheckIn: &c}
	if err := e.Check(); err != nil {
		return err
	}
	data, err := json.Marshal(answer{V: record.Version, Entry: e})
	if err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	subject := stream.AnswerSubject(athlete, c.Day.String())
	_, err = a.Streams.Publish(ctx, stream.Notices, stream.Put{Subject: subject, Data: data, Expect: new(uint64(0))})
	if errors.Is(err, stream.ErrConflict) {
		m, _, err := a.Streams.Last(ctx, stream.Notices, subject)
		if err != nil {
			return err
		}
		var first answer
		if err := json.Unmarshal(m.Data, &first); err != nil {
			return fmt.Errorf("read answer: %w", err)
		}
		return errors.Join(ErrAnswered, a.Enter(ctx, athlete, first.Entry))
	}
	if err != nil {
		return err
	}
	const keepDays = 90
	if err := a.Streams.Purge(ctx, stream.Notices, stream.AnswerSubject(athlete, (c.Day-keepDays).String())); err != nil {
		return err
	}
	return a.Enter(ctx, athlete, e)
}
