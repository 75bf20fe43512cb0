package source

import (
	"cmp"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// stepCount is a number of steps in an interval, s since 1970.
type stepCount struct {
	from, to int64
	steps    int64
	date     record.Date // local, of its start, where the source tells the offset
}

// countedOnce leaves of intervals that overlap the one with more steps: two devices, or an application that reads the other, counted the same
// walk. It reorders them.
func countedOnce(all []stepCount, out *Report) []stepCount {
	slices.SortFunc(all, func(a, b stepCount) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to), cmp.Compare(b.steps, a.steps))
	})
	kept := all[:0]
	for _, c := range all {
		last := len(kept) - 1
		switch {
		case last < 0 || c.from >= kept[last].to:
			kept = append(kept, c)
			continue
		case c.steps > kept[last].steps:
			kept[last] = c
		}
		out.drop(dropCounted, 1)
	}
	return kept
}

// dropCounted is the reason of steps that another device of the same source counted too.
const dropCounted = "counted_twice"
