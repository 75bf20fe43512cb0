package processors

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// said is what NOTICES holds of an athlete's last mornings, with the revisions of the documents.
type said struct {
	mornings map[record.Date]result.Judgement
	told     result.Told
	revs     map[string]uint64 // by subject
}

// readSaid reads what this model said of the mornings that may be the last ones at an instant, in whatever zone.
func (e *Engine) readSaid(ctx context.Context, athlete string, at time.Time) (said, error) {
	out := said{mornings: map[record.Date]result.Judgement{}, revs: map[string]uint64{}}
	today := record.DateOf(at.UTC())
	told := stream.NoticeSubject(athlete, alert.ToldID)
	filters := []string{told}
	for d := today - alert.Recent - 2; d <= today+1; d++ {
		filters = append(filters, stream.NoticeSubject(athlete, alert.JudgementID(d, risk.Model)))
	}
	err := e.streams.Read(ctx, stream.Notices, filters, func(m stream.Message) error {
		out.revs[m.Subject] = m.Seq
		if m.Subject == told {
			return decode(m, &out.told)
		}
		var j result.Judgement
		if err := decode(m, &j); err != nil {
			return err
		}
		out.mornings[j.Day] = j
		return nil
	})
	return out, err
}

// Notices is what was said of an athlete's mornings, by whatever model, and decided to be told.
func (e *Engine) Notices(ctx context.Context, athlete string) (result.Notices, error) {
	out := result.Notices{Athlete: athlete, Mornings: []result.Judgement{}, Notices: []result.Notice{}, Deliveries: []result.Delivery{}}
	filters := []string{stream.NoticeSubject(athlete, "*"), stream.DeliverySubject(athlete, "*", "*")}
	err := e.streams.Read(ctx, stream.Notices, filters, func(m stream.Message) error {
		switch id := stream.Token(m.Subject, 3); {
		case stream.Token(m.Subject, 0) == "delivery":
			var d result.Delivery
			err := decode(m, &d)
			out.Deliveries = append(out.Deliveries, d)
			return err
		case id == alert.ToldID:
			return nil
		case alert.IsJudgement(id):
			var j result.Judgement
			err := decode(m, &j)
			out.Mornings = append(out.Mornings, j)
			return err
		}
		var n result.Notice
		err := decode(m, &n)
		out.Notices = append(out.Notices, n)
		return err
	})
	slices.SortFunc(out.Mornings, func(a, b result.Judgement) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Model, b.Model))
	})
	slices.SortFunc(out.Notices, func(a, b result.Notice) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(out.Deliveries, func(a, b result.Delivery) int {
		return cmp.Or(cmp.Compare(a.Notice, b.Notice), cmp.Compare(a.Channel, b.Channel))
	})
	return out, err
}

func decode(m stream.Message, into any) error {
	if err := json.Unmarshal(m.Data, into); err != nil {
		return fmt.Errorf("read notices: %w", err)
	}
	return nil
}

// notice writes a decision in one batch. A notice that exists is left as it is: what was told once is not told again.
func (e *Engine) notice(ctx context.Context, out *alert.Decision, before said) error {
	var puts []stream.Put
	put := func(athlete, id string, doc any, rev uint64) error {
		data, err := json.Marshal(doc)
		if err != nil {
			return fmt.Errorf("write notices: %w", err)
		}
		puts = append(puts, stream.Put{Subject: stream.NoticeSubject(athlete, id), Data: data, Expect: &rev, Cause: stream.CauseOf(ctx)})
		return nil
	}
	var errs []error
	for _, j := range out.Mornings {
		id := alert.JudgementID(j.Day, j.Model)
		errs = append(errs, put(j.Athlete, id, j, before.revs[stream.NoticeSubject(j.Athlete, id)]))
	}
	var written []result.Notice
	for _, n := range out.Notices {
		_, exists, err := e.streams.Last(ctx, stream.Notices, stream.NoticeSubject(n.Athlete, n.ID))
		if err != nil {
			return err
		}
		if exists {
			continue
		}
		written = append(written, n)
		errs = append(errs, put(n.Athlete, n.ID, n, 0))
	}
	if len(written) > 0 {
		athlete := written[0].Athlete
		told := result.Told{V: record.Version, Athlete: athlete, Last: out.Told}
		errs = append(errs, put(athlete, alert.ToldID, told, before.revs[stream.NoticeSubject(athlete, alert.ToldID)]))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := e.streams.PublishBatch(ctx, stream.Notices, puts); err != nil {
		return err
	}
	e.metrics.decided(out.Mornings, written)
	return nil
}

// keepJudgements is how long it is kept what was said of a morning, days. Notices are kept for good.
const keepJudgements = 90

// dropJudgements removes what is old when a new morning is judged.
func (e *Engine) dropJudgements(ctx context.Context, athlete string, out alert.Decision) error {
	if len(out.Mornings) == 0 {
		return nil
	}
	oldest := alert.JudgementID(out.Mornings[0].Day-keepJudgements, "")
	subjects, err := e.streams.Subjects(ctx, stream.Notices, stream.NoticeSubject(athlete, "*"))
	if err != nil {
		return err
	}
	for _, s := range subjects {
		if id := stream.Token(s, 3); alert.IsJudgement(id) && id < oldest {
			if err := e.streams.Purge(ctx, stream.Notices, s); err != nil {
				return err
			}
		}
	}
	return nil
}
