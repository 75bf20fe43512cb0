package audit_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/audit"
)

func clock() time.Time { return time.Date(2026, 11, 24, 6, 30, 0, 0, time.FixedZone("CET", 3600)) }

func open(t *testing.T, path string) *audit.Log {
	t.Helper()
	l, err := audit.Open(path, func(athlete string) string { return "hash of " + strconv.Itoa(len(athlete)) }, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// lines are the lines of a file of the log.
func lines(t *testing.T, path string) (out []map[string]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var line map[string]string
		if err := json.Unmarshal(sc.Bytes(), &line); err != nil {
			t.Fatalf("%v in %q", err, sc.Text())
		}
		out = append(out, line)
	}
	return out
}

func TestLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.log")
	l := open(t, path)
	for _, e := range []audit.Event{
		{Who: "1a2b3c4d", What: "upload", Athlete: "ada", Request: "77", Outcome: audit.Done, Detail: "1 accepted"},
		{What: "token refused", Outcome: audit.Refused, Bulk: true, Detail: "a\nb\"}{"},
	} {
		if err := l.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	want := []map[string]string{
		{"time": "2026-11-24T05:30:00Z", "what": "upload", "who": "1a2b3c4d", "athlete": "hash of 3", "request": "77", "outcome": "done", "detail": "1 accepted"},
		{"time": "2026-11-24T05:30:00Z", "what": "token refused", "outcome": "refused", "detail": "a\nb\"}{"},
	}
	if d := cmp.Diff(want, lines(t, path)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	again := open(t, path)
	if err := again.Write(audit.Event{What: "sign-in"}); err != nil {
		t.Fatal(err)
	}
	if n := len(lines(t, path)); n != 3 {
		t.Errorf("%d lines after it was opened again, want 3", n)
	}
}

// However much is written, by several processes at once, the log takes five files of 8 MiB at most and no line is torn or lost on the way into another.
func TestTheLogStaysSmall(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "audit.log")
	detail := strings.Repeat("x", 8000)
	const each = 1500 // lines of 8 kB: together 24 MB, so three files
	var writers sync.WaitGroup
	for w := range 2 {
		l := open(t, path)
		writers.Go(func() {
			for i := range each {
				if err := l.Write(audit.Event{Who: strconv.Itoa(w), What: strconv.Itoa(i), Detail: detail, Bulk: true}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writers.Wait()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 3 || len(files) > 5 {
		t.Errorf("%d files, %v", len(files), err)
	}
	total, seen := 0, map[string]bool{}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Size() > 8<<20+4*8200 {
			t.Errorf("%s: %d bytes, %v", filepath.Base(f), info.Size(), err)
		}
		for _, line := range lines(t, f) {
			total++
			seen[line["who"]+" "+line["what"]] = true
		}
	}
	if total != 2*each || len(seen) != 2*each {
		t.Errorf("%d lines, %d different ones, want %d", total, len(seen), 2*each)
	}
}

func TestTheOldestGoes(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "audit.log")
	for n := range 4 {
		if err := os.WriteFile(path+"."+strconv.Itoa(n+1), []byte(`{"what":"`+strconv.Itoa(n+1)+`"}`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, make([]byte, 8<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := open(t, path).Write(audit.Event{What: "new"}); err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{2: "1", 3: "2", 4: "3"} {
		if got := lines(t, path+"."+strconv.Itoa(n)); len(got) != 1 || got[0]["what"] != want {
			t.Errorf("file %d holds %v, want %s", n, got, want)
		}
	}
	if got := lines(t, path); len(got) != 1 || got[0]["what"] != "new" {
		t.Errorf("the new file holds %v", got)
	}
	if _, err := os.Stat(path + ".5"); err == nil {
		t.Error("a sixth file is kept")
	}
}
