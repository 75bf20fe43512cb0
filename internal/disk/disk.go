// Package disk is the one place from which files that must last are written. Who writes them takes an FS, so that tests can hold it to
// what survives a crash (package crashfs).
package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/killpoint"
)

// FS is the little of a file system that the product needs. Names are slash-separated and relative to one folder.
//
// What is written into a file is durable after the file's Sync; that a name exists, or points at another file, is durable after SyncDir of
// the folder it stands in. Nothing else is.
type FS interface {
	Create(name string) (Out, error) // for writing; fails with fs.ErrExist
	Open(name string) (In, error)
	Mkdir(name string) error // fails with fs.ErrExist
	Rename(from, to string) error
	Link(from, to string) error // a second name; fails with fs.ErrExist
	Remove(name string) error
	SyncDir(name string) error
	List(dir string) ([]string, error) // names, ascending
	Stat(name string) (Info, error)
	Space() (free, total uint64, err error) // bytes
	Close() error
}

// Out is a file being written.
type Out interface {
	io.WriteCloser
	Sync() error
}

// In is a file being read.
type In interface {
	io.ReaderAt
	io.Closer
	Size() int64 // bytes
}

// Info is what is known of a name without opening it.
type Info struct {
	Dir      bool
	Modified time.Time // a folder's is that of its last change of names
	Size     int64     // bytes of a file
}

// Disk is a folder of the machine. No name can lead out of it.
type Disk struct {
	root *os.Root
	path string
}

// Open opens a folder. It makes it, and those above it, if they are missing. That it is there, and the names in it that a killed process did
// not come to sync, survive a power cut.
func Open(path string) (*Disk, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	if err := syncUpwards(path); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("open folder: %w", err)
	}
	return &Disk{root, path}, nil
}

// syncUpwards syncs a folder and all above it, but for those that this user may not read: nothing was made in them.
func syncUpwards(path string) error {
	dir, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	for {
		f, err := os.Open(dir)
		switch {
		case err == nil:
			if err = f.Sync(); errors.Is(err, syscall.EINVAL) { // a file system that has nothing to sync
				err = nil
			}
			err = errors.Join(err, f.Close())
		case errors.Is(err, fs.ErrPermission):
			err = nil
		}
		above := filepath.Dir(dir)
		if err != nil || above == dir {
			return err
		}
		dir = above
	}
}

// Create makes a file that only this user reads.
func (d *Disk) Create(name string) (Out, error) {
	killpoint.Before(killpoint.Create, "")
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	killpoint.After(killpoint.Create, "")
	if err != nil {
		return nil, err
	}
	return out{f}, nil
}

// out marks what is done to a file.
type out struct{ f *os.File }

// Write writes; a process that is killed meanwhile may have written a part.
func (o out) Write(p []byte) (int, error) {
	killpoint.Before(killpoint.WriteFile, "")
	n, err := o.f.Write(p)
	killpoint.After(killpoint.WriteFile, "")
	return n, err
}

// Sync makes the content durable.
func (o out) Sync() error { return marked(killpoint.Sync, o.f.Sync) }

// Close closes the file.
func (o out) Close() error { return o.f.Close() }

// marked does an operation between its marks.
func marked(op string, do func() error) error {
	killpoint.Before(op, "")
	err := do()
	killpoint.After(op, "")
	return err
}

// Open opens a file; what is none, such as a folder or a pipe, is an error.
func (d *Disk) Open(name string) (In, error) {
	f, err := d.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // opening a pipe would wait
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("open %s: not a file", name)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return file{f, info.Size()}, nil
}

type file struct {
	*os.File
	size int64
}

// Size is the number of bytes that the file had when it was opened.
func (f file) Size() int64 { return f.size }

// Mkdir makes a folder that only this user enters.
func (d *Disk) Mkdir(name string) error {
	return marked(killpoint.Mkdir, func() error { return d.root.Mkdir(name, 0o700) })
}

// Rename gives a file another name, in place of what bore it.
func (d *Disk) Rename(from, to string) error {
	return marked(killpoint.Rename, func() error { return d.root.Rename(from, to) })
}

// Link gives a file a second name.
func (d *Disk) Link(from, to string) error {
	return marked(killpoint.Link, func() error { return d.root.Link(from, to) })
}

// Remove removes a name.
func (d *Disk) Remove(name string) error {
	return marked(killpoint.Remove, func() error { return d.root.Remove(name) })
}

// Close gives the folder up.
func (d *Disk) Close() error { return d.root.Close() }

// SyncDir makes the names in a folder durable.
func (d *Disk) SyncDir(name string) error {
	f, err := d.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(marked(killpoint.SyncFolder, f.Sync), f.Close())
}

// List gives the names in a folder.
func (d *Disk) List(dir string) ([]string, error) {
	f, err := d.root.Open(dir)
	if err != nil {
		return nil, err
	}
	names, err := f.Readdirnames(-1)
	slices.Sort(names)
	return names, errors.Join(err, f.Close())
}

// Stat tells what is known of a name. A symbolic link is not followed.
func (d *Disk) Stat(name string) (Info, error) {
	info, err := d.root.Lstat(name)
	if err != nil {
		return Info{}, err
	}
	return Info{info.IsDir(), info.ModTime(), info.Size()}, nil
}

// Space is the room on the disk, in bytes: what this user may still take, and all there is.
func (d *Disk) Space() (free, total uint64, err error) { return Space(d.path) }

// Space is the room on the disk of a path, in bytes: what this user may still take, and all there is.
func Space(path string) (free, total uint64, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(path, &st); err != nil {
		return 0, 0, fmt.Errorf("ask for free space: %w", err)
	}
	size := uint64(max(st.Bsize, 0))
	return st.Bavail * size, st.Blocks * size, nil
}
