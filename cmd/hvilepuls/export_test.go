package main

import (
	"archive/zip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// unpacked writes an archive's members below a folder of the test and gives them by name.
func unpacked(t *testing.T, archive string) (dir string, members map[string]string) {
	t.Helper()
	z, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	dir, members = t.TempDir(), map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil || in.Close() != nil || !filepath.IsLocal(f.Name) {
			t.Fatalf("%s: %v", f.Name, err)
		}
		members[f.Name] = string(b)
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, members
}

// What is taken out and taken in elsewhere gives the same results, byte for byte; the archive as it is does too.
func TestExportAndImport(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.take(placed(t, append(append(lastDays(demoFiles(), 4), oddFiles()...), marked()))...)
	r.run(0, "athlete", "set", "ada", "--name", "Ada", "--plan", "mon 18:00 Glutes")
	r.run(0, "checkin", "--athlete", "ada", "--day", "2026-11-25", "--fatigue", "4", "--note", "=HYPERLINK(\"http://evil\")")
	want := r.said()
	archive := filepath.Join(t.TempDir(), "ada.zip")
	r.run(0, "export", "--athlete", "ada", "--out", archive)
	if _, notes, code := r.try("export", "--athlete", "ada", "--out", archive); code != exitUsage || !strings.Contains(notes, "--out") {
		t.Errorf("over a file that is there: exit code %d, %s", code, notes)
	}
	dir, members := unpacked(t, archive)
	for _, name := range []string{"README.txt", "results.json", "profile.json", "notices.json", "receipts.json", "files.json"} {
		if len(members[name]) == 0 || strings.HasSuffix(name, ".json") && !strings.ContainsAny(members[name][:1], "{[") {
			t.Errorf("%s: %.100q", name, members[name])
		}
	}
	for name, holds := range map[string]string{
		"results.csv": "2026-11-25", "sleep.csv": "2026-11-25", "workouts.csv": "2026-11-24", "sets.csv": "zonkey thrust", "checkins.csv": "'=HYPERLINK",
	} {
		rows, err := csv.NewReader(strings.NewReader(members[name])).ReadAll()
		if err != nil || len(rows) < 2 || !strings.Contains(strings.ToLower(members[name]), strings.ToLower(holds)) {
			t.Errorf("%s: %v: %.300q", name, err, members[name])
		}
	}
	other := newRig(t, "")
	other.take(filepath.Join(dir, "files"), filepath.Join(dir, "entries"))
	if diff := cmp.Diff(want, other.said()); diff != "" {
		t.Errorf("its files (-there +here):\n%s", diff)
	}
	packed := newRig(t, "")
	packed.take(archive)
	results := []string{"results", "--athlete", "ada", "--format", "json"}
	if diff := cmp.Diff(r.run(0, results...), packed.run(0, results...)); diff != "" {
		t.Errorf("the archive (-there +here):\n%s", diff)
	}
	packed.run(0, "verify")
}

// Only the athlete and the owner take everything out; half an export does not look like a whole one.
func TestWhoMayExport(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.take(placed(t, lastNight(demoFiles()))...)
	r.run(0, "import", "--athlete", "bo", "--tz", "Europe/Oslo", placed(t, lastNight(demoFiles()))[0])
	up := r.up()
	for role, want := range map[string]int{"athlete": 200, "coach": 403, "upload": 403, "metrics": 403} {
		athlete := "ada"
		if role == "metrics" {
			athlete = ""
		}
		if status, _ := r.ask(up, "GET", "/v1/athletes/ada/export", r.made(role, athlete), nil); status != want {
			t.Errorf("%s: status %d, want %d", role, status, want)
		}
	}
	if status, _ := r.ask(up, "GET", "/v1/athletes/ada/export", r.made("athlete", "bo"), nil); status != 403 {
		t.Errorf("another athlete: status %d", status)
	}
	status, body := r.ask(up, "GET", "/v1/athletes/ada/export", up.key, nil)
	if status != 200 || !strings.HasPrefix(body, "PK") || strings.Contains(body, "bo/") {
		t.Errorf("the owner: status %d, %.20q", status, body)
	}
}
