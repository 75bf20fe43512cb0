package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// mostMemory is what configs/systemd and docker-compose.yml let the program have, in bytes.
const mostMemory = 768 << 20

// machine matches what is said by a program to its programmer.
var machine = regexp.MustCompile(`jsontext|zip:|flate:|gzip:|strconv|runtime error|nil pointer|EOF|goroutine|0x`)

// Whatever a file does, it ends as a receipt that says why, the files beside it count, and memory stays under what README.md says.
func TestHostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("writes and reads 2 GB")
	}
	good := lastDays(demoFiles(), 1)
	bombs := append(append(append(zipBombs(), textBombs()...), fitBombs()...), databaseBombs(t)...)
	bombs = append(bombs, misnamed(good[0].Data)...)
	want := map[string]string{}
	dir := t.TempDir()
	for i, b := range bombs {
		if err := writeHostile(filepath.Join(dir, b.name), b.write); err != nil {
			t.Fatalf("%q: %v", b.name, err)
		}
		want[b.name] = b.want
		if i%10 == 0 && i/10 < len(good) { // among them
			f := good[i/10]
			want[filepath.Base(f.Name)] = "accepted"
			if err := writeFiles(dir, []synthetic.File{{Name: filepath.Base(f.Name), Data: f.Data}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	r := newRig(t, "")
	up := r.up()
	start := time.Now()
	receipts := r.importAll(dir)
	took := time.Since(start)
	peak := peakMemory(t, up.cmd.Process.Pid)
	t.Logf("%d files in %v, peak of memory %d MiB", len(receipts), took.Round(time.Second), peak>>20)
	if len(receipts) != len(want) {
		t.Errorf("%d receipts of %d files", len(receipts), len(want))
	}
	if peak > mostMemory {
		t.Errorf("memory reached %d MiB, and the limit is %d", peak>>20, mostMemory>>20)
	}
	for _, got := range receipts {
		for _, e := range got.Entries {
			if machine.MatchString(e.Reason) {
				t.Errorf("%.40q in %.40q: nobody understands %q", e.File, got.File, e.Reason)
			}
		}
		said := strings.TrimSpace(string(got.Status) + " " + got.Reason)
		if re, ok := want[got.File]; ok && !regexp.MustCompile(`^(`+re+`)`).MatchString(said) {
			t.Errorf("%.40q: %.200s, want %s", got.File, said, re)
		}
		if got.Status != stream.Accepted && got.Reason == "" || machine.MatchString(got.Reason) {
			t.Errorf("%.40q: nobody understands %q", got.File, said)
		}
	}
	if err := up.stop(); err != nil {
		t.Error(err)
	}
}

func writeHostile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(write(w), w.Flush(), f.Close())
}

// importAll imports a folder for athlete ada, however long that takes, and gives the receipts.
func (r *rig) importAll(path string) []stream.Receipt {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), "hvilepuls", append([]string{"import", "--athlete", "ada", "--tz", "Europe/Oslo", "--json", path}, r.args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitRejected) {
		r.t.Fatalf("import: %v", err)
	}
	var said struct{ Receipts []stream.Receipt }
	if err := json.Unmarshal(out, &said); err != nil {
		r.t.Fatal(err)
	}
	return said.Receipts
}

// peakMemory is the most that a process held in memory until now, in bytes.
func peakMemory(t *testing.T, pid int) int64 {
	t.Helper()
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), "VmHWM:")
	kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kb << 10
}
