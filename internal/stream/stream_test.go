package stream_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("STREAM_TEST_CHILD"); dir != "" {
		switch told := os.Getenv("STREAM_TEST_SERVER"); {
		case told != "":
			childServes(dir, told)
		case os.Getenv("STREAM_TEST_PURGES") != "":
			childPurges(dir)
		default:
			childHoldsMessages(dir)
		}
		return
	}
	const leftByServers = "github.com/nats-io/nats-server/v2/server.(*fileStore).flushStreamStateLoop" // of servers of a cluster that were stopped
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction(leftByServers), goleak.IgnoreAnyFunction("github.com/nats-io/nats-server/v2/server/ats.Register.func1"))
}

func open(t testing.TB, dir string) *stream.Stream {
	t.Helper()
	s, err := stream.Open(context.Background(), stream.Defaults(), dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func put(t testing.TB, s *stream.Stream, name, subject, data string) {
	t.Helper()
	if _, err := s.Publish(context.Background(), name, stream.Put{Subject: subject, Data: []byte(data)}); err != nil {
		t.Fatal(err)
	}
}

func TestAStreamIsATable(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	s := open(t, dir)
	put(t, s, stream.Days, stream.DaysSubject("ada", "2026-10"), "one")
	put(t, s, stream.Days, stream.DaysSubject("ada", "2026-10"), "two")
	put(t, s, stream.Days, stream.DaysSubject("ada", "2026-11"), "three")
	put(t, s, stream.Days, stream.DaysSubject("bea", "2026-11"), "not hers")
	s.Close()

	s = open(t, dir)
	var got []string
	err := s.Read(ctx, stream.Days, []string{stream.DaysSubject("ada", "*")}, func(m stream.Message) error {
		got = append(got, m.Subject+"="+string(m.Data))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{stream.DaysSubject("ada", "2026-10") + "=two", stream.DaysSubject("ada", "2026-11") + "=three"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	subjects, err := s.Subjects(ctx, stream.Days, stream.DaysSubject("ada", "*"))
	if err != nil || len(subjects) != 2 {
		t.Errorf("subjects %v, %v", subjects, err)
	}
	if err := s.Purge(ctx, stream.Days, stream.DaysSubject("ada", "*")); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.Last(ctx, stream.Days, want[0][:len(want[0])-4]); ok || err != nil {
		t.Errorf("after the purge: %v, %v", ok, err)
	}
}

func TestReadManySubjects(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	const n = 2500 // more than one batched read of the server's gives
	for from := 0; from < n; from += stream.BatchLimit {
		var ps []stream.Put
		for i := from; i < min(from+stream.BatchLimit, n); i++ {
			ps = append(ps, stream.Put{Subject: stream.VerdictSubject("ada", strconv.Itoa(i)), Data: []byte{1}})
		}
		if err := s.PublishBatch(ctx, stream.Results, ps); err != nil {
			t.Fatal(err)
		}
	}
	got := 0
	if err := s.Read(ctx, stream.Results, []string{stream.VerdictSubject("ada", "*")}, func(stream.Message) error { got++; return nil }); err != nil {
		t.Fatal(err)
	}
	if got != n {
		t.Errorf("got %d subjects, want %d", got, n)
	}
}

// Messages of the largest size come one by one; each pull ends where the next would not fit.
func TestReadBigMessages(t *testing.T) {
	s := open(t, t.TempDir())
	big := strings.Repeat("x", 5<<20)
	for i := range 4 {
		put(t, s, stream.Results, stream.VerdictSubject("ada", strconv.Itoa(i)), big)
	}
	got := 0
	if err := s.Read(context.Background(), stream.Results, []string{stream.VerdictSubject("ada", "*")}, func(m stream.Message) error {
		got += len(m.Data)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got != 4*len(big) {
		t.Errorf("got %d bytes of %d", got, 4*len(big))
	}
}

func TestCompareAndSet(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	a, b := stream.DaysSubject("ada", "2026-10"), stream.DaysSubject("ada", "2026-11")
	seq, err := s.Publish(ctx, stream.Days, stream.Put{Subject: a, Data: []byte("1"), Expect: new(uint64(0))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish(ctx, stream.Days, stream.Put{Subject: a, Data: []byte("2"), Expect: new(uint64(0))}); !errors.Is(err, stream.ErrConflict) {
		t.Errorf("stale single publish: %v, want a conflict", err)
	}
	err = s.PublishBatch(ctx, stream.Days, []stream.Put{{Subject: b, Data: []byte("3")}, {Subject: a, Data: []byte("4"), Expect: new(seq + 7)}})
	if !errors.Is(err, stream.ErrConflict) {
		t.Errorf("stale batch: %v, want a conflict", err)
	}
	if _, ok, _ := s.Last(ctx, stream.Days, b); ok {
		t.Error("a refused batch left a message behind")
	}
	if err := s.PublishBatch(ctx, stream.Days, []stream.Put{{Subject: b, Data: []byte("3")}, {Subject: a, Data: []byte("4"), Expect: &seq}}); err != nil {
		t.Errorf("batch at the right sequence: %v", err)
	}
}

// collector is a loop's effect: what was handled, by athlete.
type collector struct {
	mu   sync.Mutex
	seen map[string][]string
	now  map[string]int
	both bool
}

func (c *collector) handle(_ context.Context, athlete string, ms []stream.Message) error {
	c.mu.Lock()
	if c.seen == nil {
		c.seen, c.now = map[string][]string{}, map[string]int{}
	}
	c.now[athlete]++
	c.both = c.both || c.now[athlete] > 1
	for _, m := range ms {
		c.seen[athlete] = append(c.seen[athlete], string(m.Data))
	}
	c.mu.Unlock()
	c.mu.Lock()
	c.now[athlete]--
	c.mu.Unlock()
	return nil
}

// running starts loops and stops them when the returned function is called.
func running(t testing.TB, s *stream.Stream, loops ...stream.Loop) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	g, ctx := errgroup.WithContext(ctx)
	for _, l := range loops {
		g.Go(func() error { return s.Run(ctx, l) })
	}
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := g.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

func drain(t testing.TB, s *stream.Stream, stages ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := s.Drain(ctx, stages...); err != nil {
		t.Fatal(err)
	}
}

func TestMetrics(t *testing.T) {
	s := open(t, t.TempDir())
	running(t, s, stream.Loop{Stage: stream.Analyse, Handle: func(context.Context, string, []stream.Message) error {
		return stream.Transient(errors.New("not now"))
	}})
	put(t, s, stream.Days, stream.DaysSubject("ada", "2026-01"), "x")
	reg := prometheus.NewPedanticRegistry()
	reg.MustRegister(s.Collector())
	waitFor(t, func() bool {
		st, err := s.Stats(context.Background())
		return err == nil && len(st) == 1 && st[0].Held == 1 && !st[0].Oldest.IsZero()
	})
	want := `
# HELP hvilepuls_stage_pending_messages Messages that a stage has not finished.
# TYPE hvilepuls_stage_pending_messages gauge
hvilepuls_stage_pending_messages{stage="analyse"} 1
`
	if err := testutil.GatherAndCompare(reg, strings.NewReader(want), "hvilepuls_stage_pending_messages"); err != nil {
		t.Error(err)
	}
	if problems, err := testutil.GatherAndLint(reg); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}

func TestOneOwner(t *testing.T) {
	dir := t.TempDir()
	o, err := stream.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	l, err := o.Listen("up")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Lock(dir); !errors.Is(err, stream.ErrOwned) {
		t.Errorf("second lock: %v, want ErrOwned", err)
	}
	n, ok, err := stream.ReadNote(dir)
	if err != nil || !ok || n.Socket != l.Addr().String() || n.Role != "up" || len(n.Socket) > 100 {
		t.Errorf("note %+v, %v, %v", n, ok, err)
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
	o, err = stream.Lock(dir)
	if err != nil {
		t.Fatalf("after the owner went: %v", err)
	}
	if _, ok, err := stream.ReadNote(dir); ok || err != nil {
		t.Errorf("the old owner's note is still there: %v, %v", ok, err)
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
}
