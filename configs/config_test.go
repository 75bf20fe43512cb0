package configs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/configs"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestExampleIsTheDefaults(t *testing.T) {
	got, err := configs.Load("example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(configs.Defaults(), got); diff != "" {
		t.Errorf("example.yaml differs from Defaults() (-code +file):\n%s", diff)
	}
}

func TestWhatIsNotSaidStaysAsItIs(t *testing.T) {
	for name, text := range map[string]string{"no file": "", "empty file": "\n", "a comment": "# nothing\n"} {
		path := ""
		if text != "" {
			path = write(t, text)
		}
		got, err := configs.Load(path)
		if diff := cmp.Diff(configs.Defaults(), got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	want := configs.Defaults()
	want.HTTP.Listen, want.Ingest.Limits.Depth = "127.0.0.1:9000", 1
	got, err := configs.Load(write(t, "http:\n  listen: 127.0.0.1:9000\ningest:\n  limits:\n    depth: 1\n"))
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestBadSettingsAreNamed(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"unknown part":     {"htttp:\n  listen: 127.0.0.1:1\n", "field htttp not found"},
		"unknown key":      {"http:\n  listn: 127.0.0.1:1\n", "line 2: field listn not found"},
		"key given twice":  {"http: {listen: a:1}\nhttp: {listen: b:2}\n", "already defined"},
		"not a mapping":    {"- http\n", "cannot construct"},
		"not YAML":         {"http: [\n", "did not find expected"},
		"not a number":     {"ingest:\n  workers: many\n", "line 2: cannot construct"},
		"not a time":       {"processors:\n  gather: soon\n", "line 2: cannot construct"},
		"no port":          {"http:\n  listen: localhost\n", `http.listen: want host:port, not "localhost"`},
		"no time of day":   {"processors:\n  judge_at: noon\n", "time of day \"noon\": want one like 11:00"},
		"no workers":       {"processors:\n  workers: 0\n", "processors.workers: want at least 1, not 0"},
		"no room":          {"nats:\n  max_store: -1\n", "nats.max_store: want at least 1, not -1"},
		"negative time":    {"ingest:\n  reconcile: -1s\n", "a time is negative"},
		"two identities":   {"nats:\n  url: nats://localhost\n  credentials: a\n  nkey: b\n", "credentials and nkey are two ways"},
		"key for no one":   {"nats:\n  nkey: b\n", "there are credentials but no url"},
		"each of two said": {"http:\n  listen: x\nnats:\n  replicas: 0\n", "nats.replicas: want at least 1, not 0"},
	} {
		path := write(t, c.text)
		_, err := configs.Load(path)
		if err == nil {
			t.Errorf("%s: no error, want one with %q", name, c.want)
			continue
		}
		for _, want := range []string{c.want, path, "`hvilepuls config` prints an example"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %q, want it to say %q", name, err, want)
			}
		}
	}
	if _, err := configs.Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil || !strings.Contains(err.Error(), "none.yaml") {
		t.Errorf("a missing file: got %v", err)
	}
}
