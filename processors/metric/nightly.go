package metric

import "math"

// Limits of a plausible heart rate, bpm: FIT's sentinels 0 and 255 and sensor nonsense lie outside.
const (
	minBPM = 25
	maxBPM = 220
)

// Nightly is the resting heart rate of one night. Values are bpm, NaN where the night holds too little.
type Nightly struct {
	Bins     int     // bins left after despiking
	Coverage float64 // Bins over the bins the window could hold, 0..1
	Low30    float64 // lowest 30-minute mean
	P05      float64 // 5th percentile of the bins
	Median   float64
	Mean     float64
	Mean4h   float64 // mean from 30 min to 4 h 30 min after the start (Nuuttila et al. 2022)
}

// NightlyRHR computes the resting heart rate of the window [startS, startS+durS) from samples (t in s, bpm), in any order. The samples
// are averaged in bins of binS seconds (60, or the device's step if that is longer). Its definition of Low30 follows Garmin's wording,
// "lowest 30-minute average"; it never takes a minimum of samples, which one bad sample would own.
func NightlyRHR(t, bpm []int32, startS, durS, binS int) Nightly {
	out := Nightly{Low30: missing, P05: missing, Median: missing, Mean: missing, Mean4h: missing}
	if binS <= 0 || durS <= 0 {
		return out
	}
	bins := despike(binned(t, bpm, startS, durS, binS), binS)
	left := present(make([]float64, 0, len(bins)), bins)
	out.Bins = len(left)
	out.Coverage = float64(len(left)) / float64(len(bins))
	const leastS = 7200 // two hours of bins
	if out.Bins*binS < leastS {
		return out
	}
	out.Low30 = lowestMean(bins, 1800/binS)
	out.Mean, _ = meanOf(left)
	out.Mean4h = meanBetween(bins, binS, 1800, 16200)
	out.Median = Median(left)
	out.P05 = sortedQuantile(left, .05)
	return out
}

// binned averages the samples per bin; a bin without samples is NaN.
func binned(t, bpm []int32, startS, durS, binS int) []float64 {
	n := (durS + binS - 1) / binS
	sum, count := make([]int64, n), make([]int32, n)
	for i, v := range bpm {
		at := int(t[i]) - startS
		if v < minBPM || v > maxBPM || at < 0 || at >= durS {
			continue
		}
		sum[at/binS] += int64(v)
		count[at/binS]++
	}
	out := nans(n)
	for i, c := range count {
		if c > 0 {
			out[i] = float64(sum[i]) / float64(c)
		}
	}
	return out
}

// despike gives a copy without the bins more than 15 bpm from the median of the other bins within five places, where at least four of
// those are present. Bins longer than two minutes are left alone: there a fast change is real.
func despike(bins []float64, binS int) []float64 {
	const (
		reach   = 5
		least   = 4
		farBPM  = 15
		maxBinS = 120
	)
	if binS > maxBinS {
		return bins
	}
	out := append([]float64(nil), bins...)
	var buf [2 * reach]float64
	for i, x := range bins {
		if !known(x) {
			continue
		}
		near := buf[:0]
		for j := max(0, i-reach); j <= min(len(bins)-1, i+reach); j++ {
			if j != i && known(bins[j]) {
				near = append(near, bins[j])
			}
		}
		if len(near) >= least && math.Abs(x-Median(near)) > farBPM {
			out[i] = missing
		}
	}
	return out
}

// lowestMean is the lowest mean over w consecutive bins of which at least two thirds are present; NaN if there is none.
func lowestMean(bins []float64, w int) float64 {
	if w <= 0 {
		return missing
	}
	least := (2*w + 2) / 3
	low := missing
	for i := 0; i+w <= len(bins); i++ {
		m, n := meanOf(bins[i : i+w])
		if n >= least && !(m >= low) {
			low = m
		}
	}
	return low
}

// meanBetween is the mean of the bins that begin in [fromS, toS) after the start.
func meanBetween(bins []float64, binS, fromS, toS int) float64 {
	from, to := (fromS+binS-1)/binS, (toS+binS-1)/binS
	m, _ := meanOf(bins[min(from, len(bins)):min(to, len(bins))])
	return m
}
