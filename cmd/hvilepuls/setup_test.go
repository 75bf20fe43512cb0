package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	composecli "github.com/compose-spec/compose-go/v2/cli"
	"github.com/nats-io/nats-server/v2/server"

	"github.com/hvilepuls/hvilepuls/internal/influxtest"
)

// secrets runs `hvilepuls setup secrets` and gives its folder.
func secrets(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "secrets")
	newRig(t, "").run(0, "setup", "secrets", dir)
	return dir
}

// Every secret of docker-compose.yml is made, each anew in each folder, none twice in one; only a token of the product's own is not.
func TestSetupSecrets(t *testing.T) {
	o, err := composecli.NewProjectOptions([]string{filepath.Join(repository, "docker-compose.yml")})
	if err != nil {
		t.Fatal(err)
	}
	project, err := o.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first, second := secrets(t), secrets(t)
	seen := map[string]bool{}
	for name := range project.Secrets {
		if name == "metrics.token" { // `hvilepuls token add` makes it
			continue
		}
		for _, dir := range []string{first, second} {
			b, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil || len(b) < 26 || seen[string(b)] {
				t.Errorf("%s: %d bytes, seen before %v: %v", name, len(b), seen[string(b)], err)
			}
			seen[string(b)] = true
		}
	}

	before := folder(t, first)
	if err := os.Remove(filepath.Join(first, "grafana-password")); err != nil {
		t.Fatal(err)
	}
	newRig(t, "").run(0, "setup", "secrets", first)
	after := folder(t, first)
	if after["grafana-password"] == before["grafana-password"] || after["grafana-password"] == "" {
		t.Error("a secret that was removed is not made anew")
	}
	before["grafana-password"] = after["grafana-password"]
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Error("a secret that was there has changed")
	}
	if err := os.Chmod(first, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := newRig(t, "").try("setup", "secrets", first); code != exitUsage || !strings.Contains(errs, "chmod 700") {
		t.Errorf("a folder for all: exit code %d, %s", code, errs)
	}
}

func folder(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(b)
	}
	return out
}

// cluster starts NATS with the configuration of docker-compose.yml and gives its address.
func cluster(t *testing.T, secrets string) string {
	t.Helper()
	dir := t.TempDir()
	for from, to := range map[string]string{
		filepath.Join(repository, "configs/docker/nats.conf"): "nats.conf", filepath.Join(repository, "configs/nats/users.conf"): "users.conf", filepath.Join(secrets, "keys.conf"): "keys.conf",
	} {
		b, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, to), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	opts, err := server.ProcessConfigFile(filepath.Join(dir, "nats.conf"))
	if err != nil {
		t.Fatal(err)
	}
	opts.Host, opts.Port, opts.HTTPPort, opts.StoreDir, opts.NoSigs, opts.NoLog = "127.0.0.1", server.RANDOM_PORT, 0, filepath.Join(dir, "store"), true, true
	srv, err := server.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(20 * time.Second) {
		t.Fatal("the server did not start")
	}
	return "nats://" + srv.Addr().String()
}

// The services of docker-compose.yml as far as they run without Docker: the product with the secrets and the tokens that were set up, on NATS
// and InfluxDB, where every command works beside it; then its two halves, each under its own user. All say what one process says alone.
func TestSetUpAsInCompose(t *testing.T) {
	t.Parallel()
	influxd := influxtest.Start(t)
	dir := secrets(t)
	nats, tokens := cluster(t, dir), t.TempDir()
	settings := func(role string) string {
		return fmt.Sprintf("http: {listen: %q}\nnats: {url: %q, nkey: %q}\ninfluxdb: {url: %q, org: %s, token_file: %q}\n",
			freeAddr(t), nats, filepath.Join(dir, role+".nk"), influxd.URL, influxd.Org, filepath.Join(tokens, "product"))
	}
	r := newRig(t, settings("up"))
	operator := filepath.Join(tokens, "operator")
	if err := os.WriteFile(operator, []byte(influxd.Token), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // it is started with each `docker compose up`
		r.run(0, "setup", "influxdb", "--operator", operator, "--token", filepath.Join(tokens, "product"), "--reader", filepath.Join(tokens, "reader"))
	}
	if _, errs, code := r.try("ready"); code == 0 || !strings.Contains(errs, "ask whether it is ready") {
		t.Errorf("ready before it runs: exit code %d, %s", code, errs)
	}
	files := placed(t, lastDays(demoFiles(), 4))
	last := len(files) - 1

	up := r.as("up")
	r.run(0, "ready")
	r.take(files[:last]...)
	r.run(0, "rebuild")
	r.run(0, "verify")
	if err := up.stop(); err != nil {
		t.Fatal(err)
	}

	half := func(role string) *running {
		h := newRig(t, settings(role))
		h.args[1] = r.dir
		return h.as(role)
	}
	ingest, process := half("ingest"), half("process")
	file, err := os.ReadFile(files[last])
	if err != nil {
		t.Fatal(err)
	}
	status, answer := r.ask(ingest, "POST", "/v1/athletes/ada/files?name=last.fit", ingest.key, file)
	if status != http.StatusAccepted {
		t.Fatalf("upload: %d %s", status, answer)
	}
	status, answer = r.ask(process, "POST", "/v1/athletes/ada/checkins", process.key, []byte(`{"day":"2026-11-25","fatigue":4}`))
	if status != http.StatusAccepted && status != http.StatusOK {
		t.Fatalf("check-in: %d %s", status, answer)
	}
	for _, path := range []string{"drain", "verify"} {
		if status, answer := r.ask(process, "POST", "/v1/admin/"+path, process.key, nil); status != http.StatusOK || strings.Contains(answer, `"layer"`) {
			t.Errorf("%s: %d %s", path, status, answer)
		}
	}
	_, got := r.ask(process, "GET", "/v1/athletes/ada/results", process.key, nil)
	for _, h := range []*running{ingest, process} {
		if err := h.stop(); err != nil {
			t.Error(err)
		}
	}
	alone := newRig(t, "")
	alone.take(files...)
	alone.run(0, "checkin", "--day", "2026-11-25", "--fatigue", "4")
	if want := alone.run(0, "results", "--format", "json"); got != want {
		t.Errorf("together: %s\nalone: %s", got, want)
	}
}

// as starts a command that serves the page, where the settings say.
func (r *rig) as(command string) *running {
	r.t.Helper()
	up := &running{}
	r.t.Cleanup(up.kill)
	if err := up.startAs("", os.Environ(), append([]string{command}, r.args...)...); err != nil {
		r.t.Fatal(err)
	}
	return up
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return addr
}
