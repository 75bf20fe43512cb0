package metric

import "math"

// HRV is heart-rate variability in the time domain.
type HRV struct {
	N       int     // intervals
	NDiff   int     // successive differences
	MeanNN  float64 // ms
	SDNN    float64 // ms, ddof 1 over all intervals
	RMSSD   float64 // ms: root mean square of the successive differences
	LnRMSSD float64 // natural logarithm of RMSSD in ms
	PNN50   float64 // percent of differences over 50 ms
}

// HRVTime computes the time-domain figures of contiguous segments of NN intervals in ms; no difference is taken across two segments
// (Task Force of the ESC and NASPE 1996 doi:10.1161/01.CIR.93.5.1043).
func HRVTime(segments [][]float64) HRV {
	out := HRV{MeanNN: missing, SDNN: missing, RMSSD: missing, LnRMSSD: missing, PNN50: missing}
	var all []float64
	squares, over := 0.0, 0
	for _, seg := range segments {
		all = append(all, seg...)
		for i := 1; i < len(seg); i++ {
			d := seg[i] - seg[i-1]
			squares += d * d
			out.NDiff++
			if math.Abs(d) > 50 {
				over++
			}
		}
	}
	out.MeanNN, out.N = meanOf(all)
	out.SDNN = sampleSD(all)
	if out.NDiff > 0 {
		out.RMSSD = math.Sqrt(squares / float64(out.NDiff))
		out.PNN50 = 100 * float64(over) / float64(out.NDiff)
	}
	if out.RMSSD > 0 {
		out.LnRMSSD = math.Log(out.RMSSD)
	}
	return out
}

// HRVTrend is this week's lnRMSSD against the 60 days before it.
type HRVTrend struct {
	N7, NBase        int
	M7               float64 // mean of the week, ln ms; NaN of fewer than 3 nights
	CV7              float64 // percent: 100*sd/mean of the week
	BaseMean, BaseSD float64 // ln ms; NaN of fewer than 14 nights
	Lo, Hi           float64 // band of smallest worthwhile change: BaseMean ± .5 BaseSD
	Status           string  // "below", "above", "within", or "" if unknown
}

// Days of the current week and of its baseline, and the nights each needs (Plews et al. 2014 doi:10.1123/ijspp.2013-0455).
const (
	hrvWeek      = 7
	hrvBase      = 60
	hrvWeekLeast = 3
	hrvBaseLeast = 14
)

// TrendHRV judges a daily series of lnRMSSD whose last entry is today; of a longer one the last 67 days count.
func TrendHRV(lnRMSSD []float64) HRVTrend {
	cut := max(0, len(lnRMSSD)-hrvWeek)
	week, base := lnRMSSD[cut:], lnRMSSD[max(0, cut-hrvBase):cut]
	out := HRVTrend{CV7: missing, BaseSD: missing, Lo: missing, Hi: missing}
	out.M7, out.N7 = meanOf(week)
	out.BaseMean, out.NBase = meanOf(base)
	if out.N7 < hrvWeekLeast {
		out.M7 = missing
	} else {
		out.CV7 = 100 * sampleSDAbout(out.M7, out.N7, week) / out.M7
	}
	if out.NBase < hrvBaseLeast {
		out.BaseMean = missing
	} else {
		out.BaseSD = sampleSDAbout(out.BaseMean, out.NBase, base)
		out.Lo, out.Hi = out.BaseMean-.5*out.BaseSD, out.BaseMean+.5*out.BaseSD
	}
	switch {
	case !known(out.M7) || !known(out.BaseMean):
	case out.M7 < out.Lo:
		out.Status = "below"
	case out.M7 > out.Hi:
		out.Status = "above"
	default:
		out.Status = "within"
	}
	return out
}

// Dev is how far the week lies from its baseline, in the baseline's standard deviations; NaN if unknown.
func (h HRVTrend) Dev() float64 { return div(h.M7-h.BaseMean, h.BaseSD) }
