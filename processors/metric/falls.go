package metric

import "math/bits"

// insertionSort sorts v, which must hold no NaN, and counts its falls: the pairs whose later value was the smaller.
func insertionSort(v []float64) (falls int) {
	for i := 1; i < len(v); i++ {
		x, j := v[i], i
		for j > 0 && v[j-1] > x {
			v[j] = v[j-1]
			j--
		}
		v[j] = x
		falls += i - j
	}
	return falls
}

// sortCounting does the same in half the time for a season's values: dealt out into narrow classes by size they are all but sorted.
func sortCounting(v []float64) (falls int) {
	const most, classes = 128, 128
	if len(v) < 2 || len(v) > most {
		return insertionSort(v)
	}
	low, high := v[0], v[0]
	for _, x := range v {
		low, high = min(low, x), max(high, x)
	}
	const tiny, huge = 1e-300, 1e300 // beyond them the scale is no number
	if span := high - low; !(span > tiny && span < huge) {
		return insertionSort(v)
	}
	scale := (classes - 1) / (high - low)
	var class, place [most]uint8
	var from [classes + 1]uint8 // of each class, the place of its next value
	for i, x := range v {
		class[i] = uint8((x - low) * scale)
		from[class[i]+1]++
	}
	for k := range classes {
		from[k+1] += from[k]
	}
	var store [most]float64
	sorted := store[:len(v)]
	for i, x := range v {
		k := from[class[i]]
		from[class[i]]++
		sorted[k], place[k] = x, uint8(i)
	}
	for i, x := range sorted {
		j, at := i, place[i]
		for j > 0 && sorted[j-1] > x {
			sorted[j], place[j] = sorted[j-1], place[j-1]
			j--
		}
		sorted[j], place[j] = x, at
	}
	copy(v, sorted)
	return inversions(place[:len(v)])
}

// inversions counts the pairs of a permutation of up to 128 numbers from 0 whose later number is the smaller.
func inversions(order []uint8) (n int) {
	var seen [2]uint64
	for _, k := range order {
		if k < 64 {
			n += bits.OnesCount64(seen[0]>>k) + bits.OnesCount64(seen[1])
		} else {
			n += bits.OnesCount64(seen[1] >> (k - 64))
		}
		seen[k/64] |= 1 << (k % 64)
	}
	return n
}
