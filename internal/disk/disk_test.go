package disk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/disk/crashfs"
)

var start = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

// The model that tests crash does what the machine does.
func TestTheModelIsLikeTheDisk(t *testing.T) {
	real, err := disk.Open(filepath.Join(t.TempDir(), "a", "b"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = real.Close() })
	model := crashfs.New(start)
	read := func(f disk.FS, name string) error { _, err := disk.ReadAll(f, name, 3); return err }
	for _, step := range []struct {
		name string
		do   func(f disk.FS) error
		want error
	}{
		{"a folder", func(f disk.FS) error { return f.Mkdir("d") }, nil},
		{"a folder again", func(f disk.FS) error { return f.Mkdir("d") }, fs.ErrExist},
		{"a folder in none", func(f disk.FS) error { return f.Mkdir("e/f") }, fs.ErrNotExist},
		{"a file", func(f disk.FS) error { return disk.WriteSynced(f, "d/one", []byte("1")) }, nil},
		{"a file again", func(f disk.FS) error { return disk.WriteSynced(f, "d/one", []byte("2")) }, fs.ErrExist},
		{"a file in no folder", func(f disk.FS) error { return disk.WriteSynced(f, "e/one", nil) }, fs.ErrNotExist},
		{"another content", func(f disk.FS) error { return disk.Replace(f, disk.Temporary("d/new"), "d/one", []byte("3")) }, nil},
		{"content once", func(f disk.FS) error { _, err := disk.Once(f, "d/t", "once", []byte("1")); return err }, nil},
		{"content twice", func(f disk.FS) error { _, err := disk.Once(f, "d/t", "once", []byte("2")); return err }, nil},
		{"a second name", func(f disk.FS) error { return f.Link("once", "d/two") }, nil},
		{"a second name again", func(f disk.FS) error { return f.Link("once", "d/two") }, fs.ErrExist},
		{"a second name of none", func(f disk.FS) error { return f.Link("none", "d/three") }, fs.ErrNotExist},
		{"moving none", func(f disk.FS) error { return f.Rename("none", "d/one") }, fs.ErrNotExist},
		{"moving", func(f disk.FS) error { return f.Rename("d/two", "two") }, nil},
		{"removing", func(f disk.FS) error { return f.Remove("two") }, nil},
		{"removing again", func(f disk.FS) error { return f.Remove("two") }, fs.ErrNotExist},
		{"reading none", func(f disk.FS) error { return read(f, "two") }, fs.ErrNotExist},
		{"reading", func(f disk.FS) error { return read(f, "once") }, nil},
		{"looking for none", func(f disk.FS) error { _, err := f.Stat("two"); return err }, fs.ErrNotExist},
		{"listing none", func(f disk.FS) error { _, err := f.List("two"); return err }, fs.ErrNotExist},
		{"syncing none", func(f disk.FS) error { return f.SyncDir("two") }, fs.ErrNotExist},
	} {
		for kind, f := range map[string]disk.FS{"disk": real, "model": model} {
			if err := step.do(f); !errors.Is(err, step.want) {
				t.Errorf("%s on the %s: %v, want %v", step.name, kind, err, step.want)
			}
		}
	}
	if d := cmp.Diff(map[string]string{"d/one": "3", "once": "1"}, model.Files()); d != "" {
		t.Errorf("the model holds (-want +got):\n%s", d)
	}
	for name, want := range model.Files() {
		b, err := disk.ReadAll(real, name, 3)
		if info, serr := real.Stat(name); string(b) != want || err != nil || serr != nil || info.Size != int64(len(want)) {
			t.Errorf("the disk holds %s: %q, %v, %v", name, b, err, serr)
		}
	}
}

// What was replaced is the old or the new, whole; what was given once is never another.
func TestReplaceAndOnceSurviveCrashes(t *testing.T) {
	old := func() *crashfs.FS {
		f := crashfs.New(start)
		if err := disk.Replace(f, "t", "name", []byte("old")); err != nil {
			t.Fatal(err)
		}
		return f
	}
	crashfs.Every(t, old, func(f *crashfs.FS) func(*crashfs.FS) error {
		replaced := disk.Replace(f, "t1", "name", []byte("new"))
		key, once := disk.Once(f, "t2", "key", []byte("first"))
		return func(left *crashfs.FS) error {
			if b, err := disk.ReadAll(left, "name", 3); err != nil || string(b) != "new" && (replaced == nil || string(b) != "old") {
				return errors.Join(err, errors.New("name holds "+string(b)))
			}
			again, err := disk.Once(left, "t3", "key", []byte("later"))
			if err != nil {
				return err
			}
			if once == nil && (string(key) != "first" || string(again) != "first") || len(again) != 5 {
				return errors.New("key holds " + string(again))
			}
			return nil
		}
	})
}

// A check that asks for more than was synced sees it missing: else the tests that stand on the model would prove nothing.
func TestTheModelForgets(t *testing.T) {
	lost := map[string]int{}
	for seed := range uint64(50) {
		f := crashfs.New(start)
		_ = disk.WriteSynced(f, "no name", []byte("x"))
		out, _ := f.Create("no bytes")
		_, _ = out.Write([]byte("hello"))
		_ = f.SyncDir(".")
		out, _ = f.Create("both")
		_, _ = out.Write([]byte("x"))
		_ = errors.Join(out.Sync(), f.SyncDir("."))
		left := f.Crashed(seed).Files()
		for name, want := range map[string]string{"no name": "x", "no bytes": "hello", "both": "x"} {
			if got, ok := left[name]; !ok || got != want {
				lost[name]++
			}
		}
		f = crashfs.New(start)
		_ = disk.WriteSynced(f, "no name", []byte("x"))
		if _, ok := f.Crashed(seed).Files()["no name"]; !ok {
			lost["really no name"]++
		}
	}
	if lost["no bytes"] == 0 || lost["really no name"] == 0 || lost["both"] > 0 || lost["no name"] > 0 {
		t.Errorf("lost %v", lost)
	}
}

func TestSweepTakesWhatIsOld(t *testing.T) {
	f := crashfs.New(start)
	for _, name := range []string{disk.Temporary("a"), disk.Temporary("b"), "kept"} {
		if err := disk.WriteSynced(f, name, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := disk.Sweep(f, ".", start); err != nil || len(f.Files()) != 3 {
		t.Errorf("%v, %v: somebody may be writing that", f.Files(), err)
	}
	if err := disk.Sweep(f, ".", start.Add(time.Hour)); err != nil || len(f.Files()) != 1 {
		t.Errorf("%v, %v; want one", f.Files(), err)
	}
}

// What is in the folder is for this user alone, leads nowhere else and is a file.
func TestTheDiskIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	d, err := disk.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := errors.Join(disk.WriteSynced(d, "f", nil), d.Mkdir("d")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]fs.FileMode{dir: 0o700, dir + "/f": 0o600, dir + "/d": 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %v", path, info.Mode(), err, want)
		}
	}
	if err := errors.Join(os.Symlink("/etc/passwd", dir+"/link"), syscall.Mkfifo(dir+"/pipe", 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"link", "pipe", "d", "../data/f", "/etc/passwd"} {
		if in, err := d.Open(name); err == nil {
			t.Errorf("%s opens", name)
			_ = in.Close()
		}
	}
}
