package ingest

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fsnotify/fsnotify"
)

func (v *view) full(rel string) string { return filepath.Join(v.w.cfg.Dir, filepath.FromSlash(rel)) }

// event looks at the path that the system says has changed.
func (v *view) event(e fsnotify.Event) {
	rel, err := filepath.Rel(v.w.cfg.Dir, e.Name)
	if err != nil || e.Op == fsnotify.Chmod {
		return
	}
	rel = filepath.ToSlash(rel)
	info, err := os.Lstat(e.Name)
	switch {
	case err != nil: // gone or moved away; where it went there is another event
		v.unwatch(rel)
		if s := v.files[rel]; s != nil && s.phase != queued {
			v.forget(s)
		}
	case info.IsDir():
		v.walk(rel, nil)
	default:
		v.see(rel, info, true)
	}
}

// rescan looks through the whole folder and forgets what is gone.
func (v *view) rescan() {
	clear(v.told)
	seen := make(map[string]bool, len(v.files))
	if !v.walk(".", seen) {
		return // the folder itself cannot be read: nothing is known to be gone
	}
	for p, s := range v.files {
		if !seen[p] && s.phase != queued {
			v.forget(s)
		}
	}
	v.offerAgain()
}

// offerAgain takes everything once more after archived files went into quarantine. What the archive holds costs one reading.
func (v *view) offerAgain() {
	n := v.w.spoilt()
	if n == v.spoilt {
		return
	}
	v.spoilt = n
	for _, s := range v.files {
		if s.phase == taken {
			v.to(s, settling)
		}
	}
}

// walk watches a folder and all in it, and looks at every file. It notes the files in seen, if that is not nil, and tells whether the
// folder itself could be read.
func (v *view) walk(rel string, seen map[string]bool) bool {
	ok := true
	_ = filepath.WalkDir(v.full(rel), func(full string, d fs.DirEntry, err error) error {
		p, rerr := filepath.Rel(v.w.cfg.Dir, full)
		if rerr != nil {
			return rerr
		}
		p = filepath.ToSlash(p)
		if err != nil {
			ok = ok && p != rel
			v.trouble(err, "folder")
			return nil
		}
		if d.IsDir() {
			return v.watch(p, full)
		}
		info, err := d.Info()
		if err != nil {
			return nil // gone meanwhile
		}
		if seen != nil {
			seen[p] = true
		}
		v.see(p, info, false)
		return nil
	})
	return ok
}

// watch asks the system for the changes of one folder.
func (v *view) watch(rel, full string) error {
	if rel != "." && !wantedDir(rel) {
		return fs.SkipDir
	}
	if v.notify == nil {
		return nil
	}
	if err := v.notify.Add(full); err != nil {
		v.trouble(err, "watch")
		return nil
	}
	v.dirs[rel] = true
	return nil
}

// unwatch gives up a folder that is gone, and those in it. A folder that was moved must be given up before it is watched where it is
// now: the system knows it by its inode, and would go on telling of it by its old name, or not at all.
func (v *view) unwatch(rel string) {
	if !v.dirs[rel] {
		return
	}
	for d := range v.dirs {
		if d == rel || strings.HasPrefix(d, rel+"/") {
			delete(v.dirs, d)
			_ = v.notify.Remove(v.full(d)) // it may be unwatched already
		}
	}
}

// see notes a file and, if its content is another than the one that was taken, waits for it to settle. A file of which an event tells
// was written just now, whatever its stamp says.
func (v *view) see(rel string, info fs.FileInfo, event bool) {
	if !info.Mode().IsRegular() || !wanted(rel) {
		return
	}
	now, st := v.w.now(), stampOf(info)
	s := v.files[rel]
	if s == nil {
		v.files[rel] = &sighting{path: rel, stamp: st, at: now, phase: settling}
		v.waiting++
		return
	}
	changed := s.stamp != st
	s.stamp = st
	switch {
	case s.phase == queued:
		s.dirty = s.dirty || changed
	case s.phase == settling:
		if changed || event {
			s.at = now
		}
	case changed, s.phase == failed && !event:
		s.at = now
		v.to(s, settling)
	}
}

// trouble counts what could not be read, and logs the first of a kind. Names of files and folders stay out of the log.
func (v *view) trouble(err error, kind string) {
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	v.w.metrics.watched.WithLabelValues(kind).Inc()
	if v.told[kind] {
		return
	}
	v.told[kind] = true
	v.w.log.Warn("something in the watch folder cannot be read", "kind", kind, "error", err)
}

// wantedDir tells whether a folder belongs to an athlete and is not hidden.
func wantedDir(rel string) bool {
	athlete, _, _ := strings.Cut(rel, "/")
	return CheckAthlete(athlete) == nil && !strings.HasPrefix(path.Base(rel), ".")
}

// wanted tells whether a file belongs to an athlete and is one that somebody means to give, not half a copy or a system's own.
func wanted(rel string) bool {
	athlete, rest, ok := strings.Cut(rel, "/")
	if !ok || CheckAthlete(athlete) != nil {
		return false
	}
	for part := range strings.SplitSeq(rest, "/") {
		if strings.HasPrefix(part, ".") {
			return false
		}
	}
	name := strings.ToLower(path.Base(rest))
	if strings.HasSuffix(name, "~") || slices.Contains([]string{"thumbs.db", "desktop.ini"}, name) {
		return false
	}
	return !slices.Contains([]string{".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp"}, path.Ext(name))
}
