package alert

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// When says at which times notices are decided; times of day are the athlete's own.
type When struct {
	Evening TimeOfDay     `yaml:"evening"` // the evening before a glute session, from which its verdict is told unless it is go
	Lead    time.Duration `yaml:"lead"`    // before a glute session, at which its verdict is looked at for the last time
	Silent  time.Duration `yaml:"silent"`  // without any data, after which that is told
	Ask     TimeOfDay     `yaml:"ask"`     // at which the morning question is asked, where answer links are set up
	Digest  bool          `yaml:"digest"`  // whether a week is summed up on Monday

	Links    bool     `yaml:"-"` // whether the morning question can be answered by a link
	Unwanted []string `yaml:"-"` // kinds that the athlete does not want
}

// For gives the times for an athlete who said something of them.
func (w When) For(said *record.Alerts) When {
	if said == nil {
		return w
	}
	w.Unwanted = said.Unwanted
	if said.LeadMin != nil {
		w.Lead = time.Duration(*said.LeadMin) * time.Minute
	}
	return w
}

// Defaults are the times that hold where nothing else is said.
func Defaults() When {
	return When{Evening: 20 * 60, Lead: 2 * time.Hour, Silent: 36 * time.Hour, Ask: 7 * 60, Digest: true}
}

// askUntil is the local time after which the question about the morning is not asked any more.
const askUntil = TimeOfDay(12 * 60)
