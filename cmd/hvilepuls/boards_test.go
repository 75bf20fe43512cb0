package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/hvilepuls/hvilepuls/configs"
	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest"
	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/influxtest"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// boardFile is what the tests read of a committed board.
type boardFile struct {
	path       string
	Time       struct{ From, To string }
	Templating struct {
		List []struct {
			Name, Type string
			Query      any
			Options    []struct{ Value string }
		}
	}
	Annotations struct {
		List []struct {
			Name   string
			Target struct{ Query, TextColumn, TagsColumn string }
		}
	}
	Panels []boardPanel
}

type boardPanel struct {
	Title, TimeFrom string
	Targets         []struct {
		Datasource          struct{ UID string }
		Query, Alias, RefID string
		Expr, Format        string
	}
	FieldConfig struct {
		Defaults struct{ NoValue string }
	}
}

func boardFiles(t testing.TB, folder string) []boardFile {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(repository, "dashboards/boards", folder, "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no boards: %v", err)
	}
	var out []boardFile
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f := boardFile{path: folder + "/" + filepath.Base(path)}
		if err := json.Unmarshal(b, &f); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		out = append(out, f)
	}
	return out
}

// boardTime is the morning on which the boards are looked at.
func boardTime() time.Time { return lastDay().Add(5*time.Hour + 30*time.Minute) } // 06:30 in Oslo

// filled runs an engine with the demonstration's athlete, and as many earlier stretches of 120 days as asked for, until InfluxDB has all.
func filled(t testing.TB, db *influxtest.Server, earlier int) *engine {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	owner, err := stream.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	cfg := configs.Defaults()
	cfg.InfluxDB.URL, cfg.InfluxDB.Token, cfg.InfluxDB.Org = db.URL, db.Token, db.Org
	e, err := open(ctx, engineConfig{Config: cfg, dir: dir, owner: owner, role: roleShort}, slog.New(slog.DiscardHandler), boardTime)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	loc, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	today := record.DateOf(lastDay())
	for k := earlier; k >= 0; k-- {
		give(ctx, t, e, synthetic.Demo(uint64(k+1), today-record.Date(120*k), loc))
	}
	ill := today - 30 // nobody is ill in the demonstration
	give(ctx, t, e, synthetic.Athlete{Entries: []record.Entry{{
		Kind: record.CheckInEntry, Entered: ill.In(loc).Add(7 * time.Hour).UTC(), CheckIn: &record.CheckIn{Day: ill, Sick: new(true), Tags: []string{"travel"}},
	}}})
	if left, err := (backend{e}).Drain(ctx); err != nil || left.Waiting != "" {
		t.Fatal(err, left)
	}
	return e
}

