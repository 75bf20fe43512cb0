package stream_test

import (
	"net"
	"sync"
	"testing"
)

// wire forwards connections to an address, until it is cut: then nothing passes, and nobody is told. When it is mended, what was cut ends.
type wire struct {
	l  net.Listener
	to string
	wg sync.WaitGroup

	mu    sync.Mutex
	isCut bool
	ended bool
	conns []net.Conn
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{l: l, to: to}
	w.wg.Go(w.accept)
	t.Cleanup(func() {
		_ = l.Close()
		w.mu.Lock()
		w.ended = true
		w.mu.Unlock()
		w.hangUp()
		w.wg.Wait()
	})
	return w
}

func (w *wire) accept() {
	for {
		in, err := w.l.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", w.to)
		if err != nil {
			_ = in.Close()
			continue
		}
		w.mu.Lock()
		w.conns = append(w.conns, in, out)
		ended := w.ended
		w.mu.Unlock()
		if ended {
			w.hangUp()
		}
		w.wg.Go(func() { w.forward(in, out) })
		w.wg.Go(func() { w.forward(out, in) })
	}
}

// forward copies what passes; what comes while the wire is cut is dropped, and so the connection is of no use from then on.
func (w *wire) forward(to, from net.Conn) {
	defer func() { _, _ = to.Close(), from.Close() }()
	b := make([]byte, 32<<10)
	dropped := false
	for {
		n, err := from.Read(b)
		w.mu.Lock()
		dropped = dropped || w.isCut
		w.mu.Unlock()
		if !dropped && n > 0 {
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isCut = true
}

func (w *wire) mend() {
	w.mu.Lock()
	w.isCut = false
	w.mu.Unlock()
	w.hangUp()
}

func (w *wire) hangUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.conns {
		_ = c.Close()
	}
	w.conns = nil
}
