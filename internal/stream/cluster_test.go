package stream_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// patient skips what takes half a minute: a lost server's pulls are missed, and its partitions taken over, only after that.
func patient(t *testing.T) {
	t.Helper()
	if os.Getenv("HVILEPULS_CLUSTER") == "" {
		t.Skip("takes 40 s; with HVILEPULS_CLUSTER=1 it runs")
	}
}

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

// node is one of three servers on loopback.
type node struct {
	opts server.Options
	srv  *server.Server
}

func (n *node) start(t *testing.T) {
	t.Helper()
	opts := n.opts // the server keeps what it is given
	srv, err := server.NewServer(&opts)
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	if !srv.ReadyForConnections(20 * time.Second) {
		t.Fatal("server not ready")
	}
	n.srv = srv
}

func (n *node) stop() {
	n.srv.Shutdown()
	n.srv.WaitForShutdown()
}

// three starts three servers that keep three copies, and gives the settings that reach them.
func three(t *testing.T) ([]*node, stream.Config) {
	t.Helper()
	var routes, urls []string
	var ports []int
	for range 3 {
		ports = append(ports, freePort(t))
		routes = append(routes, fmt.Sprintf("nats://127.0.0.1:%d", ports[len(ports)-1]))
	}
	var nodes []*node
	for i := range 3 {
		port := freePort(t)
		urls = append(urls, fmt.Sprintf("nats://127.0.0.1:%d", port))
		n := &node{opts: server.Options{
			ServerName: fmt.Sprint("n", i), Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true, MaxPayload: 8 << 20, MaxPending: 64 << 20,
			JetStream: true, StoreDir: t.TempDir(), JetStreamMaxStore: 1 << 30, SyncAlways: true,
			Cluster: server.ClusterOpts{Name: "test", Host: "127.0.0.1", Port: ports[i]}, Routes: server.RoutesFromStr(strings.Join(routes, ",")),
		}}
		n.start(t)
		t.Cleanup(func() { n.stop() })
		nodes = append(nodes, n)
	}
	waitFor(t, func() bool {
		for _, n := range nodes {
			if n.srv.JetStreamIsLeader() {
				return true
			}
		}
		return false
	})
	return nodes, stream.Config{URL: strings.Join(urls, ","), Replicas: 3, MaxStore: 1 << 29}
}

// One of three servers is lost while messages are published and handled: what was acknowledged is there, publishing goes on, and so it does
// when the lost one comes back and another goes.
func TestOneOfThreeServersIsLost(t *testing.T) {
	patient(t)
	ctx := context.Background()
	nodes, cfg := three(t)
	s := openEventually(t, cfg)
	var c collector
	running(t, s, stream.Loop{Stage: stream.Analyse, Workers: 2, Handle: c.handle})
	acknowledged := []string{}
	publish := func(name string) {
		t.Helper()
		limit := time.Now().Add(40 * time.Second)
		for {
			once, cancel := context.WithTimeout(ctx, 2*time.Second)
			_, err := s.Publish(once, stream.Days, stream.Put{Subject: stream.DaysSubject("ada", name), Data: []byte(name)})
			cancel()
			if err == nil {
				acknowledged = append(acknowledged, name)
				return
			}
			if time.Now().After(limit) {
				t.Fatalf("publish %s: %v", name, err)
			}
		}
	}
	for lost, n := range nodes[:2] {
		for i := range 20 {
			publish(fmt.Sprintf("a%d-%d", lost, i))
		}
		n.stop()
		start := time.Now()
		publish(fmt.Sprintf("without%d", lost))
		t.Logf("node %d lost: published again after %v", lost, time.Since(start).Round(time.Millisecond))
		for i := range 20 {
			publish(fmt.Sprintf("b%d-%d", lost, i))
		}
		n.start(t)
		waitFor(t, func() bool { return n.srv.JetStreamIsCurrent() })
	}
	for _, name := range acknowledged {
		if m, ok, err := s.Last(ctx, stream.Days, stream.DaysSubject("ada", name)); !ok || err != nil || string(m.Data) != name {
			t.Errorf("%s was acknowledged: %v, %v", name, ok, err)
		}
	}
	waitLong(t, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		seen := map[string]bool{}
		for _, name := range c.seen["ada"] {
			seen[name] = true
		}
		return len(seen) == len(acknowledged)
	})
}

// waitLong waits as long as it may take to find out that a server is gone, and that nobody else has its partition.
func waitLong(t *testing.T, ok func() bool) {
	t.Helper()
	start := time.Now()
	for !ok() {
		pause := time.NewTimer(20 * time.Millisecond)
		<-pause.C
		if time.Since(start) > 90*time.Second {
			t.Fatal("waited in vain")
		}
	}
	t.Logf("handled %v after the last server came back", time.Since(start).Round(time.Millisecond))
}

// openEventually opens the streams of a cluster that is still finding itself.
func openEventually(t *testing.T, cfg stream.Config) *stream.Stream {
	t.Helper()
	var s *stream.Stream
	waitFor(t, func() (ok bool) {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		var err error
		s, err = stream.Open(ctx, cfg, "", slog.New(slog.DiscardHandler))
		return err == nil
	})
	t.Cleanup(s.Close)
	return s
}

// The one server behind nats.url is started again: the connection, the loops and a publish that met the gap go on.
func TestAnExternalServerIsStartedAgain(t *testing.T) {
	patient(t)
	ctx := context.Background()
	n := &node{opts: server.Options{
		Host: "127.0.0.1", Port: freePort(t), NoSigs: true, NoLog: true, MaxPayload: 8 << 20, MaxPending: 64 << 20,
		JetStream: true, StoreDir: t.TempDir(), JetStreamMaxStore: 1 << 30, SyncAlways: true,
	}}
	n.start(t)
	t.Cleanup(func() { n.stop() })
	s := openEventually(t, stream.Config{URL: fmt.Sprintf("nats://127.0.0.1:%d", n.opts.Port), Replicas: 1, MaxStore: 1 << 29})
	var c collector
	running(t, s, stream.Loop{Stage: stream.Analyse, Workers: 2, Handle: c.handle})
	put(t, s, stream.Days, stream.DaysSubject("ada", "before"), "before")
	n.stop()
	waitFor(t, func() bool { return s.Ready() != nil })
	n.start(t)
	waitFor(t, func() bool { return s.Ready() == nil })
	waitFor(t, func() bool {
		once, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		_, err := s.Publish(once, stream.Days, stream.Put{Subject: stream.DaysSubject("ada", "after"), Data: []byte("after")})
		return err == nil
	})
	if _, ok, err := s.Last(ctx, stream.Days, stream.DaysSubject("ada", "before")); !ok || err != nil {
		t.Errorf("what was acknowledged before: %v, %v", ok, err)
	}
	waitLong(t, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return strings.Contains(strings.Join(c.seen["ada"], " "), "after")
	})
}
