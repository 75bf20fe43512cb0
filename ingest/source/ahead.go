package source

import (
	"fmt"
	"io"
	"sync"
)

const (
	aheadRoom    = 256 << 10 // bytes of one buffer
	aheadBuffers = 4
)

// readAhead reads in a goroutine of its own, some buffers ahead of who reads from it: unpacking and hashing on one core, decoding on the other.
// closing ends the goroutine; only then may r be read by somebody else.
func readAhead(r io.Reader) (in io.Reader, closing func()) {
	a := &ahead{full: make(chan chunk, aheadBuffers), free: make(chan []byte, aheadBuffers), stop: make(chan struct{})}
	for range aheadBuffers {
		a.free <- make([]byte, aheadRoom)
	}
	var running sync.WaitGroup
	running.Go(func() { a.fill(r) })
	return a, func() {
		close(a.stop)
		running.Wait()
	}
}

type ahead struct {
	full chan chunk
	free chan []byte
	stop chan struct{}
	now  chunk
	at   int // in now.data[:now.n]
}

type chunk struct {
	data []byte
	n    int
	err  error // behind the data; nothing comes after it
}

func (a *ahead) fill(r io.Reader) {
	for {
		var c chunk
		select {
		case <-a.stop:
			return
		case c.data = <-a.free:
		}
		c.n, c.err = readFull(r, c.data)
		a.full <- c // never waits: there are as many places as buffers
		if c.err != nil {
			return
		}
	}
}

// readFull fills a buffer, or tells why it could not; a decompressor that gives up does so here and not in nobody's goroutine.
func readFull(r io.Reader, p []byte) (n int, err error) {
	defer func() {
		if gone := recover(); gone != nil {
			err = fmt.Errorf("%w: %w: the decoder gave up", ErrRejected, errDamaged)
		}
	}()
	for n < len(p) && err == nil {
		var k int
		k, err = r.Read(p[n:])
		n += k
	}
	return n, err
}

// Read implements io.Reader.
func (a *ahead) Read(p []byte) (int, error) {
	for a.at == a.now.n {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.data != nil {
			a.free <- a.now.data
		}
		a.now, a.at = <-a.full, 0
	}
	n := copy(p, a.now.data[a.at:a.now.n])
	a.at += n
	return n, nil
}
