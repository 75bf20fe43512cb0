package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/fsnotify/fsnotify"
	"golang.org/x/sync/errgroup"
)

// WatchDoor is the door of the watch folder.
const WatchDoor = "watch"

// Watcher takes what somebody copies into <dir>/<athlete>/, however deep. The system tells of changes; because network shares and full
// queues do not, the whole folder is looked through from time to time as well.
type Watcher struct {
	cfg     WatchConfig
	accept  func(context.Context, Upload) (Answer, error)
	spoilt  func() int64 // archived files put into quarantine so far: they may lie here
	metrics *Metrics
	log     *slog.Logger
	now     func() time.Time
}

// NewWatcher makes the watcher of a folder in front of an intake.
func NewWatcher(cfg WatchConfig, in *Intake, m *Metrics, log *slog.Logger, now func() time.Time) *Watcher {
	d := Defaults().Watch
	if cfg.Settle <= 0 {
		cfg.Settle = d.Settle
	}
	if cfg.Rescan <= 0 {
		cfg.Rescan = d.Rescan
	}
	return &Watcher{cfg: cfg, accept: in.Accept, spoilt: in.spoilt.Load, metrics: m, log: log, now: now}
}

const (
	takers      = 2  // files taken at a time: a huge one does not hold up this morning's
	settleLooks = 10 // at what may have settled, in the time that a file must not change
)

// Run watches until ctx ends. The folder is made if it is missing; what is wrong with a file or a folder in it stops nothing.
func (w *Watcher) Run(ctx context.Context) error {
	if err := os.MkdirAll(w.cfg.Dir, 0o700); err != nil {
		return fmt.Errorf("make watch folder: %w", err)
	}
	v := &view{w: w, files: map[string]*sighting{}, dirs: map[string]bool{}, told: map[string]bool{}, jobs: make(chan job), results: make(chan result)}
	n, err := fsnotify.NewWatcher()
	if err != nil { // the machine's limit of watches: looking through the folder still works
		w.log.Warn("the watch folder is only looked through from time to time", "error", err)
	} else {
		defer n.Close()
		v.notify = n
	}
	g, ctx := errgroup.WithContext(ctx)
	for range takers {
		g.Go(func() error { return v.takeJobs(ctx) })
	}
	g.Go(func() error { return v.run(ctx) })
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// view is what the watcher has seen. Only run's goroutine touches it; the takers speak to it by channels.
type view struct {
	w       *Watcher
	notify  *fsnotify.Watcher // nil where the system gives none
	files   map[string]*sighting
	dirs    map[string]bool // folders that the system tells of, by path like files
	due     []*sighting     // to be taken, in order
	waiting int             // sightings in phase settling
	spoilt  int64           // files in quarantine when the folder was last looked through
	told    map[string]bool // kinds of trouble logged since the folder was last looked through
	jobs    chan job
	results chan result
}

// sighting is one file, by its path relative to the folder.
type sighting struct {
	path  string
	stamp stamp
	at    time.Time // when it was last seen to change
	phase phase
	dirty bool // it changed while it was being taken
}

// stamp tells one content of a file from another without reading it.
type stamp struct {
	size     int64 // bytes
	modified time.Time
}

func stampOf(info fs.FileInfo) stamp { return stamp{info.Size(), info.ModTime()} }

type phase int

const (
	settling phase = iota // it may still be being written
	queued                // settled, and waits for a taker or is with one
	taken                 // nothing to do until it changes
	failed                // tried again when the folder is next looked through
)

type job struct {
	path  string
	stamp stamp
}

type result struct {
	path  string
	phase phase // settling if it changed while it was read
}

func (v *view) run(ctx context.Context) error {
	var events chan fsnotify.Event
	var faults chan error
	if v.notify != nil {
		events, faults = v.notify.Events, v.notify.Errors
	}
	rescan := time.NewTicker(v.w.cfg.Rescan)
	defer rescan.Stop()
	settle := time.NewTicker(v.w.cfg.Settle / settleLooks)
	defer settle.Stop()
	v.rescan()
	for {
		var look <-chan time.Time
		if v.waiting > 0 {
			look = settle.C
		}
		var jobs chan job
		var next job
		if len(v.due) > 0 {
			jobs, next = v.jobs, job{v.due[0].path, v.due[0].stamp}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case jobs <- next:
			v.due = v.due[1:]
		case r := <-v.results:
			v.took(r)
		case e := <-events:
			v.event(e)
		case err := <-faults: // most likely more events than the system holds
			v.w.log.Warn("the watch folder is looked through again", "error", err)
			v.rescan()
		case <-rescan.C:
			v.rescan()
		case <-look:
			v.settle()
		}
	}
}

// settle queues what has not changed for long enough.
func (v *view) settle() {
	now := v.w.now()
	for _, s := range v.files {
		if s.phase != settling || now.Sub(s.at) < v.w.cfg.Settle {
			continue
		}
		info, err := os.Lstat(v.full(s.path))
		switch {
		case err != nil:
			v.forget(s)
		case stampOf(info) != s.stamp:
			s.stamp, s.at = stampOf(info), now
		default:
			v.to(s, queued)
			v.due = append(v.due, s)
		}
	}
}

func (v *view) to(s *sighting, p phase) {
	if s.phase == settling {
		v.waiting--
	}
	if p == settling {
		v.waiting++
	}
	s.phase = p
}

func (v *view) forget(s *sighting) {
	v.to(s, taken)
	delete(v.files, s.path)
}

// took notes what became of a file.
func (v *view) took(r result) {
	s := v.files[r.path]
	if s == nil {
		return
	}
	if s.dirty {
		r.phase = settling
	}
	s.dirty, s.at = false, v.w.now()
	v.to(s, r.phase)
}
