package source

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// fitbitAlgorithm is the newest version of the vendor's stages; where it has looked at a night, older ones do not count.
const fitbitAlgorithm = "sleep_session_v2"

// dropOlder counts nights of an older algorithm at whose time the newest has one.
const dropOlder = "older_algorithm"

// fitbitNight is what UserSleeps and UserSleepStages say about one sleep_id.
type fitbitNight struct {
	id         string
	start, end int64 // s since 1970; 0 where only stages are known
	offset     *int  // at the end
	asleep     float64
	awake      float64
	newest     bool // start, end and minutes are of fitbitAlgorithm
	segs       []segment
	segsNewest bool
	segsOffset *int
}

func (b *fitbit) night(id string) *fitbitNight {
	n := b.nights[id]
	if n == nil {
		id = strings.Clone(id)
		n = &fitbitNight{id: id}
		b.nights[id] = n
	}
	return n
}

func (b *fitbit) sleepRow(t *table) func() {
	id, start, end, offset := t.col("sleep_id"), t.col("sleep_start"), t.col("sleep_end"), t.col("end_utc_offset")
	asleep, awake, version := t.col("minutes_asleep"), t.col("minutes_awake"), t.col("algorithm_version")
	return func() {
		from, ok1 := b.clock.unixOf(t.at(start))
		to, ok2 := b.clock.unixOf(t.at(end))
		if !ok1 || !ok2 || t.at(id) == "" {
			b.out.drop(dropShape, 1)
			return
		}
		n, newest := b.night(t.at(id)), t.at(version) == fitbitAlgorithm
		if n.newest && !newest {
			b.out.drop(dropOlder, 1)
			return
		}
		n.start, n.end, n.offset, n.newest = from, to, offsetOf(t.at(offset)), newest
		n.asleep, _ = plainNumber(t.at(asleep))
		n.awake, _ = plainNumber(t.at(awake))
	}
}

func (b *fitbit) stageRow(t *table) func() {
	id, start, end := t.col("sleep_id"), t.col("sleep_stage_start"), t.col("sleep_stage_end")
	kind, offset, version := t.col("sleep_stage_type"), t.col("end_utc_offset"), t.col("algorithm_version")
	return func() {
		from, ok1 := b.clock.unixOf(t.at(start))
		to, ok2 := b.clock.unixOf(t.at(end))
		if !ok1 || !ok2 || from >= to || t.at(id) == "" {
			b.out.drop(dropShape, 1)
			return
		}
		n, newest := b.night(t.at(id)), t.at(version) == fitbitAlgorithm
		switch {
		case n.segsNewest && !newest:
			b.out.drop(dropOlder, 1)
			return
		case newest && !n.segsNewest:
			b.out.drop(dropOlder, len(n.segs))
			n.segs, n.segsNewest = nil, true
		}
		if len(n.segs) == 0 || to >= n.segs[len(n.segs)-1].to {
			n.segsOffset = offsetOf(t.at(offset))
		}
		n.segs = append(n.segs, segment{from, to, sleepStage(t.at(kind))})
	}
}

// join puts sleeps and their stages together; either stands for itself where the other is missing.
func (b *fitbit) join() {
	nights := slices.SortedFunc(maps.Values(b.nights), func(x, y *fitbitNight) int {
		return cmp.Or(cmp.Compare(x.begin(), y.begin()), cmp.Compare(x.id, y.id))
	})
	var edge int64 // the latest end of what the newest algorithm saw
	older := make([]bool, len(nights))
	for i, n := range nights {
		older[i] = !n.isNewest() && n.begin() < edge
		if n.isNewest() {
			edge = max(edge, n.finish())
		}
	}
	edge = 1 << 62 // the earliest begin of it, from behind
	for i, n := range slices.Backward(nights) {
		older[i] = older[i] || !n.isNewest() && n.finish() > edge
		if n.isNewest() {
			edge = n.begin()
		}
	}
	for i, n := range nights {
		if older[i] {
			b.out.drop(dropOlder, 1)
			continue
		}
		b.sleep(n.session())
	}
}

func (n *fitbitNight) isNewest() bool { return n.newest || n.start == 0 && n.segsNewest }

func (n *fitbitNight) begin() int64 {
	if n.start != 0 || len(n.segs) == 0 {
		return n.start
	}
	return slices.MinFunc(n.segs, func(a, b segment) int { return cmp.Compare(a.from, b.from) }).from
}

func (n *fitbitNight) finish() int64 {
	if n.start != 0 || len(n.segs) == 0 {
		return n.end
	}
	return slices.MaxFunc(n.segs, func(a, b segment) int { return cmp.Compare(a.to, b.to) }).to
}

func (n *fitbitNight) session() record.SleepSession {
	start, end := n.begin(), n.finish()
	for i := range n.segs {
		n.segs[i].from, n.segs[i].to = max(n.segs[i].from, start), min(n.segs[i].to, end)
	}
	s := sessionOf(start, end, inOrder(n.segs))
	s.ID, s.Offset = n.id, n.offset
	if n.start == 0 {
		s.Offset = n.segsOffset
	}
	if len(s.Stages) == 0 {
		s.Totals = minuteTotals(n.asleep, n.awake)
	}
	return s
}
