package risk_test

import (
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

func TestCorrectionText(t *testing.T) {
	today := record.DateOf(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)) // a Wednesday
	for _, c := range []struct {
		back          record.Date
		was, now      string
		english, bokm string
	}{
		{1, risk.Go, risk.Wait, "Late data changed yesterday's answer: go → wait.", "Nye data endret gårsdagens svar: klart → vent."},
		{0, risk.Undetermined, risk.Go, "Late data changed today's answer: not enough data → go.", "Nye data endret dagens svar: for lite data → klart."},
		{2, risk.Rest, risk.Lighter, "Late data changed Monday's answer: rest → go lighter.", "Nye data endret svaret fra mandag: hvil → ta det lettere."},
	} {
		in := result.Correction{Day: today - c.back, Was: c.was, Now: c.now}
		if got := risk.CorrectionText(in, today, "en"); got != c.english {
			t.Errorf("got %q, want %q", got, c.english)
		}
		if got := risk.CorrectionText(in, today, "nb"); got != c.bokm {
			t.Errorf("got %q, want %q", got, c.bokm)
		}
	}
}
