package disk

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"
)

// ReadAll reads a small file; one of more than limit bytes is an error.
func ReadAll(f FS, name string, limit int64) ([]byte, error) {
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

// Exists tells whether a name is there.
func Exists(f FS, name string) (bool, error) {
	_, err := f.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// WriteSynced makes a small file with durable content. Its name is durable after SyncDir of its folder.
func WriteSynced(f FS, name string, data []byte) error {
	out, err := f.Create(name)
	if err != nil {
		return err
	}
	if _, err = out.Write(data); err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		_ = f.Remove(name) // else Sweep does
	}
	return err
}

// Swap gives a name new content by way of a temporary file: after a crash the old content is there or the new, never a part. Which of them
// is certain after SyncDir of its folder.
func Swap(f FS, temporary, name string, data []byte) error {
	if err := WriteSynced(f, temporary, data); err != nil {
		return err
	}
	if err := f.Rename(temporary, name); err != nil {
		_ = f.Remove(temporary) // else Sweep does
		return err
	}
	return nil
}

// Replace is Swap whose new content is certain when it returns without an error.
func Replace(f FS, temporary, name string, data []byte) error {
	if err := Swap(f, temporary, name, data); err != nil {
		return err
	}
	return f.SyncDir(path.Dir(name))
}

// Once gives a name its content for good and returns it: data, or what was there first. Of several processes that do so at once, one wins.
// What it returns survives a power cut.
func Once(f FS, temporary, name string, data []byte) ([]byte, error) {
	if err := WriteSynced(f, temporary, data); err != nil {
		return nil, err
	}
	err := f.Link(temporary, name)
	_ = f.Remove(temporary) // else Sweep does
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	if err := f.SyncDir(path.Dir(name)); err != nil {
		return nil, err
	}
	return ReadAll(f, name, int64(len(data)))
}

const (
	temporaryBytes  = 12 // of randomness in a temporary name
	temporarySuffix = ".tmp"
)

// Temporary is a fresh name for what is being written and will be given the name.
func Temporary(name string) string {
	b := make([]byte, temporaryBytes)
	_, _ = rand.Read(b) // never fails
	return name + "." + hex.EncodeToString(b) + temporarySuffix
}

// Sweep removes temporary files of a folder that killed processes left. Those younger than before may belong to one that lives.
func Sweep(f FS, dir string, before time.Time) error {
	names, err := f.List(dir)
	if err != nil {
		return err
	}
	for _, n := range names {
		if !strings.HasSuffix(n, temporarySuffix) {
			continue
		}
		name := path.Join(dir, n)
		info, err := f.Stat(name)
		if err != nil || !info.Modified.Before(before) {
			continue
		}
		if err := f.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
