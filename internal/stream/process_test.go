package stream_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// childServes is a server that is a process of its own: what it is told stands in a query, its folder in dir.
func childServes(dir, told string) {
	v, err := url.ParseQuery(told)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	number := func(key string) int {
		n, _ := strconv.Atoi(v.Get(key))
		return n
	}
	opts := &server.Options{
		ServerName: v.Get("name"), Host: "127.0.0.1", Port: number("port"), HTTPHost: "127.0.0.1", HTTPPort: number("http"), NoSigs: true, NoLog: true, MaxPayload: 8 << 20, MaxPending: 64 << 20,
		JetStream: true, StoreDir: dir, JetStreamMaxStore: 1 << 30, SyncAlways: true,
	}
	if routes := v["route"]; len(routes) > 0 {
		opts.Routes = server.RoutesFromStr(strings.Join(routes, ","))
		opts.Cluster = server.ClusterOpts{
			Name: "test", Host: "127.0.0.1", Port: number("cluster"),
			NoAdvertise: true, Advertise: "127.0.0.1:1", // each reaches the others as it is told, and no other way
		}
	}
	srv, err := server.NewServer(opts)
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
	told url.Values
	url  string
	cmd  *exec.Cmd
}

func newServerProcess(t *testing.T, told url.Values) *serverProcess {
	t.Helper()
	port := strconv.Itoa(freePort(t))
	told.Set("port", port)
	told.Set("http", strconv.Itoa(freePort(t)))
	p := &serverProcess{t: t, dir: t.TempDir(), told: told, url: "nats://127.0.0.1:" + port}
	p.start()
	t.Cleanup(p.kill)
	return p
}

// elsewhere starts a server as a process of its own, and gives the settings that reach it.
func elsewhere(t *testing.T) (*serverProcess, stream.Config) {
	t.Helper()
	p := newServerProcess(t, url.Values{})
	return p, stream.Config{URL: p.url, Replicas: 1, MaxStore: 1 << 29}
}

// three starts three servers that keep three copies. Each reaches another by a wire of its own: wires[i][j] leads from i to j.
func three(t *testing.T) (nodes []*serverProcess, wires [3][3]*wire) {
	t.Helper()
	var ports [3]string
	for i := range ports {
		ports[i] = strconv.Itoa(freePort(t))
	}
	for i := range 3 {
		told := url.Values{"name": {fmt.Sprint("n", i)}, "cluster": {ports[i]}}
		for j := range 3 {
			if i != j {
				wires[i][j] = newWire(t, "127.0.0.1:"+ports[j])
				told.Add("route", "nats://"+wires[i][j].l.Addr().String())
			}
		}
		nodes = append(nodes, newServerProcess(t, told))
	}
	return nodes, wires
}

// reaching are the settings that reach some of three servers.
func reaching(nodes ...*serverProcess) stream.Config {
	var urls []string
	for _, n := range nodes {
		urls = append(urls, n.url)
	}
	return stream.Config{URL: strings.Join(urls, ","), Replicas: 3, MaxStore: 1 << 29}
}

func (p *serverProcess) start() {
	p.t.Helper()
	p.cmd = exec.Command(os.Args[0])
	p.cmd.Env = append(os.Environ(), "STREAM_TEST_CHILD="+p.dir, "STREAM_TEST_SERVER="+p.told.Encode())
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

// whole tells whether the server says that it has all that the others have.
func (p *serverProcess) whole() bool {
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, "http://127.0.0.1:"+p.told.Get("http")+"/healthz", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// kill ends the server as kill -9 does.
func (p *serverProcess) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// pause has the server stand still, and returns when it does.
func (p *serverProcess) pause() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		p.t.Fatal(err)
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(p.cmd.Process.Pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
		p.t.Fatalf("the server did not stop: %v, %v", status, err)
	}
}

func (p *serverProcess) resume() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGCONT); err != nil {
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
