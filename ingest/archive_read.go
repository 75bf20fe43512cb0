package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/seal"
)

// Raw is the bytes of an archived file.
type Raw struct {
	disk.In
	Sidecar Sidecar
}

// Open opens a file's bytes. It fails with ErrDamaged where their number is not the one that was put there; Verify looks at all of them.
func (a *Archive) Open(athlete, sha string) (*Raw, error) {
	side, err := a.Sidecar(athlete, sha)
	if err != nil {
		return nil, err
	}
	in, err := a.fs.Open(fileName(athlete, sha, ".raw"))
	if err != nil {
		return nil, fmt.Errorf("open archived file: %w", unknown(err))
	}
	return &Raw{in, side}, nil
}

// Sidecar is what was said when a file came. It fails with ErrUnknownFile where the archive does not hold the file, with ErrDamaged
// where it holds only a part of it.
func (a *Archive) Sidecar(athlete, sha string) (Sidecar, error) {
	if err := errors.Join(CheckAthlete(athlete), checkSHA(sha)); err != nil {
		return Sidecar{}, err
	}
	side, err := a.readSidecar(athlete, sha)
	if err != nil {
		return Sidecar{}, fmt.Errorf("open archived file: %w", unknown(err))
	}
	in, err := a.fs.Open(fileName(athlete, sha, ".raw"))
	if err != nil {
		return Sidecar{}, fmt.Errorf("open archived file: %w", unknown(err))
	}
	defer in.Close()
	if in.Size() != side.Size {
		return Sidecar{}, fmt.Errorf("open archived file: %w: %d bytes, want %d", ErrDamaged, in.Size(), side.Size)
	}
	return side, nil
}

// unknown tells what is not there, and what is not as it was put there, from other errors. All that is stored is sealed by the newest key: what has
// another one is damaged.
func unknown(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ErrUnknownFile
	case errors.Is(err, seal.ErrDamaged), errors.Is(err, seal.ErrNoKey):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// Verify reads a file's bytes and fails with ErrDamaged where they are not those that were put there.
func (a *Archive) Verify(ctx context.Context, athlete, sha string) error {
	raw, err := a.Open(athlete, sha)
	if err != nil {
		return err
	}
	defer raw.Close()
	return raw.verify(ctx, sha)
}

func (r *Raw) verify(ctx context.Context, sha string) error {
	h := sha256.New()
	if _, err := io.Copy(h, withContext(ctx, io.NewSectionReader(r, 0, r.Size()))); err != nil {
		return fmt.Errorf("read archived file: %w", unknown(err))
	}
	if hex.EncodeToString(h.Sum(nil)) != sha {
		return fmt.Errorf("read archived file: %w: its SHA-256 is another", ErrDamaged)
	}
	return nil
}

// Athletes are the athletes of whom the archive has a folder, in order.
func (a *Archive) Athletes() ([]string, error) {
	names, err := a.fs.List(".")
	if err != nil {
		return nil, fmt.Errorf("list athletes: %w", err)
	}
	var out []string
	for _, n := range names {
		if CheckAthlete(n) == nil {
			out = append(out, n)
		}
	}
	return out, nil
}

// Item is one file of a walk.
type Item struct {
	Athlete string
	File    string // keyed hash, as in subjects
	SHA     string
	Sidecar Sidecar
	Damage  error // why it cannot be read; nil for a whole file
}

// Walk gives the files of an athlete, of all if it is "", in order; with a time, only those that were put or changed since. Files that
// were not fully put are given with their Damage.
func (a *Archive) Walk(athlete string, since time.Time, fn func(Item) error) error {
	athletes := []string{athlete}
	if athlete == "" {
		var err error
		if athletes, err = a.Athletes(); err != nil {
			return err
		}
	} else if err := CheckAthlete(athlete); err != nil {
		return err
	}
	for _, name := range athletes {
		shards, err := a.fs.List(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("walk archive: %w", err)
		}
		for _, shard := range shards {
			if len(shard) != 2 {
				continue
			}
			if err := a.walkShard(name, shard, since, fn); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *Archive) walkShard(athlete, shard string, since time.Time, fn func(Item) error) error {
	dir := athlete + "/" + shard
	if !since.IsZero() {
		info, err := a.fs.Stat(dir)
		if err != nil {
			return fmt.Errorf("walk archive: %w", err)
		}
		if info.Modified.Before(since) {
			return nil
		}
	}
	names, err := a.fs.List(dir)
	if err != nil {
		return fmt.Errorf("walk archive: %w", err)
	}
	for i, n := range names {
		sha, suffix, _ := strings.Cut(n, ".")
		if checkSHA(sha) != nil || i > 0 && strings.HasPrefix(names[i-1], sha) && suffix == "raw" {
			continue // no file of ours, or told with its sidecar
		}
		if !since.IsZero() {
			if info, err := a.fs.Stat(dir + "/" + n); err != nil || info.Modified.Before(since) {
				continue // gone meanwhile, or older
			}
		}
		it := Item{Athlete: athlete, File: a.FileHash(athlete, sha), SHA: sha}
		if it.Sidecar, err = a.Sidecar(athlete, sha); err != nil {
			it.Damage = err
		}
		if err := fn(it); err != nil {
			return err
		}
	}
	return nil
}
