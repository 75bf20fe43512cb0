package main

import (
	"archive/zip"
	"encoding/csv"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
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

// The open files alone say all that the files said from which they were made: the same days, results and answers, and the same open files again.
func TestOpenFilesSayAll(t *testing.T) {
	t.Parallel()
	r := newRig(t, "")
	r.take(placed(t, append(lastDays(demoFiles(), 4), manyFormats()...))...)
	r.run(0, "athlete", "set", "ada", "--name", "Ada", "--plan", "mon 18:00 Glutes", "--tz", "Asia/Tokyo", "--tz-from", "2026-11-24")
	r.run(0, "checkin", "--athlete", "ada", "--day", "2026-11-25", "--fatigue", "4", "--note", "as ever")
	r.run(0, "correct", "--athlete", "ada", "--day", "2026-11-24", "--set", "1", "--kg", "92.5")
	there := filepath.Join(t.TempDir(), "there.zip")
	r.run(0, "export", "--athlete", "ada", "--out", there)
	dir, want := unpacked(t, there)
	for _, name := range []string{"open/profile.ndjson", "open/2026-11.ndjson"} {
		if !strings.HasPrefix(want[name], `{"hvilepuls":"record",`) {
			t.Fatalf("%s: %.200q", name, want[name])
		}
	}

	other := newRig(t, "")
	other.run(0, "import", "--athlete", "ada", filepath.Join(dir, "open"))
	if diff := cmp.Diff(withoutFiles(r.said()), withoutFiles(other.said())); diff != "" {
		t.Errorf("said (-there +here):\n%s", diff)
	}
	here := filepath.Join(t.TempDir(), "here.zip")
	other.run(0, "export", "--athlete", "ada", "--out", here)
	_, got := unpacked(t, here)
	n := 0
	for name, text := range want {
		dir, base := path.Split(name)
		same := dir == "open/" || dir == "" && (path.Ext(base) == ".csv" || base == "results.json" || base == "profile.json")
		if same && text != got[name] {
			t.Errorf("%s (-there +here):\n%.3000s", name, cmp.Diff(text, got[name]))
		}
		if dir == "open/" {
			conform(t, name, text)
			n += strings.Count(text, "\n")
		}
	}
	t.Logf("%d records", n)
	other.run(0, "verify")

	both := newRig(t, "") // the whole archive: what its files say, the open files do not say again
	both.take(there)
	results := []string{"results", "--athlete", "ada", "--format", "json"}
	if diff := cmp.Diff(r.run(0, results...), both.run(0, results...)); diff != "" {
		t.Errorf("the archive (-there +here):\n%s", diff)
	}
}

// withoutFiles takes off which files are named: their SHA-256, their names and formats.
func withoutFiles(said string) string {
	return regexp.MustCompile(`"files":\[\{[^]]*\]|"[0-9a-f]{64}",?`).ReplaceAllString(said, "")
}

// manyFormats are files of several kinds of sources that contradict each other: logs of wall-clock times, lines of the open format, entries.
func manyFormats() []synthetic.File {
	lines := func(s ...string) []byte { return []byte(strings.Join(s, "\n") + "\n") }
	return append(oddFiles(), marked(),
		synthetic.File{Name: "ring.ndjson", Data: lines(
			`{"hvilepuls":"sleep","start":"2026-11-24T23:00:00+01:00","end":"2026-11-25T06:10:00+01:00","device":"Ring","deep_min":61.5}`,
			`{"hvilepuls":"hrv","time":"2026-11-25T06:10:00+01:00","kind":"rmssd_asleep","ms":47.25,"device":"Ring"}`,
			`{"hvilepuls":"resting_heart_rate","date":"2026-11-25","bpm":49,"device":"Ring"}`, `{"hvilepuls":"steps","date":"2026-11-24","count":8123,"device":"Ring"}`,
			`{"hvilepuls":"heart_rate","time":"2026-11-25T03:00:00+01:00","bpm":50,"device":"Ring"}`, `{"hvilepuls":"weight","date":"2026-11-24","kg":62.4}`,
			`{"hvilepuls":"check_in","date":"2026-11-24","time":"2026-11-24T07:00:00+01:00","fatigue":2,"sick":false}`)},
		synthetic.File{Name: "ring-again.ndjson", Data: lines(
			`{"hvilepuls":"heart_rate","time":"2026-11-25T03:00:00+01:00","bpm":51,"device":"Ring"}`,
			`{"hvilepuls":"resting_heart_rate","date":"2026-11-25","bpm":52,"device":"Ring"}`,
			`{"hvilepuls":"heart_rate","time":"2026-11-24 22:00:00","bpm":61,"device":"Ring"}`)})
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
