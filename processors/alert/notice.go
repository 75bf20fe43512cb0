package alert

import (
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// KindRisk is the kind of the notices that tell of a risen risk.
const KindRisk = "risk"

// quiet is the number of days that lie between two notices of a level: 72 h (SCIENCE.md section 11).
const quiet = 3

// risen is the notice of a morning whose risk is higher than ever said of it, and than what is said of the morning before; nil where it is
// not.
func (in Input) risen(j, was result.Judgement, known bool, said map[record.Date]result.Judgement) *result.Notice {
	level := rank(j.Now.Level)
	if level == risk.Green || known && level <= rank(was.Highest) {
		return nil
	}
	before := in.levelBefore(j.Day, said)
	if level <= rank(before) {
		return nil
	}
	return &result.Notice{
		V: record.Version, Athlete: in.Athlete, ID: NoticeID(KindRisk, j.Day, j.Now.Level), Kind: KindRisk, Day: j.Day,
		Level: j.Now.Level, Was: before, Model: j.Model, Decided: in.Now.UTC(), Late: known, Until: in.Now.Add(keep).UTC(),
	}
}

// levelBefore is what is said of the morning before a day, or would be.
func (in Input) levelBefore(d record.Date, said map[record.Date]result.Judgement) string {
	if j, ok := said[d-1]; ok {
		return j.Now.Level
	}
	return in.Judge(in.asOf(d-1, result.Judgement{}, false)).Risk.Level
}

// toldLately tells whether a notice of the kind that is no milder was told within three days of the notice's day or of today. The question
// of each morning is one of its own.
func (in Input) toldLately(n *result.Notice, today record.Date, told map[string]result.Last) bool {
	near := func(a, b record.Date) bool { return a-b < quiet && b-a < quiet }
	for key, last := range told {
		level, ok := strings.CutPrefix(key, n.Kind+"-")
		if !ok || severity(n.Kind, level) < severity(n.Kind, n.Level) {
			continue
		}
		if n.Day == last.Day || n.Kind != KindCheckIn && (near(n.Day, last.Day) || near(today, last.On)) {
			return true
		}
	}
	return false
}

func toldKey(n *result.Notice) string { return n.Kind + "-" + n.Level }

// NoticeID is a notice's id.
func NoticeID(kind string, day record.Date, level string) string {
	return kind + "-" + day.String() + "-" + level
}

// JudgementID is the id under which lies what a model said of a morning.
func JudgementID(day record.Date, model string) string {
	return "morning-" + day.String() + "-" + model
}

// DayOf is the day in the id of a notice or of a judgement; false if there is none.
func DayOf(id string) (record.Date, bool) {
	_, rest, _ := strings.Cut(id, "-")
	if len(rest) < len(time.DateOnly) {
		return 0, false
	}
	d, err := record.ParseDate(rest[:len(time.DateOnly)])
	return d, err == nil
}

// IsJudgement tells whether an id is that of a judgement.
func IsJudgement(id string) bool { return strings.HasPrefix(id, "morning-") }

// ToldID is the id under which an athlete's result.Told lies.
const ToldID = "told"

// rank orders the levels. What is unknown ranks as low as what is well.
func rank(level string) int {
	for _, l := range []int{risk.Red, risk.Amber} {
		if level == risk.LevelWord(l) {
			return l
		}
	}
	return risk.Green
}
