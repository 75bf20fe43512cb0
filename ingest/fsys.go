package ingest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"
	"time"
)

// fsys is the little of a file system that the archive needs. Names are slash-separated and relative to the archive's folder.
//
// What is written into a file is durable after the file's Sync; that a name exists, or points at another file, is durable after SyncDir of
// the folder it stands in. The tests hold the archive to that with an implementation that forgets everything else in a crash.
type fsys interface {
	Create(name string) (outFile, error) // for writing; fails with fs.ErrExist
	Open(name string) (inFile, error)
	Mkdir(name string) error // fails with fs.ErrExist
	Rename(from, to string) error
	Link(from, to string) error // a second name; fails with fs.ErrExist
	Remove(name string) error
	SyncDir(name string) error
	List(dir string) ([]string, error)       // names, ascending
	Modified(name string) (time.Time, error) // a folder's is that of its last change of names
	Space() (free, total uint64, err error)  // bytes
	Close() error
}

type outFile interface {
	io.WriteCloser
	Sync() error
}

type inFile interface {
	io.ReaderAt
	io.Closer
	Size() int64 // bytes
}

// disk is a folder of the machine. No name can lead out of it.
type disk struct {
	root *os.Root
	path string
}

func openDisk(path string) (*disk, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("open folder: %w", err)
	}
	return &disk{root, path}, nil
}

func (d *disk) Create(name string) (outFile, error) {
	return d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func (d *disk) Open(name string) (inFile, error) {
	f, err := d.root.Open(name)
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
	return diskFile{f, info.Size()}, nil
}

type diskFile struct {
	*os.File
	size int64
}

func (f diskFile) Size() int64 { return f.size }

func (d *disk) Mkdir(name string) error      { return d.root.Mkdir(name, 0o700) }
func (d *disk) Rename(from, to string) error { return d.root.Rename(from, to) }
func (d *disk) Link(from, to string) error   { return d.root.Link(from, to) }
func (d *disk) Remove(name string) error     { return d.root.Remove(name) }
func (d *disk) Close() error                 { return d.root.Close() }

func (d *disk) SyncDir(name string) error {
	f, err := d.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (d *disk) List(dir string) ([]string, error) {
	f, err := d.root.Open(dir)
	if err != nil {
		return nil, err
	}
	names, err := f.Readdirnames(-1)
	slices.Sort(names)
	return names, errors.Join(err, f.Close())
}

func (d *disk) Modified(name string) (time.Time, error) {
	info, err := d.root.Lstat(name)
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}

func (d *disk) Space() (free, total uint64, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(d.path, &st); err != nil {
		return 0, 0, fmt.Errorf("ask for free space: %w", err)
	}
	size := uint64(max(st.Bsize, 0))
	return st.Bavail * size, st.Blocks * size, nil
}

// readAll reads a small file; a larger one is an error.
func readAll(f fsys, name string, limit int64) ([]byte, error) {
	in, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if in.Size() > limit {
		return nil, fmt.Errorf("read %s: %d bytes, want at most %d", name, in.Size(), limit)
	}
	return io.ReadAll(io.NewSectionReader(in, 0, in.Size()))
}

// writeSynced makes a small file with durable content. Its name is durable after SyncDir of its folder.
func writeSynced(f fsys, name string, data []byte) error {
	out, err := f.Create(name)
	if err != nil {
		return err
	}
	if _, err = out.Write(data); err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		_ = f.Remove(name)
	}
	return err
}

// replace gives a name new content by way of a temporary file: after a crash the old content is there or the new, never a part.
func replace(f fsys, temporary, name string, data []byte) error {
	if err := writeSynced(f, temporary, data); err != nil {
		return err
	}
	if err := f.Rename(temporary, name); err != nil {
		_ = f.Remove(temporary)
		return err
	}
	return nil
}

// exists tells whether a name is there.
func exists(f fsys, name string) (bool, error) {
	_, err := f.Modified(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
