// Package crashfs is a disk.FS in memory for tests: it fails at an operation of one's choice, and forgets in a crash what was not synced.
package crashfs

import (
	"bytes"
	"errors"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// Fault is what goes wrong at an operation.
type Fault int

// The faults.
const (
	None     Fault = iota
	Broken         // this operation fails with EIO; a write is half done, what a sync should have kept is lost for good
	Full           // from here on, what needs room fails with ENOSPC
	PowerCut       // from here on, everything fails
)

// Faults are all that can go wrong.
var Faults = []Fault{Broken, Full, PowerCut}

func (f Fault) String() string { return [...]string{"none", "broken", "full", "power cut"}[f] }

// FS is a folder that forgets. Reading counts as an operation too.
type FS struct {
	mu    sync.Mutex
	files map[string]*inode // now
	safe  map[string]*inode // the names that are durable
	ops   int               // so far
	at    int               // operation with which the fault begins
	fault Fault
	free  uint64
	clock time.Time
}

type inode struct {
	dir     bool
	lost    bool // a sync of it failed: the machine takes its pages for written, so a later sync says yes and keeps nothing
	data    []byte
	synced  []byte
	changed time.Time
}

const (
	roomy = 1 << 50 // bytes
	tick  = time.Millisecond
)

// New is an empty folder on a disk with much room, whose clock begins at a time and goes on with each change.
func New(at time.Time) *FS {
	root := &inode{dir: true, changed: at}
	return &FS{files: map[string]*inode{".": root}, safe: map[string]*inode{".": root}, free: roomy, clock: at}
}

// Fail has the n-th operation from now be the first that the fault meets.
func (c *FS) Fail(n int, f Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.fault = c.ops+n, f
}

// Met tells whether there were enough operations for the fault to happen.
func (c *FS) Met() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fault != None && c.ops >= c.at
}

// SetFree says how many bytes can still be written.
func (c *FS) SetFree(n uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.free = n
}

// Files are the files and what they hold.
func (c *FS) Files() map[string]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := map[string]string{}
	for n, node := range c.files {
		if !node.dir {
			out[n] = string(node.data)
		}
	}
	return out
}

// Killed is what the next process finds after this one was killed: all that was written, and a disk.Open that syncs the folder.
func (c *FS) Killed() *FS {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := New(c.clock)
	old := map[*inode]*inode{}
	of := func(n *inode) *inode {
		if old[n] == nil {
			old[n] = &inode{n.dir, n.lost, bytes.Clone(n.data), bytes.Clone(n.synced), n.changed}
		}
		return old[n]
	}
	for name, n := range c.files {
		out.files[name] = of(n)
	}
	for name, n := range c.safe {
		out.safe[name] = of(n)
	}
	out.syncDir(".")
	return out
}

// Crashed is what a machine finds that was cut off now: what was synced and, of the rest, what a seeded coin says. So a name may outlive its
// content and the other way round, and of a file's last bytes some are there, some are zeros and some are not.
func (c *FS) Crashed(seed uint64) *FS {
	c.mu.Lock()
	defer c.mu.Unlock()
	coin := rand.New(rand.NewPCG(seed, 1))
	out := New(c.clock)
	names := []string{}
	for n := range c.files {
		names = append(names, n)
	}
	for n := range c.safe {
		if c.files[n] == nil {
			names = append(names, n)
		}
	}
	slices.Sort(names) // folders before what is in them
	for _, n := range names {
		node := c.safe[n]
		if coin.IntN(2) == 0 {
			node = c.files[n]
		}
		if node == nil || n != "." && out.files[path.Dir(n)] == nil {
			continue
		}
		left := &inode{dir: node.dir, data: torn(node, coin), changed: node.changed}
		left.synced = bytes.Clone(left.data)
		out.files[n], out.safe[n] = left, left
	}
	out.syncDir(".") // the next disk.Open
	return out
}

func torn(n *inode, coin *rand.Rand) []byte {
	data := bytes.Clone(n.synced)
	rest := bytes.Clone(n.data[min(len(n.synced), len(n.data)):])
	if len(rest) == 0 {
		return data
	}
	rest = rest[:coin.IntN(len(rest)+1)]
	if coin.IntN(4) == 0 { // the length came to the disk before the bytes did
		clear(rest[coin.IntN(len(rest)+1):])
	}
	return append(data, rest...)
}

var errBroken error = syscall.EIO

// step counts an operation and says whether it fails.
func (c *FS) step(needsRoom bool) error {
	c.ops++
	switch {
	case c.fault == None || c.ops < c.at:
		return nil
	case c.fault == Broken && c.ops == c.at, c.fault == PowerCut:
		return errBroken
	case c.fault == Full && needsRoom:
		return syscall.ENOSPC
	}
	return nil
}

func (c *FS) touch(name string) {
	c.clock = c.clock.Add(tick)
	if d := c.files[path.Dir(name)]; d != nil {
		d.changed = c.clock
	}
}

// Create makes a file.
func (c *FS) Create(name string) (disk.Out, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.step(true); err != nil {
		return nil, err
	}
	if c.files[name] != nil {
		return nil, fs.ErrExist
	}
	if d := c.files[path.Dir(name)]; d == nil {
		return nil, fs.ErrNotExist
	}
	c.touch(name)
	n := &inode{changed: c.clock}
	c.files[name] = n
	return &out{c, n}, nil
}

type out struct {
	c *FS
	n *inode
}

// Write writes all or, where it fails, half.
func (f *out) Write(p []byte) (int, error) {
	f.c.mu.Lock()
	defer f.c.mu.Unlock()
	err := f.c.step(true)
	if err == nil && uint64(len(p)) > f.c.free {
		err = syscall.ENOSPC
	}
	if err != nil {
		p = p[:len(p)/2]
	}
	if !errors.Is(err, syscall.ENOSPC) {
		f.c.free -= uint64(len(p))
	}
	f.c.clock = f.c.clock.Add(tick)
	f.n.data, f.n.changed = append(f.n.data, p...), f.c.clock
	return len(p), err
}

// Sync makes the content durable.
func (f *out) Sync() error {
	f.c.mu.Lock()
	defer f.c.mu.Unlock()
	if err := f.c.step(true); err != nil {
		f.n.lost = true
		return err
	}
	if !f.n.lost {
		f.n.synced = bytes.Clone(f.n.data)
	}
	return nil
}

// Close does nothing.
func (f *out) Close() error { return nil }
