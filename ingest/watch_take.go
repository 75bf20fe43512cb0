package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
)

// takeJobs takes files until ctx ends.
func (v *view) takeJobs(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case j := <-v.jobs:
			r := result{j.path, v.w.take(ctx, j)}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case v.results <- r:
			}
		}
	}
}

var errChanged = errors.New("the file changed while it was read")

// take gives one file to the intake and says what is to be done with it next.
func (w *Watcher) take(ctx context.Context, j job) phase {
	athlete, rest, _ := strings.Cut(j.path, "/")
	f, err := openSteady(w.cfg.Dir, j)
	if err == nil {
		defer f.Close()
		_, err = w.accept(ctx, Upload{Athlete: athlete, Name: path.Base(rest), Door: WatchDoor, Body: f})
	}
	switch {
	case err == nil:
		return taken
	case errors.Is(err, errChanged):
		return settling
	case errors.Is(err, fs.ErrNotExist), ctx.Err() != nil:
		return failed
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err // without the name
	}
	w.metrics.watched.WithLabelValues("file").Inc()
	w.log.Warn("a file of the watch folder was not taken", "error", err)
	if errors.Is(err, ErrTooLarge) {
		return taken
	}
	return failed
}

// steady is a file that must not change while it is read: half of a copy is not archived.
type steady struct {
	*os.File
	stamp stamp
}

// openSteady opens a file with a given stamp. No link leads out of dir, and nothing but a file is opened for good.
func openSteady(dir string, j job) (*steady, error) {
	root, err := os.OpenRoot(dir) // anew each time: what is mounted there may be another disk now
	if err != nil {
		return nil, err
	}
	defer root.Close()
	f, err := root.OpenFile(j.path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	s := &steady{f, j.stamp}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a file")
	}
	if err == nil {
		err = s.check()
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return s, nil
}

func (s *steady) check() error {
	info, err := s.Stat()
	if err != nil {
		return err
	}
	if stampOf(info) != s.stamp {
		return errChanged
	}
	return nil
}

// Read reads, and at the end fails if the file is not what it was at the beginning.
func (s *steady) Read(p []byte) (int, error) {
	n, err := s.File.Read(p)
	if errors.Is(err, io.EOF) {
		if cerr := s.check(); cerr != nil {
			return n, fmt.Errorf("read: %w", cerr)
		}
	}
	return n, err
}
