package grafana

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hvilepuls/hvilepuls/processors/result"
	"github.com/hvilepuls/hvilepuls/processors/risk"
)

// corePanels are the panels that come with Grafana and that the boards may use.
var corePanels = []string{"timeseries", "stat", "table", "state-timeline", "barchart", "heatmap", "text", "alertlist"}

// overridable are the properties that overrides may set.
var overridable = []string{
	"color", "unit", "decimals", "mappings", "links", "displayName", // of any panel
	"lineWidth", "showPoints", "pointSize", "drawStyle", "hideFrom", "fillBelowTo", "fillOpacity", "insertNulls", // of time series
	"cellOptions", "width", // of tables
}

func TestBoardsKeepTheRules(t *testing.T) {
	total, uids := 0, map[string]bool{}
	for _, b := range boards() {
		total += len(b.panels)
		for _, lang := range []string{english, norwegian} {
			d := b.in(lang)
			if d.UID == "" || len(d.UID) > 40 || uids[d.UID] || d.Editable || d.Title == "Hvilepuls" || d.Description == "" || d.Refresh == "" {
				t.Errorf("board %q: title %q, editable %v", d.UID, d.Title, d.Editable)
			}
			uids[d.UID] = true
			checkVariables(t, d)
			checkGrid(t, d)
			for _, p := range d.Panels {
				checkPanel(t, d, p)
			}
		}
	}
	if len(uids) != 14 || total < 40 {
		t.Errorf("%d boards with %d panels, want 7 in each language with at least 40", len(uids), total)
	}
	for _, lang := range []string{english, norwegian} {
		for uid := range linked(t, lang) {
			if !uids[uid] || strings.HasSuffix(uid, "-nb") != (lang == norwegian) {
				t.Errorf("a link in %s leads to %s", lang, uid)
			}
		}
	}
}

func checkPanel(t *testing.T, d dashboard, p panelModel) {
	t.Helper()
	where := fmt.Sprintf("%s, panel %q", d.UID, p.Title)
	if !slices.Contains(corePanels, p.Type) {
		t.Errorf("%s: %s does not come with Grafana", where, p.Type)
	}
	if p.Title == "" || len(strings.Fields(p.Description)) < 8 && p.Type != "text" || p.Description == "" {
		t.Errorf("%s: says too little: %q", where, p.Description)
	}
	if len(p.Targets) == 0 {
		if p.Type != "text" && p.Type != "alertlist" {
			t.Errorf("%s asks nothing", where)
		}
		return
	}
	if p.FieldConfig.Defaults.Unit == "" && p.Type != "table" && !strings.Contains(p.Targets[0].Query, `"text"`) {
		t.Errorf("%s has no unit", where)
	}
	if f := p.FieldConfig.Defaults; len(f.Mappings) > 0 && f.Thresholds == nil {
		t.Errorf("%s tells states without thresholds", where)
	}
	refs := map[string]bool{}
	for _, q := range p.Targets {
		if q.RefID == "" || refs[q.RefID] || (q.Query == "") == (q.Expr == "") {
			t.Errorf("%s: query %q", where, q.RefID)
		}
		refs[q.RefID] = true
		if !slices.Contains([]string{"${ds}", "${raw}", "${prom}"}, q.Datasource.UID) {
			t.Errorf("%s: data source %q is no variable", where, q.Datasource.UID)
		}
		if q.Query != "" && !regexp.MustCompile(`'\$athlete'|GROUP BY "athlete"`).MatchString(q.Query) && d.UID != uid("coach", english) && d.UID != uid("coach", norwegian) {
			t.Errorf("%s asks for anybody: %s", where, q.Query)
		}
	}
	for _, o := range p.FieldConfig.Overrides {
		for _, pr := range o.Properties {
			if !slices.Contains(overridable, strings.TrimPrefix(pr.ID, "custom.")) {
				t.Errorf("%s: nobody knows the property %s", where, pr.ID)
			}
		}
	}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range regexp.MustCompile(`#[0-9A-Fa-f]{6}`).FindAllString(string(text), -1) {
		if !slices.Contains(palette(), c) {
			t.Errorf("%s: colour %s is not of the palette", where, c)
		}
	}
	if m := regexp.MustCompile(`%\d"`).FindString(string(text)); m != "" {
		t.Errorf("%s: a name was not filled in: %s", where, m)
	}
}

