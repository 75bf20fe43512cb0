package ingest

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/seal"
)

// Notes keeps small files in a folder of their own, durably: after a crash one holds what it held before or what it holds now, never a part.
type Notes struct {
	fs   disk.FS
	path string
	mu   sync.Mutex
}

const (
	noteLimit   = 4 << 20 // bytes of one note
	noteLock    = "lock"
	notePrefix  = "new-" // of what is being written; no note's name has it
	noteEnding  = ".json"
	noteFileNew = notePrefix + "note" + noteEnding
)

var notePattern = regexp.MustCompile(`^[a-z0-9_-]{1,160}$`)

// OpenNotes opens the folder, sealed by the keys (nil: in the clear), and makes it if it is missing.
func OpenNotes(dir string, keys *seal.Keys) (*Notes, error) {
	d, err := disk.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open notes: %w", err)
	}
	return &Notes{fs: keys.Over(d), path: dir}, nil
}

// Close gives the folder up.
func (n *Notes) Close() error { return n.fs.Close() }

func noteFile(name string) (string, error) {
	if !notePattern.MatchString(name) || strings.HasPrefix(name, notePrefix) {
		return "", fmt.Errorf("note: %w: want 1 to 160 of a-z, 0-9, _ and -", ErrBadName)
	}
	return name + noteEnding, nil
}

// Read gives what a note holds, nil if there is none.
func (n *Notes) Read(name string) ([]byte, error) {
	file, err := noteFile(name)
	if err != nil {
		return nil, err
	}
	b, err := disk.ReadAll(n.fs, file, noteLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read note: %w", err)
	}
	return b, nil
}

// Write gives a note new content. When it returns without an error, that survives a power cut. Only who holds the folder may write.
func (n *Notes) Write(name string, b []byte) error {
	file, err := noteFile(name)
	if err != nil {
		return err
	}
	if len(b) > noteLimit {
		return fmt.Errorf("write note: %d bytes, want at most %d", len(b), noteLimit)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if err := n.fs.Remove(noteFileNew); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a killed process
		return fmt.Errorf("write note: %w", err)
	}
	if err := disk.Replace(n.fs, noteFileNew, file, b); err != nil {
		return fmt.Errorf("write note: %w", err)
	}
	return nil
}

// Remove deletes a note, durably. One that is not there is no error.
func (n *Notes) Remove(name string) error {
	file, err := noteFile(name)
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if err := n.fs.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove note: %w", err)
	}
	if err := n.fs.SyncDir("."); err != nil {
		return fmt.Errorf("remove note: %w", err)
	}
	return nil
}

// Names are the notes that there are, in order.
func (n *Notes) Names() ([]string, error) {
	files, err := n.fs.List(".")
	if err != nil {
		return nil, fmt.Errorf("list notes: %w", err)
	}
	var out []string
	for _, f := range files {
		if name, ok := strings.CutSuffix(f, noteEnding); ok && notePattern.MatchString(name) && !strings.HasPrefix(name, notePrefix) {
			out = append(out, name)
		}
	}
	return out, nil
}

// Hold makes this process the only one that writes, until release; not ok while another one is.
func (n *Notes) Hold() (release func(), ok bool, err error) {
	release, ok, err = disk.TryLock(filepath.Join(n.path, noteLock))
	if err != nil {
		err = fmt.Errorf("hold notes: %w", err)
	}
	return release, ok, err
}
