package configs_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/hvilepuls/hvilepuls/configs"
)

const top = ".." // of the repository

// service is what is checked of a service in docker-compose.yml.
type service struct {
	Image    string `yaml:"image"`
	User     string `yaml:"user"`
	ReadOnly bool   `yaml:"read_only"`
	Build    struct {
		Dockerfile string `yaml:"dockerfile"`
	} `yaml:"build"`
	CapDrop     []string          `yaml:"cap_drop"`
	SecurityOpt []string          `yaml:"security_opt"`
	Environment map[string]string `yaml:"environment"`
	Ports       []string          `yaml:"ports"`
	Volumes     []string          `yaml:"volumes"`
	StopSignal  string            `yaml:"stop_signal"`
	Healthcheck struct {
		Test []string `yaml:"test"`
	} `yaml:"healthcheck"`
}

func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(top, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func compose(t *testing.T) (services map[string]service, volumes map[string]any) {
	t.Helper()
	var file struct {
		Services map[string]service `yaml:"services"`
		Volumes  map[string]any     `yaml:"volumes"`
	}
	readYAML(t, "docker-compose.yml", &file)
	if len(file.Services) != 4 {
		t.Fatalf("docker-compose.yml has %d services, want hvilepuls, influxdb, prometheus and grafana", len(file.Services))
	}
	return file.Services, file.Volumes
}

var (
	pinned = regexp.MustCompile(`^[a-z0-9./-]+:v?\d+\.\d+\.\d+[a-z0-9.-]*$`)
	secret = regexp.MustCompile(`(?i)password|token|secret`)
	given  = regexp.MustCompile(`^\$\{[A-Z_]+:\?.+\}$`) // from the environment, and an error where it is missing
)

func TestComposeIsGuarded(t *testing.T) {
	services, volumes := compose(t)
	for name, s := range services {
		if s.Build.Dockerfile == "" && !pinned.MatchString(s.Image) {
			t.Errorf("%s: image %q is not pinned to a release", name, s.Image)
		}
		if s.User == "" || strings.HasPrefix(s.User, "0") || strings.HasPrefix(s.User, "root") {
			t.Errorf("%s runs as %q", name, s.User)
		}
		if !s.ReadOnly || fmt.Sprint(s.CapDrop) != "[ALL]" || fmt.Sprint(s.SecurityOpt) != "[no-new-privileges:true]" {
			t.Errorf("%s is not guarded: read_only %v, cap_drop %v, security_opt %v", name, s.ReadOnly, s.CapDrop, s.SecurityOpt)
		}
		if len(s.Healthcheck.Test) < 2 || s.Healthcheck.Test[0] != "CMD" {
			t.Errorf("%s has no health check that works without a shell: %q", name, s.Healthcheck.Test)
		}
		for key, value := range s.Environment {
			if secret.MatchString(key) && !given.MatchString(value) {
				t.Errorf("%s: %s does not come from .env", name, key)
			}
		}
		if len(s.Ports) == 0 {
			t.Errorf("%s cannot be reached", name)
		}
		for _, p := range s.Ports {
			if !strings.HasPrefix(p, "127.0.0.1:") {
				t.Errorf("%s publishes %s beyond this machine", name, p)
			}
		}
		for _, v := range s.Volumes {
			from, _, _ := strings.Cut(v, ":")
			_, named := volumes[from]
			if strings.HasPrefix(from, "./") {
				_, err := os.Stat(filepath.Join(top, from))
				named = err == nil || from == "./watch" || from == "./secrets" // which the user makes
				if !strings.HasSuffix(v, ":ro") {
					t.Errorf("%s may write to %s", name, from)
				}
			}
			if !named {
				t.Errorf("%s: there is no volume or folder %s", name, from)
			}
		}
	}
	if got := services["influxdb"].StopSignal; got != "SIGINT" {
		t.Errorf("influxdb is stopped with %q: it ends cleanly on SIGINT alone", got)
	}
}

func TestComposePartsFitTogether(t *testing.T) {
	services, _ := compose(t)
	c, err := configs.Load("docker/hvilepuls.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(c.HTTP.Listen)
	if err != nil {
		t.Fatal(err)
	}
	if want := "127.0.0.1:8080:" + port; services["hvilepuls"].Ports[0] != want {
		t.Errorf("hvilepuls listens on %s, which is published as %s", port, services["hvilepuls"].Ports[0])
	}
	if c.InfluxDB.URL != services["grafana"].Environment["INFLUXDB_URL"] {
		t.Errorf("hvilepuls writes to %s, Grafana reads from %s", c.InfluxDB.URL, services["grafana"].Environment["INFLUXDB_URL"])
	}
	if got, want := services["grafana"].Environment["PROMETHEUS_URL"], "http://prometheus:9090"; got != want {
		t.Errorf("Grafana asks Prometheus at %s, want %s", got, want)
	}
	if env := services["influxdb"].Environment; env["DOCKER_INFLUXDB_INIT_ORG"] != c.InfluxDB.Org || env["DOCKER_INFLUXDB_INIT_BUCKET"] == c.InfluxDB.Bucket {
		t.Errorf("InfluxDB begins with organisation %q and bucket %q", env["DOCKER_INFLUXDB_INIT_ORG"], env["DOCKER_INFLUXDB_INIT_BUCKET"])
	}
}

func TestGrafanaDataSources(t *testing.T) {
	var file struct {
		APIVersion  int `yaml:"apiVersion"`
		Datasources []struct {
			Name, UID, Type, URL string
			Editable             bool
			JSONData             map[string]string `yaml:"jsonData"`
			SecureJSONData       map[string]string `yaml:"secureJsonData"`
		} `yaml:"datasources"`
	}
	readYAML(t, "dashboards/provisioning/datasources/influxdb.yaml", &file)
	defaults := configs.Defaults().InfluxDB
	want := map[string]string{"hvilepuls": defaults.Bucket, "hvilepuls-raw": defaults.RawBucket}
	if file.APIVersion != 1 || len(file.Datasources) != len(want) {
		t.Fatalf("version %d, %d data sources", file.APIVersion, len(file.Datasources))
	}
	for _, d := range file.Datasources {
		if d.Type != "influxdb" || d.Editable || d.URL != "$INFLUXDB_URL" || d.JSONData["dbName"] != want[d.UID] {
			t.Errorf("data source %s: %+v", d.UID, d)
		}
		if d.JSONData["httpHeaderName1"] != "Authorization" || d.SecureJSONData["httpHeaderValue1"] != "Token $INFLUXDB_READ_TOKEN" {
			t.Errorf("data source %s does not take its token from the environment", d.UID)
		}
	}
}

// What Grafana is provisioned with lies where docker-compose.yml mounts it.
func TestGrafanaBoardsAreMounted(t *testing.T) {
	var file struct {
		Providers []struct {
			Name, Folder, FolderUID string
			AllowUIUpdates          bool `yaml:"allowUiUpdates"`
			DisableDeletion         bool `yaml:"disableDeletion"`
			Options                 struct{ Path string }
		}
	}
	readYAML(t, "dashboards/provisioning/dashboards/hvilepuls.yaml", &file)
	services, _ := compose(t)
	mounted := map[string]string{} // folder in the container -> in the repository
	for _, v := range services["grafana"].Volumes {
		from, to, _ := strings.Cut(strings.TrimSuffix(v, ":ro"), ":")
		mounted[to] = from
	}
	for _, kind := range []string{"datasources", "dashboards", "alerting"} {
		if got, want := mounted["/etc/grafana/provisioning/"+kind], "./dashboards/provisioning/"+kind; got != want {
			t.Errorf("provisioning of %s is %q, want %q", kind, got, want)
		}
	}
	if len(file.Providers) != 2 {
		t.Fatalf("%d providers, want one per language", len(file.Providers))
	}
	for _, p := range file.Providers {
		dir, lang := filepath.Split(p.Options.Path)
		boards, err := filepath.Glob(filepath.Join(top, mounted[filepath.Clean(dir)], lang, "*.json"))
		if err != nil || len(boards) == 0 {
			t.Errorf("%s: no boards in %s: %v", p.Name, p.Options.Path, err)
		}
		if p.Folder == "" || p.AllowUIUpdates || !p.DisableDeletion {
			t.Errorf("provider %+v", p)
		}
	}
	var prometheus struct {
		Datasources []struct {
			UID, Type, URL string
			Editable       bool
		}
	}
	readYAML(t, "dashboards/provisioning/datasources/prometheus.yaml", &prometheus)
	if d := prometheus.Datasources; len(d) != 1 || d[0].UID != "hvilepuls-prometheus" || d[0].Type != "prometheus" || d[0].URL != "$PROMETHEUS_URL" || d[0].Editable {
		t.Errorf("data sources %+v", d)
	}
}

func TestPrometheusScrape(t *testing.T) {
	var file struct {
		ScrapeConfigs []struct {
			JobName       string            `yaml:"job_name"`
			Authorization map[string]string `yaml:"authorization"`
			StaticConfigs []struct {
				Targets []string `yaml:"targets"`
			} `yaml:"static_configs"`
		} `yaml:"scrape_configs"`
	}
	own := file
	readYAML(t, "configs/docker/prometheus.yaml", &own)
	if s := own.ScrapeConfigs[0]; s.JobName != "hvilepuls" || s.Authorization["credentials_file"] == "" || s.StaticConfigs[0].Targets[0] != "hvilepuls:8080" {
		t.Errorf("in Docker: got %+v", s)
	}
	readYAML(t, "configs/prometheus/hvilepuls.yaml", &file)
	s := file.ScrapeConfigs[0]
	if s.Authorization["credentials_file"] == "" || s.StaticConfigs[0].Targets[0] != configs.Defaults().HTTP.Listen {
		t.Errorf("got %+v", s)
	}
}

func TestDockerfileIsPinned(t *testing.T) {
	b, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	text, stages := string(b), 0
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 2 || f[0] != "FROM" {
			continue
		}
		stages++
		if f[1] != "scratch" && !pinned.MatchString(f[1]) {
			t.Errorf("%s is not pinned to a release", f[1])
		}
	}
	if stages != 2 || !strings.Contains(text, "\nUSER 65532:65532\n") {
		t.Errorf("%d stages, or it runs as root", stages)
	}
	for _, unit := range []struct{ file, line string }{
		{"systemd/influxdb.service.d/stop.conf", "KillSignal=SIGINT"},
		{"systemd/hvilepuls.service", "User=hvilepuls"},
		{"systemd/hvilepuls.service", "StandardOutput=null"}, // the page's key is printed there
	} {
		b, err := os.ReadFile(unit.file)
		if err != nil || !strings.Contains(string(b), "\n"+unit.line+"\n") {
			t.Errorf("%s lacks %s: %v", unit.file, unit.line, err)
		}
	}
}
