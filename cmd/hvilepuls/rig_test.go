package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
)

// rig is a data folder and the settings with which every command of a test is run, each in a process of its own.
type rig struct {
	t    *testing.T
	dir  string
	args []string // of every command
	env  []string // of every command, besides that of the test
	prog string   // name of the program; "" for hvilepuls
}

func newRig(t *testing.T, settings string) *rig {
	t.Helper()
	r := &rig{t: t, dir: filepath.Join(t.TempDir(), "data")}
	r.args = []string{"--data", r.dir}
	if settings != "" {
		path := filepath.Join(t.TempDir(), "settings.yaml")
		if err := os.WriteFile(path, []byte(settings), 0o600); err != nil {
			t.Fatal(err)
		}
		r.args = append(r.args, "--config", path)
	}
	return r
}

// try runs a command and gives what it wrote and its exit code.
func (r *rig) try(args ...string) (stdout, stderr string, code int) {
	r.t.Helper()
	const longest = time.Minute
	ctx, cancel := context.WithTimeout(r.t.Context(), longest)
	defer cancel()
	cmd := exec.CommandContext(ctx, cmp.Or(r.prog, "hvilepuls"), append(args, r.args...)...)
	cmd.Env = slices.Concat(os.Environ(), r.env)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGQUIT) } // tells where it hangs
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		r.t.Fatalf("hvilepuls %q: %v, %v\n%s", args, err, ctx.Err(), errs.String())
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// run runs a command that must end with an exit code.
func (r *rig) run(want int, args ...string) (stdout string) {
	r.t.Helper()
	out, errs, code := r.try(args...)
	if code != want {
		r.t.Fatalf("hvilepuls %q: exit code %d, want %d\n%s\n%s", args, code, want, out, errs)
	}
	return out
}

// take imports files for athlete ada; the exit code may tell of rejected ones.
func (r *rig) take(paths ...string) {
	r.t.Helper()
	out, errs, code := r.try(append([]string{"import", "--athlete", "ada", "--tz", "Europe/Oslo", "--json"}, paths...)...)
	if code != 0 && code != exitRejected {
		r.t.Fatalf("import: exit code %d\n%s\n%s", code, out, errs)
	}
}

// said is all that a folder says of athlete ada, to be compared byte for byte.
func (r *rig) said() string {
	r.t.Helper()
	return sameSerials(r.run(0, "results", "--athlete", "ada", "--format", "json") +
		r.run(0, "verdict", "--athlete", "ada", "--at", "2026-11-25T12:00:00Z", "--json") +
		r.run(0, "explain", "2026-11-25", "--athlete", "ada", "--json"))
}

// sameSerials takes off the serial numbers, which are hashed with a key of the folder's own.
func sameSerials(s string) string {
	return regexp.MustCompile(`"garmin-(\w+)-[0-9a-f]{8}"`).ReplaceAllString(s, `"garmin-$1"`)
}

// up starts `hvilepuls up` on the folder and ends it with the test.
func (r *rig) up() *running {
	r.t.Helper()
	up := &running{binary: r.prog}
	r.t.Cleanup(up.kill)
	if err := up.start("", slices.Concat(os.Environ(), r.env), r.args...); err != nil {
		r.t.Fatal(err)
	}
	return up
}

// ask sends a request and gives the answer's status and body.
func (r *rig) ask(up *running, method, path, token string, body []byte) (status int, answer string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, up.page+path, bytes.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// untilSaid runs a command until its standard output matches an expression.
func (r *rig) untilSaid(want string, args ...string) {
	r.t.Helper()
	re := regexp.MustCompile(want)
	for start := time.Now(); ; {
		out, errs, _ := r.try(args...)
		if re.MatchString(out) {
			return
		}
		if time.Since(start) > untilTime {
			r.t.Fatalf("hvilepuls %q does not say %q: %s %s", args, want, out, errs)
		}
	}
}

// placed writes files into a folder of the test and gives their paths.
func placed(t *testing.T, files []synthetic.File) []string {
	t.Helper()
	dir := t.TempDir()
	if err := writeFiles(dir, files); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range files {
		out = append(out, filepath.Join(dir, filepath.FromSlash(f.Name)))
	}
	return out
}
