package stream

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// causeHeader holds what a message follows from.
const causeHeader = "Hvilepuls-Cause"

// mostCauses are named of all that were gathered, the first ones; of the others at least their number is told.
const mostCauses = 64

type causeKey struct{}

// WithCause notes in a context what everything done with it follows from: the id of a request, or several with a comma between them.
func WithCause(ctx context.Context, cause string) context.Context {
	return context.WithValue(ctx, causeKey{}, cause)
}

// CauseOf is what is done with a context follows from, "" if that is not known.
func CauseOf(ctx context.Context) string {
	cause, _ := ctx.Value(causeKey{}).(string)
	return cause
}

// JoinCauses is one cause and the other.
func JoinCauses(one, other string) string { return causes([]Message{{Cause: one}, {Cause: other}}) }

// causes is what a group of messages follows from: each cause once, in order.
func causes(ms []Message) string {
	var all []string
	unnamed := 0
	seen := map[string]bool{}
	for _, m := range ms {
		for c := range strings.SplitSeq(m.Cause, ",") {
			if n, err := strconv.Atoi(c); err == nil && strings.HasPrefix(c, "+") {
				unnamed = max(unnamed, n)
			} else if c != "" && !seen[c] {
				seen[c] = true
				all = append(all, c)
			}
		}
	}
	if len(all) > mostCauses {
		unnamed += len(all) - mostCauses
		all = all[:mostCauses]
	}
	if unnamed > 0 {
		all = append(all, fmt.Sprintf("+%d", unnamed))
	}
	return strings.Join(all, ",")
}
