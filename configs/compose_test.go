package configs_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/hvilepuls/hvilepuls/configs"
)

// loadCompose reads docker-compose.yml as Docker Compose does, with an empty environment: what it lacks would be an error or a warning.
func loadCompose(ctx context.Context, file string) (*types.Project, error) {
	o, err := cli.NewProjectOptions([]string{file}, cli.WithResolvedPaths(true))
	if err != nil {
		return nil, err
	}
	return o.LoadProject(ctx)
}

func compose(t *testing.T) *types.Project {
	t.Helper()
	p, err := loadCompose(t.Context(), filepath.Join(top, "docker-compose.yml"))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"grafana", "hvilepuls", "influxdb", "nats", "prometheus", "tokens"}; !slices.Equal(p.ServiceNames(), want) {
		t.Fatalf("services %q, want %q", p.ServiceNames(), want)
	}
	return p
}

// A key that Compose does not know, or a service that is not there, is an error, not a guess.
func TestComposeRefusesWhatItDoesNotKnow(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(top, "docker-compose.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"key":     {"    image: influxdb:", "    imagee: influxdb:"},
		"service": {"      influxdb: {condition: service_healthy}", "      influx: {condition: service_healthy}"},
		"volume":  {"      - influxdb-data:", "      - influx-data:"},
		"secret":  {"    secrets: [grafana-password]", "    secrets: [grafana-pass]"},
		"network": {"    networks: [influxdb]", "    networks: [influx]"},
	} {
		wrong := bytes.Replace(text, []byte(change[0]), []byte(change[1]), 1)
		if bytes.Equal(text, wrong) {
			t.Fatalf("%s: there is no %q", name, change[0])
		}
		file := filepath.Join(t.TempDir(), "docker-compose.yml")
		if err := os.WriteFile(file, wrong, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := loadCompose(t.Context(), file); err == nil {
			t.Errorf("an unknown %s was taken", name)
		}
	}
}

var (
	pinned = regexp.MustCompile(`^[a-z0-9./-]+:v?\d+\.\d+\.\d+(-[a-z0-9.-]+)?(@sha256:[0-9a-f]{64})?$`)
	secret = regexp.MustCompile(`(?i)password|token|secret|nkey|_key$`)
)

func TestComposeIsGuarded(t *testing.T) {
	for name, s := range compose(t).Services {
		if s.Build == nil && name != "tokens" && !pinned.MatchString(s.Image) {
			t.Errorf("%s: image %q is not pinned to a release", name, s.Image)
		}
		if s.Build != nil && (s.Build.Dockerfile != "configs/Dockerfile" || s.Build.Target == "" || !strings.HasSuffix(s.Image, ":local")) {
			t.Errorf("%s is built as %+v and called %s", name, s.Build, s.Image)
		}
		if uid, _, _ := strings.Cut(s.User, ":"); uid == "" || uid == "0" || uid == "root" {
			t.Errorf("%s runs as %q", name, s.User)
		}
		if !s.ReadOnly || s.Privileged || !slices.Equal(s.CapDrop, []string{"ALL"}) || len(s.CapAdd) > 0 || !slices.Equal(s.SecurityOpt, []string{"no-new-privileges:true"}) {
			t.Errorf("%s is not guarded: read_only %v, privileged %v, cap_drop %v, cap_add %v, security_opt %v", name, s.ReadOnly, s.Privileged, s.CapDrop, s.CapAdd, s.SecurityOpt)
		}
		if s.NetworkMode != "" || s.Pid != "" || s.Ipc != "" || len(s.Devices) > 0 {
			t.Errorf("%s shares something with the host: network %q, pid %q, ipc %q, %d devices", name, s.NetworkMode, s.Pid, s.Ipc, len(s.Devices))
		}
		switch h := s.HealthCheck; {
		case name == "tokens": // which ends
			if !h.Disable || s.Restart != "no" {
				t.Errorf("tokens: health check %+v, restart %q", h, s.Restart)
			}
		case h == nil || h.Disable || len(h.Test) < 2 || h.Test[0] != "CMD" || h.Interval == nil || h.Timeout == nil || h.StartPeriod == nil:
			t.Errorf("%s has no health check that works without a shell: %+v", name, h)
		case s.Restart != "unless-stopped":
			t.Errorf("%s: restart %q", name, s.Restart)
		}
	}
}

func TestComposePublishesThePageAndGrafanaOnly(t *testing.T) {
	p := compose(t)
	var got []string
	for name, s := range p.Services {
		for _, port := range s.Ports {
			got = append(got, name+" "+port.HostIP+":"+port.Published)
		}
	}
	slices.Sort(got)
	if want := []string{"grafana 127.0.0.1:3000", "hvilepuls 127.0.0.1:8080"}; !slices.Equal(got, want) {
		t.Errorf("published: %q, want %q", got, want)
	}
	for service, networks := range map[string][]string{"nats": {"nats"}, "influxdb": {"influxdb"}, "tokens": {"influxdb"}} {
		s := p.Services[service]
		if got := s.NetworksByPriority(); !slices.Equal(got, networks) || !bool(p.Networks[networks[0]].Internal) {
			t.Errorf("%s is on the networks %q, want %q and no way out of it", service, got, networks)
		}
	}
}

// Secrets are files, which `hvilepuls setup secrets` makes (cmd/hvilepuls tests that); none stands in the environment or has a default.
func TestComposeSecretsAreFiles(t *testing.T) {
	p := compose(t)
	used := map[string]bool{}
	for name, s := range p.Services {
		for key, value := range s.Environment {
			if value == nil {
				t.Errorf("%s: %s comes from whoever starts it", name, key)
				continue
			}
			of, file := strings.CutPrefix(*value, "/run/secrets/")
			if secret.MatchString(key) && (!file || !strings.HasSuffix(key, "_FILE")) {
				t.Errorf("%s: %s does not come from a file", name, key)
			}
			if file && !slices.ContainsFunc(s.Secrets, func(c types.ServiceSecretConfig) bool { return c.Source == of }) {
				t.Errorf("%s: %s names a secret that it does not have", name, key)
			}
		}
		for _, c := range s.Secrets {
			used[c.Source] = true
		}
	}
	for name, s := range p.Secrets {
		if want := filepath.Join(abs(t, top), "secrets", name); s.File != want || bool(s.External) || s.Environment != "" {
			t.Errorf("secret %s is %+v, want the file %s", name, s, want)
		}
		if !used[name] {
			t.Errorf("nobody uses the secret %s", name)
		}
	}
}

// What is mounted is in the repository, a volume, or made by a command of the README; only volumes can be written to.
func TestComposeMounts(t *testing.T) {
	p := compose(t)
	readme, err := os.ReadFile(filepath.Join(top, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	mounted := map[string]bool{}
	for name, s := range p.Services {
		for _, v := range s.Volumes {
			switch v.Type {
			case types.VolumeTypeVolume:
				mounted[v.Source] = true
			case types.VolumeTypeBind:
				rel, err := filepath.Rel(abs(t, top), v.Source)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := os.Stat(v.Source); err != nil && (rel != "watch" || !bytes.Contains(readme, []byte("mkdir -p watch/ada"))) {
					t.Errorf("%s: there is no %s", name, rel)
				}
				if !v.ReadOnly {
					t.Errorf("%s may write to %s", name, rel)
				}
			default:
				t.Errorf("%s: a mount of type %s", name, v.Type)
			}
		}
	}
	for name := range p.Volumes {
		if !mounted[name] {
			t.Errorf("nobody uses the volume %s", name)
		}
	}
}

func TestComposePartsFitTogether(t *testing.T) {
	p := compose(t)
	c, err := configs.Load("docker/hvilepuls.yaml")
	if err != nil {
		t.Fatal(err)
	}
	product, grafana, influxdb := p.Services["hvilepuls"], p.Services["grafana"], p.Services["influxdb"]
	if got := "0.0.0.0:8080"; c.HTTP.Listen != got || product.Ports[0].Target != 8080 || !c.HTTP.Plain {
		t.Errorf("hvilepuls listens on %s, %d is published", c.HTTP.Listen, product.Ports[0].Target)
	}
	env := func(s types.ServiceConfig, key string) string {
		if v := s.Environment[key]; v != nil {
			return *v
		}
		return ""
	}
	if got := env(grafana, "INFLUXDB_URL"); c.InfluxDB.URL != got {
		t.Errorf("hvilepuls writes to %s, Grafana reads from %s", c.InfluxDB.URL, got)
	}
	if got, want := env(grafana, "PROMETHEUS_URL"), "http://prometheus:9090"; got != want {
		t.Errorf("Grafana asks Prometheus at %s, want %s", got, want)
	}
	if org, bucket := env(influxdb, "DOCKER_INFLUXDB_INIT_ORG"), env(influxdb, "DOCKER_INFLUXDB_INIT_BUCKET"); org != c.InfluxDB.Org || bucket == c.InfluxDB.Bucket {
		t.Errorf("InfluxDB begins with organisation %q and bucket %q", org, bucket)
	}
	if influxdb.StopSignal != "SIGINT" {
		t.Errorf("influxdb is stopped with %q: it ends cleanly on SIGINT alone", influxdb.StopSignal)
	}
	// Each token is written where its reader looks for it.
	for flag, reader := range map[string]struct{ service, file string }{
		"--token":  {"hvilepuls", c.InfluxDB.TokenFile},
		"--reader": {"grafana", "/etc/grafana/hvilepuls/influxdb-token"}, // as in the data sources
	} {
		command := p.Services["tokens"].Command
		written := command[slices.Index(command, flag)+1]
		if from, to := inVolume(p.Services["tokens"], written), inVolume(p.Services[reader.service], reader.file); from == "" || from != to {
			t.Errorf("%s is written to %q and read from %q", flag, from, to)
		}
	}
	if c.NATS.NKey != "/run/secrets/up.nk" || len(product.Secrets) != 1 || product.Secrets[0].Source != "up.nk" || c.NATS.URL != "nats://nats:4222" {
		t.Errorf("hvilepuls has %+v and reaches %s with %s", product.Secrets, c.NATS.URL, c.NATS.NKey)
	}
}

// inVolume is a container's path as volume and path in it, "" if no volume holds it.
func inVolume(s types.ServiceConfig, path string) string {
	for _, v := range s.Volumes {
		if rest, ok := strings.CutPrefix(path, v.Target+"/"); ok && v.Type == types.VolumeTypeVolume {
			return v.Source + ":" + rest
		}
	}
	return ""
}

// What runs is the version that the tests of this repository ran with.
func TestComposeVersionsAreThoseTested(t *testing.T) {
	p := compose(t)
	mod, dockerfile := read(t, "go.mod"), read(t, "configs/Dockerfile")
	if v := version(mod, "github.com/nats-io/nats-server/v2"); !strings.Contains(dockerfile, "\nFROM nats:"+v+"-alpine AS nats\n") {
		t.Errorf("the embedded NATS is %s, the image another", v)
	}
	// Prometheus 3.16.0 is the module v0.316.0.
	if v := strings.TrimPrefix(p.Services["influxdb"].Image, "influxdb:"); !strings.Contains(read(t, ".ci/influxd/build-influxd.sh"), "version="+v+" ") {
		t.Errorf("InfluxDB %s is not the one that is built for the tests", v)
	}
}

func version(mod, module string) string {
	m := regexp.MustCompile(`\s` + regexp.QuoteMeta(module) + ` v(\S+)`).FindStringSubmatch(mod)
	if m == nil {
		return "?"
	}
	return m[1]
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(top, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func abs(t *testing.T, path string) string {
	t.Helper()
	out, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
