package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// aroundTroubles are those that can be seen without starting anything.
func aroundTroubles() map[string]func(t *testing.T) func() diagnosis {
	type ask = func() diagnosis
	with := func(settings func(t *testing.T) string) func(t *testing.T) func() diagnosis {
		return func(t *testing.T) func() diagnosis { return newRig(t, settings(t)).diagnose }
	}
	made := func(change func(t *testing.T, r *rig)) func(t *testing.T) func() diagnosis {
		return func(t *testing.T) func() diagnosis {
			r := sound(t, "")
			change(t, r)
			return r.diagnose
		}
	}
	must := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	noKeyFile := with(func(t *testing.T) string {
		return fmt.Sprintf("encryption: {keys: %q}\n", filepath.Join(t.TempDir(), "none"))
	})
	return map[string]func(t *testing.T) func() diagnosis{
		"settings":     with(func(*testing.T) string { return "influxdb: {colour: red}\n" }),
		"data-missing": func(t *testing.T) ask { return newRig(t, "").diagnose },
		"data-unwritable": func(t *testing.T) ask {
			r := newRig(t, "")
			r.args = []string{"--data", filepath.Join(secretFile(t, "file", ""), "data")}
			return r.diagnose
		},
		"data-owner": made(func(t *testing.T, r *rig) {
			if os.Geteuid() != 0 {
				t.Skip("needs a folder of another user: only root may give one away")
			}
			must(t, os.Chown(r.dir, 12345, -1))
		}),
		"data-open":    made(func(t *testing.T, r *rig) { must(t, os.Chmod(r.dir, 0o750)) }),
		"keys-missing": noKeyFile,
		"start":        noKeyFile,
		"keys-open": with(func(t *testing.T) string {
			path := secretFile(t, "keys", strings.Split(newRig(t, "").run(0, "key"), "\n")[1]+"\n")
			must(t, os.Chmod(path, 0o640))
			return fmt.Sprintf("encryption: {keys: %q}\n", path)
		}),
		"keys-inside": func(t *testing.T) ask {
			r := newRig(t, "")
			r.run(0, "athlete", "add", "ada", "--tz", "Europe/Oslo")
			path := filepath.Join(r.dir, "keys")
			must(t, os.WriteFile(path, []byte(strings.Split(r.run(0, "key"), "\n")[1]+"\n"), 0o600))
			r.args = append(r.args, "--config", secretFile(t, "settings.yaml", fmt.Sprintf("encryption: {keys: %q}\n", path)))
			return r.diagnose
		},
		"watch-missing": with(func(t *testing.T) string {
			return fmt.Sprintf("ingest: {watch: {dir: %q}}\n", filepath.Join(t.TempDir(), "none"))
		}),
		"watch-unreadable": func(t *testing.T) ask {
			dir := t.TempDir()
			must(t, os.WriteFile(filepath.Join(dir, "mine.fit"), nil, 0))
			must(t, os.Mkdir(filepath.Join(dir, "ada"), 0))
			r := newRig(t, fmt.Sprintf("ingest: {watch: {dir: %q}}\n", dir))
			return r.diagnoseThrough("setpriv", "--bounding-set=-dac_override,-dac_read_search")
		},
		"disk-full": with(func(*testing.T) string { return "ingest: {archive: {reserve: 1000000000000000}}\n" }),
		"address": func(t *testing.T) ask {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			must(t, err)
			t.Cleanup(func() { _ = l.Close() })
			return newRig(t, fmt.Sprintf("http: {listen: %q}\n", l.Addr())).diagnose
		},
		"zones": func(t *testing.T) ask { // hidden from the command alone
			hide := "for d in /usr/share/zoneinfo /usr/share/lib/zoneinfo /usr/lib/locale/TZ /etc/zoneinfo; do [ ! -d $d ] || mount -t tmpfs none $d; done; "
			return newRig(t, "").diagnoseThrough("unshare", "--mount", "env", "GOROOT=/none", "sh", "-c", hide+`exec "$0" "$@"`)
		},
		"clock": made(func(t *testing.T, r *rig) {
			ahead := time.Now().Add(48 * time.Hour)
			must(t, os.Chtimes(filepath.Join(r.dir, "audit.log"), ahead, ahead))
		}),
		"plain": with(func(*testing.T) string { return "http: {listen: \"0.0.0.0:0\", plain: true}\n" }),
		"unclean-end": func(t *testing.T) ask {
			r := newRig(t, "http: {listen: \"127.0.0.1:0\"}\n")
			r.up().kill()
			return r.diagnose
		},
	}
}

