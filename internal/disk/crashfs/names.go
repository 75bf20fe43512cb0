package crashfs

import (
	"bytes"
	"io/fs"
	"path"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

type in struct{ *bytes.Reader }

// Close does nothing.
func (in) Close() error { return nil }

// Open opens a file as it is now.
func (c *FS) Open(name string) (disk.In, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.step(false); err != nil {
		return nil, err
	}
	n := c.files[name]
	if n == nil || n.dir {
		return nil, fs.ErrNotExist
	}
	return in{bytes.NewReader(bytes.Clone(n.data))}, nil
}

// change is an operation on names.
func (c *FS) change(needsRoom bool, f func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.step(needsRoom); err != nil {
		return err
	}
	return f()
}

// Mkdir makes a folder.
func (c *FS) Mkdir(name string) error {
	return c.change(true, func() error {
		if c.files[name] != nil {
			return fs.ErrExist
		}
		if c.files[path.Dir(name)] == nil {
			return fs.ErrNotExist
		}
		c.touch(name)
		c.files[name] = &inode{dir: true, changed: c.clock}
		return nil
	})
}

// Rename gives a file another name.
func (c *FS) Rename(from, to string) error {
	return c.change(true, func() error {
		if c.files[from] == nil || c.files[path.Dir(to)] == nil {
			return fs.ErrNotExist
		}
		c.touch(from)
		c.touch(to)
		c.files[to] = c.files[from]
		delete(c.files, from)
		return nil
	})
}

// Link gives a file a second name.
func (c *FS) Link(from, to string) error {
	return c.change(true, func() error {
		if c.files[to] != nil {
			return fs.ErrExist
		}
		if c.files[from] == nil {
			return fs.ErrNotExist
		}
		c.touch(to)
		c.files[to] = c.files[from]
		return nil
	})
}

// Remove removes a name.
func (c *FS) Remove(name string) error {
	return c.change(false, func() error {
		if c.files[name] == nil {
			return fs.ErrNotExist
		}
		c.touch(name)
		delete(c.files, name)
		return nil
	})
}

// SyncDir makes the names in a folder durable.
func (c *FS) SyncDir(dir string) error {
	return c.change(true, func() error {
		if c.files[dir] == nil {
			return fs.ErrNotExist
		}
		c.syncDir(dir)
		return nil
	})
}

func (c *FS) syncDir(dir string) {
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
}

// List gives the names in a folder.
func (c *FS) List(dir string) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.step(false); err != nil {
		return nil, err
	}
	if c.files[dir] == nil {
		return nil, fs.ErrNotExist
	}
	var names []string
	for n := range c.files {
		if n != "." && path.Dir(n) == dir {
			names = append(names, path.Base(n))
		}
	}
	slices.Sort(names)
	return names, nil
}

// Stat tells what is known of a name.
func (c *FS) Stat(name string) (disk.Info, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.step(false); err != nil {
		return disk.Info{}, err
	}
	n := c.files[name]
	if n == nil {
		return disk.Info{}, fs.ErrNotExist
	}
	return disk.Info{Dir: n.dir, Modified: n.changed, Size: int64(len(n.data))}, nil
}

// Space tells how much can still be written.
func (c *FS) Space() (free, total uint64, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.free, roomy, nil
}

// Close does nothing.
func (c *FS) Close() error { return nil }
