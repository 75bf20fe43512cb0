package alert

import (
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// The kinds of notices; KindRisk is another.
const (
	KindSession    = "session"    // the next glute session's verdict is not go; its level is the verdict, its day that of the session
	KindCorrection = "correction" // later data changed a morning's answer while its session is still to come; its level is the verdict
	KindDeload     = "deload"     // an easy week is due; its day is the week's Monday
	KindStale      = "stale"      // nothing was heard for a day and a half; its day is the last of which anything is known
	KindDigest     = "digest"     // the week before; its day is the Monday after
	KindCheckIn    = "checkin"    // the morning question
)

// Levels lists the levels of a kind.
func Levels(kind string) []string {
	switch kind {
	case KindRisk:
		return []string{risk.LevelWord(risk.Amber), risk.LevelWord(risk.Red)}
	case KindSession:
		return []string{risk.Undetermined, risk.Lighter, risk.Wait, risk.Rest}
	case KindCorrection:
		return []string{risk.Go, risk.Undetermined, risk.Lighter, risk.Wait, risk.Rest}
	case KindDeload:
		return []string{levelDue}
	case KindStale:
		return []string{levelQuiet}
	case KindDigest:
		return []string{levelWeek}
	}
	return []string{levelAsk}
}

// The levels of the kinds that have but one.
const (
	levelDue   = "due"
	levelQuiet = "silent"
	levelWeek  = "week"
	levelAsk   = "ask"
)

// keep is how long a notice is still worth sending where nothing ends it before.
const keep = Recent * 24 * time.Hour

// further are the notices that do not tell of a risen risk. verdict is what is said now of the next session.
func (in Input) further(said map[record.Date]result.Judgement, today record.Date, verdict result.Verdict) (out []result.Notice) {
	for _, decide := range []func(map[record.Date]result.Judgement, record.Date, result.Verdict) *result.Notice{
		in.corrected, in.session, in.deload, in.digest, in.ask,
	} {
		if n := decide(said, today, verdict); n != nil {
			out = append(out, *n)
		}
	}
	return out
}

// corrected tells of the newest morning whose answer became another while its session is still to come.
func (in Input) corrected(said map[record.Date]result.Judgement, today record.Date, _ result.Verdict) *result.Notice {
	for d := today; d >= today-Recent; d-- {
		j, ok := said[d]
		if !ok {
			continue // of the newest morning only: what it says replaces what those before said
		}
		if !j.Corrected() || !j.Changed.Equal(in.Now.UTC()) || !j.Now.Session.After(in.Now) {
			return nil
		}
		n := in.notice(KindCorrection, d, j.Now.Verdict)
		n.Was, n.Late, n.Until = j.First.Verdict, true, j.Now.Session
		return n
	}
	return nil
}

// session tells of the next session from the evening before it on, once its morning is judged, and for the last time Lead before it.
func (in Input) session(said map[record.Date]result.Judgement, today record.Date, v result.Verdict) *result.Notice {
	start := v.Session.Start
	if !start.After(in.Now) || v.Verdict == risk.Go {
		return nil
	}
	day := record.DateOf(start.In(in.Zone))
	_, judged := said[day]
	switch {
	case in.Now.Before(in.When.Evening.On(day-1, in.Zone)):
		return nil
	case today == day && !judged && in.Now.Before(start.Add(-in.When.Lead)):
		return nil // what the night tells comes first
	}
	n := in.notice(KindSession, day, v.Verdict)
	n.Until = start.UTC()
	return n
}

// deload tells that an easy week is due, at most once in a week.
func (in Input) deload(said map[record.Date]result.Judgement, today record.Date, v result.Verdict) *result.Notice {
	if _, judged := said[today]; !judged || deloadReason(v) == "" {
		return nil
	}
	return in.notice(KindDeload, monday(today), levelDue)
}

// deloadReason is the reason for an easy week, "" without one.
func deloadReason(v result.Verdict) string {
	i := slices.IndexFunc(v.Reasons, func(r result.Reason) bool {
		return r.Effect == "note" && (r.Sign == "weeks_since_deload" || r.Sign == "risk_level")
	})
	if i < 0 {
		return ""
	}
	return v.Reasons[i].Text
}

// stale tells that nothing was heard for a while.
func (in Input) stale() *result.Notice {
	silent := in.Now.Sub(in.Known)
	if in.When.Silent <= 0 || in.Known.IsZero() || silent < in.When.Silent || silent >= in.When.Silent+keep {
		return nil
	}
	return in.notice(KindStale, record.DateOf(in.Known.In(in.Zone)), levelQuiet)
}

// digest sums the week up on its Monday, once that is judged.
func (in Input) digest(said map[record.Date]result.Judgement, today record.Date, _ result.Verdict) *result.Notice {
	if _, judged := said[today]; !judged || !in.When.Digest || today != monday(today) || in.Week == nil {
		return nil
	}
	week := in.Week()
	if week == nil {
		return nil
	}
	n := in.notice(KindDigest, today, levelWeek)
	n.Week = week.Days
	return n
}

// ask asks the morning question while nobody has answered it.
func (in Input) ask(_ map[record.Date]result.Judgement, today record.Date, _ result.Verdict) *result.Notice {
	if !in.When.Links || in.Now.Before(in.When.Ask.On(today, in.Zone)) || !in.Now.Before(askUntil.On(today, in.Zone)) {
		return nil
	}
	if day := in.day(today); day != nil && day.CheckIn != nil && day.CheckIn.Fatigue != nil && day.CheckIn.Soreness != nil {
		return nil
	}
	n := in.notice(KindCheckIn, today, levelAsk)
	n.Until = (today + 1).In(in.Zone).UTC()
	return n
}

func (in Input) notice(kind string, day record.Date, level string) *result.Notice {
	return &result.Notice{
		V: record.Version, Athlete: in.Athlete, ID: NoticeID(kind, day, level), Kind: kind, Day: day, Level: level,
		Model: risk.Model, Decided: in.Now.UTC(), Until: in.Now.Add(keep).UTC(),
	}
}

func monday(d record.Date) record.Date { return d - record.Date((d.Weekday()+6)%7) }

// severity orders the levels of a kind: a worse one is told although the kind was told lately.
func severity(kind, level string) int {
	if kind == KindRisk {
		return rank(level)
	}
	return slices.Index([]string{risk.Go, risk.Undetermined, risk.Lighter, risk.Wait, risk.Rest}, level)
}
