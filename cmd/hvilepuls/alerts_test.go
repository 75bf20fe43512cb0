package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/hvilepuls/hvilepuls/internal/influxtest"
)

// alertRule is a provisioned rule of Grafana; a key that is not here is an error.
// https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
type alertRule struct {
	UID          string            `yaml:"uid"`
	Title        string            `yaml:"title"`
	Condition    string            `yaml:"condition"`
	For          string            `yaml:"for"`
	NoDataState  string            `yaml:"noDataState"`
	ExecErrState string            `yaml:"execErrState"`
	Labels       map[string]string `yaml:"labels"`
	Annotations  map[string]string `yaml:"annotations"`
	Data         []struct {
		RefID             string         `yaml:"refId"`
		DatasourceUID     string         `yaml:"datasourceUid"`
		RelativeTimeRange map[string]int `yaml:"relativeTimeRange"`
		Model             struct {
			RefID        string         `yaml:"refId"`
			RawQuery     bool           `yaml:"rawQuery"`
			ResultFormat string         `yaml:"resultFormat"`
			Query        string         `yaml:"query"`
			Expr         string         `yaml:"expr"`
			Instant      bool           `yaml:"instant"`
			Range        bool           `yaml:"range"`
			Type         string         `yaml:"type"`
			Expression   string         `yaml:"expression"`
			Reducer      string         `yaml:"reducer"`
			Settings     map[string]any `yaml:"settings"`
			Conditions   []struct {
				Evaluator struct {
					Type   string    `yaml:"type"`
					Params []float64 `yaml:"params"`
				} `yaml:"evaluator"`
			} `yaml:"conditions"`
		} `yaml:"model"`
	} `yaml:"data"`
}

func alertRules(t *testing.T) []alertRule {
	t.Helper()
	f, err := os.Open(filepath.Join(repository, "dashboards/provisioning/alerting/operations.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var file struct {
		APIVersion int `yaml:"apiVersion"`
		Groups     []struct {
			OrgID    int         `yaml:"orgId"`
			Name     string      `yaml:"name"`
			Folder   string      `yaml:"folder"`
			Interval string      `yaml:"interval"`
			Rules    []alertRule `yaml:"rules"`
		} `yaml:"groups"`
	}
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		t.Fatal(err)
	}
	if file.APIVersion != 1 || len(file.Groups) != 1 || file.Groups[0].Folder != "Hvilepuls operations" {
		t.Fatalf("alert rules: version %d, groups %+v", file.APIVersion, file.Groups)
	}
	return file.Groups[0].Rules
}

// alertExprs are what the alert rules ask of Prometheus, by rule.
func alertExprs(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, r := range alertRules(t) {
		for _, d := range r.Data {
			if d.Model.Expr != "" {
				out["alert rule "+r.UID] = d.Model.Expr
			}
		}
	}
	return out
}

// Each rule is whole: it asks one data source, and ends in a threshold over what that says.
func TestAlertRulesAreWhole(t *testing.T) {
	sources := map[string]bool{"hvilepuls": true, "hvilepuls-raw": true, "hvilepuls-prometheus": true}
	seen := map[string]bool{}
	for _, r := range alertRules(t) {
		if r.UID == "" || len(r.UID) > 40 || seen[r.UID] || r.Title == "" || r.Annotations["summary"] == "" || r.Labels["team"] != "operations" {
			t.Errorf("rule %q: %+v", r.UID, r)
		}
		seen[r.UID] = true
		if _, err := time.ParseDuration(r.For); err != nil {
			t.Errorf("%s: %v", r.UID, err)
		}
		if !strings.Contains(" OK NoData Alerting ", " "+r.NoDataState+" ") || r.ExecErrState != "Error" {
			t.Errorf("%s: states %q and %q", r.UID, r.NoDataState, r.ExecErrState)
		}
		known := map[string]bool{}
		for i, d := range r.Data {
			m := d.Model
			if d.RefID == "" || d.RefID != m.RefID || known[d.RefID] {
				t.Errorf("%s: query %q is called %q in its model", r.UID, d.RefID, m.RefID)
			}
			switch {
			case i == 0:
				if !sources[d.DatasourceUID] || d.RelativeTimeRange["from"] <= 0 || (m.Query == "") == (m.Expr == "") || m.Query != "" && (!m.RawQuery || m.ResultFormat != "time_series") {
					t.Errorf("%s: query %+v", r.UID, d)
				}
			case d.DatasourceUID != "__expr__" || !known[m.Expression]:
				t.Errorf("%s: %s stands on %q", r.UID, d.RefID, m.Expression)
			}
			known[d.RefID] = true
		}
		last := r.Data[len(r.Data)-1]
		if r.Condition != last.RefID || last.Model.Type != "threshold" || len(last.Model.Conditions) != 1 || len(last.Model.Conditions[0].Evaluator.Params) != 1 {
			t.Errorf("%s ends in %+v", r.UID, last)
		}
	}
	for _, uid := range []string{"hvilepuls-no-data", "hvilepuls-lag", "hvilepuls-dead-letters", "hvilepuls-influxdb-away"} {
		if !seen[uid] {
			t.Errorf("there is no rule %s", uid)
		}
	}
}

// Grafana puts its environment, or what a file holds, in the place of a dollar and what follows it.
func TestProvisioningNamesOnlyItsEnvironment(t *testing.T) {
	for _, kind := range []string{"alerting", "dashboards", "datasources"} {
		paths, err := filepath.Glob(filepath.Join(repository, "dashboards/provisioning", kind, "*.yaml"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no provisioning of %s: %v", kind, err)
		}
		for _, path := range paths {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range regexp.MustCompile(`\$+\{?\w*`).FindAllString(string(b), -1) {
				switch name {
				case "$INFLUXDB_URL", "$PROMETHEUS_URL", "$__file":
				default:
					t.Errorf("%s names %s", path, name)
				}
			}
		}
	}
}

// The rule on missing data counts no value of who has none for 36 hours, and does not forget them.
func TestAlertOnMissingDataTellsAthletesApart(t *testing.T) {
	t.Parallel()
	db := influxtest.StartAny(t, "hvilepuls_raw")
	at := func(hours int) int64 { return boardTime().Add(time.Duration(-hours) * time.Hour).Unix() }
	for athlete, hours := range map[string][]int{"here": {1, 50}, "stale": {37, 200}, "gone": {24 * 15}} {
		for _, h := range hours {
			db.Write("hvilepuls_raw", "heart_rate,athlete="+athlete+",kind=day,source=s bpm=50", at(h))
		}
	}
	query := strings.ReplaceAll(alertRules(t)[0].Data[0].Model.Query, "now()", "'"+boardTime().Format(time.RFC3339)+"'")
	got := map[any]any{}
	for _, r := range db.Query("hvilepuls_raw", query) {
		got[r["athlete"]] = r["n"]
	}
	if len(got) != 2 || got["here"] != 1.0 || got["stale"] != 0.0 {
		t.Errorf("got %v, want 1 value of here and 0 of stale", got)
	}
}