func give(ctx context.Context, t testing.TB, e *engine, a synthetic.Athlete) {
	t.Helper()
	for _, entry := range a.Entries {
		if _, err := (backend{e}).Enter(ctx, demoAthlete, entry); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range a.Files {
		if _, err := (backend{e}).Accept(ctx, api.Upload{Athlete: demoAthlete, Name: f.Name, Door: ingest.ImportDoor, Body: bytes.NewReader(f.Data)}); err != nil {
			t.Fatal(err)
		}
	}
}

// asker asks InfluxDB what Grafana would ask.
type asker struct {
	t      testing.TB
	db     *influxtest.Server
	values map[string]string // of variables
	from   time.Duration     // how far back the boards look; 0 is their own
}

// fill puts the values of variables and the panel's time into a query.
func (a *asker) fill(query, from, timeFrom string) string {
	a.t.Helper()
	back, to := a.from, lastDay().Add(23*time.Hour) // the end of the day in Oslo
	if back == 0 || timeFrom != "" {
		m := regexp.MustCompile(`^now-(\d+)([dh])`).FindStringSubmatch(from)
		if timeFrom != "" {
			m, to = []string{"", timeFrom[:len(timeFrom)-1], timeFrom[len(timeFrom)-1:]}, boardTime()
		}
		if m == nil {
			a.t.Fatalf("time %q", from)
		}
		n := 0
		if _, err := fmt.Sscan(m[1], &n); err != nil {
			a.t.Fatal(err)
		}
		back = time.Duration(n) * map[string]time.Duration{"d": 24 * time.Hour, "h": time.Hour}[m[2]]
	}
	query = strings.ReplaceAll(query, "$timeFilter", fmt.Sprintf("time >= %dms AND time <= %dms", boardTime().Add(-back).UnixMilli(), to.UnixMilli()))
	query = strings.ReplaceAll(query, "now()", "'"+boardTime().Format(time.RFC3339)+"'")
	for name, v := range a.values {
		query = strings.ReplaceAll(query, "/^$"+name+"$/", "/^"+strings.ReplaceAll(regexp.QuoteMeta(v), "/", `\/`)+"$/") // as Grafana does
		query = strings.ReplaceAll(query, "$"+name, v)
	}
	if m := regexp.MustCompile(`\$[a-z_{]+`).FindString(query); m != "" {
		a.t.Fatalf("a variable without a value: %s in %s", m, query)
	}
	return query
}

// choose gives the variables of a board their first values.
func (a *asker) choose(f boardFile) {
	a.t.Helper()
	for _, v := range f.Templating.List {
		switch v.Type {
		case "custom":
			a.values[v.Name] = v.Options[len(v.Options)-1].Value
		case "query":
			rows := a.db.Query("hvilepuls", a.fill(v.Query.(string), f.Time.From, ""))
			if len(rows) == 0 {
				a.t.Fatalf("%s: variable %s has no values", f.path, v.Name)
			}
			value := rows[0]["value"]
			if value == nil {
				value = rows[0]["distinct"]
			}
			a.values[v.Name] = value.(string)
		}
	}
}

func (a *asker) bucket(source string) string {
	a.t.Helper()
	name, ok := map[string]string{"${ds}": "hvilepuls", "${raw}": "hvilepuls_raw"}[source]
	if !ok {
		a.t.Fatalf("data source %q", source)
	}
	return name
}

// unknown are the fields that the demonstration's athlete has none of, and why.
func unknown() map[string]string {
	return map[string]string{
		"rir": "a watch does not know it", "rhr_trend_84d": "the watch was changed 64 days ago", "wait_h": "where a session may be done there is none",
		"sign_sick_flag": "nobody is ill today",
	}
}

// outermost is a query without its subqueries.
func outermost(query string) string {
	return regexp.MustCompile(`\(SELECT.*\)`).ReplaceAllString(query, "")
}

// Every query of every panel, variable and annotation gives data of the demonstration's athlete, asked of the real InfluxDB, and of 1.8.
func TestEveryPanelHasData(t *testing.T) {
	t.Parallel()
	db := influxtest.Start(t)
	filled(t, db, 0)
	t.Run("2.7", func(t *testing.T) { panelsHaveData(t, db) })
	t.Run("1.8", func(t *testing.T) { panelsHaveData(t, db.CopyTo18(t, "hvilepuls", "hvilepuls_raw")) })
}

func panelsHaveData(t *testing.T, db *influxtest.Server) {
	t.Helper()
	asked := 0
	for _, folder := range []string{"en", "nb"} {
		for _, f := range boardFiles(t, folder) {
			a := &asker{t: t, db: db, values: map[string]string{}}
			a.choose(f)
			for _, m := range f.Annotations.List {
				rows := db.Query("hvilepuls", a.fill(m.Target.Query, f.Time.From, ""))
				if len(rows) == 0 {
					t.Errorf("%s: nothing to mark for %q: %s", f.path, m.Name, m.Target.Query)
					continue
				}
				for _, column := range []string{m.Target.TextColumn, m.Target.TagsColumn} {
					if _, ok := rows[0][column]; column != "" && !ok {
						t.Errorf("%s: %q has no column %s: %v", f.path, m.Name, column, rows[0])
					}
				}
			}
			for _, p := range f.Panels {
				for _, q := range p.Targets {
					if q.Query == "" {
						continue
					}
					asked++
					query := a.fill(q.Query, f.Time.From, p.TimeFrom)
					rows := db.Query(a.bucket(q.Datasource.UID), query)
					if p.FieldConfig.Defaults.NoValue == "0" { // it counts, and there may be none
						continue
					}
					if len(rows) == 0 {
						t.Errorf("%s: panel %q has no data: %s", f.path, p.Title, query)
					}
					for _, m := range regexp.MustCompile(`"(\w+)"\)? AS "([^"]+)"`).FindAllStringSubmatch(outermost(query), -1) {
						known := slices.ContainsFunc(rows, func(r influxtest.Row) bool { return r[m[2]] != nil })
						if _, may := unknown()[m[1]]; !known && !may {
							t.Errorf("%s: panel %q has nothing in column %q: %s", f.path, p.Title, m[2], query)
						}
					}
				}
			}
		}
	}
	t.Logf("%d queries", asked)
	if asked < 100 {
		t.Errorf("only %d queries were asked", asked)
	}
}

// BenchmarkPanels tells how long each panel's queries take, one after the other, on two years of the demonstration's athlete, and names the
// slowest panels. Those that show a time of their own are asked for that.
func BenchmarkPanels(b *testing.B) {
	db := influxtest.Start(b)
	filled(b, db, 5)
	const years = 2 * 365 * 24 * time.Hour
	took := map[string][]time.Duration{}
	for b.Loop() {
		for _, f := range boardFiles(b, "en") {
			a := &asker{t: b, db: db, values: map[string]string{}, from: years}
			a.choose(f)
			for _, p := range f.Panels {
				start, any := time.Now(), false
				for _, q := range p.Targets {
					if q.Query != "" {
						db.Query(a.bucket(q.Datasource.UID), a.fill(q.Query, f.Time.From, p.TimeFrom))
						any = true
					}
				}
				if any {
					took[f.path+" "+p.Title] = append(took[f.path+" "+p.Title], time.Since(start))
				}
			}
		}
	}
	median := func(ds []time.Duration) time.Duration {
		slices.Sort(ds)
		return ds[len(ds)/2]
	}
	var all []time.Duration
	names := slices.Collect(maps.Keys(took))
	slices.SortFunc(names, func(x, y string) int { return cmp.Compare(median(took[y]), median(took[x])) })
	for i, name := range names {
		m := median(took[name])
		all = append(all, m)
		if i < 5 {
			b.Logf("%.1f ms: %s", float64(m.Microseconds())/1000, name)
		}
	}
	b.ReportMetric(float64(median(all).Microseconds())/1000, "median-ms")
	b.ReportMetric(float64(slices.Max(all).Microseconds())/1000, "slowest-ms")
}

// What the boards and alert rules ask of Prometheus is told by a running engine, with these labels.
func TestPrometheusIsToldWhatIsAsked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	owner, err := stream.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	cfg := configs.Defaults()
	cfg.InfluxDB.URL, cfg.InfluxDB.Token = "http://127.0.0.1:1", "secret"
	e, err := open(t.Context(), engineConfig{Config: cfg, dir: dir, owner: owner, role: roleUp}, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	told := toldMetrics(e.registry)
	exprs := map[string]string{}
	for _, f := range boardFiles(t, "en") {
		for _, p := range f.Panels {
			for _, q := range p.Targets {
				if q.Expr != "" {
					exprs[f.path+" "+p.Title+" "+q.RefID] = q.Expr
				}
			}
		}
	}
	maps.Copy(exprs, alertExprs(t))
	if len(exprs) < 20 {
		t.Errorf("only %d expressions", len(exprs))
	}
	for where, expr := range exprs {
		checkExpr(t, told, where, expr)
	}
}

// toldMetrics are the names that a registry knows, and the labels of each.
func toldMetrics(reg *prometheus.Registry) map[string][]string {
	descs := make(chan *prometheus.Desc)
	go func() {
		defer close(descs)
		reg.Describe(descs)
	}()
	re := regexp.MustCompile(`fqName: "([a-z_]+)".*variableLabels: \{([a-z_,]*)\}`)
	out := map[string][]string{}
	for d := range descs {
		if m := re.FindStringSubmatch(d.String()); m != nil {
			out[m[1]] = strings.Split(m[2], ",")
		}
	}
	return out
}

// checkExpr fails where an expression names a metric that is not told, or a label that its metrics lack.
func checkExpr(t *testing.T, told map[string][]string, where, expr string) {
	t.Helper()
	labels := map[string]bool{"job": true} // Prometheus' own
	names := regexp.MustCompile(`\b(hvilepuls|process|go)_[a-z_]+`).FindAllString(expr, -1)
	for _, name := range names {
		base := name
		for _, suffix := range []string{"_bucket", "_count", "_sum"} {
			if cut, ok := strings.CutSuffix(name, suffix); ok && told[name] == nil {
				base, labels["le"] = cut, suffix == "_bucket"
			}
		}
		of, ok := told[base]
		if !ok {
			t.Errorf("%s: no metric %s: %s", where, name, expr)
		}
		for _, l := range of {
			labels[l] = true
		}
	}
	if len(names) == 0 || strings.Count(expr, "(") != strings.Count(expr, ")") {
		t.Errorf("%s: not an expression: %s", where, expr)
	}
	for _, m := range regexp.MustCompile(`by \(([a-z_, ]+)\)|\{([a-z_]+)[=!~]`).FindAllStringSubmatch(expr, -1) {
		for l := range strings.SplitSeq(m[1]+m[2], ", ") {
			if !labels[l] {
				t.Errorf("%s: no label %s: %s", where, l, expr)
			}
		}
	}
}
