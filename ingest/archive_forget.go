package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// ImportDoor is the one door that takes back what was forgotten: somebody names the file.
const ImportDoor = "import"

type tombstone struct {
	V  int       `json:"v"`
	At time.Time `json:"at"`
}

func tombstoneName(athlete, file string) string { return athlete + "/" + forgottenDir + "/" + file }

// Forgotten tells whether a file, by its keyed hash, was forgotten.
func (a *Archive) Forgotten(athlete, file string) (bool, error) {
	if err := CheckAthlete(athlete); err != nil {
		return false, err
	}
	if !hashPattern.MatchString(file) {
		return false, nil
	}
	return disk.Exists(a.fs, tombstoneName(athlete, file))
}

// Tombstones are the keyed hashes of an athlete's forgotten files, in order.
func (a *Archive) Tombstones(athlete string) ([]string, error) {
	if err := CheckAthlete(athlete); err != nil {
		return nil, err
	}
	names, err := a.fs.List(athlete + "/" + forgottenDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list tombstones: %w", err)
	}
	return names, nil
}

// Forget writes the tombstone of a file and then deletes the file.
func (a *Archive) Forget(athlete, sha string) error {
	if err := errors.Join(CheckAthlete(athlete), checkSHA(sha)); err != nil {
		return err
	}
	defer a.lock(sha)()
	if err := a.bury(athlete, a.FileHash(athlete, sha)); err != nil {
		return fmt.Errorf("write tombstone: %w", err)
	}
	return a.erase(athlete, sha)
}

// endForget deletes a file that has a tombstone all the same: a crash cut the forgetting short. It tells whether there was one.
func (a *Archive) endForget(athlete, sha string) (bool, error) {
	defer a.lock(sha)()
	forgotten, err := a.Forgotten(athlete, a.FileHash(athlete, sha))
	if !forgotten || err != nil {
		return false, err
	}
	return true, a.erase(athlete, sha)
}

func (a *Archive) erase(athlete, sha string) error {
	for _, suffix := range []string{".raw", ".json"} {
		if err := a.fs.Remove(fileName(athlete, sha, suffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("delete archived file: %w", err)
		}
	}
	if err := a.fs.SyncDir(shardDir(athlete, sha)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete archived file: %w", err)
	}
	return nil
}

func (a *Archive) bury(athlete, file string) error {
	dir := athlete + "/" + forgottenDir
	if err := a.dirs.make(a.fs, dir); err != nil {
		return err
	}
	b, err := json.Marshal(tombstone{V: 1, At: a.now().UTC()})
	if err != nil {
		return err
	}
	return disk.Replace(a.fs, temporary(), tombstoneName(athlete, file), b)
}

// lift removes the tombstone of a file that is about to be committed again. It goes first, so that bytes beside a tombstone always mean a
// forgetting that was cut short.
func (a *Archive) lift(athlete, sha string) error {
	file := a.FileHash(athlete, sha)
	there, err := a.Forgotten(athlete, file)
	if !there || err != nil {
		return err
	}
	if err := a.fs.Remove(tombstoneName(athlete, file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove tombstone: %w", err)
	}
	return a.fs.SyncDir(athlete + "/" + forgottenDir)
}
