package ingest

import (
	"bytes"
	"errors"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

var errIO = errors.New("input/output error")

// crashFS is a file system in memory that fails or crashes at an operation of one's choice. A crash keeps what was synced; of the rest it
// keeps what a seeded coin says, so that names may outlive their content and the other way round.
type crashFS struct {
	mu     sync.Mutex
	files  map[string]*inode // now
	safe   map[string]*inode // names that are durable
	ops    int               // so far
	failAt int               // operation that fails, and with crash all after it; 0: none
	crash  bool
	fault  error
	free   uint64
}

type inode struct {
	dir     bool
	data    []byte
	synced  []byte
	changed time.Time
}

func newCrashFS() *crashFS {
	return &crashFS{files: map[string]*inode{".": {dir: true}}, safe: map[string]*inode{".": {dir: true}}, free: 1 << 50, fault: errIO}
}

// step counts an operation and says whether it fails.
func (c *crashFS) step() error {
	c.ops++
	if c.failAt > 0 && (c.ops == c.failAt || c.crash && c.ops > c.failAt) {
		return c.fault
	}
	return nil
}

// afterCrash is what a machine finds that was cut off now.
func (c *crashFS) afterCrash(seed uint64) *crashFS {
	c.mu.Lock()
	defer c.mu.Unlock()
	coin := rand.New(rand.NewPCG(seed, 1))
	out := newCrashFS()
	names := map[string]bool{}
	for n := range c.files {
		names[n] = true
	}
	for n := range c.safe {
		names[n] = true
	}
	sorted := make([]string, 0, len(names))
	for n := range names {
		sorted = append(sorted, n)
	}
	slices.Sort(sorted)
	for _, n := range sorted {
		node := c.safe[n]
		if coin.IntN(2) == 0 {
			node = c.files[n]
		}
		if node == nil || out.files[path.Dir(n)] == nil {
			continue
		}
		left := &inode{dir: node.dir, data: bytes.Clone(node.synced), synced: bytes.Clone(node.synced)}
		if rest := node.data[min(len(node.synced), len(node.data)):]; len(rest) > 0 {
			left.data = append(left.data, rest[:coin.IntN(len(rest)+1)]...)
		}
		out.files[n], out.safe[n] = left, left
	}
	return out
}

func (c *crashFS) Create(name string) (outFile, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.step(); err != nil {
		return nil, err
	}
	if c.files[name] != nil {
		return nil, fs.ErrExist
	}
	if d := c.files[path.Dir(name)]; d == nil {
		return nil, fs.ErrNotExist
	}
	n := &inode{}
	c.files[name] = n
	return &crashFile{c, n}, nil
}

type crashFile struct {
	c *crashFS
	n *inode
}

func (f *crashFile) Write(p []byte) (int, error) {
	f.c.mu.Lock()
	defer f.c.mu.Unlock()
	if err := f.c.step(); err != nil {
		f.n.data = append(f.n.data, p[:len(p)/2]...)
		return len(p) / 2, err
	}
	if uint64(len(p)) > f.c.free {
		return 0, syscall.ENOSPC
	}
	f.c.free -= uint64(len(p))
	f.n.data = append(f.n.data, p...)
	return len(p), nil
}

func (f *crashFile) Sync() error {
	f.c.mu.Lock()
	defer f.c.mu.Unlock()
	if err := f.c.step(); err != nil {
		return err
	}
	f.n.synced = bytes.Clone(f.n.data)
	return nil
}

func (f *crashFile) Close() error { return nil }

type crashReader struct{ *bytes.Reader }

func (crashReader) Close() error { return nil }

func (c *crashFS) Open(name string) (inFile, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.files[name]
	if n == nil {
		return nil, fs.ErrNotExist
	}
	return crashReader{bytes.NewReader(bytes.Clone(n.data))}, nil
}

// change is an operation on names.
func (c *crashFS) change(f func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.step(); err != nil {
		return err
	}
	return f()
}

func (c *crashFS) Mkdir(name string) error {
	return c.change(func() error {
		if c.files[name] != nil {
			return fs.ErrExist
		}
		c.files[name] = &inode{dir: true}
		return nil
	})
}

func (c *crashFS) Rename(from, to string) error {
	return c.change(func() error {
		if c.files[from] == nil || c.files[path.Dir(to)] == nil {
			return fs.ErrNotExist
		}
		c.files[to] = c.files[from]
		delete(c.files, from)
		return nil
	})
}

func (c *crashFS) Link(from, to string) error {
	return c.change(func() error {
		if c.files[to] != nil {
			return fs.ErrExist
		}
		c.files[to] = c.files[from]
		return nil
	})
}

func (c *crashFS) Remove(name string) error {
	return c.change(func() error {
		if c.files[name] == nil {
			return fs.ErrNotExist
		}
		delete(c.files, name)
		return nil
	})
}

func (c *crashFS) SyncDir(dir string) error {
	return c.change(func() error {
		if c.files[dir] == nil {
			return fs.ErrNotExist
		}
		for n := range c.safe {
			if n != "." && path.Dir(n) == dir && c.files[n] == nil {
				delete(c.safe, n)
			}
		}
		for n, node := range c.files {
			if path.Dir(n) == dir {
				c.safe[n] = node
			}
		}
		return nil
	})
}

func (c *crashFS) List(dir string) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.files[dir] == nil {
		return nil, fs.ErrNotExist
	}
	var out []string
	for n := range c.files {
		if n != "." && path.Dir(n) == dir {
			out = append(out, path.Base(n))
		}
	}
	slices.Sort(out)
	return out, nil
}

func (c *crashFS) Modified(name string) (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := c.files[name]; n != nil {
		return n.changed, nil
	}
	return time.Time{}, fs.ErrNotExist
}

func (c *crashFS) Space() (free, total uint64, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.free, 1 << 50, nil
}

func (c *crashFS) Close() error { return nil }

// raws are the archived files and their content, by name.
func (c *crashFS) raws() map[string]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := map[string]string{}
	for n, node := range c.files {
		if strings.HasSuffix(n, ".raw") {
			out[n] = string(node.data)
		}
	}
	return out
}
