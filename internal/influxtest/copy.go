package influxtest

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// CopyTo18 starts InfluxDB 1.8 with what these buckets of 2.7 hold, as databases of their names. It is skipped where the cache has no 1.8:
// .ci/influxd/build-influxd.sh 1.8 builds it.
func (s *Server) CopyTo18(t testing.TB, buckets ...string) *Server {
	t.Helper()
	path := filepath.Join(cacheDir(t), binary18)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs InfluxDB 1.8: there is no %s; .ci/influxd/build-influxd.sh 1.8 builds it once, without Rust", path)
	}
	old := start(t, path, true)
	for _, name := range buckets {
		old.Query("", `CREATE DATABASE "`+name+`"`)
		bucket, err := s.client().BucketsAPI().FindBucketByName(context.Background(), name)
		if err != nil {
			t.Fatalf("find bucket %s: %v", name, err)
		}
		file := filepath.Join(t.TempDir(), "points")
		out, err := exec.Command(s.path, "inspect", "export-lp", "--bucket-id", *bucket.Id, "--engine-path", filepath.Join(s.dir, "engine"), "--output-path", file).CombinedOutput()
		if err != nil {
			t.Fatalf("export bucket %s: %v\n%s", name, err, out)
		}
		lines, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		const part = 8 << 20 // bytes; 1.8 takes 25 MB at a time
		for len(lines) > 0 {
			n := len(lines)
			if n > part {
				n = bytes.LastIndexByte(lines[:part], '\n') + 1
			}
			old.load(name, lines[:n])
			lines = lines[n:]
		}
	}
	return old
}

// load writes lines with times in nanoseconds.
func (s *Server) load(database string, lines []byte) {
	s.t.Helper()
	q := url.Values{"db": {database}, "precision": {"ns"}}
	resp, err := s.http.Post(s.URL+"/write?"+q.Encode(), "text/plain", bytes.NewReader(lines))
	if err != nil {
		s.t.Fatalf("write to %s: %v", database, err)
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusNoContent {
		s.t.Fatalf("write to %s: status %d, %v", database, resp.StatusCode, err)
	}
}
