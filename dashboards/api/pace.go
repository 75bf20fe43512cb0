package api

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

const (
	paceTime  = 20 * time.Second // in which paceBytes must come, or be taken
	paceBytes = 16 << 10         // bytes; the slowest modem sends more

	trickleReads = 8                      // after which what they bring on average tells whether it trickles
	trickleBytes = 256                    // of one read; a packet of a modem holds more
	trickleTime  = 250 * time.Millisecond // between reads of what trickles: each wakes the program, whatever it brings
)

// pace cuts off whoever sends or takes nothing, or next to nothing: each connection costs memory here.
func (d *Doors) pace(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := http.NewResponseController(w)
		if r.ContentLength != 0 {
			now := d.ticks()
			_ = c.SetReadDeadline(now.Add(d.paceTime)) // not every server can; then there is none
			r.Body = &pacedBody{ReadCloser: r.Body, d: d, c: c, until: now.Add(d.paceTime), left: now}
		}
		next.ServeHTTP(&pacedWriter{w, d, c}, r)
	})
}

// pacedBody is a body whose sender keeps the pace.
type pacedBody struct {
	io.ReadCloser
	d     *Doors
	c     *http.ResponseController
	until time.Time
	left  time.Time // end of the last Read
	some  int       // bytes since until was set
	reads int       // that brought them
}

// Read implements io.Reader.
func (p *pacedBody) Read(b []byte) (int, error) {
	p.until = p.until.Add(p.d.ticks().Sub(p.left)) // what the disk took is not the sender's time
	if p.trickles() {
		time.Sleep(trickleTime) // the system gathers meanwhile what comes
	}
	_ = p.c.SetReadDeadline(p.until)
	n, err := p.ReadCloser.Read(b)
	p.left = p.d.ticks()
	p.reads++
	if p.some += n; p.some >= paceBytes {
		p.some, p.reads, p.until = 0, 0, p.left.Add(p.d.paceTime)
	}
	switch {
	case errors.Is(err, io.EOF): // the server now waits for the sender to hang up
		_ = p.c.SetReadDeadline(time.Time{})
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = bad("the request ended early")
	case errors.Is(err, os.ErrDeadlineExceeded):
		p.d.refused.WithLabelValues(refusedSlow).Inc()
		err = Problem{http.StatusRequestTimeout, errors.New("too slow: send at least 16 KiB in 20 seconds")}
	}
	return n, err
}

// trickles tells whether the last reads brought next to nothing.
func (p *pacedBody) trickles() bool {
	return p.reads >= trickleReads && p.some < p.reads*trickleBytes
}

// pacedWriter gives each write of an answer its time.
type pacedWriter struct {
	http.ResponseWriter
	d *Doors
	c *http.ResponseController
}

// WriteHeader implements http.ResponseWriter.
func (w *pacedWriter) WriteHeader(status int) {
	_ = w.c.SetWriteDeadline(w.d.ticks().Add(w.d.paceTime))
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *pacedWriter) Write(b []byte) (int, error) {
	_ = w.c.SetWriteDeadline(w.d.ticks().Add(w.d.paceTime))
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController flush.
func (w *pacedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
