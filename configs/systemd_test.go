package configs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/coreos/go-systemd/v22/unit"
)

// systemdUnit reads a unit: section.key to its values, in order.
func systemdUnit(t *testing.T, name string) map[string][]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	options, err := unit.DeserializeOptions(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	out := map[string][]string{}
	for _, o := range options {
		out[o.Section+"."+o.Name] = append(out[o.Section+"."+o.Name], o.Value)
	}
	return out
}

func TestSystemdUnits(t *testing.T) {
	product := systemdUnit(t, "systemd/hvilepuls.service")
	for key, want := range map[string]string{
		"Service.User": "hvilepuls", "Service.ExecStart": "/usr/local/bin/hvilepuls up", "Service.StandardOutput": "null", // the page's key is printed there
		"Service.UMask": "0077", "Service.StateDirectoryMode": "0700", "Service.RuntimeDirectoryMode": "0700", "Service.CapabilityBoundingSet": "",
		"Service.NoNewPrivileges": "true", "Service.ProtectSystem": "strict", "Service.ProtectHome": "true", "Service.MemoryDenyWriteExecute": "true",
		"Service.Restart": "on-failure", "Install.WantedBy": "multi-user.target",
	} {
		if got := product[key]; !slices.Equal(got, []string{want}) {
			t.Errorf("hvilepuls.service: %s is %q, want %q", key, got, want)
		}
	}
	// What the environment names is what systemd makes.
	if got := product["Service.Environment"]; len(got) != 1 || got[0] != "HVILEPULS_DATA=/var/lib/"+product["Service.StateDirectory"][0]+" TMPDIR=/var/lib/"+product["Service.StateDirectory"][0]+" XDG_RUNTIME_DIR=/run/"+product["Service.RuntimeDirectory"][0] {
		t.Errorf("environment %q", got)
	}
	for key, values := range product {
		if _, name, _ := strings.Cut(key, "."); len(values) > 1 && name != "SystemCallFilter" && name != "After" {
			t.Errorf("hvilepuls.service says %s %d times", key, len(values))
		}
	}
	if got := systemdUnit(t, "systemd/influxdb.service.d/stop.conf")["Service.KillSignal"]; !slices.Equal(got, []string{"SIGINT"}) {
		t.Errorf("influxd is stopped with %q: it ends cleanly on SIGINT alone", got)
	}
	port := systemdUnit(t, "systemd/hvilepuls.service.d/port-443.conf")
	for _, key := range []string{"Service.AmbientCapabilities", "Service.CapabilityBoundingSet"} {
		if !slices.Equal(port[key], []string{"CAP_NET_BIND_SERVICE"}) {
			t.Errorf("port-443.conf: %s is %q", key, port[key])
		}
	}
}

// systemd's own judgement, of 10 for a service that may do anything: both with what port 443 needs and without.
func TestSystemdExposure(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("needs systemd-analyze, of Debian's package systemd; it needs no running systemd")
	}
	for name, c := range map[string]struct {
		dropIn bool
		most   float64
	}{"alone": {false, 1.5}, "on port 443": {true, 2}} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS("systemd")); err != nil {
			t.Fatal(err)
		}
		if !c.dropIn {
			if err := os.RemoveAll(filepath.Join(dir, "hvilepuls.service.d")); err != nil {
				t.Fatal(err)
			}
		}
		out, err := exec.CommandContext(t.Context(), analyze, "security", "--offline=true", "--no-pager", filepath.Join(dir, "hvilepuls.service")).CombinedOutput()
		m := regexp.MustCompile(`Overall exposure level for \S+: ([0-9.]+)`).FindSubmatch(out)
		if m == nil {
			t.Fatalf("%s: systemd-analyze: %v\n%s", name, err, out)
		}
		got, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil || got > c.most {
			t.Errorf("%s: exposure %v, want at most %v\n%s", name, got, c.most, out)
		}
	}
}
