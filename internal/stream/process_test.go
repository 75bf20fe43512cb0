package stream_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// childServes is the server that is killed: a process of its own.
func childServes(dir, port string) {
	p, err := strconv.Atoi(port)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	srv, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: p, NoSigs: true, NoLog: true, MaxPayload: 8 << 20, MaxPending: 64 << 20,
		JetStream: true, StoreDir: dir, JetStreamMaxStore: 1 << 30, SyncAlways: true,
	})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	srv.Start()
	if !srv.ReadyForConnections(20 * time.Second) {
		fmt.Println("not ready")
		os.Exit(1)
	}
	fmt.Println("done")
	select {}
}

// serverProcess is a server that is no part of this process.
type serverProcess struct {
	t    *testing.T
	dir  string
	port int
	cmd  *exec.Cmd
}

// elsewhere starts a server as a process of its own, and gives the settings that reach it.
func elsewhere(t *testing.T) (*serverProcess, stream.Config) {
	t.Helper()
	p := &serverProcess{t: t, dir: t.TempDir(), port: freePort(t)}
	p.start()
	t.Cleanup(p.kill)
	return p, stream.Config{URL: fmt.Sprintf("nats://127.0.0.1:%d", p.port), Replicas: 1, MaxStore: 1 << 29}
}

func (p *serverProcess) start() {
	p.t.Helper()
	p.cmd = exec.Command(os.Args[0])
	p.cmd.Env = append(os.Environ(), "STREAM_TEST_CHILD="+p.dir, "STREAM_TEST_PORT="+strconv.Itoa(p.port))
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "done\n" {
		p.t.Fatalf("the server said %q, %v", line, err)
	}
}

// kill ends the server as kill -9 does.
func (p *serverProcess) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

func (p *serverProcess) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// What was purged from a server elsewhere stays away after the server was killed: for a process that lives on, and for one that comes after.
func TestWhatWasPurgedElsewhereStaysAwayAfterAKill(t *testing.T) {
	p, cfg := elsewhere(t)
	s := openEventually(t, cfg)
	if err := writeAndPurge(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	rows := func(s *stream.Stream) []string {
		t.Helper()
		got, err := s.Subjects(t.Context(), stream.Days, "days.>")
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		return got
	}
	if got := rows(s); !slices.Equal(got, leftOfPurges()) {
		t.Fatalf("before anything happened rows are\n%q, want\n%q", got, leftOfPurges())
	}
	for round := range 3 {
		p.kill()
		waitFor(t, func() bool { return s.Ready() != nil })
		p.start()
		waitFor(t, func() bool { return s.Ready() == nil })
		if got := rows(s); !slices.Equal(got, leftOfPurges()) {
			t.Errorf("kill %d: for who lives on rows are\n%q, want\n%q", round, got, leftOfPurges())
		}
	}
	s.Close()
	p.kill()
	p.start()
	if got := rows(openEventually(t, cfg)); !slices.Equal(got, leftOfPurges()) {
		t.Errorf("for who comes after rows are\n%q, want\n%q", got, leftOfPurges())
	}
}
