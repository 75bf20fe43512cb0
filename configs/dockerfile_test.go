package configs_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// stage is one image of the Dockerfile: what it stands on and its instructions, each as word and rest.
type stage struct {
	base  string
	lines [][2]string
}

// dockerfile parses the little of the format that the file uses: comments, continued lines, one stage per FROM.
func dockerfile(t *testing.T) map[string]stage {
	t.Helper()
	text := regexp.MustCompile(`(?m)^\s*#.*\n`).ReplaceAllString(read(t, "configs/Dockerfile"), "")
	text = regexp.MustCompile(`\\\n\s*`).ReplaceAllString(text, "")
	stages, name := map[string]stage{}, ""
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if word == "" {
			continue
		}
		if word == "FROM" {
			f := strings.Fields(rest)
			if len(f) != 3 || f[1] != "AS" {
				t.Fatalf("FROM %s: want image AS name", rest)
			}
			name = f[2]
			stages[name] = stage{base: f[0]}
			continue
		}
		s := stages[name]
		s.lines = append(s.lines, [2]string{word, rest})
		stages[name] = s
	}
	return stages
}

func (s stage) all(word string) (out []string) {
	for _, l := range s.lines {
		if l[0] == word {
			out = append(out, l[1])
		}
	}
	return out
}

var distroless = regexp.MustCompile(`^gcr\.io/distroless/static-debian12:nonroot@sha256:[0-9a-f]{64}$`)

func TestDockerfile(t *testing.T) {
	stages := dockerfile(t)
	if len(stages) != 3 {
		t.Fatalf("%d stages, want build, nats and hvilepuls", len(stages))
	}
	for name, s := range stages {
		if !pinned.MatchString(s.base) && !distroless.MatchString(s.base) {
			t.Errorf("stage %s: %s is not pinned to a release", name, s.base)
		}
		if users := s.all("USER"); name != "build" && !slices.Equal(users, []string{"65532:65532"}) {
			t.Errorf("stage %s runs as %q", name, users)
		}
	}
	product := stages["hvilepuls"]
	if !distroless.MatchString(product.base) {
		t.Errorf("hvilepuls stands on %s", product.base)
	}
	for word, want := range map[string][]string{ // nothing in it needs a shell
		"RUN": nil, "SHELL": nil, "ENTRYPOINT": {`["/hvilepuls"]`}, "CMD": {`["up"]`}, "COPY": {"--from=build --chown=65532:65532 /out/ /"},
	} {
		if got := product.all(word); !slices.Equal(got, want) {
			t.Errorf("hvilepuls: %s %q, want %q", word, got, want)
		}
	}
	build := strings.Join(stages["build"].all("RUN"), "\n")
	for _, flag := range []string{"CGO_ENABLED=0 go build ", " -trimpath ", " -buildvcs=false ", " -buildid=", " -tags timetzdata "} {
		if !strings.Contains(build, flag) {
			t.Errorf("the build lacks %s: %s", flag, build)
		}
	}
	copied := strings.Fields(strings.Join(stages["build"].all("COPY"), " "))
	for _, dir := range []string{"go.mod", "go.sum", "cmd", "configs", "dashboards", "ingest", "internal", "processors"} {
		if !slices.Contains(copied, dir) {
			t.Errorf("%s is not copied", dir)
		}
	}
}
