package auth

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// Secret reads a secret of 32 random bytes from a file of a folder, or makes it; it is durable before it is used. Of several processes that do so at
// once, one wins.
func Secret(f disk.FS, name string) ([]byte, error) {
	key, err := disk.ReadAll(f, name, secretBytes)
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, secretBytes)
		_, _ = rand.Read(key) // never fails (crypto/rand)
		key, err = disk.Once(f, disk.Temporary(name), name, key)
	}
	if err != nil {
		return nil, err
	}
	if len(key) != secretBytes {
		return nil, fmt.Errorf("%s holds %d bytes, want %d; remove it and another is made", name, len(key), secretBytes)
	}
	return key, nil
}
