// Package influxtest runs a real InfluxDB for tests: 2.7, which the product needs, or 1.8 for what both can do.
package influxtest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
)

const (
	binary27  = "influxd-2.7.12" // in the cache
	binary18  = "influxd-1.8.10"
	startTime = time.Minute // a start takes 0.3 to 2.5 s on an idle machine
	pollEvery = 20 * time.Millisecond
)

// Server is a running influxd on a loopback port with a folder of its own. It has an organisation and an all-access token, of which 1.8
// knows nothing: it takes any.
type Server struct {
	URL   string
	Token string
	Org   string

	t    testing.TB
	path string
	old  bool // 1.8
	dir  string
	addr string
	http *http.Client
	cmd  *exec.Cmd
}

// Start starts InfluxDB 2.7 from HVILEPULS_INFLUXD, or from the cache where .ci/influxd/build-influxd.sh leaves it, and stops it when the
// test ends. Of the product's buckets it has none. Where there is no binary the test is skipped, under CI it fails. Where
// HVILEPULS_INFLUXD is 1.8 the test is skipped.
func Start(t testing.TB) *Server {
	t.Helper()
	path, old := find(t, "2.7", binary27)
	if old {
		t.Skipf("needs InfluxDB 2.7: %s is 1.8, which has no API to make buckets or to delete points; .ci/influxd/build-influxd.sh 2.7 builds it with Rust", path)
	}
	return start(t, path, false)
}

// StartAny is Start for what only writes and queries: where there is no 2.7 it starts 1.8, which is built without Rust. It makes buckets of
// these names, which are databases in 1.8.
func StartAny(t testing.TB, buckets ...string) *Server {
	t.Helper()
	path, old := find(t, "any", binary27, binary18)
	s := start(t, path, old)
	if old {
		for _, name := range buckets {
			s.Query("", fmt.Sprintf("CREATE DATABASE %q", name))
		}
		return s
	}
	ctx, client := context.Background(), s.client()
	org, err := client.OrganizationsAPI().FindOrganizationByName(ctx, s.Org)
	if err != nil {
		t.Fatalf("set up influxd: %v", err)
	}
	for _, name := range buckets {
		if _, err := client.BucketsAPI().CreateBucketWithName(ctx, org, name); err != nil {
			t.Fatalf("make bucket %s: %v", name, err)
		}
	}
	return s
}

func start(t testing.TB, path string, old bool) *Server {
	t.Helper()
	s := &Server{
		Token: "test-token", Org: "test", t: t, path: path, old: old, dir: t.TempDir(), addr: freeAddr(t),
		http: &http.Client{Transport: &http.Transport{}},
	}
	s.URL = "http://" + s.addr
	t.Cleanup(func() {
		s.Stop()
		s.http.CloseIdleConnections()
	})
	s.Restart()
	if old {
		return s
	}
	if _, err := s.client().SetupWithToken(context.Background(), "test", "test-password", s.Org, "unused", 0, s.Token); err != nil {
		t.Fatalf("set up influxd: %v", err)
	}
	return s
}

func (s *Server) client() influxdb2.Client {
	return influxdb2.NewClientWithOptions(s.URL, s.Token, influxdb2.DefaultOptions().SetHTTPClient(s.http).SetApplicationName("test"))
}

// find gives the path of influxd and whether it is 1.8: what HVILEPULS_INFLUXD names, else the first of these in the cache. Version is what
// build-influxd.sh calls them.
func find(t testing.TB, version string, names ...string) (path string, old bool) {
	t.Helper()
	if path := os.Getenv("HVILEPULS_INFLUXD"); path != "" {
		out, err := exec.Command(path, "version").Output()
		if err != nil {
			t.Fatalf("ask HVILEPULS_INFLUXD %s for its version: %v", path, err)
		}
		return path, oldVersion(string(out))
	}
	cache := cacheDir(t)
	for _, name := range names {
		path := filepath.Join(cache, name)
		if _, err := os.Stat(path); err == nil {
			return path, name == binary18
		}
	}
	say := t.Skipf
	if os.Getenv("CI") != "" {
		say = t.Fatalf
	}
	say("needs InfluxDB: no %s in %s; .ci/influxd/build-influxd.sh %s builds it once", strings.Join(names, " or "), cache, version)
	return "", false
}

// cacheDir is where .ci/influxd/build-influxd.sh leaves what it builds.
func cacheDir(t testing.TB) string {
	t.Helper()
	if cache := os.Getenv("HVILEPULS_CACHE"); cache != "" {
		return cache
	}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(home, ".cache", "hvilepuls")
}

// oldVersion tells 1.8 by what "influxd version" prints. Built with the version v1.8.10 it writes the v twice.
func oldVersion(printed string) bool {
	version, ok := strings.CutPrefix(printed, "InfluxDB v")
	return ok && strings.HasPrefix(strings.TrimPrefix(version, "v"), "1.")
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return addr
}

// Stop stops influxd cleanly. What it holds stays.
func (s *Server) Stop() {
	s.t.Helper()
	if s.cmd == nil {
		return
	}
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil { // it does not catch SIGTERM
		s.t.Errorf("stop influxd: %v", err)
	}
	if err := s.cmd.Wait(); err != nil { // it ends with 1 where a request is still open: what it acknowledged it keeps all the same
		s.t.Logf("stop influxd: %v", err)
	}
	s.cmd = nil
}

// Restart starts influxd after Stop, on the same folder and port, and waits until it answers.
func (s *Server) Restart() {
	s.t.Helper()
	file := func(name string) string { return filepath.Join(s.dir, name) }
	s.cmd = exec.Command(s.path, "--bolt-path", file("influxd.bolt"), "--sqlite-path", file("influxd.sqlite"), "--engine-path", file("engine"),
		"--http-bind-address", s.addr, "--reporting-disabled", "--log-level", "error")
	if s.old {
		if err := os.WriteFile(file("influxd.conf"), []byte(s.config18()), 0o600); err != nil {
			s.t.Fatal(err)
		}
		s.cmd = exec.Command(s.path, "run", "-config", file("influxd.conf"))
	}
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		s.cmd = nil
		s.t.Fatalf("start influxd: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if body, status, err := s.ask(ctx, http.MethodGet, "/health", url.Values{}); err == nil && status == http.StatusOK && len(body) > 0 {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			s.t.Fatal("start influxd: it does not answer")
		}
	}
}

// config18 are the settings of 1.8. Without Flux it starts in 0.2 s, with it in 4 to 19 s.
func (s *Server) config18() string {
	return fmt.Sprintf(`reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = %q
[data]
  dir = %q
  wal-dir = %q
  index-version = "tsi1"
[monitor]
  store-enabled = false
[http]
  bind-address = %q
  flux-enabled = false
  log-enabled = false
[logging]
  level = "error"
  suppress-logo = true
`, filepath.Join(s.dir, "meta"), filepath.Join(s.dir, "data"), filepath.Join(s.dir, "wal"), s.addr)
}
