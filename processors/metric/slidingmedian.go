package metric

// slidingMedian is the median of the last values of a series, kept sorted from day to day.
type slidingMedian struct{ sorted []float64 }

// push takes in day i of v and drops the day that is then days old.
func (m *slidingMedian) push(v []float64, i, days int) {
	old := missing
	if i >= days {
		old = v[i-days]
	}
	m.slide(old, v[i])
}

// slide takes out old and puts in x; a missing one of the two is none.
func (m *slidingMedian) slide(old, x float64) { m.sorted = slideSorted(m.sorted, old, x) }

func (m *slidingMedian) value() float64 { return sortedMedian(m.sorted) }
