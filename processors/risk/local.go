package risk

import "math"

// Dose is one session as the local axis sees it.
type Dose struct {
	TH   float64 // h, on any clock: when it ended
	Dose float64 // hard sets of gluteus maximus (direct 1, indirect 0.5)
	Fail int     // sets to failure that train gluteus maximus
}

// LocalRecovery says how recovered the glutes are at nowH (0..1, the least recovered session decides) and how many hours that session
// needs in all; 0 h once all is recovered. Hours needed by dose: none under 1, 24 to 3, 48 to 8, 72 above; 24 more, 96 at most, after three
// sets to failure (Morán-Navarro et al. 2017 doi:10.1007/s00421-017-3725-7; González-Badillo et al. 2016).
// Sessions of more than 120 h ago and those to come do not count.
func LocalRecovery(sessions []Dose, nowH float64) (readiness, needH float64) {
	const horizonH = 120
	readiness = 1
	for _, s := range sessions {
		since := nowH - s.TH
		if since < 0 || since > horizonH {
			continue
		}
		need := s.needH()
		if need == 0 {
			continue
		}
		if r := math.Min(1, since/need); r < readiness {
			readiness, needH = r, need
		}
	}
	return readiness, needH
}

// needH is how long a session's recovery takes, h.
func (s Dose) needH() float64 {
	const (
		failures  = 3
		failureH  = 24
		longestH  = 96
		lightDose = 1
	)
	need := 72.0
	switch {
	case s.Dose < lightDose:
		return 0
	case s.Dose <= 3:
		need = 24
	case s.Dose <= 8:
		need = 48
	}
	if s.Fail >= failures {
		need = math.Min(longestH, need+failureH)
	}
	return need
}
