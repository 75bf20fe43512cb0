package stream

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// A server elsewhere gives a partition's messages to one process, that has the pin. The pin goes to another where nothing was asked for in pinnedTTL,
// and may do so at every change of the consumer's leader, which knows nothing of its predecessor's. Two rules keep two processes from working on a
// partition at once:
//
//   - Who is told that the pin is another's, hears nothing of the server, or holds messages of one that hears nothing of most others, stops: what waits
//     is given back, what runs is cut short. That takes 9 s at most (contactEvery twice, and contactTime).
//   - Who is given messages, and others before it that are not done, begins only when those are, or after takeover.
//
// A process that stands still for longer than that breaks them; then only what it expects of what it writes (Put.Expect) holds it back.

const (
	pinnedTTL   = 10 * time.Second // after which another process takes over a silent one's partition
	pinnedGroup = "one"
	partAckWait = 15 * time.Second // as ackWait; less a quarter it is longer than a process goes on that is cut off
	partWindow  = 512              // as window; each message held is kept by a write of all servers every partAckWait/4

	serverHeartbeat = 2500 * time.Millisecond // without which twice in a row a server elsewhere counts as lost, with its pulls
	pullTime        = 6 * time.Second         // of one pull, after which comes the next: at least two heartbeats, and well below pinnedTTL
	ensureTime      = 5 * time.Second         // the longest that making sure of a consumer may take: who was to answer may be lost
	ensureMost      = 8                       // consumers made sure of at a time

	// A leader that is cut off from the others believes for up to 20 s that it leads (nats-server's lostQuorumInterval and lostQuorumCheck), and its
	// heartbeats tell a process that is cut off with it that all is well. What it has heard of the others it says.
	contactEvery = 3 * time.Second // how often it is asked while messages are held
	contactTime  = 2 * time.Second // the longest that its answer may take
	heardWithin  = 3 * time.Second // servers hear of each other every second

	// Of two sides the one with most servers chooses a new leader 4 s after the cut at the earliest (minElectionTimeout).
	takeover  = 10 * time.Second
	lookEvery = 500 * time.Millisecond // how often it is looked whether others are done
)

var errLost = errors.New("the partition is another's, or its server is lost")

// share is what a process knows of a partition.
type share struct {
	clear uint64    // all that was given to anybody up to this delivery is done, or was given to this process
	mine  bool      // this process was given the last that it knows of
	first uint64    // delivery to this process after one to another
	shut  time.Time // no work before this
}

// shareOf is a partition's share. The lock must be held.
func (d *dispatcher) shareOf(partition string) *share {
	if d.shares[partition] == nil {
		d.shares[partition] = &share{}
	}
	return d.shares[partition]
}

// begins takes from the consumer, before anything is asked for, how far others are done.
func (d *dispatcher) begins(partition string, info *jetstream.ConsumerInfo) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if sh := d.shareOf(partition); info.NumAckPending == 0 {
		sh.clear = max(sh.clear, info.Delivered.Consumer)
	}
}

// given notes a delivery, and shuts the partition if those before it went to somebody else.
func (d *dispatcher) given(partition string, delivery uint64) (shut bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	sh := d.shareOf(partition)
	if delivery > sh.clear+1 {
		sh.first, sh.shut, shut = delivery, time.Now().Add(takeover), true
	}
	sh.clear, sh.mine = max(sh.clear, delivery), true
	return shut
}

// opens opens a partition that is shut if others are done with what they were given; false if it stays shut. They are if all that was given out before
// is acknowledged, or if all that is not acknowledged lies here: of each subject one row, for another has replaced the one before.
func (d *dispatcher) opens(ctx context.Context, partition string, c jetstream.Consumer) bool {
	ctx, cancel := context.WithTimeout(ctx, ensureTime)
	defer cancel()
	info, err := c.Info(ctx)
	d.mu.Lock()
	defer d.mu.Unlock()
	sh := d.shareOf(partition)
	here := map[string]bool{}
	for _, l := range d.lanes {
		for _, h := range l.waiting {
			if l.partition == partition {
				here[h.Subject] = true
			}
		}
	}
	if err == nil && (info.AckFloor.Consumer+1 >= sh.first ||
		info.NumPending == 0 && info.Delivered.Consumer == sh.clear && info.NumAckPending <= len(here)) {
		sh.shut = time.Time{}
		d.nudge()
	}
	return !sh.shut.After(time.Now())
}

func (d *dispatcher) holds(partition string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.lanes {
		if l.partition == partition && len(l.waiting)+len(l.taken) > 0 {
			return true
		}
	}
	return false
}

// contact fails where messages of the partition are held and who leads it cannot be asked, or has not heard of most others.
func (d *dispatcher) contact(ctx context.Context, partition string, c jetstream.Consumer) error {
	if !d.holds(partition) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, contactTime)
	defer cancel()
	info, err := c.Info(ctx)
	if err != nil || info.Cluster == nil {
		return err
	}
	heard := 1 // itself
	for _, r := range info.Cluster.Replicas {
		if r.Active < heardWithin {
			heard++
		}
	}
	if 2*heard <= 1+len(info.Cluster.Replicas) {
		return errLost
	}
	return nil
}

// pauseOf is how long to wait until a partition is asked for again: whoever had it goes first, and need not wait for itself.
func (d *dispatcher) pauseOf(partition string) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if partition == "*" || d.shareOf(partition).mine {
		return firstPause
	}
	return 3 * firstPause
}

// taken is told that the pin is another's.
func (d *dispatcher) taken(partition string) {
	d.lose(partition)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shareOf(partition).mine = false
}

// lose stops all work on a partition and gives back what waits.
func (d *dispatcher) lose(partition string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.lanes {
		if l.partition != partition {
			continue
		}
		for _, h := range l.waiting {
			_ = h.raw.Nak() // lost: it comes again after ackWait
		}
		l.waiting = nil
		if l.busy {
			l.stop(errLost)
		}
	}
}

// lost gives back a group that was cut short.
func lost(ctx context.Context, group []held) bool {
	if !errors.Is(context.Cause(ctx), errLost) {
		return false
	}
	for _, h := range group {
		_ = h.raw.Nak()
	}
	return true
}
