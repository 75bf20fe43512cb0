package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/seal"
)

// Archive is the only truth: the raw bytes of every file, with what was said when it came. Everything below it can be made again.
//
//	archive.key                       secret of the keyed hashes
//	incoming.tmp/<random>.tmp         being received
//	<athlete>/<sha[:2]>/<sha>.json    what was said: Sidecar
//	<athlete>/<sha[:2]>/<sha>.raw     the bytes; its rename is the commit
//	forgotten.hashes/<hash>           tombstones, by keyed hash; and what is being and was forgotten
//	<athlete>/quarantine/<sha>.json   what was said of a file whose bytes rotted or are gone, with those that are left in <sha>.raw
//
// A file is there when both its sidecar and its bytes are. The names with a dot can be no athlete's.
type Archive struct {
	fs      disk.FS
	cfg     ArchiveConfig
	key     []byte
	metrics *Metrics
	now     func() time.Time

	stripes [256]sync.Mutex // by the first byte of the SHA-256: puts of the same bytes wait for each other
	dirs    dirCache
}

// The names in the archive's folder.
const (
	keyName      = "archive.key"
	incomingDir  = "incoming.tmp"
	forgottenDir = "forgotten.hashes"
	spoiltDir    = "quarantine"
)

var (
	// ErrTooLarge means that a file is larger than the archive takes.
	ErrTooLarge = errors.New("the file is too large")
	// ErrNoSpace means that the disk has no room for the file beside the reserve.
	ErrNoSpace = errors.New("not enough disk space")
	// ErrForgotten means that the file was forgotten and is not taken again by this door.
	ErrForgotten = errors.New("forgotten")
	// ErrUnknownFile means that the archive does not hold the file.
	ErrUnknownFile = errors.New("no such file in the archive")
	// ErrDamaged means that what the archive holds is not what was put there.
	ErrDamaged = errors.New("the archived file is damaged")
	// ErrBadName means that an athlete's id or a zone is not a valid one.
	ErrBadName = errors.New("not valid")
)

// OpenArchive opens the archive in dir, sealed by the keys (nil: in the clear), and makes it if it is missing.
func OpenArchive(dir string, keys *seal.Keys, cfg ArchiveConfig, m *Metrics, now func() time.Time) (*Archive, error) {
	d, err := disk.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	a, err := openArchive(keys.Over(d), cfg, m, now)
	if err != nil {
		_ = d.Close()
		return nil, fmt.Errorf("open archive: %w", err)
	}
	return a, nil
}

func openArchive(f disk.FS, cfg ArchiveConfig, m *Metrics, now func() time.Time) (*Archive, error) {
	if cfg.MaxFile <= 0 {
		cfg.MaxFile = Defaults().Archive.MaxFile
	}
	a := &Archive{fs: f, cfg: cfg, metrics: m, now: now}
	if err := a.dirs.make(f, incomingDir); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	if err := disk.Sweep(f, incomingDir, now().Add(-staleAfter)); err != nil {
		return nil, fmt.Errorf("remove what was left half received: %w", err)
	}
	var err error
	if a.key, err = loadKey(a); err != nil {
		return nil, err
	}
	return a, nil
}

// Close gives the archive's folder up.
func (a *Archive) Close() error { return a.fs.Close() }

const staleAfter = 24 * time.Hour // other processes may share the archive and be receiving

// Sidecar is what was said when a file came.
type Sidecar struct {
	V        int       `json:"v"`
	Name     string    `json:"name"` // as given
	Size     int64     `json:"size"` // bytes
	TZ       string    `json:"tz,omitempty"`
	Password string    `json:"password,omitempty"` // of an encrypted archive: without it nothing can be made again
	Door     string    `json:"door"`
	Received time.Time `json:"received"`
}

// resaid is the sidecar with another zone or password, and whether that changes it.
func (s Sidecar) resaid(now Sidecar) (Sidecar, bool) {
	was := s
	s.TZ, s.Password = cmp.Or(now.TZ, s.TZ), cmp.Or(now.Password, s.Password)
	return s, s != was
}

// Said is what was said about a file and changes what is decoded: another word makes its receipt unfinished.
type Said struct {
	TZ   string // IANA zone, "" if none
	Lock string // keyed hash of the password, "" if none
}

func (a *Archive) said(athlete string, s Sidecar) Said {
	out := Said{TZ: s.TZ}
	if s.Password != "" {
		out.Lock = a.keyed("password", athlete, s.Password)[:fileHashLen]
	}
	return out
}

const sidecarLimit = 64 << 10 // bytes

func (a *Archive) readSidecar(athlete, sha string) (Sidecar, error) {
	b, err := disk.ReadAll(a.fs, fileName(athlete, sha, ".json"), sidecarLimit)
	if err != nil {
		return Sidecar{}, err
	}
	return unsealSidecar(sha, b)
}

func shardDir(athlete, sha string) string { return athlete + "/" + sha[:2] }

func fileName(athlete, sha, suffix string) string { return shardDir(athlete, sha) + "/" + sha + suffix }

var (
	shaPattern  = regexp.MustCompile(`^[0-9a-f]{64}$`)
	hashPattern = regexp.MustCompile(`^[0-9a-f]{32}$`)
)

// CheckAthlete says what is wrong with an athlete's id, nil if nothing.
func CheckAthlete(id string) error {
	if !record.ValidAthlete(id) {
		return fmt.Errorf("athlete id: %w: want 1 to 64 of a-z, 0-9 and -", ErrBadName)
	}
	return nil
}

// CheckZone says what is wrong with the name of a zone, nil if nothing. "" is no zone.
func CheckZone(tz string) error {
	if tz == "Local" {
		return fmt.Errorf("zone: %w: want a name like Europe/Oslo", ErrBadName)
	}
	_, err := time.LoadLocation(tz)
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		return fmt.Errorf("look the zone up: %w", err) // which says nothing of its name
	}
	if err != nil {
		return fmt.Errorf("zone: %w: want a name like Europe/Oslo", ErrBadName)
	}
	return nil
}

const passwordLimit = 1 << 10 // bytes

func checkPassword(p string) error {
	if len(p) > passwordLimit {
		return fmt.Errorf("password: %w: it is longer than %d bytes", ErrBadName, passwordLimit)
	}
	return nil
}

func checkSHA(sha string) error {
	if !shaPattern.MatchString(sha) {
		return fmt.Errorf("sha-256: %w: want 64 hex digits", ErrBadName)
	}
	return nil
}

// dirCache remembers the folders whose names are known to be durable.
type dirCache struct {
	mu   sync.Mutex
	done map[string]bool
}

// drop forgets a folder that was deleted, and those in it.
func (c *dirCache) drop(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for d := range c.done {
		if d == name || strings.HasPrefix(d, name+"/") {
			delete(c.done, d)
		}
	}
}

// make makes a folder and those above it, durably.
func (c *dirCache) make(f disk.FS, name string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done[name] {
		return nil
	}
	for i := range len(name) + 1 {
		if i < len(name) && name[i] != '/' {
			continue
		}
		dir := name[:i]
		if c.done[dir] {
			continue
		}
		if err := f.Mkdir(dir); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := f.SyncDir(path.Dir(dir)); err != nil {
			return err
		}
		if c.done == nil {
			c.done = map[string]bool{}
		}
		c.done[dir] = true
	}
	return nil
}
