package influxtest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Fault is what a Proxy does with a request; next is the server behind it.
type Fault func(w http.ResponseWriter, r *http.Request, next http.Handler)

// Proxy stands before a Server on an address of its own and can do to requests what networks and busy servers do.
type Proxy struct {
	URL string

	mu       sync.Mutex
	fault    Fault
	over     chan struct{} // closed when the fault is
	requests atomic.Int64
}

// NewProxy starts one that lets everything through, until the test ends.
func NewProxy(t testing.TB, s *Server) *Proxy {
	t.Helper()
	to, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{over: make(chan struct{})}
	next := httputil.NewSingleHostReverseProxy(to)
	next.Transport = http.DefaultTransport.(*http.Transport).Clone()
	next.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.requests.Add(1)
		p.mu.Lock()
		fault := p.fault
		p.mu.Unlock()
		if fault == nil {
			next.ServeHTTP(w, r)
			return
		}
		fault(w, r, next)
	}))
	p.URL = srv.URL
	t.Cleanup(func() {
		p.Mend()
		srv.Close()
		next.Transport.(*http.Transport).CloseIdleConnections()
	})
	return p
}

// Break has every request meet a fault until Mend is called.
func (p *Proxy) Break(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault, p.over = f, make(chan struct{})
}

// Mend lets everything through again; what hangs is cut.
func (p *Proxy) Mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fault != nil {
		p.fault = nil
		close(p.over)
	}
}

// Requests is how many have come so far.
func (p *Proxy) Requests() int64 { return p.requests.Load() }

// Cut ends the connection without an answer.
func Cut(w http.ResponseWriter, _ *http.Request, _ http.Handler) { cut(w) }

func cut(w http.ResponseWriter) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// Hang takes the request and gives no answer.
func (p *Proxy) Hang(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	p.mu.Lock()
	over := p.over
	p.mu.Unlock()
	select {
	case <-over:
	case <-r.Context().Done():
	}
	cut(w)
}

// Slow is a fault that works, but lets each request wait before the server hears of it.
func Slow(wait time.Duration) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body, err := io.ReadAll(r.Body) // the connection is watched only once all of it was read
		if err != nil || !pause(r.Context(), wait) {
			cut(w)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	}
}

// Trickle is a fault that works, but gives each answer in pieces, with a pause before each.
func Trickle(pieces int, wait time.Duration) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		heard := httptest.NewRecorder()
		next.ServeHTTP(heard, r)
		var answer bytes.Buffer
		if err := heard.Result().Write(&answer); err != nil {
			cut(w)
			return
		}
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		for size := answer.Len()/pieces + 1; answer.Len() > 0; {
			pause(context.Background(), wait)
			if _, err := conn.Write(answer.Next(size)); err != nil {
				return
			}
		}
	}
}

// pause waits, and tells whether it was to the end.
func pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Answer is a fault that gives an answer of InfluxDB's kind; retryAfter in seconds, 0 for none.
func Answer(status int, code string, retryAfter int) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		if retryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"code":"`+code+`","message":"so the test wants it"}`)
	}
}

// Half lets the first half of a batch's lines through and ends the connection; everything else is cut.
func Half(w http.ResponseWriter, r *http.Request, next http.Handler) {
	body, err := io.ReadAll(r.Body)
	if err == nil && r.URL.Path == "/api/v2/write" && r.Header.Get("Content-Encoding") == "" {
		if i := bytes.IndexByte(body[len(body)/2:], '\n'); i >= 0 {
			half := r.Clone(r.Context())
			b := body[:len(body)/2+i+1]
			half.Body, half.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
			next.ServeHTTP(httptest.NewRecorder(), half)
		}
	}
	cut(w)
}

// Unheard lets requests through and drops the answers.
func Unheard(w http.ResponseWriter, r *http.Request, next http.Handler) {
	next.ServeHTTP(httptest.NewRecorder(), r)
	cut(w)
}
