package ingest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
)

// door notes what a watcher brings.
type door struct {
	mu   sync.Mutex
	got  []string // athlete, name and content
	fail map[string]error
}

func (d *door) accept(_ context.Context, u Upload) (Answer, error) {
	b, err := io.ReadAll(u.Body)
	if err != nil {
		return Answer{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fail[u.Name]; err != nil {
		delete(d.fail, u.Name)
		return Answer{}, err
	}
	d.got = append(d.got, u.Athlete+" "+u.Name+" "+string(b))
	return Answer{}, nil
}

func (d *door) seen() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := slices.Clone(d.got)
	slices.Sort(out)
	return out
}

func (d *door) waitFor(t *testing.T, want ...string) {
	t.Helper()
	slices.Sort(want)
	waitFor(t, func() bool { return len(d.seen()) >= len(want) })
	if diff := cmp.Diff(want, d.seen()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// watching starts a watcher; whoever looks at a file twice brings it twice.
func watching(t *testing.T, rescan time.Duration) (dir string, d *door) {
	t.Helper()
	dir, d = t.TempDir(), &door{fail: map[string]error{}}
	w := &Watcher{
		cfg: WatchConfig{Dir: dir, Settle: 50 * time.Millisecond, Rescan: rescan}, accept: d.accept, spoilt: none,
		metrics: NewMetrics(nil), log: slog.New(slog.DiscardHandler), now: time.Now,
	}
	runWatcher(t, w)
	return dir, d
}

func none() int64 { return 0 }

// runWatcher runs a watcher until the test ends.
func runWatcher(t *testing.T, w *Watcher) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var g errgroup.Group
	g.Go(func() error { return w.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		if err := g.Wait(); err != nil {
			t.Error(err)
		}
	})
}

func write(t *testing.T, data string, elem ...string) {
	t.Helper()
	name := filepath.Join(elem...)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWatchTakesWhatIsCopied(t *testing.T) {
	dir, d := watching(t, time.Hour)
	write(t, "one", dir, "ada", "a.fit")
	write(t, "two", dir, "ada", "GARMIN", "Monitor", "2026", "M1.FIT")
	write(t, "three", dir, "bea", "b.zip")
	for _, no := range []string{"stray.fit", "ada/.hidden", "ada/.git/x", "ada/a.fit.part", "ada/b.TMP", "ada/c~", "Not An Athlete/x", "ada/Thumbs.db"} {
		write(t, "no", dir, filepath.FromSlash(no))
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "ada", "link")); err != nil {
		t.Fatal(err)
	}
	d.waitFor(t, "ada a.fit one", "ada M1.FIT two", "bea b.zip three")

	write(t, "four", dir, "ada", "GARMIN", "Monitor", "2026", "M2.FIT") // in a folder that was there
	if err := os.Rename(filepath.Join(dir, "ada", "a.fit.part"), filepath.Join(dir, "ada", "b.fit")); err != nil {
		t.Fatal(err)
	}
	write(t, "one!", dir, "ada", "a.fit") // changed
	d.waitFor(t, "ada a.fit one", "ada M1.FIT two", "bea b.zip three", "ada M2.FIT four", "ada b.fit no", "ada a.fit one!")
}

func TestWatchFollowsARenamedFolder(t *testing.T) {
	dir, d := watching(t, time.Hour)
	write(t, "one", dir, "ada", "old", "sub", "a.fit")
	d.waitFor(t, "ada a.fit one")
	if err := os.Rename(filepath.Join(dir, "ada", "old"), filepath.Join(dir, "ada", "new")); err != nil {
		t.Fatal(err)
	}
	write(t, "two", dir, "ada", "new", "b.fit")
	d.waitFor(t, "ada a.fit one", "ada a.fit one", "ada b.fit two")
	write(t, "three", dir, "ada", "new", "sub", "c.fit")
	d.waitFor(t, "ada a.fit one", "ada a.fit one", "ada b.fit two", "ada c.fit three")
}

func TestWatchGoesOnBehindAnError(t *testing.T) {
	dir, d := watching(t, 200*time.Millisecond)
	d.mu.Lock()
	d.fail["bad.fit"] = errors.New("disk full")
	d.mu.Unlock()
	write(t, "bad", dir, "ada", "bad.fit")
	write(t, "good", dir, "ada", "good.fit")
	d.waitFor(t, "ada bad.fit bad", "ada good.fit good") // the bad one when the folder is looked through again
}

// A file that still grows is left alone; one that the system told nothing of is found by looking.
func TestWatchWaitsUntilAFileSettles(t *testing.T) {
	dir := t.TempDir()
	at := clock()
	w := &Watcher{
		cfg: WatchConfig{Dir: dir, Settle: time.Second, Rescan: time.Minute}, metrics: NewMetrics(nil), spoilt: none,
		log: slog.New(slog.DiscardHandler), now: func() time.Time { return at },
	}
	v := &view{w: w, files: map[string]*sighting{}, told: map[string]bool{}}
	due := func() (out []string) {
		v.settle()
		for _, s := range v.due {
			out = append(out, s.path)
		}
		return out
	}
	write(t, "half", dir, "ada", "a.fit")
	v.rescan()
	at = at.Add(900 * time.Millisecond)
	if got := due(); len(got) != 0 {
		t.Errorf("too early: %v", got)
	}
	write(t, "half and", dir, "ada", "a.fit")
	at = at.Add(200 * time.Millisecond)
	if got := due(); len(got) != 0 {
		t.Errorf("it grew: %v", got)
	}
	at = at.Add(time.Second)
	if got := due(); len(got) != 1 || v.waiting != 0 {
		t.Errorf("settled: %v, %d waiting", got, v.waiting)
	}
	write(t, "half and half", dir, "ada", "a.fit")
	v.rescan()
	v.took(result{"ada/a.fit", taken})
	if s := v.files["ada/a.fit"]; s.phase != settling || v.waiting != 1 {
		t.Errorf("it changed while it was taken: %+v", s)
	}
	if err := os.RemoveAll(filepath.Join(dir, "ada")); err != nil {
		t.Fatal(err)
	}
	v.rescan()
	if len(v.files) != 0 || v.waiting != 0 {
		t.Errorf("removed: %v, %d waiting", v.files, v.waiting)
	}
}

func TestHalfACopyIsNotTaken(t *testing.T) {
	dir := t.TempDir()
	write(t, "half", dir, "ada", "a.fit")
	info, err := os.Stat(filepath.Join(dir, "ada", "a.fit"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := openSteady(dir, job{"ada/a.fit", stampOf(info)})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	write(t, "half and half", dir, "ada", "a.fit")
	if _, err := io.ReadAll(f); !errors.Is(err, errChanged) {
		t.Errorf("got %v, want errChanged", err)
	}
	if err := os.Symlink("../..", filepath.Join(dir, "ada", "up")); err != nil {
		t.Fatal(err)
	}
	if _, err := openSteady(dir, job{"ada/up/x", stamp{}}); err == nil {
		t.Error("a link led out of the folder")
	}
}

func TestWatchThroughTheWholeOfIngest(t *testing.T) {
	r := newRig(t, t.TempDir(), nil).run(t)
	dir := t.TempDir()
	w := NewWatcher(WatchConfig{Dir: dir, Settle: 50 * time.Millisecond}, r.intake, NewMetrics(nil), slog.New(slog.DiscardHandler), time.Now)
	ctx, cancel := context.WithCancel(context.Background())
	var g errgroup.Group
	g.Go(func() error { return w.Run(ctx) })
	data := "TEST\n2026-01-01 a 1 0\n"
	write(t, data, dir, "ada", "m.fit")
	got := r.await(t, "ada", r.archive.FileHash("ada", shaOf(data)))
	if got.File != "m.fit" {
		t.Errorf("receipt %+v", got)
	}
	cancel()
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}
