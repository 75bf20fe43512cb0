package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/coreos/go-systemd/v22/unit"
)

// The unit's filter lets through every system call that the program makes while files come in, are judged and shown.
func TestSystemdFilterLetsItWork(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"strace", "systemd-analyze"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s, of Debian's package of that name (or systemd)", tool)
		}
	}
	allowed := filtered(t)
	r := newRig(t, "")
	trace := filepath.Join(t.TempDir(), "trace")
	up := &running{before: []string{"strace", "-D", "-f", "-qq", "-o", trace}} // the tracer ends after the program
	t.Cleanup(up.kill)
	if err := up.start("", os.Environ(), r.args...); err != nil {
		t.Fatal(err)
	}
	r.take(placed(t, lastNight(demoFiles()))...)
	r.run(0, "verify")
	if status, _ := r.ask(up, "GET", "/athletes/ada", up.key, nil); status != 200 {
		t.Errorf("the page: status %d", status)
	}
	if err := up.stop(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\d+ +(\w+)\(`).FindAllSubmatch(b, -1) {
		made[string(m[1])] = true
	}
	if !made["fsync"] || !made["openat"] {
		t.Fatalf("the trace holds %d calls, no fsync or openat among them", len(made))
	}
	for call := range made {
		if !allowed[call] {
			t.Errorf("the filter refuses %s", call)
		}
	}
}

// filtered is the system calls that the unit's SystemCallFilter allows.
func filtered(t *testing.T) map[string]bool {
	t.Helper()
	f, err := os.Open(filepath.Join(repository, "configs/systemd/hvilepuls.service"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	options, err := unit.DeserializeOptions(f)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	add := func(set string, allow bool) {
		for _, call := range callSet(t, set) {
			if out[call] = allow; !allow {
				delete(out, call)
			}
		}
	}
	add("@default", true) // which every list of what is allowed holds
	for _, o := range options {
		if o.Name == "SystemCallFilter" {
			list, denied := strings.CutPrefix(o.Value, "~")
			for set := range strings.FieldsSeq(list) {
				add(set, !denied)
			}
		}
	}
	return out
}

// callSet is the system calls of a set of systemd's, those of the sets in it too.
func callSet(t *testing.T, name string) (out []string) {
	t.Helper()
	b, err := exec.CommandContext(t.Context(), "systemd-analyze", "--no-pager", "syscall-filter", name).Output()
	if err != nil {
		t.Fatalf("ask systemd for %s: %v", name, err)
	}
	for line := range bytes.Lines(b) {
		call := string(bytes.TrimSpace(line))
		switch {
		case call == "" || call == name || strings.HasPrefix(call, "#"):
		case strings.HasPrefix(call, "@"):
			out = append(out, callSet(t, call)...)
		default:
			out = append(out, call)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
