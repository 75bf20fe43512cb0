package risk

import (
	"fmt"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// correctionWords say that later data changed the answer of a morning.
type correctionWords struct {
	corrected        string // of which day, was, is now
	today, yesterday string
	weekday          string
	verdicts         map[string]string
}

// CorrectionText says a correction in one sentence, as seen from a day, in English or Norwegian ("nb").
func CorrectionText(c result.Correction, today record.Date, language string) string {
	w, days := englishCorrection(), english().weekdays
	if language == "nb" {
		w, days = norwegianCorrection(), norwegian().weekdays
	}
	day := fmt.Sprintf(w.weekday, days[c.Day.Weekday()])
	switch today - c.Day {
	case 0:
		day = w.today
	case 1:
		day = w.yesterday
	}
	return fmt.Sprintf(w.corrected, day, w.verdicts[c.Was], w.verdicts[c.Now])
}

func englishCorrection() correctionWords {
	return correctionWords{
		corrected: "Late data changed %s: %s → %s.",
		today:     "today's answer", yesterday: "yesterday's answer", weekday: "%s's answer",
		verdicts: map[string]string{Go: "go", Lighter: "go lighter", Wait: "wait", Rest: "rest", Undetermined: "not enough data"},
	}
}

func norwegianCorrection() correctionWords {
	return correctionWords{
		corrected: "Nye data endret %s: %s → %s.",
		today:     "dagens svar", yesterday: "gårsdagens svar", weekday: "svaret fra %s",
		verdicts: map[string]string{Go: "klart", Lighter: "ta det lettere", Wait: "vent", Rest: "hvil", Undetermined: "for lite data"},
	}
}
