package main

import (
	"debug/buildinfo"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The inventory names every library that is linked into a program, in its version.
func TestInventory(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("the inventory is made by python3, which is not here")
	}
	program := filepath.Join(t.TempDir(), "hvilepuls")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("../../.ci/sbom", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		Format     string `json:"bomFormat"`
		Version    string `json:"specVersion"`
		Components []struct{ Name, Version, Purl string }
	}
	if err := json.Unmarshal(out, &said); err != nil || said.Format != "CycloneDX" || said.Version != "1.6" {
		t.Fatalf("%v: %s %s", err, said.Format, said.Version)
	}
	want := []string{"std " + strings.TrimPrefix(info.GoVersion, "go")}
	for _, m := range info.Deps {
		want = append(want, m.Path+" "+m.Version)
	}
	var got []string
	for _, c := range said.Components {
		if got = append(got, c.Name+" "+c.Version); !strings.HasPrefix(c.Purl, "pkg:golang/") {
			t.Errorf("%s has the address %q", c.Name, c.Purl)
		}
	}
	if !slices.Equal(got, want) || len(want) < 20 {
		t.Errorf("the inventory has %q, linked are %q", got, want)
	}
}
