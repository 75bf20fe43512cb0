package stream_test

import (
	"context"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/hvilepuls/hvilepuls/internal/faulttest"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return port
}

// openEventually opens the streams of a cluster that is still finding itself.
func openEventually(t *testing.T, cfg stream.Config) *stream.Stream {
	t.Helper()
	end := time.Now().Add(wholeWithin)
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 8*time.Second)
		s, err := stream.Open(ctx, cfg, "", slog.New(slog.DiscardHandler))
		cancel()
		if err == nil {
			t.Cleanup(s.Close)
			return s
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// One of three servers is killed while two processes publish and handle rows, and then another once it is back: work goes on with two.
func TestOneOfThreeServersIsLost(t *testing.T) { // not beside the other test with three servers: six at once are too many for two cores
	c := faulttest.Start(t, "NATS: one of three servers lost")
	nodes, _ := three(t)
	cfg := reaching(nodes...)
	s := openEventually(t, cfg)
	w := newTraffic(t, cfg, cfg)
	for range 2 {
		n := nodes[leader(t, cfg)]
		lost := time.Now()
		n.kill()
		w.progress("one lost", 20)
		w.whole(c, s, lost)
		n.start()
		w.until("a server that was lost has what it missed", n.whole) // before that two of three are lost with the next
	}
}

// The server that leads is cut off from the two others; a process is connected to each side. The side with two goes on, the other is refused, and
// when the wires are whole again so are the rows.
func TestAPartitionBetweenThreeServers(t *testing.T) {
	t.Parallel()
	c := faulttest.Start(t, "NATS: partition between three servers, healed")
	nodes, wires := three(t)
	s := openEventually(t, reaching(nodes...))
	lone := leader(t, reaching(nodes...))
	a, b := (lone+1)%3, (lone+2)%3
	w := newTraffic(t, reaching(nodes[lone]), reaching(nodes[a], nodes[b]))
	between := []*wire{wires[lone][a], wires[lone][b], wires[a][lone], wires[b][lone]}
	for _, x := range between {
		x.cut()
	}
	w.progress("cut", 20, "p1")
	before := w.counts()["p0"]
	w.progress("cut", 50, "p1")
	if now := w.counts()["p0"]; now != before {
		t.Errorf("the side with one server acknowledged %d rows", now-before)
	}
	for _, x := range between {
		x.mend()
	}
	mended := time.Now()
	w.progress("mended", 20)
	w.whole(c, s, mended)
}

// leader is the number of the server that leads the stream of days.
func leader(t *testing.T, cfg stream.Config) int {
	t.Helper()
	nc, err := nats.Connect(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	st, err := js.Stream(t.Context(), stream.Days)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimPrefix(st.CachedInfo().Cluster.Leader, "n"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The one server behind nats.url is killed and started again, again and again: the connections, the loops and the publishes that met the gap go on.
func TestAnExternalServerIsKilled(t *testing.T) {
	t.Parallel()
	c := faulttest.Start(t, "NATS: external server killed and started again")
	p, cfg := elsewhere(t)
	s := openEventually(t, cfg)
	w := newTraffic(t, cfg)
	for range 3 {
		p.kill()
		p.start()
		again := time.Now()
		w.progress("started again", 20)
		w.whole(c, s, again)
	}
}

// The one server behind nats.url stands still, as on a machine that is out of memory, and goes on: first for a moment, then until it counts as lost.
func TestAnExternalServerStandsStill(t *testing.T) {
	t.Parallel()
	c := faulttest.Start(t, "NATS: external server stands still, and goes on")
	p, cfg := elsewhere(t)
	s := openEventually(t, cfg)
	w := newTraffic(t, cfg)
	for _, long := range []bool{false, true} {
		p.pause()
		silent := func() {
			once, cancel := context.WithTimeout(t.Context(), publishWithin)
			defer cancel()
			if _, err := s.Subjects(once, stream.Days, "days.>"); err == nil {
				t.Error("a server that stands still has answered")
			}
		}
		silent() // meanwhile what was on its way has come
		still := w.counts()["p0"]
		silent()
		if w.counts()["p0"] != still {
			t.Error("a server that stands still has acknowledged a row")
		}
		if long {
			waitFor(t, func() bool { return s.Ready() != nil })
		}
		p.resume()
		goes := time.Now()
		w.progress("it goes on", 20)
		w.whole(c, s, goes)
	}
}
