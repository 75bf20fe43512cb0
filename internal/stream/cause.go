package stream

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// causeHeader holds what a message follows from.
const causeHeader = "Hvilepuls-Cause"

// mostCauses are named of all that were gathered; of more, their number is told.
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

// causes is what a group of messages follows from: each cause once, in order.
func causes(ms []Message) string {
	var all []string
	seen := map[string]bool{}
	for _, m := range ms {
		for c := range strings.SplitSeq(m.Cause, ",") {
			if c != "" && !seen[c] {
				seen[c] = true
				all = append(all, c)
			}
		}
	}
	if len(all) > mostCauses {
		all = append(slices.Clip(all[:mostCauses]), fmt.Sprintf("+%d", len(all)-mostCauses))
	}
	return strings.Join(all, ",")
}
