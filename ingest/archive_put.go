package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// Stored is the answer to a put: the file is durable.
type Stored struct {
	File    string // keyed hash, as in subjects
	SHA     string // SHA-256, hex
	Size    int64  // bytes
	Said    Said   // what was said about the file, now or before
	Known   bool   // the archive held it already
	Changed bool   // it is known, and something else is said about it than before
}

// Put takes a file in. When it returns without an error, the bytes and what was said of them survive a power cut. The same bytes again
// change nothing but the zone and the password, if others are named. Only the door "import" takes back what was forgotten.
func (a *Archive) Put(ctx context.Context, u Upload) (Stored, error) {
	if err := errors.Join(CheckAthlete(u.Athlete), CheckZone(u.TZ), checkPassword(u.Password)); err != nil {
		return Stored{}, err
	}
	side := Sidecar{V: sidecarVersion, Name: plainName(u.Name), TZ: u.TZ, Password: u.Password, Door: u.Door, Received: a.now().UTC()}
	s, known, err := a.seekKnown(ctx, u.Athlete, side, u.Body)
	if known || err != nil {
		return s, explainSpace(err)
	}
	in, err := a.receive(ctx, u.Body)
	if err == nil {
		side.Size = in.size
		s, err = a.commit(ctx, u.Athlete, in, side)
	}
	return s, explainSpace(err)
}

const nameLimit = 1 << 10 // bytes of a file's name that are kept

// plainName is a name that can be printed: valid, of bounded length and without control characters.
func plainName(name string) string {
	name = strings.ToValidUTF8(name, "\uFFFD")
	for len(name) > nameLimit {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return utf8.RuneError
		}
		return r
	}, name)
}

// explainSpace tells a full disk from other errors.
func explainSpace(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("archive file: %w: %w", ErrNoSpace, err)
	case err != nil:
		return fmt.Errorf("archive file: %w", err)
	}
	return nil
}

// seekKnown hashes what can be read twice, so that a known file costs no writing: a restart offers a whole watch folder again.
func (a *Archive) seekKnown(ctx context.Context, athlete string, side Sidecar, r io.Reader) (Stored, bool, error) {
	rs, ok := r.(io.ReadSeeker)
	if !ok {
		return Stored{}, false, nil
	}
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(withContext(ctx, rs), a.cfg.MaxFile+1))
	if err != nil {
		return Stored{}, false, fmt.Errorf("read: %w", err)
	}
	if n > a.cfg.MaxFile {
		return Stored{}, false, ErrTooLarge
	}
	sha := hex.EncodeToString(h.Sum(nil))
	defer a.lock(sha)()
	side.Size = n
	s, known, err := a.known(ctx, athlete, sha, side)
	if known || err != nil {
		return s, known, err
	}
	if _, err := rs.Seek(0, io.SeekStart); err != nil {
		return Stored{}, false, fmt.Errorf("read again: %w", err)
	}
	return Stored{}, false, nil
}

// incoming is a file that was received and not yet committed.
type incoming struct {
	out  disk.Out
	name string
	sha  string
	size int64
}

// receive writes the bytes to a temporary file and hashes them on the way.
func (a *Archive) receive(ctx context.Context, r io.Reader) (in incoming, err error) {
	if err := a.room(0); err != nil {
		return incoming{}, err
	}
	name := temporary()
	out, err := a.fs.Create(name)
	if err != nil {
		return incoming{}, err
	}
	defer func() {
		if err != nil {
			_ = out.Close()
			_ = a.fs.Remove(name)
		}
	}()
	w := &roomWriter{w: out, h: sha256.New(), room: a.room}
	n, err := io.Copy(w, io.LimitReader(withContext(ctx, r), a.cfg.MaxFile+1))
	if err != nil {
		return incoming{}, fmt.Errorf("receive: %w", err)
	}
	if n > a.cfg.MaxFile {
		return incoming{}, ErrTooLarge
	}
	return incoming{out, name, hex.EncodeToString(w.h.Sum(nil)), n}, nil
}

