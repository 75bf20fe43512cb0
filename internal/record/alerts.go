package record

import (
	"errors"
	"fmt"
	"time"
)

// Alerts is how an athlete wants to be told of what is decided to be told. Nil means as the settings say.
type Alerts struct {
	QuietFrom *string  `json:"quiet_from,omitempty"` // local time, "22:00", from which nothing is sent
	QuietTo   *string  `json:"quiet_to,omitempty"`   // until then; the same as QuietFrom: there is no such time
	LeadMin   *int     `json:"lead_min,omitempty"`   // min before a glute session, at which its verdict is looked at for the last time
	Unwanted  []string `json:"unwanted,omitempty"`   // kinds of notices that are not to come
}

// NoticeKinds lists the kinds of notices.
func NoticeKinds() []string {
	return []string{"risk", "session", "correction", "deload", "stale", "digest", "checkin"}
}

func (a *Alerts) check() error {
	if a == nil {
		return nil
	}
	const days2 = 2 * 24 * 60 // min: the evening before tells of a session anyway
	errs := []error{within("profile: alerts: minutes before a session", a.LeadMin, 0, days2)}
	for _, at := range []*string{a.QuietFrom, a.QuietTo} {
		if at == nil {
			continue
		}
		if _, err := time.Parse("15:04", *at); err != nil || len(*at) != len("15:04") {
			errs = append(errs, fmt.Errorf("profile: alerts: quiet time %q; want one like 22:00", *at))
		}
	}
	if (a.QuietFrom == nil) != (a.QuietTo == nil) {
		errs = append(errs, errors.New("profile: alerts: a quiet time needs both ends"))
	}
	for i := range a.Unwanted {
		errs = append(errs, oneOf("profile: alerts: kind", &a.Unwanted[i], NoticeKinds()...))
	}
	return errors.Join(errs...)
}
