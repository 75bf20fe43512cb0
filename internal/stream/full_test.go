package stream_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// After its disk was full an embedded server takes nothing more and says so to nobody. It is started again once there is room, beneath the
// connection and the loops, and what was acknowledged is there.
func TestAServerStuckOnAFullDiskIsStartedAgain(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=48m"); err != nil {
		t.Skipf("needs a file system that can be filled: mount tmpfs: %v; only root may", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	s := open(t, dir)
	var c collector
	running(t, s, stream.Loop{Stage: stream.Analyse, Workers: 1, Handle: c.handle})
	put(t, s, stream.Days, stream.DaysSubject("ada", "first"), "1")
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 44<<20), 0o600); err == nil {
		_ = os.WriteFile(ballast+"2", make([]byte, 8<<20), 0o600) // as much of it as there is room for
	}
	publish := func(subject string) error {
		ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
		defer cancel()
		_, err := s.Publish(ctx, stream.Days, stream.Put{Subject: stream.DaysSubject("ada", subject), Data: []byte(strings.Repeat("x", 1<<20))})
		return err
	}
	var acknowledged []string
	for i := 0; s.Ready() == nil && i < 100; i++ {
		if name := "m" + string(rune('a'+i%26)) + strings.Repeat("x", i/26); publish(name) == nil {
			acknowledged = append(acknowledged, name)
		}
	}
	if s.Ready() == nil {
		t.Fatal("the server was never stuck: the test tests nothing")
	}
	free := func() (uint64, error) {
		var st syscall.Statfs_t
		err := syscall.Statfs(dir, &st)
		return st.Bavail * uint64(st.Bsize), err
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.KeepAlive(ctx, free) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	for _, name := range []string{ballast, ballast + "2"} {
		if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	waitFor(t, func() bool { return s.Ready() == nil && publish("after") == nil })
	for _, name := range append(acknowledged, "first") {
		if _, ok, err := s.Last(context.Background(), stream.Days, stream.DaysSubject("ada", name)); !ok || err != nil {
			t.Errorf("%s was acknowledged: %v, %v", name, ok, err)
		}
	}
	drain(t, s, stream.Analyse)
	if s.Doubt() == stream.NoDoubt {
		t.Error("nobody doubts what was in between")
	}
}