// checkVariables wants every variable that is used to be defined, and the other way round.
func checkVariables(t *testing.T, d dashboard) {
	t.Helper()
	own := map[string]bool{"timeFilter": true, "__rate_interval": true, "col": true, "tag_sport": true, "tag_category": true, "tag_athlete": true, "__value": true, "__all": true}
	used := map[string]bool{}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`\$\{?([a-zA-Z_]+)`).FindAllStringSubmatch(string(text), -1) {
		used[m[1]] = true
	}
	for _, v := range d.Templating.List {
		if !used[v.Name] {
			t.Errorf("%s: variable %s is not used", d.UID, v.Name)
		}
		delete(used, v.Name)
		if v.Label == "" || v.Desc == "" || v.Type == "query" && v.Refresh != 2 {
			t.Errorf("%s: variable %+v", d.UID, v)
		}
	}
	for name := range used {
		if !own[name] {
			t.Errorf("%s: variable %s is not defined", d.UID, name)
		}
	}
}

// checkGrid wants panels inside the grid that do not lie over each other, with ids of their own.
func checkGrid(t *testing.T, d dashboard) {
	t.Helper()
	taken, ids := map[[2]int]string{}, map[int]bool{}
	for _, p := range d.Panels {
		g := p.GridPos
		if g.X < 0 || g.W < 1 || g.X+g.W > columns || g.H < 2 || p.ID < 1 || ids[p.ID] {
			t.Errorf("%s, panel %q: id %d at %+v", d.UID, p.Title, p.ID, g)
		}
		ids[p.ID] = true
		for x := g.X; x < g.X+g.W; x++ {
			for y := g.Y; y < g.Y+g.H; y++ {
				if other, ok := taken[[2]int{x, y}]; ok {
					t.Fatalf("%s: panel %q lies over %q", d.UID, p.Title, other)
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
	}
}

// linked are the uids of boards that boards of a language link to.
func linked(t *testing.T, lang string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, b := range boards() {
		text, err := json.Marshal(b.in(lang))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`/d/([a-z-]+)`).FindAllStringSubmatch(string(text), -1) {
			out[m[1]] = true
		}
	}
	if len(out) == 0 {
		t.Error("no board links to another")
	}
	return out
}

// The Norwegian boards differ from the English ones in words alone.
func TestBothLanguagesSayTheSame(t *testing.T) {
	same := map[string]bool{}
	for _, b := range boards() {
		en, nb := b.in(english), b.in(norwegian)
		for i, p := range en.Panels {
			q := nb.Panels[i]
			if p.Description == q.Description {
				t.Errorf("%s, panel %q: its description is in one language", en.UID, p.Title)
			}
			if p.Title == q.Title {
				same[p.Title] = true
			}
			if len(p.Targets) != len(q.Targets) || p.GridPos != q.GridPos || p.Type != q.Type {
				t.Errorf("%s, panel %q is another in Norwegian", en.UID, p.Title)
			}
		}
	}
	if got, want := slices.Sorted(maps.Keys(same)), []string{"NATS", "Trend"}; !slices.Equal(got, want) {
		t.Errorf("titles that are the same in both: %q, want %q", got, want)
	}
}

// The verdicts and levels have the page's colours.
func TestColoursAreThePages(t *testing.T) {
	css, err := os.ReadFile("../web/static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{blue, sky, amber, vermilion} {
		if !strings.Contains(strings.ToLower(string(css)), strings.ToLower(c)) {
			t.Errorf("the page has no %s", c)
		}
	}
}

// schema gives the units of every field by measurement, those of tags are "tag"; whether a measurement lies in the raw bucket; and the patterns
// of names that stand for many.
type schema struct {
	columns map[string]map[string]string
	raw     map[string]bool
}

func theSchema(t *testing.T) schema {
	t.Helper()
	s := schema{map[string]map[string]string{}, map[string]bool{}}
	many := map[string][]string{
		"sign_<sign>": {}, "<method>_ms": {"vendor_ms", "five_minute_ms", "beats_ms"}, "<method>_n": {}, "n_<kind>": {},
	}
	for _, g := range risk.Table() {
		for _, f := range g.Features {
			many["sign_<sign>"] = append(many["sign_<sign>"], "sign_"+f.Name)
		}
	}
	for _, m := range result.Measurements() {
		cols := map[string]string{}
		for _, c := range m.Tags {
			cols[c.Name] = "tag"
		}
		for _, c := range m.Fields {
			if strings.Contains(c.Name, "<") {
				for _, name := range many[c.Name] {
					cols[name] = c.Unit
				}
				continue
			}
			cols[c.Name] = c.Unit
		}
		s.columns[m.Name], s.raw[m.Name] = cols, m.Raw
	}
	return s
}

// No query names a measurement, a field or a tag that the schema lacks, or asks the wrong bucket.
func TestQueriesNameWhatTheSchemaHolds(t *testing.T) {
	s := theSchema(t)
	for _, b := range boards() {
		for _, p := range b.panels {
			units := map[string]bool{}
			for _, q := range p.queries {
				if q.source == prometheus {
					continue
				}
				maps.Copy(units, s.check(t, b.key+", panel "+p.title.en, q.in(english), q.source == raw))
			}
			if p.kind != "table" && len(units) > 0 {
				checkUnit(t, b.key+", panel "+p.title.en, p, units)
			}
		}
		for _, m := range b.marks {
			s.check(t, b.key+", mark "+m.name.en, m.query, false)
		}
		for _, v := range b.variables(english) {
			if v.Type == "query" {
				s.check(t, b.key+", variable "+v.Name, v.Query.(string), false)
			}
		}
	}
}

// check gives the units of the fields that a query names.
func (s schema) check(t *testing.T, where, query string, fromRaw bool) map[string]bool {
	t.Helper()
	known, units := map[string]string{}, map[string]bool{}
	for _, m := range regexp.MustCompile(`FROM "([a-z_]+)"`).FindAllStringSubmatch(query, -1) {
		cols, ok := s.columns[m[1]]
		if !ok {
			t.Errorf("%s: there is no measurement %s", where, m[1])
		}
		if s.raw[m[1]] != fromRaw {
			t.Errorf("%s asks the wrong bucket for %s", where, m[1])
		}
		maps.Copy(known, cols)
		known[m[1]] = ""
	}
	if len(known) == 0 {
		t.Errorf("%s asks of no measurement: %s", where, query)
	}
	for _, m := range regexp.MustCompile(` AS "([^"]+)"`).FindAllStringSubmatch(query, -1) {
		if known[m[1]] == "" {
			known[m[1]] = ""
		}
	}
	bare := regexp.MustCompile(` AS "[^"]+"`).ReplaceAllString(query, "")
	for _, m := range regexp.MustCompile(`"([^"]+)"`).FindAllStringSubmatch(bare, -1) {
		unit, ok := known[m[1]]
		if !ok {
			t.Errorf("%s: the schema has no %s: %s", where, m[1], query)
		}
		if unit != "" && unit != "tag" {
			units[unit] = true
		}
	}
	return units
}

// checkUnit wants a panel's unit to be that of a field it shows, or what the query makes of it.
func checkUnit(t *testing.T, where string, p panel, units map[string]bool) {
	t.Helper()
	query := p.queries[0].text
	made := map[string]bool{
		"h": units["min"] && strings.Contains(query, "/ 60") || units["s"] && strings.Contains(query, "/ 3600"), "count": strings.Contains(query, "count("),
		ago: strings.Contains(query, "last("), "": units[result.Text],
	}
	if !units[p.unit] && !made[p.unit] {
		t.Errorf("%s is in %q, its fields are in %v", where, p.unit, slices.Sorted(maps.Keys(units)))
	}
	if _, ok := unitsOf()[p.unit]; !ok && p.unit != "" {
		t.Errorf("%s: Grafana has no name for %q", where, p.unit)
	}
}

// Every unit that a board may use is one of the schema's, or of Prometheus.
func TestUnitsAreTheSchemas(t *testing.T) {
	known := map[string]bool{ago: true, "seconds": true, "bytes": true, "a second": true, "number": true, "h": true}
	for _, cols := range theSchema(t).columns {
		for _, unit := range cols {
			known[unit] = true
		}
	}
	for unit := range unitsOf() {
		if !known[unit] {
			t.Errorf("the schema has no unit %q", unit)
		}
	}
}
