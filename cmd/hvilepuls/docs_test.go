package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/hvilepuls/hvilepuls/configs"
	"github.com/hvilepuls/hvilepuls/dashboards/grafana"
	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

var update = flag.Bool("update", false, "write the reference in docs and the tables of the README anew")

const (
	repository = "../.."
	madeBy     = "<!-- Made from the code by `go test ./cmd/hvilepuls -run TestReference -update`. Do not edit. -->\n\n"
)

// TestReference fails where the reference pages or the README's tables are not what the code says. With -update it writes them.
func TestReference(t *testing.T) {
	sources := sourceTable(t)
	pages := map[string]string{
		"docs/sources.md":        sourcesPage(sources),
		"docs/metrics.md":        metricsPage(),
		"docs/influxdb.md":       influxPage(),
		"docs/settings.md":       settingsPage(t),
		"docs/commands.md":       commandsPage(t),
		"docs/troubles.md":       troublesPage(),
		"docs/open.md":           between(t, readFile(t, "docs/open.md"), map[string]string{"lines": openLines()}),
		"docs/open.schema.json":  openSchema(t),
		"docs/open.template.csv": openTemplate(),
		"README.md": between(t, readFile(t, "README.md"), map[string]string{
			"sources": sourceRows(sources), "measurements": measurementRows(), "boards": boardRows(), "commands": commandRows(t),
		}),
	}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		want := pages[name]
		if *update {
			if err := os.WriteFile(filepath.Join(repository, name), []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(want, readFile(t, name)); diff != "" {
			t.Errorf("%s is not what the code says; `go test ./cmd/hvilepuls -run TestReference -update` writes it anew (-code +file):\n%s", name, diff)
		}
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(repository, name))
	if os.IsNotExist(err) && *update {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// between replaces what stands between a page's markers.
func between(t *testing.T, page string, parts map[string]string) string {
	t.Helper()
	for name, text := range parts {
		begin, end := "<!-- "+name+": made from the code -->\n", "<!-- /"+name+" -->\n"
		before, rest, ok := strings.Cut(page, begin)
		_, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("the README lacks the markers %q and %q", begin, end)
		}
		page = before + begin + text + end + after
	}
	return page
}

// table writes a Markdown table.
func table(head []string, rows [][]string) string {
	var b strings.Builder
	line := func(cells []string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	line(head)
	line(slices.Repeat([]string{"---"}, len(head)))
	for _, r := range rows {
		line(r)
	}
	return b.String()
}

// plain is text in a cell as it is; code is a name in one.
func plain(s string) string {
	return strings.NewReplacer("|", `\|`, "*", `\*`, "<", "&lt;", "\n", " ").Replace(s)
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + strings.ReplaceAll(s, "|", `\|`) + "`"
}

func sourceTable(t *testing.T) []source.Source {
	t.Helper()
	ex, err := exercise.Load()
	if err != nil {
		t.Fatal(err)
	}
	return source.Table(ex, source.DefaultLimits())
}

func sourceRows(sources []source.Source) string {
	var rows [][]string
	for _, s := range sources {
		rows = append(rows, []string{code(s.Name), plain(s.Title)})
	}
	return table([]string{"format", "what it is"}, rows)
}

func sourcesPage(sources []source.Source) string {
	return "# Formats\n\n" + madeBy + fmt.Sprintf(`The name is what receipts and `+"`ingest_file`"+` call a format. A file is known by its content, never by its name. The set of decoders is
version %d: when it rises, files that an older set read are decoded again by themselves.

`, source.DecoderVersion) + sourceRows(sources) + `
What a receipt counts under ` + "`dropped`" + `:

` + dropRows() + `
` + "`hvilepuls inspect FILE`" + ` says what is read from a file. ` + "`hvilepuls inspect --shape FILE`" + ` prints its keys and types without any value: send that to report a
layout that is not known yet.
`
}

func dropRows() string {
	var rows [][]string
	for _, d := range source.Drops() {
		rows = append(rows, []string{code(d.Name), plain(d.Doc)})
	}
	return table([]string{"reason", "what was not kept"}, rows)
}

func metricsPage() string {
	var rows [][]string
	for _, m := range metric.Table() {
		window := ""
		if m.Window > 0 {
			window = strconv.Itoa(m.Window)
		}
		rows = append(rows, []string{code(m.Name), plain(m.Unit), window, plain(m.Doc), plain(m.Source)})
	}
	return "# Metrics\n\n" + madeBy + `One value a day and athlete. The names are the same in InfluxDB (measurement ` + "`daily`" + `), in JSON and CSV, and on the command line. A metric
that cannot be told is missing (null, an empty field), never 0. *days* is how many days it looks at, its own included.

` + table([]string{"name", "unit", "days", "what it is", "from"}, rows)
}

func measurementRows() string {
	var rows [][]string
	for _, m := range result.Measurements() {
		rows = append(rows, []string{code(m.Name), plain(m.Doc)})
	}
	return table([]string{"measurement", "what it holds"}, rows)
}

func boardRows() string {
	var rows [][]string
	for _, b := range grafana.Boards() {
		rows = append(rows, []string{plain(b.Title), strconv.Itoa(b.Panels), plain(b.Doc)})
	}
	return table([]string{"board", "panels", "what it shows"}, rows)
}

func influxPage() string {
	settings := configs.Defaults().InfluxDB
	var b strings.Builder
	fmt.Fprintf(&b, "# InfluxDB\n\n%s", madeBy)
	fmt.Fprintf(&b, `InfluxDB 2.7 holds a copy of what the product knows; nothing is read back from it but to verify it. Every number is a float. What is missing has
no field. Names that end in `+"`<…>`"+` stand for as many as there are. The buckets have their default names here; both answer InfluxQL without
any mapping (database = bucket).

`)
	for _, m := range result.Measurements() {
		bucket := settings.Bucket
		if m.Raw {
			bucket = settings.RawBucket
		}
		fmt.Fprintf(&b, "## %s\n\n%s Bucket `%s`.\n\n", m.Name, plain(m.Doc), bucket)
		var rows [][]string
		for _, c := range m.Tags {
			rows = append(rows, []string{code(c.Name), "tag", plain(c.Doc)})
		}
		for _, c := range m.Fields {
			rows = append(rows, []string{code(c.Name), plain(c.Unit), plain(c.Doc)})
		}
		b.WriteString(table([]string{"name", "unit", "what it is"}, rows) + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// settingsPage lists the settings of configs/example.yaml with the comment behind each.
func settingsPage(t *testing.T) string {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(configs.Example(), &doc); err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	var walk func(prefix string, n *yaml.Node)
	walk = func(prefix string, n *yaml.Node) {
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			name := prefix + key.Value
			if value.Kind == yaml.MappingNode {
				walk(name+".", value)
				continue
			}
			says := strings.TrimSpace(strings.TrimPrefix(value.LineComment, "#"))
			if says == "" {
				t.Errorf("configs/example.yaml: %s has no comment", name)
			}
			rows = append(rows, []string{code(name), code(value.Value), plain(says)})
		}
	}
	walk("", doc.Content[0])
	return "# Settings\n\n" + madeBy + "Every setting is optional. `hvilepuls config` prints a file with all of them, `hvilepuls check FILE` checks one, " +
		"`--config FILE` or\n`HVILEPULS_CONFIG` names it. A key that is not known is an error. `HVILEPULS_INFLUXDB_TOKEN` holds the token for InfluxDB, so that it need\n" +
		"not stand in a file.\n\n" + table([]string{"setting", "default", "what it is"}, rows)
}

func commandModel(t *testing.T) *kong.Application {
	t.Helper()
	parser, err := kong.New(&cli{}, kong.Name("hvilepuls"))
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model
}

func commandRows(t *testing.T) string {
	t.Helper()
	var rows [][]string
	for _, n := range commandModel(t).Leaves(true) {
		rows = append(rows, []string{code(n.Path()), plain(n.Help)})
	}
	return table([]string{"command", "does"}, rows)
}

func commandsPage(t *testing.T) string {
	t.Helper()
	app := commandModel(t)
	var b strings.Builder
	fmt.Fprintf(&b, "# Commands\n\n%sEvery command works beside a running `hvilepuls up` on the same data folder, and without one.\n\n", madeBy)
	b.WriteString(table([]string{"exit code", "means"}, [][]string{
		{"0", "all well; files of which only a part could be read included"},
		{strconv.Itoa(exitFailed), "it failed"},
		{strconv.Itoa(exitUsage), "wrong usage"},
		{strconv.Itoa(exitRejected), "done, but some input was rejected; each is named with its reason"},
	}))
	b.WriteString("\nAll commands take:\n\n" + flagTable(app.Flags))
	for _, n := range app.Leaves(true) {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n    hvilepuls %s\n", n.Path(), n.Help, n.Summary())
		var rows [][]string
		for _, p := range n.Positional {
			rows = append(rows, []string{code(p.Summary()), plain(p.Help)})
		}
		if len(rows) > 0 {
			b.WriteString("\n" + table([]string{"argument", "what it is"}, rows))
		}
		if len(n.Flags) > 0 {
			b.WriteString("\n" + flagTable(n.Flags))
		}
	}
	return b.String()
}

func flagTable(flags []*kong.Flag) string {
	var rows [][]string
	for _, f := range flags {
		says := plain(f.Help)
		if len(f.Envs) > 0 {
			says += " Environment: " + code(strings.Join(f.Envs, ", ")) + "."
		}
		rows = append(rows, []string{code(f.String()), code(f.Default), says})
	}
	return table([]string{"flag", "default", "what it is"}, rows)
}