// commit makes a received file durable under its name, unless it is known.
func (a *Archive) commit(ctx context.Context, athlete string, in incoming, side Sidecar) (s Stored, err error) {
	closed := false
	defer func() {
		if !closed {
			_ = in.out.Close()
		}
		if err != nil || s.Known {
			_ = a.fs.Remove(in.name)
		}
	}()
	defer a.lock(in.sha)()
	if s, known, err := a.known(ctx, athlete, in.sha, side); known || err != nil {
		return s, err
	}
	start := a.now()
	if err := in.out.Sync(); err != nil {
		return Stored{}, err
	}
	closed = true
	if err := in.out.Close(); err != nil {
		return Stored{}, err
	}
	dir := shardDir(athlete, in.sha)
	if err := a.dirs.make(a.fs, dir); err != nil {
		return Stored{}, err
	}
	if err := a.lift(athlete, in.sha); err != nil {
		return Stored{}, err
	}
	side = a.remembered(athlete, in.sha, side)
	if err := a.writeSidecar(athlete, in.sha, side); err != nil {
		return Stored{}, err
	}
	if err := a.fs.Rename(in.name, fileName(athlete, in.sha, ".raw")); err != nil {
		return Stored{}, err
	}
	if err := a.fs.SyncDir(dir); err != nil {
		return Stored{}, err
	}
	if err := a.release(athlete, in.sha); err != nil {
		return Stored{}, err
	}
	a.metrics.fsync.Observe(a.now().Sub(start).Seconds())
	return Stored{File: a.FileHash(athlete, in.sha), SHA: in.sha, Size: in.size, Said: a.said(athlete, side)}, nil
}

// known answers for a file that the archive holds already, and remembers another zone or password for it. It refuses what was forgotten.
func (a *Archive) known(ctx context.Context, athlete, sha string, side Sidecar) (Stored, bool, error) {
	refused, err := a.refuses(athlete, sha, side.Door)
	if err != nil {
		return Stored{}, false, err
	}
	if refused {
		return Stored{}, false, ErrForgotten
	}
	if forgotten, err := a.Forgotten(athlete, a.FileHash(athlete, sha)); forgotten || err != nil {
		return Stored{}, false, err
	}
	old, err := a.Sidecar(athlete, sha)
	if err == nil && side.Door == ImportDoor { // whoever names a file may do so because it rotted
		err = a.Verify(ctx, athlete, sha)
	}
	if err != nil || old.Size != side.Size {
		if err == nil || errors.Is(err, ErrUnknownFile) || errors.Is(err, ErrDamaged) {
			return Stored{}, false, nil // not there, or not whole: it is put there anew
		}
		return Stored{}, false, err
	}
	s := Stored{File: a.FileHash(athlete, sha), SHA: sha, Size: side.Size, Said: a.said(athlete, old), Known: true}
	dir := shardDir(athlete, sha)
	if old, s.Changed = old.resaid(side); s.Changed {
		s.Said = a.said(athlete, old)
		if err := a.writeSidecar(athlete, sha, old); err != nil {
			return Stored{}, false, err
		}
	}
	if err := a.dirs.make(a.fs, dir); err != nil { // whoever put it there may have died before its names were durable
		return Stored{}, false, err
	}
	return s, true, a.fs.SyncDir(dir)
}

func (a *Archive) writeSidecar(athlete, sha string, side Sidecar) error {
	side.V = sidecarVersion
	b, err := sealSidecar(sha, side)
	if err != nil {
		return err
	}
	return disk.Swap(a.fs, temporary(), fileName(athlete, sha, ".json"), b)
}

// lock makes puts of the same bytes wait for each other. It returns the unlocking.
func (a *Archive) lock(sha string) func() {
	b, err := hex.DecodeString(sha[:2])
	if err != nil {
		b = []byte{0}
	}
	mu := &a.stripes[b[0]]
	mu.Lock()
	return mu.Unlock
}

// roomWriter writes and hashes, and asks from time to time whether there is room for more.
type roomWriter struct {
	w     io.Writer
	h     hash.Hash
	room  func(uint64) error
	since int
}

func (w *roomWriter) Write(p []byte) (int, error) {
	if w.since += len(p); w.since >= roomEvery {
		w.since = 0
		if err := w.room(roomEvery); err != nil {
			return 0, err
		}
	}
	_, _ = w.h.Write(p) // never fails
	return w.w.Write(p)
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

// withContext is a reader that stops when the context does.
func withContext(ctx context.Context, r io.Reader) io.Reader {
	return readFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return r.Read(p)
	})
}
