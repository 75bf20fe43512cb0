package metric

import "slices"

// slidingMedian is the median of the last values of a series, kept sorted from day to day.
type slidingMedian struct{ sorted []float64 }

// push takes in day i of v and drops the day that is then days old.
func (m *slidingMedian) push(v []float64, i, days int) {
	if i >= days && known(v[i-days]) {
		at, _ := slices.BinarySearch(m.sorted, v[i-days])
		m.sorted = slices.Delete(m.sorted, at, at+1)
	}
	if known(v[i]) {
		at, _ := slices.BinarySearch(m.sorted, v[i])
		m.sorted = slices.Insert(m.sorted, at, v[i])
	}
}

func (m *slidingMedian) value() float64 { return sortedMedian(m.sorted) }
