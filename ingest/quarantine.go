package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// Spoilt is a file whose bytes rotted or are gone. What is left of it lies in quarantine until its bytes come again by any door, or it is
// forgotten. What was decoded of it while it was whole stays.
type Spoilt struct {
	Athlete string
	File    string // keyed hash, as in subjects
	SHA     string
	Sidecar Sidecar
}

// String says which file it is and what to do. It names the file by its SHA-256, by which sha256sum finds a copy of it and forget takes it;
// the name that it came under may tell what nobody but the athlete should read.
func (s Spoilt) String() string {
	came := ""
	if at := s.Sidecar.Received; !at.IsZero() { // else its sidecar was lost as well
		came = " that came on " + at.Format(time.DateOnly)
	}
	return fmt.Sprintf("the file%s, of SHA-256 %s, is lost: what is left of it is in quarantine; import it again, from a backup if need be, or forget it",
		came, s.SHA)
}

func spoiltName(athlete, sha, suffix string) string {
	return athlete + "/" + spoiltDir + "/" + sha + suffix
}

// Spoilt are the files of an athlete that lie in quarantine, in order.
func (a *Archive) Spoilt(athlete string) ([]Spoilt, error) {
	if err := CheckAthlete(athlete); err != nil {
		return nil, err
	}
	names, err := a.fs.List(athlete + "/" + spoiltDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list quarantine: %w", err)
	}
	var out []Spoilt
	for _, n := range names {
		sha, json := strings.CutSuffix(n, ".json")
		if !json || checkSHA(sha) != nil {
			continue
		}
		side, err := a.spoiltSidecar(athlete, sha)
		if err != nil && !errors.Is(err, ErrDamaged) {
			return nil, fmt.Errorf("list quarantine: %w", err)
		}
		out = append(out, Spoilt{athlete, a.FileHash(athlete, sha), sha, side})
	}
	return out, nil
}

// AllSpoilt are the spoilt files of all athletes.
func (a *Archive) AllSpoilt() ([]Spoilt, error) {
	athletes, err := a.Athletes()
	if err != nil {
		return nil, err
	}
	var out []Spoilt
	for _, athlete := range athletes {
		spoilt, err := a.Spoilt(athlete)
		if err != nil {
			return nil, err
		}
		out = append(out, spoilt...)
	}
	return out, nil
}

func (a *Archive) spoiltSidecar(athlete, sha string) (Sidecar, error) {
	b, err := disk.ReadAll(a.fs, spoiltName(athlete, sha, ".json"), sidecarLimit)
	if err != nil {
		return Sidecar{}, unknown(err)
	}
	return unsealSidecar(sha, b)
}

// holds tells whether anything is left of a file, whole or not.
func (a *Archive) holds(athlete, sha string) (bool, error) {
	_, err := a.Sidecar(athlete, sha)
	if err == nil || errors.Is(err, ErrDamaged) {
		return true, nil
	}
	if !errors.Is(err, ErrUnknownFile) {
		return false, err
	}
	return disk.Exists(a.fs, spoiltName(athlete, sha, ".json"))
}

// quarantine moves aside what the archive holds of a file that is not whole. Known is what is known of it beside its sidecar. It tells
// whether it did: the bytes may have come again meanwhile.
func (a *Archive) quarantine(ctx context.Context, athlete, sha string, known Sidecar) (bool, error) {
	defer a.lock(sha)()
	err := a.Verify(ctx, athlete, sha)
	if err == nil || !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrUnknownFile) {
		return false, err
	}
	side, err := a.readSidecar(athlete, sha)
	if err != nil {
		side = known
	}
	if err := a.moveAside(athlete, sha, side); err != nil {
		return false, fmt.Errorf("put a file into quarantine: %w", err)
	}
	return true, nil
}

// moveAside writes the note before it touches the file: a crash in between leaves a note of a file that is found again.
func (a *Archive) moveAside(athlete, sha string, side Sidecar) error {
	dir, shard := athlete+"/"+spoiltDir, shardDir(athlete, sha)
	if err := a.dirs.make(a.fs, dir); err != nil {
		return err
	}
	b, err := sealSidecar(sha, side)
	if err != nil {
		return err
	}
	if err := disk.Replace(a.fs, temporary(), spoiltName(athlete, sha, ".json"), b); err != nil {
		return err
	}
	err = a.fs.Rename(fileName(athlete, sha, ".raw"), spoiltName(athlete, sha, ".raw"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := a.fs.SyncDir(dir); err != nil {
		return err
	}
	if err := a.fs.Remove(fileName(athlete, sha, ".json")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := a.fs.SyncDir(shard); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// remembered is a sidecar with what a spoilt file's note says of zone and password where the new word says nothing.
func (a *Archive) remembered(athlete, sha string, side Sidecar) Sidecar {
	if old, err := a.spoiltSidecar(athlete, sha); err == nil {
		side.TZ, side.Password = cmp.Or(side.TZ, old.TZ), cmp.Or(side.Password, old.Password)
	}
	return side
}

// release removes what lies in quarantine of a file that is whole again, or forgotten.
func (a *Archive) release(athlete, sha string) error {
	if there, err := disk.Exists(a.fs, spoiltName(athlete, sha, ".json")); !there || err != nil {
		return err
	}
	for _, suffix := range []string{".raw", ".json"} {
		if err := a.fs.Remove(spoiltName(athlete, sha, suffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("release from quarantine: %w", err)
		}
	}
	if err := a.fs.SyncDir(athlete + "/" + spoiltDir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("release from quarantine: %w", err)
	}
	return nil
}

// mendSidecar writes the sidecar of whole bytes again from what is known. It fails with ErrDamaged or ErrUnknownFile where the bytes are not
// whole.
func (a *Archive) mendSidecar(ctx context.Context, athlete, sha string, known Sidecar) error {
	defer a.lock(sha)()
	in, err := a.fs.Open(fileName(athlete, sha, ".raw"))
	if err != nil {
		return fmt.Errorf("open archived file: %w", unknown(err))
	}
	raw := Raw{In: in}
	defer raw.Close()
	if err := raw.verify(ctx, sha); err != nil {
		return err
	}
	known.Size = raw.Size()
	if known.Received.IsZero() {
		info, err := a.fs.Stat(fileName(athlete, sha, ".raw"))
		if err != nil {
			return fmt.Errorf("mend sidecar: %w", err)
		}
		known.Received = info.Modified.UTC()
	}
	if err := a.writeSidecar(athlete, sha, known); err != nil {
		return fmt.Errorf("mend sidecar: %w", err)
	}
	return a.fs.SyncDir(shardDir(athlete, sha))
}

// hasBytes tells whether the archive holds bytes under a SHA-256, whole or not.
func (a *Archive) hasBytes(athlete, sha string) bool {
	there, err := disk.Exists(a.fs, fileName(athlete, sha, ".raw"))
	return there || err != nil
}
