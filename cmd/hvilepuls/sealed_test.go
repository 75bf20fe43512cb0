package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// With a key nothing that was stored lies in the clear: neither what was stored before there was one, nor what a later key replaces. The results stay.
func TestStoredIsSealed(t *testing.T) {
	t.Parallel()
	keys := filepath.Join(t.TempDir(), "keys")
	r := newRig(t, "encryption: {keys: "+keys+"}")
	bare := &rig{t: t, dir: r.dir, args: []string{"--data", r.dir}}
	give := func(secrets ...string) {
		t.Helper()
		if err := os.WriteFile(keys, []byte(strings.Join(secrets, "")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	older, newer := r.keyMade(), r.keyMade()
	give(older)

	bare.take(placed(t, lastNight(demoFiles()))...)
	bare.run(0, "checkin", "--day", "2026-11-25", "--fatigue", "3", "--pain", "sharp", "--pain-at", "left quagga")
	token := strings.TrimSpace(bare.run(0, "token", "add", "zebra phone", "--role", "upload", "--athlete", "ada"))
	if open := r.inTheClear("quagga", "zebra"); len(open) < 3 {
		t.Fatalf("what is stored without a key should be in the clear: %q", open)
	}
	want := bare.said()

	if got := r.said(); got != want { // what was there is sealed now
		t.Errorf("the results are others:\n%s\n%s", want, got)
	}
	r.run(0, "checkin", "--day", "2026-11-24", "--fatigue", "2", "--pain", "dull", "--pain-at", "right quagga")
	if open := r.inTheClear("quagga", "zebra", "fatigue", "record.", "garmin", "hvp_", "FIT"); len(open) > 0 {
		t.Errorf("in the clear: %q", open)
	}
	want = r.said()
	if _, errs, code := bare.try("verify"); code != exitFailed || !strings.Contains(errs, "encryption.keys") {
		t.Errorf("without the key: %d, %s", code, errs)
	}

	give(newer, older)
	if got := r.said(); got != want {
		t.Errorf("behind a newer key the results are others:\n%s\n%s", want, got)
	}
	give(newer)
	r.run(0, "verify")
	if got := r.said(); got != want {
		t.Errorf("by the newer key alone the results are others:\n%s\n%s", want, got)
	}
	if got := r.run(0, "token", "list"); !strings.Contains(got, "zebra phone") || strings.Contains(got, token) {
		t.Errorf("the tokens: %s", got)
	}
	give(older)
	if _, errs, code := r.try("results"); code != exitFailed || !strings.Contains(errs, "encryption.keys") {
		t.Errorf("by the older key alone: %d, %s", code, errs)
	}
}

// keyMade is a key as the command makes it.
func (r *rig) keyMade() string {
	r.t.Helper()
	out := r.run(0, "key")
	if !strings.Contains(out, "AGE-SECRET-KEY-1") || !strings.HasPrefix(out, "# public key: age1") {
		r.t.Fatal("`hvilepuls key` printed no key")
	}
	return out
}

// inTheClear are the files of the data folder, with their names, in which one of the words stands.
func (r *rig) inTheClear(words ...string) []string {
	r.t.Helper()
	var out []string
	err := filepath.WalkDir(r.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, w := range words {
			if bytes.Contains(b, []byte(w)) {
				out = append(out, path+": "+w)
			}
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}
