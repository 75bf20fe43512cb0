package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A data folder of decoders and results of version 1 (testdata/data-1.tar.gz: a night, a plan, a check-in and a token, written by the program as it was
// then) says what a folder says that never knew another version.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	old := newRig(t, "")
	unpack(t, filepath.Join("testdata", "data-1.tar.gz"), filepath.Dir(old.dir))
	tokens := old.run(0, "token", "list")
	if !strings.Contains(tokens, "phone") {
		t.Errorf("the token is gone: %s", tokens)
	}
	got := old.said()
	old.run(0, "verify")

	fresh := newRig(t, "")
	if err := os.CopyFS(filepath.Join(fresh.dir, "archive"), os.DirFS(filepath.Join(old.dir, "archive"))); err != nil {
		t.Fatal(err)
	}
	if want := fresh.said(); got != want {
		t.Errorf("the old folder says\n%s\nand one of its archive alone\n%s", got, want)
	}
	old.run(0, "rebuild")
	if again := old.said(); again != got {
		t.Errorf("made anew it says\n%s\nand before\n%s", again, got)
	}
}

// unpack unpacks a .tar.gz of folders and files into a folder.
func unpack(t *testing.T, archive, into string) {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(into)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err == nil && h.Typeflag == tar.TypeDir {
			err = root.MkdirAll(filepath.Clean(h.Name), 0o700)
		} else if err == nil {
			var b []byte
			if b, err = io.ReadAll(r); err == nil {
				err = root.WriteFile(h.Name, b, 0o600)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
