package stream

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// What is purged or replaced stays in the server's files until half of a file is of that kind. Where something is to be gone, a stream is
// written anew: all rows into a copy beside it, the stream emptied, which deletes its files, and the rows published again.
//
//	rewrite/<STREAM>.<random>.tmp    a copy being written: worth nothing
//	rewrite/<STREAM>                 a whole copy: the stream is emptied and filled from it, also by the next start

const (
	rewriteDir = "rewrite"
	copyBytes  = 8 << 20 // of one batch
)

// gates keep writers out of a stream while it is written anew.
type gates struct {
	mu  sync.Mutex
	all map[string]*sync.RWMutex
}

func (g *gates) of(stream string) *sync.RWMutex {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.all == nil {
		g.all = map[string]*sync.RWMutex{}
	}
	if g.all[stream] == nil {
		g.all[stream] = &sync.RWMutex{}
	}
	return g.all[stream]
}

// pass waits while a stream is written anew. Readers do not hold the gate: they read other rows while they read.
func (g *gates) pass(stream string) {
	m := g.of(stream)
	m.RLock()
	defer m.RUnlock()
}

// Rewrite writes all streams anew, so that their files hold what their rows say and nothing else. All stages must be paused. Of servers
// that are not embedded it does nothing: their files are not ours.
func (s *Stream) Rewrite(ctx context.Context) error {
	if !s.embedded.here() {
		return nil
	}
	for _, t := range tables() {
		if err := s.rewrite(ctx, t.name); err != nil {
			return fmt.Errorf("write %s anew: %w", t.name, err)
		}
	}
	return nil
}

func (s *Stream) rewrite(ctx context.Context, name string) error {
	gate := s.gates.of(name)
	gate.Lock()
	defer gate.Unlock()
	floors, err := s.floors(ctx, name)
	if err != nil {
		return err
	}
	if err := s.copyOut(ctx, name); err != nil {
		return err
	}
	return s.refill(ctx, name, floors)
}

// floors are how far the consumers of a stream are.
func (s *Stream) floors(ctx context.Context, name string) (map[string]uint64, error) {
	st, err := s.handle(ctx, name)
	if err != nil {
		return nil, err
	}
	out := map[string]uint64{}
	for _, c := range consumers() {
		if c.stream != name {
			continue
		}
		cons, err := st.Consumer(ctx, durable(c.stage, "*"))
		if errors.Is(err, jetstream.ErrConsumerNotFound) {
			continue
		}
		if err != nil {
			return nil, Transient(err)
		}
		out[c.stage] = cons.CachedInfo().AckFloor.Stream
	}
	return out, nil
}

// refill empties a stream and publishes the rows of its copy again. Consumers go on where they were; without floors they read all of it.
func (s *Stream) refill(ctx context.Context, name string, floors map[string]uint64) error {
	st, err := s.handle(ctx, name)
	if err != nil {
		return err
	}
	if err := st.Purge(ctx); err != nil {
		return Transient(err)
	}
	f, err := s.copies.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := st.Info(ctx)
	if err != nil {
		return Transient(err)
	}
	next := info.State.LastSeq + 1 // of the row that is published next
	starts := map[string]uint64{}
	in := bufio.NewReaderSize(io.NewSectionReader(f, 0, f.Size()), 1<<20)
	var batch []Put
	size := 0
	flush := func() error {
		if err := s.publishBatch(ctx, name, batch); err != nil {
			return err
		}
		batch, size = batch[:0], 0
		return nil
	}
	for {
		old, p, err := readRow(in, s.MaxPayload())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read copy: %w", err)
		}
		if len(batch) == BatchLimit || size > 0 && size+len(p.Data) > copyBytes {
			if err := flush(); err != nil {
				return err
			}
		}
		for stage, floor := range floors {
			if _, ok := starts[stage]; !ok && old > floor {
				starts[stage] = next
			}
		}
		batch, size, next = append(batch, p), size+len(p.Data), next+1
	}
	if err := flush(); err != nil {
		return err
	}
	for stage := range floors {
		if _, ok := starts[stage]; !ok { // it had seen everything
			starts[stage] = next
		}
	}
	if err := s.restartAt(ctx, name, starts); err != nil {
		return err
	}
	if err := s.purged(ctx, name); err != nil {
		return err
	}
	if err := s.copies.Remove(name); err != nil {
		return err
	}
	return s.copies.SyncDir(".")
}

// restartAt has consumers go on at a sequence each.
func (s *Stream) restartAt(ctx context.Context, name string, starts map[string]uint64) error {
	st, err := s.handle(ctx, name)
	if err != nil {
		return err
	}
	for stage, seq := range starts {
		if _, err := st.ResetConsumerToSequence(ctx, durable(stage, "*"), seq); err != nil {
			return Transient(err)
		}
	}
	return nil
}

// purged waits until the server has deleted the files of an emptied stream, which it does behind one's back.
func (s *Stream) purged(ctx context.Context, name string) error {
	return poll(ctx, func() (bool, error) {
		left, err := filepath.Glob(filepath.Join(s.dir, "jetstream", "jetstream", "*", "streams", name, "__msgs__"))
		return len(left) == 0, err
	})
}

// endRewrite does again what a killed process left half done.
func (s *Stream) endRewrite(ctx context.Context) error {
	err := disk.Sweep(s.copies, ".", time.Now())
	if err == nil {
		var left []string
		left, err = s.copies.List(".")
		for _, name := range left {
			err = errors.Join(err, s.refill(ctx, name, nil))
		}
	}
	if err != nil {
		return fmt.Errorf("write streams anew: %w", err)
	}
	return nil
}
