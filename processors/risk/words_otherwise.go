package risk

import (
	"fmt"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// otherwise are the sentences about verdicts that are other ones later, or would be.
type otherwise struct {
	short     map[string]string // the verdicts in a word
	changes   map[string]string // what would change a verdict; %s is the verdict then, for the time the moment before it
	corrected string            // late data changed an answer: of which day, was, is now

	correctedToday, correctedYesterday, correctedDay string // the answer of which day
}

// CorrectionText says a correction in one sentence, as seen from a day, in English or Norwegian ("nb").
func CorrectionText(c result.Correction, today record.Date, language string) string {
	w := vocabulary(language)
	day := fmt.Sprintf(w.correctedDay, w.weekdays[c.Day.Weekday()])
	switch today - c.Day {
	case 0:
		day = w.correctedToday
	case 1:
		day = w.correctedYesterday
	}
	return fmt.Sprintf(w.corrected, day, w.short[c.Was], w.short[c.Now])
}

func englishOtherwise() otherwise {
	return otherwise{
		short: map[string]string{Go: "go", Lighter: "go lighter", Wait: "wait", Rest: "rest", Undetermined: "not enough data"},
		changes: map[string]string{
			ChangeTime: "From %s: %s.", ChangeLight: "As a light session: %s.", ChangeWell: "Once you are well: %s.", ChangePain: "Once the pain is gone: %s.",
			ChangeRisk: "With a low recovery risk: %s.", ChangeSoreness: "With glutes no sorer than usual: %s.", ChangeFatigue: "Less tired: %s.",
			ChangeData: "With a good night or good answers known: %s.", ChangeSets: "If the session that cannot be counted was light: %s.",
		},
		corrected:      "Late data changed %s: %s → %s.",
		correctedToday: "today's answer", correctedYesterday: "yesterday's answer", correctedDay: "%s's answer",
	}
}

func norwegianOtherwise() otherwise {
	return otherwise{
		short: map[string]string{Go: "klart", Lighter: "ta det lettere", Wait: "vent", Rest: "hvil", Undetermined: "for lite data"},
		changes: map[string]string{
			ChangeTime: "Fra %s: %s.", ChangeLight: "Som en lett økt: %s.", ChangeWell: "Når du er frisk: %s.", ChangePain: "Når smerten er borte: %s.",
			ChangeRisk: "Med lav restitusjonsrisiko: %s.", ChangeSoreness: "Med rumpe som ikke er stølere enn vanlig: %s.", ChangeFatigue: "Mindre sliten: %s.",
			ChangeData: "Med en god natt eller gode svar: %s.", ChangeSets: "Hvis økten som ikke kan telles var lett: %s.",
		},
		corrected:      "Nye data endret %s: %s → %s.",
		correctedToday: "dagens svar", correctedYesterday: "gårsdagens svar", correctedDay: "svaret fra %s",
	}
}
