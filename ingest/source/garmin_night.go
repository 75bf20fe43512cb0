package source

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// garminTime is a time of Garmin's JSON: ms since 1970, or text without a zone. Its name says whether it is UTC, or what a clock showed, as if UTC.
type garminTime struct{ time.Time }

// UnmarshalJSON implements the interface of encoding/json. What is no time is the zero time.
func (t *garminTime) UnmarshalJSON(b []byte) error {
	t.Time = time.Time{}
	if len(b) > 2 && b[0] == '"' {
		if w, ok := parseStamp(string(b[1 : len(b)-1])); ok {
			t.Time = w.T
		}
		return nil
	}
	const most = 1e14 // ms
	if ms, ok := plainNumber(b); ok && ms > 0 && ms < most {
		t.Time = time.UnixMilli(int64(ms)).UTC()
	}
	return nil
}

// offset is that of a local time, s east of UTC, given the same time in UTC; nil where one of them is missing or they do not belong together.
func (t garminTime) offset(utc garminTime) *int {
	off := int(t.Sub(utc.Time) / time.Second)
	if t.IsZero() || utc.IsZero() || !sound(off) {
		return nil
	}
	return &off
}

// garminSleep is a night of sleepData, and of dailySleepDTO.
type garminSleep struct {
	Date         string      `json:"calendarDate"` // of waking
	Start        garminTime  `json:"sleepStartTimestampGMT"`
	End          garminTime  `json:"sleepEndTimestampGMT"`
	EndLocal     garminTime  `json:"sleepEndTimestampLocal"` // of dailySleepDTO
	Deep         looseNumber `json:"deepSleepSeconds"`
	Light        looseNumber `json:"lightSleepSeconds"`
	REM          looseNumber `json:"remSleepSeconds"` // not known to older watches
	Awake        looseNumber `json:"awakeSleepSeconds"`
	Unmeasurable looseNumber `json:"unmeasurableSeconds"`
	Unmeasured   looseNumber `json:"unmeasurableSleepSeconds"` // of dailySleepDTO
	Scores       struct {
		Score   looseNumber `json:"overallScore"`
		Overall struct {
			Value looseNumber `json:"value"`
		} `json:"overall"` // of dailySleepDTO
	} `json:"sleepScores"`
	Naps []garminNap `json:"napList"`
}

type garminNap struct {
	Start garminTime  `json:"napStartTimestampGMT"`
	End   garminTime  `json:"napEndTimestampGMT"`
	Slept looseNumber `json:"napTimeSec"`
}

// garminNapOn is a nap of a date.
type garminNapOn struct {
	date record.Date
	record.SleepSession
}

// session is the night without the course of its stages.
func (n *garminSleep) session() record.SleepSession {
	s := record.SleepSession{Start: n.Start.Time, End: n.End.Time, Offset: n.EndLocal.offset(n.End), Totals: stageTotals(1, 1, n.Light, n.Deep, n.REM, n.Awake)}
	if v := max(n.Unmeasurable.V, n.Unmeasured.V); v > 0 && v <= longest {
		s.Totals[record.Unknown] = int(v)
	}
	if s.Score = n.Scores.Score.ptr(); s.Score == nil {
		s.Score = n.Scores.Overall.Value.ptr()
	}
	return s
}

// session is the nap; false if it has no times.
func (n *garminNap) session() (record.SleepSession, bool) {
	s := record.SleepSession{Start: n.Start.Time, End: n.End.Time, Nap: true}
	if s.Start.IsZero() || s.End.IsZero() || n.Slept.V <= 0 || n.Slept.V > longest {
		return s, false
	}
	s.Totals = map[record.StageKind]int{record.Asleep: int(n.Slept.V)}
	return s, true
}

// nights reads sleepData. A record without a date is a stub; of several for one date the longest is the night.
func (g *garminAccount) nights(f File) error {
	return eachJSON(f.Reader(), g.out, func(n *garminSleep) error {
		d, ok := dateCell(n.Date)
		if !ok || !inTime(d.Time()) || n.Start.IsZero() || n.End.IsZero() {
			g.out.drop(dropStub, 1)
			return nil
		}
		for i := range n.Naps {
			if s, ok := n.Naps[i].session(); ok {
				g.naps[s.Start.Unix()] = garminNapOn{d, s}
			} else {
				g.out.drop(dropShape, 1)
			}
		}
		s := n.session()
		old, twice := g.night[d]
		if twice {
			g.out.drop(dropTwice, 1)
		}
		if !twice || s.End.Sub(s.Start) > old.End.Sub(old.Start) {
			g.night[d] = s
		}
		return nil
	})
}

// Why nights are left out.
const (
	dropStub  = "night_without_date_or_times"
	dropTwice = "night_told_again"
)
