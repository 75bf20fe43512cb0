// Package influxtest runs a real InfluxDB 2.7 for tests.
package influxtest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
)

const (
	binary    = "influxd-2.7.12" // in the cache
	startTime = time.Minute      // a start takes 0.3 to 2.5 s on an idle machine
	pollEvery = 20 * time.Millisecond
)

// Server is a running influxd on a loopback port with a folder of its own. It has an organisation and an all-access token; of the
// product's buckets none.
type Server struct {
	URL   string
	Token string
	Org   string

	t    testing.TB
	path string
	dir  string
	addr string
	http *http.Client
	cmd  *exec.Cmd
}

// Start starts influxd from HVILEPULS_INFLUXD, or from the cache where .ci/influxd/build-influxd.sh leaves it, and stops it when the test
// ends. Where there is no binary the test is skipped, under CI it fails.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{
		Token: "test-token", Org: "test", t: t, path: find(t), dir: t.TempDir(), addr: freeAddr(t),
		http: &http.Client{Transport: &http.Transport{}},
	}
	s.URL = "http://" + s.addr
	t.Cleanup(func() {
		s.Stop()
		s.http.CloseIdleConnections()
	})
	s.Restart()
	client := influxdb2.NewClientWithOptions(s.URL, "", influxdb2.DefaultOptions().SetHTTPClient(s.http).SetApplicationName("test"))
	if _, err := client.SetupWithToken(context.Background(), "test", "test-password", s.Org, "unused", 0, s.Token); err != nil {
		t.Fatalf("set up influxd: %v", err)
	}
	return s
}

func find(t testing.TB) string {
	t.Helper()
	path := os.Getenv("HVILEPULS_INFLUXD")
	if path == "" {
		cache := os.Getenv("HVILEPULS_CACHE")
		if cache == "" {
			home, err := os.UserHomeDir()
			if err != nil {
				t.Fatal(err)
			}
			cache = filepath.Join(home, ".cache", "hvilepuls")
		}
		path = filepath.Join(cache, binary)
		if _, err := os.Stat(path); err != nil {
			say := t.Skipf
			if os.Getenv("CI") != "" {
				say = t.Fatalf
			}
			say("needs InfluxDB: .ci/influxd/build-influxd.sh builds it once (%v)", err)
		}
	}
	return path
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
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("stop influxd: %v", err)
	}
	s.cmd = nil
}

// Restart starts influxd after Stop, on the same folder and port, and waits until it answers.
func (s *Server) Restart() {
	s.t.Helper()
	file := func(name string) string { return filepath.Join(s.dir, name) }
	s.cmd = exec.Command(s.path, "--bolt-path", file("influxd.bolt"), "--sqlite-path", file("influxd.sqlite"), "--engine-path", file("engine"),
		"--http-bind-address", s.addr, "--reporting-disabled", "--log-level", "error")
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
		if body, status, err := s.get(ctx, "/health", nil); err == nil && status == http.StatusOK && len(body) > 0 {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			s.t.Fatal("start influxd: it does not answer")
		}
	}
}

func (s *Server) get(ctx context.Context, path string, q url.Values) ([]byte, int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+path+"?"+q.Encode(), nil)
	if err != nil {
		return nil, 0, err
	}
	req.Header.Set("Authorization", "Token "+s.Token)
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return body, resp.StatusCode, err
}

// Row is one row of an answer: columns and the tags of GROUP BY by name. Times are seconds since 1970; what is missing is left out.
type Row map[string]any

// Query asks in InfluxQL and gives the rows of all series.
func (s *Server) Query(bucket, influxql string) []Row {
	s.t.Helper()
	body, status, err := s.get(context.Background(), "/query", url.Values{"db": {bucket}, "q": {influxql}, "epoch": {"s"}})
	if err != nil || status != http.StatusOK {
		s.t.Fatalf("query %s: %v, status %d: %s", influxql, err, status, body)
	}
	var answer struct {
		Results []struct {
			Error  string
			Series []struct {
				Tags    map[string]string
				Columns []string
				Values  [][]any
			}
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		s.t.Fatalf("query %s: %v", influxql, err)
	}
	var out []Row
	for _, r := range answer.Results {
		if r.Error != "" {
			s.t.Fatalf("query %s: %s", influxql, r.Error)
		}
		for _, series := range r.Series {
			for _, values := range series.Values {
				row := Row{}
				for k, v := range series.Tags {
					row[k] = v
				}
				for i, v := range values {
					if v != nil {
						row[series.Columns[i]] = v
					}
				}
				out = append(out, row)
			}
		}
	}
	return out
}

// Count is the number of values of a field, 0 where there is none.
func (s *Server) Count(bucket, measurement, field string) int {
	s.t.Helper()
	rows := s.Query(bucket, fmt.Sprintf("SELECT count(%q) FROM %q", field, measurement))
	if len(rows) == 0 {
		return 0
	}
	n, ok := rows[0]["count"].(float64)
	if !ok {
		s.t.Fatalf("count %s of %s: %v", field, measurement, rows)
	}
	return int(n)
}
