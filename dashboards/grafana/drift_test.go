package grafana_test

import (
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/dashboards/grafana"
)

var update = flag.Bool("update", false, "write dashboards/boards anew")

const committed = "../boards"

// The boards that Grafana reads are what the code says. With -update they are written.
func TestBoardsAreWhatTheCodeSays(t *testing.T) {
	files, err := grafana.Files()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		write(t, files)
	}
	var found []string
	if err := filepath.WalkDir(committed, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(committed, path)
		found = append(found, filepath.ToSlash(rel))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(files)), found); diff != "" {
		t.Errorf("files (-code +committed):\n%s", diff)
	}
	for _, name := range found {
		got, err := os.ReadFile(filepath.Join(committed, name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(files[name]), string(got)); diff != "" {
			t.Errorf("%s is not what the code says; `go test ./dashboards/grafana -update` writes it anew (-code +file):\n%s", name, diff)
		}
	}
}

func write(t *testing.T, files map[string][]byte) {
	t.Helper()
	if err := os.RemoveAll(committed); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(committed, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
