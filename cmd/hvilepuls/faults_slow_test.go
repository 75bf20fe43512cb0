package main

import (
	"bytes"
	"crypto/sha256"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/faulttest"
	"github.com/hvilepuls/hvilepuls/internal/influxtest"
)

// gauge is the value of a line of /metrics.
func (r *rig) gauge(up *running, name string) float64 {
	r.t.Helper()
	v, err := strconv.ParseFloat(strings.TrimPrefix(r.metric(up, name+` \S+`), name+" "), 64)
	if err != nil {
		r.t.Fatalf("read %s: %v", name, err)
	}
	return v
}

// sentTwice counts the batches that come more than once on their way to a fault.
type sentTwice struct {
	mu    sync.Mutex
	seen  map[[sha256.Size]byte]int
	times int
}

func (s *sentTwice) watch(to influxtest.Fault) influxtest.Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if body, err := io.ReadAll(r.Body); err == nil && r.URL.Path == "/api/v2/write" {
			s.mu.Lock()
			if sum := sha256.Sum256(body); s.seen[sum] > 0 {
				s.times++
			} else {
				s.seen[sum] = 1
			}
			s.mu.Unlock()
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		to(w, r, next)
	}
}

func (s *sentTwice) counts() (batches, again int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.seen), s.times
}

// InfluxDB works, but slowly: what waits gets through all the same, each batch once, and neither files nor answers nor memory wait for it.
func TestSlowInfluxDB(t *testing.T) {
	t.Parallel()
	r, up, proxy := proxied(t)
	files := lastDays(demoFiles(), 13)
	r.brought(up, files[:len(files)/2]) // the buckets, and whatever else is begun once
	r.nothingWaits(up)
	files = files[len(files)/2:]
	few, more, most := files[:1], files[1:4], files[4:]
	round := func(t *testing.T, c *faulttest.Counter, fault influxtest.Fault, files []synthetic.File) {
		t.Helper()
		sent := &sentTwice{seen: map[[sha256.Size]byte]int{}}
		before := r.gauge(up, "go_goroutines")
		proxy.Break(sent.watch(fault))
		start := time.Now()
		r.brought(up, files)
		r.eventually("results are computed meanwhile", func() bool {
			return r.metric(up, `hvilepuls_stage_pending_messages\{stage="(ingest|assemble|analyse)"\} [1-9]`) == ""
		})
		if !r.influxWaits(up) {
			t.Error("/metrics says that nothing waits for InfluxDB")
		}
		if status, body := r.ask(up, http.MethodGet, "/readyz", "", nil); status != http.StatusOK {
			t.Errorf("/readyz while InfluxDB is slow: %d %s", status, body)
		}
		if status, _ := r.ask(up, http.MethodGet, "/v1/athletes/ada/results", up.key, nil); status != http.StatusOK {
			t.Errorf("results while InfluxDB is slow: %d", status)
		}
		most, heap := 0.0, 0.0
		r.eventually("what waits gets through while InfluxDB is slow", func() bool {
			most, heap = max(most, r.gauge(up, "go_goroutines")), max(heap, r.gauge(up, "go_memstats_heap_inuse_bytes"))
			return !r.influxWaits(up)
		})
		took := time.Since(start)
		proxy.Mend()
		batches, again := sent.counts()
		t.Logf("%d files, %d batches, %d of them again, %v; goroutines %v before, %v at most; heap %.1f MiB at most", len(files), batches, again, took, before, most, heap/(1<<20))
		if batches == 0 || again > 0 {
			t.Errorf("%d batches were sent, %d of them again", batches, again)
		}
		const loops = 40 // workers of all stages, their requests, and the connections of the test
		if most > before+loops {
			t.Errorf("%v goroutines while InfluxDB is slow, %v before", most, before)
		}
		const limit = 512 << 20 // bytes, to which the program keeps itself
		if heap > limit {
			t.Errorf("%.0f bytes of heap while InfluxDB is slow", heap)
		}
		r.whole(t, c, took)
	}
	t.Run("slow", func(t *testing.T) {
		round(t, faulttest.Start(t, "InfluxDB: every answer takes 2 s"), influxtest.Slow(2*time.Second), most)
	})
	t.Run("trickle", func(t *testing.T) {
		const pieces = 10
		round(t, faulttest.Start(t, "InfluxDB: every answer trickles for 4 s"), influxtest.Trickle(pieces, 400*time.Millisecond), more)
	})
	t.Run("very slow", func(t *testing.T) {
		round(t, faulttest.Start(t, "InfluxDB: every answer takes 10 s"), influxtest.Slow(10*time.Second), few)
	})
	if err := up.stop(); err != nil {
		t.Error(err)
	}
}
