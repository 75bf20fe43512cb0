// Package seal keeps files encrypted at rest, in the format of age (age-encryption.org/v1): what it wrote, `age -d -i KEYS` reads too.
package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"filippo.io/age"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

// Config says by which keys the data folder is sealed.
type Config struct {
	Keys string `yaml:"keys"` // file of age identities, as `hvilepuls key` and age-keygen make them; empty: nothing is sealed
}

// Keys seal by the first of them and open what any of them sealed, so that a new one is put before the old.
type Keys struct {
	all []*age.X25519Identity
}

var (
	// ErrNoKey means that something is sealed by a key that was not given.
	ErrNoKey = errors.New("it is sealed by a key that is not among encryption.keys")
	// ErrDamaged means that something sealed is not as it was written.
	ErrDamaged = errors.New("what is sealed is damaged")
)

// New is a new key, as a line of a file of keys, and the name by which people know it.
func New() (secret, name string, err error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", fmt.Errorf("make a key: %w", err)
	}
	return id.String(), id.Recipient().String(), nil
}

// Load reads the keys. It gives nil, which seals nothing, where none are configured.
func Load(cfg Config) (*Keys, error) {
	if cfg.Keys == "" {
		return nil, nil
	}
	f, err := os.Open(cfg.Keys)
	if err != nil {
		return nil, fmt.Errorf("read encryption.keys: %w", err)
	}
	defer f.Close()
	ids, err := age.ParseIdentities(f)
	if err != nil {
		return nil, errors.New("read encryption.keys: want a line AGE-SECRET-KEY-1… for each key; `hvilepuls key` makes one") // the library's error may show the line
	}
	k := &Keys{}
	for _, id := range ids {
		x, ok := id.(*age.X25519Identity)
		if !ok {
			return nil, errors.New("read encryption.keys: want keys of the kind AGE-SECRET-KEY-1…; `hvilepuls key` makes one")
		}
		k.all = append(k.all, x)
	}
	return k, nil
}

// Name is the public name of the key that seals, "" without keys.
func (k *Keys) Name() string {
	if k == nil {
		return ""
	}
	return k.all[0].Recipient().String()
}

const secretSize = 32 // bytes

// Secret is a secret for the encryption of others, hex: made once, kept sealed in a file of the folder, the same whichever key seals. It is "" without
// keys.
func (k *Keys) Secret(f disk.FS, name string) (string, error) {
	if k == nil {
		return "", nil
	}
	b := make([]byte, secretSize)
	_, _ = rand.Read(b) // never fails
	b, err := disk.Once(k.Over(f), disk.Temporary(name), name, b)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	return hex.EncodeToString(b), nil
}

// Over seals all that is written to a folder from now on. Files in the clear are read as they are. Without keys it still tells what is sealed, and
// fails with ErrNoKey, rather than give out its bytes.
func (k *Keys) Over(f disk.FS) disk.FS { return folder{f, k} }

type folder struct {
	disk.FS
	keys *Keys
}

// Create makes a sealed file. Its Sync ends it: nothing can be written after that.
func (f folder) Create(name string) (disk.Out, error) {
	out, err := f.FS.Create(name)
	if err != nil || f.keys == nil {
		return out, err
	}
	w, err := age.Encrypt(out, f.keys.all[0].Recipient())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("seal: %w", err), out.Close(), f.Remove(name))
	}
	return &sealing{w, out, false}, nil
}

type sealing struct {
	io.WriteCloser // of the plain bytes
	out            disk.Out
	ended          bool
}

// Sync writes the rest and has all of it be durable.
func (s *sealing) Sync() error { return errors.Join(s.end(), s.out.Sync()) }

// Close ends the file.
func (s *sealing) Close() error { return errors.Join(s.end(), s.out.Close()) }

func (s *sealing) end() error {
	if s.ended {
		return nil
	}
	s.ended = true
	return s.WriteCloser.Close()
}

// Open opens a file; its size is that of the plain bytes.
func (f folder) Open(name string) (disk.In, error) {
	in, err := f.FS.Open(name)
	if err != nil {
		return nil, err
	}
	out, err := f.keys.open(in)
	if err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return out, nil
}

const magic = "age-encryption.org/v1\n"

func sealed(in disk.In) (bool, error) {
	head := make([]byte, min(in.Size(), int64(len(magic))))
	if _, err := in.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	return bytes.Equal(head, []byte(magic)), nil
}

func (k *Keys) open(in disk.In) (disk.In, error) {
	is, err := sealed(in)
	if err != nil || !is {
		return in, err
	}
	if k == nil {
		return nil, ErrNoKey
	}
	ids := make([]age.Identity, len(k.all))
	for i, id := range k.all {
		ids[i] = id
	}
	plain, size, err := age.DecryptReaderAt(in, in.Size(), ids...)
	if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
		return nil, ErrNoKey
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return opened{plain, in, size}, nil
}

// opened is a sealed file being read.
type opened struct {
	plain io.ReaderAt
	io.Closer
	size int64
}

// Size is the number of plain bytes.
func (o opened) Size() int64 { return o.size }

// ReadAt reads plain bytes; what was changed after it was written fails with ErrDamaged.
func (o opened) ReadAt(p []byte, off int64) (int, error) {
	if off >= o.size {
		return 0, io.EOF
	}
	n, err := o.plain.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return n, err
}
