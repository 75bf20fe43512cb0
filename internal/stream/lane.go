package stream

import (
	"container/heap"
	"context"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// lane is one athlete's messages of a stage.
type lane struct {
	waiting queue
	taken   []held // by the pass that runs
	arrived time.Time
	first   time.Time // arrival of the oldest that waits
	passed  time.Time // start of the last pass
	busy    bool

	partition string
	stop      context.CancelCauseFunc // of the pass that runs
}

type held struct {
	Message
	raw  jetstream.Msg
	at   time.Time // stored
	n    uint64    // deliveries
	rank int64
}

// due is when the lane's next pass may start: when nothing has come for a moment, but no earlier than gather after the last pass, and no
// later than gather after both that and the oldest message. Whoever drains the stage is in a hurry: then only the moment counts.
func (l *lane) due(gather time.Duration, hurry bool) time.Time {
	if gather == 0 {
		return l.first
	}
	calm := l.arrived.Add(min(quiet, gather))
	if hurry {
		return calm
	}
	spaced, latest := l.passed.Add(gather), l.first.Add(gather)
	if latest.Before(spaced) {
		latest = spaced
	}
	switch {
	case calm.Before(spaced):
		return spaced
	case latest.Before(calm):
		return latest
	}
	return calm
}

// cut takes the lane's first n messages (all if n is 0) out of waiting.
func (l *lane) cut(n int) []held {
	if n == 0 || n >= len(l.waiting) {
		out := []held(l.waiting)
		l.waiting = nil
		return out
	}
	out := make([]held, 0, n)
	for range n {
		out = append(out, heap.Pop(&l.waiting).(held))
	}
	return out
}

// queue is a heap of held messages: the lowest rank first, of equals the older.
type queue []held

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return before(q[i], q[j]) }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(held)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	h := (*q)[last]
	*q = (*q)[:last]
	return h
}

func before(a, b held) bool {
	if a.rank != b.rank {
		return a.rank < b.rank
	}
	return a.Seq < b.Seq
}