// diagnoseThrough has doctor run by another program, which only root may have take something away from it.
func (r *rig) diagnoseThrough(program ...string) func() diagnosis {
	r.t.Helper()
	if os.Geteuid() != 0 {
		r.t.Skipf("needs %s, which only root may use so", program[0])
	}
	return func() diagnosis {
		r.t.Helper()
		args := slices.Concat(program[1:], []string{"hvilepuls", "doctor", "--json"}, r.args)
		cmd := exec.CommandContext(r.t.Context(), program[0], args...)
		var errs strings.Builder
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if cmd.ProcessState == nil {
			r.t.Fatal(err)
		}
		if errs.Len() > 0 && len(out) == 0 {
			r.t.Skipf("needs %s: %s", program[0], errs.String())
		}
		return r.read(string(out), errs.String(), cmd.ProcessState.ExitCode())
	}
}

// The clock is also held against InfluxDB's, which says its own with every answer, and against the newest of the data.
func TestDoctorComparesClocks(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	t.Cleanup(srv.Close)
	beside := newRig(t, fmt.Sprintf("influxdb: {url: %q, token: t}\n", srv.URL)).diagnose()
	behind := sound(t, "").diagnoseLater(-72 * time.Hour)
	for want, d := range map[string]diagnosis{"InfluxDB's computer says": beside, "the data folder was written on": behind, "data of ada are of": behind, "ada entered something on": behind} {
		if !slices.ContainsFunc(d.Wrong, func(f finding) bool { return f.Trouble == "clock" && strings.Contains(f.What, want) }) {
			t.Errorf("no %q in %+v", want, d.Wrong)
		}
	}
}

// What doctor says tells no secret, no value, and no name of a file that somebody put there.
func TestDoctorTellsNoNames(t *testing.T) {
	t.Parallel()
	r := sound(t, "")
	r.take(placed(t, oddFiles())...)
	out, errs, _ := r.try("doctor")
	if !strings.Contains(out, "format that is not known: 2 of ada") {
		t.Errorf("doctor: %s", out)
	}
	for _, f := range oddFiles() {
		if strings.Contains(out+errs, f.Name) {
			t.Errorf("doctor names %s: %s", f.Name, out)
		}
	}
}

// Nor does it where a message died of a value, or the archive lost a file: as text, as JSON, or as verify tells it. What a script needs is there.
func TestTroublesTellNoNames(t *testing.T) {
	t.Parallel()
	r := sound(t, "")
	b := r.within("process")
	secret := stream.Put{Subject: stream.UploadSubject("ada", strings.Repeat("0", 32)), Data: []byte(`{"size":"quagga 61.5"}`)}
	if _, err := b.streams.Publish(t.Context(), stream.Uploads, secret); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	lost := r.loseRaw()
	told := map[string]string{}
	for _, args := range [][]string{{"verify", "--repair"}, {"verify", "--repair", "--json"}, {"verify", "--scrub", "--json"}, {"doctor"}, {"doctor", "--json"}} {
		out, errs, code := r.try(args...)
		how := strings.Join(args, " ")
		told[how] = out
		if code == 0 || !strings.Contains(out, lost) {
			t.Errorf("%s: exit code %d, without the SHA-256 of what is lost: %s", how, code, out)
		}
		for _, never := range []string{"61.5", "quagga", "unmarshal", ".fit", strengthFile(time.Now()).Name} {
			if strings.Contains(out+errs, never) {
				t.Errorf("%s tells %q: %s %s", how, never, out, errs)
			}
		}
	}
	var d struct {
		Status struct {
			Dead []struct{ ID, Kind, Stage, Athlete, Reason string }
		}
	}
	if err := json.Unmarshal([]byte(told["doctor --json"]), &d); err != nil || len(d.Status.Dead) != 1 {
		t.Fatal(d, err)
	}
	if l := d.Status.Dead[0]; l.Kind != string(stream.DeadUnreadable) || l.Stage != stream.Ingest || l.Athlete != "ada" || l.Reason != "" || len(l.ID) != 24 {
		t.Errorf("%+v", l)
	}
	if !strings.Contains(told["doctor"], "1 of ada in ingest") || !strings.Contains(told["doctor"], "what was to be read is damaged") {
		t.Error(told["doctor"])
	}
}
