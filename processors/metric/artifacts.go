package metric

import "math"

// CleanRR is what is left of a series of RR intervals after the product's artefact filter.
type CleanRR struct {
	Rejected    []int   // indices, ascending
	ArtifactPct float64 // percent of the intervals rejected; NaN of none
	NDiff       int     // successive differences inside the segments left
	RMSSD       float64 // ms over those; NaN if there are none
}

// Limits of a plausible RR interval, ms.
const (
	minRR = 300
	maxRR = 2000
)

// FilterRR rejects intervals outside 300..2000 ms and those more than 20 % from the median of their neighbours (five on each side that
// passed the first test, at least four), and computes RMSSD inside the segments between rejected beats. Without a filter RMSSD is garbage:
// one file's 1302 ms became 54 ms.
func FilterRR(rrMs []float64) CleanRR { return filterRR(rrMs, nil) }

// filterRR is FilterRR where cut[i], if given, says that a gap in the recording lies before beat i, so that no difference spans it.
func filterRR(rr []float64, cut []bool) CleanRR {
	const (
		reach = 5
		least = 4
		far   = .20
	)
	out := CleanRR{ArtifactPct: missing, RMSSD: missing}
	ok := func(x float64) bool { return x >= minRR && x <= maxRR }
	var buf [2 * reach]float64
	squares, before := 0.0, false // before: the beat before was kept
	for i, x := range rr {
		near := buf[:0]
		for j := max(0, i-reach); j <= min(len(rr)-1, i+reach); j++ {
			if j != i && ok(rr[j]) {
				near = append(near, rr[j])
			}
		}
		keep := ok(x)
		if keep && len(near) >= least {
			m := Median(near)
			keep = math.Abs(x-m) <= far*m
		}
		if !keep {
			out.Rejected = append(out.Rejected, i)
		} else if before && (cut == nil || !cut[i]) {
			squares += (x - rr[i-1]) * (x - rr[i-1])
			out.NDiff++
		}
		before = keep
	}
	if len(rr) > 0 {
		out.ArtifactPct = 100 * float64(len(out.Rejected)) / float64(len(rr))
	}
	if out.NDiff > 0 {
		out.RMSSD = math.Sqrt(squares / float64(out.NDiff))
	}
	return out
}

// NightRMSSD is the median RMSSD (ms) of the valid five-minute windows of a night, and their number. t is the end of each beat in s, rrMs
// its interval, ascending; the night is [startS, startS+durS). A window is valid with at most 20 % rejected beats and at least 60
// differences. NaN and 0 if none is.
func NightRMSSD(t, rrMs []int32, startS, durS int) (ms float64, windows int) {
	const (
		windowS   = 300
		maxPct    = 20
		leastDiff = 60
		slackS    = 2 // ends are whole seconds, so two of them may be off by nearly two together
	)
	var rr, values []float64
	var cut []bool
	for i := 0; i < len(t); {
		at := int(t[i]) - startS
		if at < 0 || at >= durS {
			i++
			continue
		}
		end := min((at/windowS+1)*windowS, durS)
		rr, cut = rr[:0], cut[:0]
		for ; i < len(t) && int(t[i])-startS < end; i++ {
			gap := len(rr) > 0 && 1000*(int(t[i])-int(t[i-1])-slackS) > int(rrMs[i])
			rr, cut = append(rr, float64(rrMs[i])), append(cut, gap)
		}
		if c := filterRR(rr, cut); c.ArtifactPct <= maxPct && c.NDiff >= leastDiff {
			values = append(values, c.RMSSD)
		}
	}
	return Median(values), len(values)
}

// SpotRMSSD is the RMSSD (ms) of one spot measurement and the successive differences it stands on. It is valid as a window of the night is,
// with at most 20 % rejected beats, but of at least 30 differences: half a minute is enough at rest (Munoz et al. 2015
// doi:10.1371/journal.pone.0138921). NaN and 0 if it is not.
func SpotRMSSD(rrMs []int32) (ms float64, differences int) {
	const (
		maxPct    = 20
		leastDiff = 30
	)
	rr := make([]float64, len(rrMs))
	for i, v := range rrMs {
		rr[i] = float64(v)
	}
	if c := FilterRR(rr); c.ArtifactPct <= maxPct && c.NDiff >= leastDiff {
		return c.RMSSD, c.NDiff
	}
	return missing, 0
}

// MalikRR gives the indices that hrv-analysis' "Malik" filter rejects: an interval more than 20 % from the one before, never two in a row.
// For comparison only: it keeps the compensatory pause after an ectopic beat and loses a good beat behind it.
func MalikRR(rrMs []float64) []int {
	var out []int
	skip := false
	for i := 0; i+1 < len(rrMs); i++ {
		if skip {
			skip = false
			continue
		}
		if math.Abs(rrMs[i]-rrMs[i+1]) > .2*rrMs[i] {
			out = append(out, i+1)
			skip = true
		}
	}
	return out
}
