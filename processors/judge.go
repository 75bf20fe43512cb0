package processors

import (
	"context"
	"sync"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// judgeMornings judges an athlete's last mornings once nothing is on its way any more: half an import would be judged by half a history.
func (e *Engine) judgeMornings(ctx context.Context, athlete string, ms []stream.Message) error {
	if !touches(ms, e.now()) {
		return nil
	}
	if err := e.calm(ctx, athlete); err != nil {
		return err
	}
	return e.pass(ctx, stream.Judge, func() error { return e.judgeAthlete(ctx, athlete, e.now()) })
}

// touches tells whether messages may change what is said of the last mornings: those of an import of old days do not.
func touches(ms []stream.Message, now time.Time) bool {
	const days = 10 // the week that a session of the glutes counts for, the mornings still judged, and the zones
	since := (record.DateOf(now.UTC()) - days).Month()
	for _, m := range ms {
		if month := stream.Token(m.Subject, 3); month == "" || month == profileMonth || month >= since { // a wake has no month
			return true
		}
	}
	return false
}

// calm waits until neither files nor receipts of the athlete have been on their way for as long as messages are gathered.
func (e *Engine) calm(ctx context.Context, athlete string) error {
	const looks = 4
	tick := time.NewTicker(max(e.cfg.Gather/looks, time.Millisecond))
	defer tick.Stop()
	for n := 0; n < looks; n++ {
		idle, err := e.streams.Idle(ctx, athlete, stream.Ingest, stream.Assemble)
		if err != nil {
			return err
		}
		if !idle {
			n = -1
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// judgeAthlete judges the last mornings at an instant and writes what that changes, all of it or nothing.
func (e *Engine) judgeAthlete(ctx context.Context, athlete string, now time.Time) error {
	before, err := e.readSaid(ctx, athlete, now) // the revisions first
	if err != nil {
		return err
	}
	k, err := e.readDays(ctx, athlete)
	if err != nil {
		return err
	}
	out := alert.Decide(alert.Input{
		Athlete: athlete, Now: now, Zone: k.zone(now), Latest: e.cfg.JudgeAt, Days: k.days, Before: before.mornings, Told: before.told.Last,
		Judge: func(at time.Time) result.Verdict { return e.judge(k, at, "") },
		Next:  func() result.Verdict { return e.judge(k, now, "") },
		When:  e.cfg.When.For(k.about.Profile.Alerts), Known: lastKnown(k.days), Language: k.language(), Week: sync.OnceValue(func() *alert.Week { return e.week(k, now) }),
	})
	if err := e.notice(ctx, &out, before); err != nil {
		return err
	}
	return e.dropJudgements(ctx, athlete, out)
}

// zone is the athlete's zone at an instant.
func (k knowledge) zone(t time.Time) *time.Location {
	var last *record.Day
	for i := range k.days {
		if d := &k.days[i]; last == nil || d.Date > last.Date {
			last = d
		}
	}
	return k.about.LocationBy(t, last)
}

// language is the athlete's, English where they have said none.
func (k knowledge) language() string {
	return k.about.Profile.LanguageOr("en")
}
