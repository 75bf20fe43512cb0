package ingest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

const (
	keySize     = 32 // bytes
	fileHashLen = 32 // hex digits
	serialLen   = 8  // hex digits
	slugLen     = 32 // characters of a maker's or a model's name
)

// loadKey reads the archive's key, or makes one for an archive that holds nothing yet.
func loadKey(a *Archive) ([]byte, error) {
	key, err := disk.ReadAll(a.fs, keyName, keySize)
	if err == nil && len(key) == keySize {
		return key, nil
	}
	if err == nil {
		return nil, fmt.Errorf("read %s: %w: restore it from a copy", keyName, ErrDamaged)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read %s: %w", keyName, err)
	}
	athletes, err := a.Athletes()
	if err != nil {
		return nil, err
	}
	gone, err := a.Tombstones()
	if err != nil {
		return nil, err
	}
	if len(athletes)+len(gone) > 0 { // another key would give every file another name in the streams, and no tombstone would hold
		return nil, fmt.Errorf("read %s: %w; restore it from a copy, or put %d random bytes there and rebuild", keyName, fs.ErrNotExist, keySize)
	}
	return makeKey(a)
}

// makeKey makes a key. Of several processes that do so at once, one wins.
func makeKey(a *Archive) ([]byte, error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails
	key, err := disk.Once(a.fs, temporary(), keyName, key)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", keyName, err)
	}
	return key, nil
}

// temporary is a fresh name for something being written.
func temporary() string { return disk.Temporary(incomingDir + "/new") }

// keyed is a keyed hash, hex. The parts cannot run into each other.
func (a *Archive) keyed(parts ...string) string {
	h := hmac.New(sha256.New, a.key)
	for _, p := range parts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// FileHash names a file in subjects: a keyed hash of athlete and SHA-256, 32 hex digits.
func (a *Archive) FileHash(athlete, sha string) string {
	return a.keyed("file", athlete, sha)[:fileHashLen]
}

// AthleteHash stands for an athlete where no name may: a keyed hash, 32 hex digits.
func (a *Archive) AthleteHash(athlete string) string {
	return a.keyed("athlete", athlete)[:fileHashLen]
}

// SourceKey names a source ([a-z0-9-]): maker and model, and eight hex digits of a keyed hash of the serial where there is one.
func (a *Archive) SourceKey(athlete, maker, model, serial string) string {
	var parts []string
	for _, s := range []string{maker, model} {
		if s = slug(s); s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		parts = []string{"unknown"}
	}
	if serial != "" {
		parts = append(parts, a.keyed("source", athlete, maker, model, serial)[:serialLen])
	}
	return strings.Join(parts, "-")
}

// slug is a name in small letters, digits and single hyphens.
func slug(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
		if b.Len() >= slugLen {
			break
		}
	}
	return strings.TrimRight(b.String(), "-")
}
