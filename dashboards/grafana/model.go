package grafana

// The subset of classic dashboard JSON that the boards use.
// https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/

// schemaVersion of the layout; Grafana 10 and later load it and migrate it in memory.
const schemaVersion = 41

type dashboard struct {
	UID           string       `json:"uid"`
	Title         string       `json:"title"`
	Description   string       `json:"description"`
	Tags          []string     `json:"tags"`
	SchemaVersion int          `json:"schemaVersion"`
	Editable      bool         `json:"editable"`
	GraphTooltip  int          `json:"graphTooltip"` // 1: one crosshair for all panels
	Timezone      string       `json:"timezone"`
	WeekStart     string       `json:"weekStart"`
	Refresh       string       `json:"refresh"`
	Time          timeRange    `json:"time"`
	Links         []boardLink  `json:"links"`
	Templating    templating   `json:"templating"`
	Annotations   annotations  `json:"annotations"`
	Panels        []panelModel `json:"panels"`
}

type timeRange struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type boardLink struct {
	Title       string   `json:"title"`
	Type        string   `json:"type"`
	Icon        string   `json:"icon"`
	Tooltip     string   `json:"tooltip"`
	URL         string   `json:"url"`
	Tags        []string `json:"tags"`
	AsDropdown  bool     `json:"asDropdown"`
	TargetBlank bool     `json:"targetBlank"`
	IncludeVars bool     `json:"includeVars"`
	KeepTime    bool     `json:"keepTime"`
}

type templating struct {
	List []variable `json:"list"`
}

type variable struct {
	Name       string         `json:"name"`
	Type       string         `json:"type"`
	Label      string         `json:"label"`
	Desc       string         `json:"description"`
	Query      any            `json:"query"`
	Datasource *sourceRef     `json:"datasource,omitempty"`
	Regex      string         `json:"regex,omitempty"`
	Refresh    int            `json:"refresh,omitempty"` // 2: whenever the time range changes
	Sort       int            `json:"sort,omitempty"`    // 1: by name
	Multi      bool           `json:"multi"`
	IncludeAll bool           `json:"includeAll"`
	Hide       int            `json:"hide"`
	Current    map[string]any `json:"current"`
	Options    []option       `json:"options"`
}

type option struct {
	Text     string `json:"text"`
	Value    string `json:"value"`
	Selected bool   `json:"selected"`
}

type sourceRef struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

type annotations struct {
	List []annotationModel `json:"list"`
}

type annotationModel struct {
	Name       string           `json:"name"`
	Datasource sourceRef        `json:"datasource"`
	Enable     bool             `json:"enable"`
	IconColor  string           `json:"iconColor"`
	Target     annotationTarget `json:"target"`
}

type annotationTarget struct {
	RefID           string `json:"refId"`
	FromAnnotations bool   `json:"fromAnnotations"`
	RawQuery        bool   `json:"rawQuery"`
	Query           string `json:"query"`
	TextColumn      string `json:"textColumn,omitempty"`
	TagsColumn      string `json:"tagsColumn,omitempty"`
}

type panelModel struct {
	ID              int              `json:"id"`
	Type            string           `json:"type"`
	Title           string           `json:"title"`
	Description     string           `json:"description"`
	GridPos         gridPos          `json:"gridPos"`
	Datasource      *sourceRef       `json:"datasource,omitempty"`
	TimeFrom        string           `json:"timeFrom,omitempty"`
	Repeat          string           `json:"repeat,omitempty"`
	RepeatDirection string           `json:"repeatDirection,omitempty"`
	MaxPerRow       int              `json:"maxPerRow,omitempty"`
	Targets         []target         `json:"targets,omitempty"`
	Transformations []transformation `json:"transformations,omitempty"`
	FieldConfig     *fieldConfig     `json:"fieldConfig,omitempty"`
	Options         map[string]any   `json:"options"`
}

type gridPos struct {
	H int `json:"h"`
	W int `json:"w"`
	X int `json:"x"`
	Y int `json:"y"`
}

// target is a query, of InfluxDB or of Prometheus.
type target struct {
	RefID        string    `json:"refId"`
	Datasource   sourceRef `json:"datasource"`
	RawQuery     bool      `json:"rawQuery,omitempty"`
	Query        string    `json:"query,omitempty"`
	ResultFormat string    `json:"resultFormat,omitempty"`
	Alias        string    `json:"alias,omitempty"`
	Expr         string    `json:"expr,omitempty"`
	LegendFormat string    `json:"legendFormat,omitempty"`
	Instant      bool      `json:"instant,omitempty"`
	Range        bool      `json:"range,omitempty"`
	Format       string    `json:"format,omitempty"`
}

type transformation struct {
	ID      string         `json:"id"`
	Options map[string]any `json:"options"`
}

type fieldConfig struct {
	Defaults  fieldDefaults `json:"defaults"`
	Overrides []override    `json:"overrides"`
}

type fieldDefaults struct {
	Unit        string         `json:"unit,omitempty"`
	Decimals    *int           `json:"decimals,omitempty"`
	Min         *float64       `json:"min,omitempty"`
	Max         *float64       `json:"max,omitempty"`
	DisplayName string         `json:"displayName,omitempty"`
	NoValue     string         `json:"noValue,omitempty"`
	Color       map[string]any `json:"color,omitempty"`
	Mappings    []mapping      `json:"mappings"`
	Thresholds  *thresholds    `json:"thresholds,omitempty"`
	Links       []dataLink     `json:"links,omitempty"`
	Custom      map[string]any `json:"custom,omitempty"`
}

type mapping struct {
	Type    string         `json:"type"`
	Options map[string]any `json:"options"`
}

type thresholds struct {
	Mode  string `json:"mode"`
	Steps []step `json:"steps"`
}

// step colours from a value upwards; the first has none.
type step struct {
	Color string   `json:"color"`
	Value *float64 `json:"value"`
}

type dataLink struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

type override struct {
	Matcher    matcher    `json:"matcher"`
	Properties []property `json:"properties"`
}

type matcher struct {
	ID      string `json:"id"`
	Options any    `json:"options"`
}

type property struct {
	ID    string `json:"id"`
	Value any    `json:"value"`
}
