package api

import (
	"net"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

const limitConnections = "connections"

// Listener is a listener that keeps the limits of connections: those above are closed at once, so that one address cannot take them all.
func (d *Doors) Listener(l net.Listener) net.Listener {
	return &listener{
		Listener: l, all: d.cfg.Limits.Connections, from: newPlaces(d.cfg.Limits.Address), refused: d.refused.WithLabelValues(limitConnections),
	}
}

type listener struct {
	net.Listener
	all     int // at most
	from    *places
	refused prometheus.Counter

	mu   sync.Mutex
	open int
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if leave, ok := l.enter(c); ok {
			return &conn{Conn: c, leave: leave}, nil
		}
		l.refused.Inc()
		_ = c.Close()
	}
}

func (l *listener) enter(c net.Conn) (leave func(), ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open >= l.all {
		return nil, false
	}
	host, _, err := net.SplitHostPort(c.RemoteAddr().String())
	if err != nil {
		host = ""
	}
	out, ok := l.from.enter(host)
	if !ok {
		return nil, false
	}
	l.open++
	return func() {
		out()
		l.mu.Lock()
		l.open--
		l.mu.Unlock()
	}, true
}

// conn gives its place up when it is closed.
type conn struct {
	net.Conn
	once  sync.Once
	leave func()
}

// Close implements net.Conn.
func (c *conn) Close() error {
	c.once.Do(c.leave)
	return c.Conn.Close()
}
