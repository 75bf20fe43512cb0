package configs_test

import (
	"os"
	"path/filepath"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/hvilepuls/hvilepuls/configs"
)

const top = ".." // of the repository

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
		if d.JSONData["httpHeaderName1"] != "Authorization" || d.SecureJSONData["httpHeaderValue1"] != "Token $__file{/etc/grafana/hvilepuls/influxdb-token}" {
			t.Errorf("data source %s does not take its token from the file", d.UID)
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
	mounted := map[string]string{} // folder in the container -> on this machine
	for _, v := range compose(t).Services["grafana"].Volumes {
		mounted[v.Target] = v.Source
	}
	for _, kind := range []string{"datasources", "dashboards", "alerting"} {
		if got, want := mounted["/etc/grafana/provisioning/"+kind], filepath.Join(abs(t, top), "dashboards/provisioning", kind); got != want {
			t.Errorf("provisioning of %s is %q, want %q", kind, got, want)
		}
	}
	if len(file.Providers) != 2 {
		t.Fatalf("%d providers, want one per language", len(file.Providers))
	}
	for _, p := range file.Providers {
		dir, lang := filepath.Split(p.Options.Path)
		boards, err := filepath.Glob(filepath.Join(mounted[filepath.Clean(dir)], lang, "*.json"))
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
