package stream

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// embedded is the server in this process. After an error of its disk, a full one among them, it takes no more messages until it is started
// again, and tells nobody: who publishes waits in vain.
type embedded struct {
	options *server.Options // nil with Config.URL

	mu     sync.Mutex
	server *server.Server

	silent atomic.Int32 // publishes in a row that got no answer
}

const (
	silentMost   = 2               // publishes without an answer, after which the server counts as stuck
	restartEvery = 2 * time.Second // how often a stuck server is looked at
	restartRoom  = 16 << 20        // bytes of disk without which starting it again changes nothing
)

func (e *embedded) here() bool { return e.options != nil }

func (e *embedded) current() *server.Server {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.server
}

// InProcessConn implements nats.InProcessConnProvider: the connection asks for each attempt, so that it finds the server that runs then.
func (e *embedded) InProcessConn() (net.Conn, error) { return e.current().InProcessConn() }

func (e *embedded) start() error {
	srv, err := server.NewServer(e.options)
	if err != nil {
		return fmt.Errorf("make embedded nats server: %w", err)
	}
	srv.Start()
	e.mu.Lock()
	e.server = srv
	e.mu.Unlock()
	if !srv.ReadyForConnections(startLimit) {
		return errors.New("start embedded nats server: not ready; is the data folder writable and the disk not full?")
	}
	return nil
}

func (e *embedded) stop() {
	if srv := e.current(); srv != nil {
		srv.Shutdown()
		srv.WaitForShutdown()
	}
}

// heard notes what came of a publish.
func (s *Stream) heard(err error) {
	switch {
	case !s.embedded.here():
	case !errors.Is(err, context.DeadlineExceeded):
		s.embedded.silent.Store(0)
	default:
		s.embedded.silent.Add(1)
		s.ledger.set(Unclean) // it may also be a message that cannot be read, under the subject that was to be written
	}
}

func (s *Stream) stuck() bool { return s.embedded.silent.Load() >= silentMost }

// KeepAlive starts a stuck embedded server again once the disk has room, until ctx ends. Room tells how many bytes are free.
func (s *Stream) KeepAlive(ctx context.Context, room func() (uint64, error)) error {
	tick := time.NewTicker(restartEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if !s.stuck() {
			continue
		}
		if free, err := room(); err != nil || free < restartRoom {
			continue
		}
		s.log.Error("the streams take nothing; their server is started again")
		s.embedded.stop()
		if err := s.embedded.start(); err != nil {
			s.log.Error("the streams' server did not start", "error", err)
			continue
		}
		if err := s.purgeAgain(ctx); err != nil {
			s.log.Error("what was purged may have come back", "error", err)
			continue
		}
		s.embedded.silent.Store(0)
	}
}
