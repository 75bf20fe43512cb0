package processors

import (
	"context"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/alert"
)

// toldAfter is how many days after a date a notice may still speak of it: a digest sums up the week before its Monday.
const toldAfter = 7

// ForgetNotices removes what was said and answered of the mornings about which records of dates can have told: judgements, notices, their
// deliveries and the answers by links. Judge and Alert must be paused. What kind was told when stays, so that nothing is told twice.
func (e *Engine) ForgetNotices(ctx context.Context, athlete string, dates []record.Date) error {
	gone := map[record.Date]bool{}
	for _, d := range dates {
		if d == record.NoDate {
			continue
		}
		for day := d - 1; day <= d+toldAfter; day++ {
			gone[day] = true
		}
	}
	for _, filter := range []string{
		stream.NoticeSubject(athlete, "*"), stream.DeliverySubject(athlete, "*", "*"), stream.AnswerSubject(athlete, "*"),
	} {
		there, err := e.streams.Subjects(ctx, stream.Notices, filter)
		if err != nil {
			return err
		}
		for _, s := range there {
			id := stream.Token(s, 3)
			day, ok := alert.DayOf(id)
			if stream.Token(s, 0) == "answer" {
				d, err := record.ParseDate(id)
				day, ok = d, err == nil
			}
			if !ok || !gone[day] {
				continue
			}
			if err := e.streams.Purge(ctx, stream.Notices, s); err != nil {
				return err
			}
		}
	}
	return nil
}
