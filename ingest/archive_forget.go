package ingest

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// ImportDoor is the one door that takes back what was forgotten: somebody names the file.
const ImportDoor = "import"

func forgottenName(hash string) string { return forgottenDir + "/" + hash }

// Forgotten tells whether a file, by its keyed hash, was forgotten.
func (a *Archive) Forgotten(athlete, file string) (bool, error) {
	if err := CheckAthlete(athlete); err != nil {
		return false, err
	}
	return a.buried(file)
}

// ForgottenAthlete tells whether an athlete was forgotten, and not taken back since.
func (a *Archive) ForgottenAthlete(athlete string) (bool, error) {
	if err := CheckAthlete(athlete); err != nil {
		return false, err
	}
	return a.buried(a.AthleteHash(athlete))
}

func (a *Archive) buried(hash string) (bool, error) {
	if !hashPattern.MatchString(hash) {
		return false, nil
	}
	return disk.Exists(a.fs, forgottenName(hash))
}

// refuses tells whether a door must not take a file: it was forgotten, or its athlete was, and nobody takes it back by name. What is still
// being forgotten is not taken back.
func (a *Archive) refuses(athlete, sha, door string) (bool, error) {
	for _, hash := range []string{a.FileHash(athlete, sha), a.AthleteHash(athlete)} {
		if there, err := a.buried(hash); !there || err != nil {
			if err != nil {
				return false, err
			}
			continue
		}
		if door != ImportDoor {
			return true, nil
		}
		if begun, err := disk.Exists(a.fs, forgottenName(hash)+begunSuffix); begun || err != nil {
			return true, err
		}
	}
	return false, nil
}

// Tombstones are the keyed hashes of all that was forgotten.
func (a *Archive) Tombstones() (map[string]bool, error) {
	out := map[string]bool{}
	err := a.eachForgotten(func(name string) error {
		if hashPattern.MatchString(name) {
			out[name] = true
		}
		return nil
	})
	return out, err
}

func (a *Archive) eachForgotten(fn func(name string) error) error {
	names, err := a.fs.List(forgottenDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("list what was forgotten: %w", err)
	}
	for _, n := range names {
		if err := fn(n); err != nil {
			return err
		}
	}
	return nil
}

// Forget writes the tombstone of a file and then deletes the file.
func (a *Archive) Forget(athlete, sha string) error {
	if err := errors.Join(CheckAthlete(athlete), checkSHA(sha)); err != nil {
		return err
	}
	defer a.lock(sha)()
	if err := a.bury(a.FileHash(athlete, sha)); err != nil {
		return fmt.Errorf("write tombstone: %w", err)
	}
	return a.erase(athlete, sha)
}

// ForgetAthlete writes the tombstone of an athlete, then those of all their files, and then deletes the files and their folders.
func (a *Archive) ForgetAthlete(athlete string) error {
	if err := CheckAthlete(athlete); err != nil {
		return err
	}
	if err := a.bury(a.AthleteHash(athlete)); err != nil {
		return fmt.Errorf("write tombstone: %w", err)
	}
	for i := range a.stripes { // a put that had asked before
		a.stripes[i].Lock()
		a.stripes[i].Unlock() //nolint:staticcheck // whoever comes later sees the tombstone
	}
	var shas, hashes []string
	err := a.Walk(athlete, time.Time{}, func(it Item) error {
		shas, hashes = append(shas, it.SHA), append(hashes, it.File)
		return nil
	})
	if err != nil {
		return err
	}
	spoilt, err := a.Spoilt(athlete)
	if err != nil {
		return err
	}
	for _, s := range spoilt {
		shas, hashes = append(shas, s.SHA), append(hashes, s.File)
	}
	if err := a.bury(hashes...); err != nil {
		return fmt.Errorf("write tombstones: %w", err)
	}
	for _, sha := range shas {
		if err := errors.Join(a.remove(athlete, sha), a.release(athlete, sha)); err != nil {
			return err
		}
	}
	return a.removeFolder(athlete)
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
	if err := a.remove(athlete, sha); err != nil {
		return err
	}
	if err := a.fs.SyncDir(shardDir(athlete, sha)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete archived file: %w", err)
	}
	return a.release(athlete, sha)
}

func (a *Archive) remove(athlete, sha string) error {
	for _, suffix := range []string{".raw", ".json"} {
		if err := a.fs.Remove(fileName(athlete, sha, suffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("delete archived file: %w", err)
		}
	}
	return nil
}

// removeFolder deletes the folders of an athlete whose files are deleted.
func (a *Archive) removeFolder(athlete string) error {
	shards, err := a.fs.List(athlete)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, shard := range shards {
		err = errors.Join(err, a.fs.Remove(athlete+"/"+shard))
	}
	if err = errors.Join(err, a.fs.Remove(athlete)); err != nil {
		return fmt.Errorf("delete an athlete's folder: %w", err)
	}
	a.dirs.drop(athlete)
	return a.fs.SyncDir(".")
}

// bury writes tombstones. They are empty, so that their names are all that must be made durable.
func (a *Archive) bury(hashes ...string) error {
	if err := a.dirs.make(a.fs, forgottenDir); err != nil {
		return err
	}
	for _, hash := range hashes {
		out, err := a.fs.Create(forgottenName(hash))
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			err = out.Close()
		}
		if err != nil {
			return err
		}
	}
	return a.fs.SyncDir(forgottenDir)
}

// lift removes the tombstones of a file that is about to be committed again. They go first, so that bytes beside a tombstone always mean a
// forgetting that was cut short.
func (a *Archive) lift(athlete, sha string) error {
	lifted := false
	for _, hash := range []string{a.AthleteHash(athlete), a.FileHash(athlete, sha)} {
		err := a.fs.Remove(forgottenName(hash))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove tombstone: %w", err)
		}
		lifted = lifted || err == nil
	}
	if !lifted {
		return nil
	}
	return a.fs.SyncDir(forgottenDir)
}
