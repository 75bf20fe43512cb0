package configs_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// promtool runs the tool in a folder of the repository: the one that HVILEPULS_PROMTOOL names, or .ci/get-promtool left in the
// cache. Without it the test is skipped, under CI it fails.
func promtool(t *testing.T, dir string, args ...string) {
	t.Helper()
	path := os.Getenv("HVILEPULS_PROMTOOL")
	if path == "" {
		cache := os.Getenv("HVILEPULS_CACHE")
		if home, err := os.UserHomeDir(); cache == "" && err == nil {
			cache = filepath.Join(home, ".cache", "hvilepuls")
		}
		path = filepath.Join(cache, "promtool")
	}
	if _, err := os.Stat(path); err != nil {
		say := t.Skipf
		if os.Getenv("CI") != "" {
			say = t.Fatalf
		}
		say("needs promtool: there is no %s; .ci/get-promtool brings it", path)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("promtool %q: %v\n%s", args, err, out)
	}
}

func TestPrometheusRules(t *testing.T) {
	promtool(t, "prometheus", "check", "rules", "--lint=all", "--lint-fatal", "rules.yaml")
	promtool(t, "prometheus", "test", "rules", "rules_test.yaml", "rules_days_test.yaml")
	promtool(t, "prometheus", "check", "config", "--syntax-only", "hvilepuls.yaml")
	promtool(t, "docker", "check", "config", "--syntax-only", "prometheus.yaml")
}

// Each rule has a case in which it speaks, and is among those that say nothing while all is well.
func TestEveryPrometheusRuleIsTested(t *testing.T) {
	var file struct {
		Groups []struct {
			Rules []struct{ Alert string }
		}
	}
	readYAML(t, "configs/prometheus/rules.yaml", &file)
	speaks, silent := map[string]bool{}, map[string]bool{}
	for _, name := range []string{"rules_test.yaml", "rules_days_test.yaml"} {
		var tests struct {
			Tests []struct {
				Cases []struct {
					Alert string `yaml:"alertname"`
					Want  []any  `yaml:"exp_alerts"`
				} `yaml:"alert_rule_test"`
			}
		}
		readYAML(t, "configs/prometheus/"+name, &tests)
		for i, test := range tests.Tests {
			for _, c := range test.Cases {
				speaks[c.Alert] = speaks[c.Alert] || len(c.Want) > 0
				silent[c.Alert] = silent[c.Alert] || i == 0 && len(c.Want) == 0
			}
		}
	}
	for _, r := range file.Groups[0].Rules {
		if !speaks[r.Alert] || !silent[r.Alert] {
			t.Errorf("%s: tested where it speaks %v, where all is well %v", r.Alert, speaks[r.Alert], silent[r.Alert])
		}
	}
}

// What the boards and Grafana's alert rules ask of Prometheus is PromQL.
func TestGrafanaAsksInPromQL(t *testing.T) {
	var exprs []string
	collect := func(v any) { walk(v, func(expr string) { exprs = append(exprs, expr) }) }
	boards, err := filepath.Glob(filepath.Join(top, "dashboards/boards/*/*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range boards {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var board any
		if err := json.Unmarshal(b, &board); err != nil {
			t.Fatal(err)
		}
		collect(board)
	}
	fromBoards := len(exprs)
	var alerts any
	readYAML(t, "dashboards/provisioning/alerting/operations.yaml", &alerts)
	collect(alerts)
	if fromBoards < 20 || len(exprs) < fromBoards+3 {
		t.Fatalf("%d expressions in the boards, %d in the alert rules", fromBoards, len(exprs)-fromBoards)
	}
	type rule struct {
		Record string `yaml:"record"`
		Expr   string `yaml:"expr"`
		Labels map[string]string
	}
	var rules []rule
	seen := map[string]bool{}
	for _, expr := range exprs {
		expr = regexp.MustCompile(`\$__(rate_interval|interval|range)\b`).ReplaceAllString(expr, "5m")
		if !seen[expr] {
			seen[expr] = true
			rules = append(rules, rule{Record: "asked", Expr: expr, Labels: map[string]string{"as": strings.Repeat("x", len(rules)+1)}})
		}
	}
	b, err := yaml.Marshal(map[string]any{"groups": []any{map[string]any{"name": "asked", "rules": rules}}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "rules.yaml"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	promtool(t, dir, "check", "rules", "--lint=none", "rules.yaml")
}

// walk gives every "expr" of a document.
func walk(v any, fn func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for k, in := range v {
			if expr, ok := in.(string); ok && k == "expr" {
				fn(expr)
				continue
			}
			walk(in, fn)
		}
	case []any:
		for _, in := range v {
			walk(in, fn)
		}
	}
}
