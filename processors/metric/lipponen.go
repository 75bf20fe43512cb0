package metric

import "math"

// BeatClasses are the beats that [LipponenTarvainen] finds wrong. Beat 0 is the start of the first interval, so beat i ends rrMs[i-1].
type BeatClasses struct {
	Ectopic, Missed, Extra, Long, Short []int // ascending
}

// LipponenTarvainen classifies beats by thresholds that vary with the series (Lipponen and Tarvainen 2019
// doi:10.1080/03091902.2019.1640306). It needs at least three intervals in ms. An option, not the default filter.
func LipponenTarvainen(rrMs []float64) BeatClasses {
	var out BeatClasses
	if len(rrMs) < 3 {
		return out
	}
	l := newLipponen(rrMs)
	for i := 0; i < len(l.r)-2; {
		d := l.dev(i)
		if math.Abs(d) <= 1 {
			i++
			continue
		}
		if l.ectopic(i) {
			out.Ectopic = append(out.Ectopic, i)
			i++
			continue
		}
		last := i
		if math.Abs(l.dev(i+1)) < math.Abs(l.dev(i+2)) {
			last = i + 1
		}
		for ; i <= last; i++ {
			l.judge(i, &out)
		}
	}
	return out
}

// lipponen is a series prepared for classification.
type lipponen struct {
	r   []float64 // ms: interval that ends at each beat
	d   []float64 // differences over their threshold
	med []float64 // ms: median of the eleven intervals around
	m   []float64 // ms: deviation from med, doubled if negative
	th  []float64 // threshold of m
}

func newLipponen(rr []float64) lipponen {
	mean, _ := meanOf(rr)
	l := lipponen{r: append([]float64{mean}, rr...)}
	n := len(l.r)
	l.d, l.med, l.m = make([]float64, n), make([]float64, n), make([]float64, n)
	for i := 1; i < n; i++ {
		l.d[i] = l.r[i] - l.r[i-1]
	}
	l.d[0], _ = meanOf(l.d[1:])
	for i, th := range thresholds(l.d) {
		l.d[i] = quotient(l.d[i], th)
	}
	var buf [11]float64
	for i := range l.r {
		l.med[i] = Median(append(buf[:0], l.r[max(0, i-5):min(n, i+6)]...))
		l.m[i] = l.r[i] - l.med[i]
		if l.m[i] < 0 {
			l.m[i] *= 2
		}
	}
	l.th = thresholds(l.m)
	return l
}

// thresholds are 5.2 quartile deviations of |x| over the 91 places around each.
func thresholds(x []float64) []float64 {
	const reach, scale = 45, 5.2
	out := make([]float64, len(x))
	buf := make([]float64, 0, 2*reach+1)
	for i := range x {
		buf = buf[:0]
		for _, v := range x[max(0, i-reach):min(len(x), i+reach+1)] {
			buf = append(buf, math.Abs(v))
		}
		sortSmall(buf)
		out[i] = scale * (sortedQuantile(buf, .75) - sortedQuantile(buf, .25)) / 2
	}
	return out
}

// quotient is a/b, 0 where b is 0.
func quotient(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// dev is the normalised difference at beat i, mirrored beyond the ends.
func (l lipponen) dev(i int) float64 {
	n := len(l.d)
	if i < 0 {
		i = -i
	}
	if i >= n {
		i = 2*(n-1) - i
	}
	return l.d[i]
}

// ectopic tells a beat whose neighbours swing the other way.
func (l lipponen) ectopic(i int) bool {
	const c1, c2 = .13, .17
	d := l.dev(i)
	if d > 1 {
		return math.Max(l.dev(i-1), l.dev(i+1)) < -c1*d-c2
	}
	return math.Min(l.dev(i-1), l.dev(i+1)) > -c1*d+c2
}

// judge puts beat j into its class, if any.
func (l lipponen) judge(j int, out *BeatClasses) {
	d := l.dev(j)
	long := d > 1 && math.Min(l.dev(j+1), l.dev(j+2)) < -1
	short := d < -1 && math.Max(l.dev(j+1), l.dev(j+2)) > 1
	switch {
	case !long && !short && math.Abs(quotient(l.m[j], l.th[j])) <= 3:
	case short && math.Abs(l.r[j]+l.r[j+1]-l.med[j]) < l.th[j]:
		out.Extra = append(out.Extra, j)
	case long && math.Abs(l.r[j]/2-l.med[j]) < l.th[j]:
		out.Missed = append(out.Missed, j)
	case l.m[j] > 0:
		out.Long = append(out.Long, j)
	default:
		out.Short = append(out.Short, j)
	}
}
