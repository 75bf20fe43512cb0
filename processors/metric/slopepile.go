package metric

import "math"

// slopePile holds the slopes of the pairs of days of a window, and knows their median. It keeps them in narrow buckets by size: one comes
// and goes in a few steps, and only the bucket that holds the median is ever sorted.
type slopePile struct {
	days            int
	slopes          []float64 // a place for each pair of days
	ring            []link    // the same places, then the head of each bucket's ring
	sizes           [2*pileHalf + 1]int32
	total           int
	negative, level int       // slopes under 0 and of 0
	at, below       int       // the bucket asked for last, and the slopes in those before it
	sorted          []float64 // the slopes of that bucket
}

// link is what a slope's place knows of the ring of its bucket: two places. So all links of 84 days lie within 36 KB, where they are
// reached at once; there is room for those of 251 days.
type link struct{ next, prev uint16 }

// The buckets hold the slopes of a quiet heart rate, which lie within ±.5 bpm a day, by the dozen; the first and the last hold all that
// lies beyond.
const (
	pilePerUnit = 2000.
	pileHalf    = 1024
)

func newSlopePile(days int) *slopePile {
	p := &slopePile{days: days}
	p.slopes, p.ring = make([]float64, days*days), make([]link, p.head(len(p.sizes)))
	for k := range p.sizes {
		h := uint16(p.head(k))
		p.ring[h] = link{next: h, prev: h}
	}
	return p
}

// place is where the slope up to a day, by its number, from so many days before it is kept.
func (p *slopePile) place(day, before int) int { return day%p.days*p.days + before }

func (p *slopePile) head(bucket int) int { return p.days*p.days + bucket }

// bucketOf is the bucket of a slope. It never falls as the slope rises.
func bucketOf(s float64) int {
	s *= pilePerUnit
	switch {
	case s >= pileHalf:
		return 2 * pileHalf
	case s <= -pileHalf:
		return 0
	}
	return int(s) + pileHalf
}

// enter adds the slopes up to x, the value of a day, from those of the days just before it.
func (p *slopePile) enter(day int, before []float64, x float64) {
	var n slopeCount
	row, heads := p.place(day, len(before)), p.head(0)
	for k, y := range before {
		if !known(y) {
			continue
		}
		slope := (x - y) / float64(len(before)-k)
		bucket, place := bucketOf(slope), row-k
		head := heads + bucket
		first := p.ring[head].next
		p.slopes[place], p.ring[place] = slope, link{next: first, prev: uint16(head)}
		p.ring[head].next, p.ring[first].prev = uint16(place), uint16(place)
		p.sizes[bucket]++
		n.count(slope, bucket, p.at)
	}
	p.add(n, 1)
}

// leave takes away the slopes from x, the value of a day, up to those of the days just after it.
func (p *slopePile) leave(day int, after []float64, x float64) {
	var n slopeCount
	place := p.place(day+1, 1)
	for k, y := range after {
		if known(y) {
			it := p.ring[place]
			p.ring[it.prev].next, p.ring[it.next].prev = it.next, it.prev
			slope := (y - x) / float64(k+1)
			bucket := bucketOf(slope)
			p.sizes[bucket]--
			n.count(slope, bucket, p.at)
		}
		if place += p.days + 1; place >= p.days*p.days {
			place -= p.days * p.days
		}
	}
	p.add(n, -1)
}

// slopeCount counts some slopes, and of them those in the buckets before one, those under 0 and those of 0.
type slopeCount struct{ total, below, negative, level int }

// count has no branches that a slope might take or not: half of them would be guessed wrong.
func (n *slopeCount) count(slope float64, bucket, at int) {
	n.total++
	n.below += int(uint(bucket-at) >> 63) // where bucket < at
	n.negative += int(math.Float64bits(slope) >> 63)
	if slope == 0 {
		n.level++
	}
}

func (p *slopePile) add(n slopeCount, sign int) {
	p.total += sign * n.total
	p.below += sign * n.below
	p.negative += sign * n.negative
	p.level += sign * n.level
}

// median is the median of the slopes; there must be one.
func (p *slopePile) median() float64 {
	n := p.total
	lower := p.ranked((n - 1) / 2)
	if k := n/2 - p.below; k < len(p.sorted) {
		return (lower + p.sorted[k]) / 2
	}
	return (lower + p.ranked(n/2)) / 2
}

// ranked is the slope before which so many others stand in ascending order; it leaves those of its bucket sorted.
func (p *slopePile) ranked(rank int) float64 {
	for rank < p.below {
		p.at--
		p.below -= int(p.sizes[p.at])
	}
	for rank >= p.below+int(p.sizes[p.at]) {
		p.below += int(p.sizes[p.at])
		p.at++
	}
	p.sorted = p.sorted[:0]
	head := uint16(p.head(p.at))
	for k := p.ring[head].next; k != head; k = p.ring[k].next {
		p.sorted = append(p.sorted, p.slopes[k])
	}
	sortSmall(p.sorted)
	return p.sorted[rank-p.below]
}
