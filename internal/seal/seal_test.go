package seal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/disk/crashfs"
	"github.com/hvilepuls/hvilepuls/internal/seal"
)

var start = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

func newKey(t testing.TB) string {
	t.Helper()
	secret, name, err := seal.New()
	if err != nil || !strings.HasPrefix(name, "age1") {
		t.Fatalf("a new key: %q, %v", name, err)
	}
	return secret
}

func load(t testing.TB, secrets ...string) *seal.Keys {
	t.Helper()
	file := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(file, []byte("# a comment\n"+strings.Join(secrets, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	k, err := seal.Load(seal.Config{Keys: file})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

const limit = 1 << 20

func TestWhatIsSealedIsReadAgain(t *testing.T) {
	k := load(t, newKey(t))
	rapid.Check(t, func(t *rapid.T) {
		plain := bytes.Repeat(rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "bytes"), rapid.SampledFrom([]int{1, 2, 500}).Draw(t, "times")) // around chunks of 64 KiB
		model := crashfs.New(start)
		f := k.Over(model)
		if err := disk.WriteSynced(f, "x", plain); err != nil {
			t.Fatal(err)
		}
		in, err := f.Open("x")
		if err != nil {
			t.Fatal(err)
		}
		if in.Size() != int64(len(plain)) {
			t.Fatalf("%d bytes, want %d", in.Size(), len(plain))
		}
		from := rapid.IntRange(0, len(plain)).Draw(t, "from")
		got, err := io.ReadAll(io.NewSectionReader(in, int64(from), in.Size()))
		if err != nil || !bytes.Equal(got, plain[from:]) {
			t.Fatalf("read %d bytes, want %d: %v", len(got), len(plain)-from, err)
		}
		if stored := model.Files()["x"]; len(plain) > 8 && strings.Contains(stored, string(plain)) {
			t.Fatal("it is stored in the clear")
		}
	})
}

// What a person has is the format of age, which age's own tools open.
func TestAgeReadsIt(t *testing.T) {
	secret := newKey(t)
	model := crashfs.New(start)
	if err := disk.WriteSynced(load(t, secret).Over(model), "x", []byte("beats")); err != nil {
		t.Fatal(err)
	}
	id, err := age.ParseX25519Identity(secret)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(strings.NewReader(model.Files()["x"]), id)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); string(b) != "beats" || err != nil {
		t.Errorf("age reads %q, %v", b, err)
	}
}

func TestKeys(t *testing.T) {
	older, newer := newKey(t), newKey(t)
	model := crashfs.New(start)
	for name, f := range map[string]disk.FS{"plain": model, "older": load(t, older).Over(model)} {
		if err := disk.WriteSynced(f, name, []byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		keys *seal.Keys
		file string
		want error
	}{
		{"no key, in the clear", nil, "plain", nil},
		{"no key, sealed", nil, "older", seal.ErrNoKey},
		{"a key, in the clear", load(t, newer), "plain", nil},
		{"its key", load(t, older), "older", nil},
		{"another key", load(t, newer), "older", seal.ErrNoKey},
		{"its key behind another", load(t, newer, older), "older", nil},
	} {
		b, err := disk.ReadAll(c.keys.Over(model), c.file, limit)
		if !errors.Is(err, c.want) || c.want == nil && string(b) != c.file {
			t.Errorf("%s: %q, %v, want %v", c.name, b, err, c.want)
		}
	}
}

func TestEveryFlippedBitIsFound(t *testing.T) {
	k := load(t, newKey(t))
	model := crashfs.New(start)
	if err := disk.WriteSynced(k.Over(model), "x", []byte("beats")); err != nil {
		t.Fatal(err)
	}
	stored := model.Files()["x"]
	for i := len("age-encryption.org/v1\n"); i < len(stored); i++ { // without its first line it is not sealed at all
		damaged := []byte(stored)
		damaged[i] ^= 1
		f := crashfs.New(start)
		if err := disk.WriteSynced(f, "x", damaged); err != nil {
			t.Fatal(err)
		}
		if b, err := disk.ReadAll(k.Over(f), "x", limit); !errors.Is(err, seal.ErrDamaged) && !errors.Is(err, seal.ErrNoKey) {
			t.Errorf("byte %d: read %q, %v", i, b, err)
		}
	}
}

func TestKeysThatAreNone(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "a password": "hunter2\n", "a public key": "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n"} {
		file := filepath.Join(t.TempDir(), "keys")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if k, err := seal.Load(seal.Config{Keys: file}); err == nil || k != nil || text != "" && strings.Contains(err.Error(), strings.TrimSpace(text)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestASecretStaysWhenTheKeyChanges(t *testing.T) {
	older, newer := newKey(t), newKey(t)
	f := crashfs.New(start)
	was, err := load(t, older).Secret(f, "streams.key")
	if err != nil || len(was) != 64 || strings.Contains(f.Files()["streams.key"], was) {
		t.Fatalf("%d digits: %v", len(was), err)
	}
	if _, err := load(t, newer, older).Renew(context.Background(), f, "streams.key"); err != nil {
		t.Fatal(err)
	}
	if now, err := load(t, newer).Secret(f, "streams.key"); now != was || err != nil {
		t.Errorf("another secret, or none: %v", err)
	}
	if none, err := (*seal.Keys)(nil).Secret(f, "streams.key"); none != "" || err != nil {
		t.Errorf("without keys: %q, %v", none, err)
	}
}

// Whatever fails while all is sealed anew, and wherever the process dies: each file holds what it held, and the next start ends it.
func TestRenewSurvivesCrashes(t *testing.T) {
	older, newer := newKey(t), newKey(t)
	old, both, one := load(t, older), load(t, newer, older), load(t, newer)
	want := map[string]string{"archive/x.raw": "beats", "tokens.json": "{}"}
	fresh := func() *crashfs.FS {
		f := crashfs.New(start)
		for _, dir := range []string{"archive", "watch"} {
			if err := errors.Join(f.Mkdir(dir), f.SyncDir(filepath.Dir(dir))); err != nil {
				t.Fatal(err)
			}
		}
		for name, text := range want {
			into := old.Over(f)
			if name == "tokens.json" {
				into = f // in the clear
			}
			if err := disk.Replace(into, disk.Temporary("t"), name, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(disk.Replace(f, disk.Temporary("t"), "archive/lock", nil), disk.Replace(f, disk.Temporary("t"), "watch/run.fit", []byte("yours"))); err != nil {
			t.Fatal(err)
		}
		return f
	}
	names := []string{"archive", "tokens.json", "page.key"}
	crashfs.Every(t, fresh, func(f *crashfs.FS) func(*crashfs.FS) error {
		_, failed := both.Renew(context.Background(), f, names...)
		return func(left *crashfs.FS) error {
			for name, text := range want {
				if b, err := disk.ReadAll(both.Over(left), name, limit); string(b) != text || err != nil {
					return fmt.Errorf("%s: %q, %w", name, b, err)
				}
			}
			n, err := both.Renew(context.Background(), left, names...)
			if err != nil || failed == nil && n > 0 {
				return fmt.Errorf("the next start sealed %d, %w", n, err)
			}
			for name, text := range want {
				b, err := disk.ReadAll(one.Over(left), name, limit)
				if plain, open := disk.ReadAll(left, name, limit); string(b) != text || err != nil || open != nil || string(plain) == text {
					return fmt.Errorf("%s after the next start: %q, %w", name, b, err)
				}
			}
			if left.Files()["watch/run.fit"] != "yours" || left.Files()["archive/lock"] != "" {
				return errors.New("what was not named was written")
			}
			return nil
		}
	})
}

func BenchmarkSealed(b *testing.B) {
	data := make([]byte, 16<<20)
	for name, k := range map[string]*seal.Keys{"clear": nil, "sealed": load(b, newKey(b))} {
		b.Run(name, func(b *testing.B) {
			d, err := disk.Open(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			f := k.Over(d)
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if err := disk.WriteSynced(f, "x", data); err != nil {
					b.Fatal(err)
				}
				if _, err := disk.ReadAll(f, "x", limit<<8); err != nil {
					b.Fatal(err)
				}
				if err := f.Remove("x"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
