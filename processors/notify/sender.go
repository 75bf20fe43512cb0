package notify

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/outward"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/alert"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Parts are what the sender stands on.
type Parts struct {
	Streams *stream.Stream
	Zone    func(ctx context.Context, athlete string, t time.Time) (*time.Location, error) // an athlete's
	Link    func(n result.Notice) string                                                   // by which a notice is answered, "" for none
	About   func(ctx context.Context, athlete string) (record.About, error)                // what the athlete said of how they want to be told
	Book    *Book
	Secret  []byte // 32 bytes, of the key of push notices
	Metrics *Metrics
	Log     *slog.Logger
	Now     func() time.Time
}

// Sender brings notices to channels.
type Sender struct {
	cfg Config
	Parts
	carriers carriers
	by       string // this process
	wake     chan struct{}
	turn     sync.Mutex // held while deliveries are read and tried

	mu      sync.Mutex
	pending map[string]pending // by subject
	stale   bool               // pending is to be read anew
}

// pending is a delivery that has not ended, and the revision of its document.
type pending struct {
	result.Delivery
	rev uint64
}

// New makes a sender. It fails where the key of push notices is none.
func New(cfg Config, p Parts) (*Sender, error) {
	s := &Sender{cfg: cfg, Parts: p, carriers: newCarriers(outward.Rule{Internal: cfg.Internal}), by: rand.Text()[:8], wake: make(chan struct{}, 1), pending: map[string]pending{}}
	var err error
	s.carriers.vapid, err = newVapid(p.Secret, cfg.Page)
	return s, err
}

// Loop is the stage that makes a delivery of each notice for each of the athlete's channels.
func (s *Sender) Loop() stream.Loop {
	return stream.Loop{Stage: stream.Alert, Workers: 1, Handle: s.plan, Harmless: true}
}

// plan writes the deliveries of notices that were decided. What is planned already stays.
func (s *Sender) plan(ctx context.Context, athlete string, ms []stream.Message) error {
	for _, m := range ms {
		id := stream.Token(m.Subject, 3)
		if id == alert.ToldID || alert.IsJudgement(id) {
			continue
		}
		var n result.Notice
		if err := json.Unmarshal(m.Data, &n); err != nil {
			return fmt.Errorf("read notice: %w", err)
		}
		if n.Athlete != athlete || n.ID != id {
			return errors.New("a notice lies where another belongs")
		}
		if n.Text == "" {
			continue // of a version that told nobody
		}
		channels, err := s.channels(athlete)
		if err != nil {
			return err
		}
		for _, ch := range channels {
			if err := s.planOne(ctx, n, ch); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Sender) planOne(ctx context.Context, n result.Notice, ch Channel) error {
	now := s.Now().UTC()
	d := result.Delivery{
		V: record.Version, Athlete: n.Athlete, Notice: n.ID, Channel: ch.Name, State: result.DeliveryDecided, Decided: now, Next: now,
	}
	if over(n, now) {
		d.State, d.Ended, d.Next, d.Reason = result.DeliveryFailed, now, time.Time{}, reasonLate
	}
	rev, err := s.write(ctx, d, 0)
	if errors.Is(err, stream.ErrConflict) {
		return nil // planned before
	}
	if err != nil {
		return err
	}
	s.Metrics.count(d)
	s.keep(d, rev)
	return nil
}

// write writes a delivery over the one of a revision.
func (s *Sender) write(ctx context.Context, d result.Delivery, rev uint64) (uint64, error) {
	data, err := json.Marshal(d)
	if err != nil {
		return 0, fmt.Errorf("write delivery: %w", err)
	}
	return s.Streams.Publish(ctx, stream.Notices, stream.Put{Subject: subjectOf(d), Data: data, Expect: &rev})
}

func subjectOf(d result.Delivery) string {
	return stream.DeliverySubject(d.Athlete, d.Notice, d.Channel)
}

// keep remembers a delivery that has not ended and forgets one that has.
func (s *Sender) keep(d result.Delivery, rev uint64) {
	s.mu.Lock()
	if d.Ended.IsZero() {
		s.pending[subjectOf(d)] = pending{d, rev}
	} else {
		delete(s.pending, subjectOf(d))
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Hold keeps deliveries from being tried until release, once those that have begun are at their end; then they are read anew.
func (s *Sender) Hold() (release func()) {
	s.turn.Lock()
	return func() {
		s.mu.Lock()
		s.pending, s.stale = map[string]pending{}, true
		s.mu.Unlock()
		s.turn.Unlock()
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

func (s *Sender) forget(d result.Delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pending, subjectOf(d))
}

// keepReceipts is how long it is kept what became of a notice.
const keepReceipts = 90 * 24 * time.Hour

// load reads the deliveries that have not ended, and removes those that ended long ago. What another process of this data folder was trying
// when it ended is due at once; in a cluster it may still run, so that its lease counts.
func (s *Sender) load(ctx context.Context) error {
	found := map[string]pending{}
	now, old := s.Now(), []string(nil)
	err := s.Streams.Read(ctx, stream.Notices, []string{stream.DeliverySubject("*", "*", "*")}, func(m stream.Message) error {
		var d result.Delivery
		if err := json.Unmarshal(m.Data, &d); err != nil {
			return fmt.Errorf("read delivery: %w", err)
		}
		switch {
		case !d.Ended.IsZero():
			if now.Sub(d.Ended) > keepReceipts {
				old = append(old, m.Subject)
			}
			return nil
		case d.State == result.DeliveryTrying && d.By != s.by && s.Streams.Embedded():
			d.Next = now
		}
		found[m.Subject] = pending{d, m.Seq}
		return nil
	})
	if err != nil {
		return err
	}
	for _, subject := range old {
		if err := s.Streams.Purge(ctx, stream.Notices, subject); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stale = false
	for subject, p := range found {
		if have, ok := s.pending[subject]; !ok || have.rev < p.rev {
			s.pending[subject] = p
		}
	}
	return nil
}
