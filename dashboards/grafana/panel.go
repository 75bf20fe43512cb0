package grafana

// panel is a panel in both languages. Its size is in Grafana's grid of 24 columns.
type panel struct {
	kind       string // Grafana's type
	title, doc words
	w, h       int
	unit       string // the schema's, a key of unitsOf; "" for texts
	decimals   int    // -1: Grafana decides
	min, max   *float64
	queries    []query
	meanings   []meaning
	limits     []limit
	style      map[string]any
	overrides  []styled
	steps      []stepOf
	options    map[string]any
	content    words // of a text
	timeFrom   string
	repeat     string
	noValue    words
	display    words    // name of the only series
	labels     []string // of the series, where a query gives one for each
}

// limit colours from a value upwards.
type limit struct {
	from  float64
	color string
}

// styled are properties of the series or column of a name.
type styled struct {
	name  words
	props []prop
}

// prop is a property; a value that is words stands in the board's language.
type prop struct {
	id    string
	value any
}

// stepOf is a transformation; words among its options stand in the board's language.
type stepOf struct {
	id      string
	options map[string]any
}

// linkTo is a link of a column's values to the board of a key.
type linkTo struct {
	title words
	board string
	query string
}

const decide = -1 // decimals: Grafana's choice

func stat(title, doc words, unit string, q query) panel {
	return panel{
		kind: "stat", title: title, doc: doc, w: 4, h: 4, unit: unit, decimals: decide, queries: []query{q}, noValue: noData(),
		options: map[string]any{
			"colorMode": "value", "graphMode": "none", "justifyMode": "auto", "orientation": "auto", "textMode": "value", "wideLayout": true,
			"showPercentChange": false, "percentChangeColorMode": "standard",
			"reduceOptions": map[string]any{"calcs": []string{"lastNotNull"}, "fields": "", "values": false},
		},
	}
}

// state is a stat of a word, over its colour.
func state(title, doc words, unit string, q query, m []meaning) panel {
	p := stat(title, doc, unit, q)
	p.meanings = m
	p.options["colorMode"] = "background"
	return p
}

// wording is a stat of a text, the query's only column.
func wording(title, doc words, q query) panel {
	p := stat(title, doc, "", q.table())
	p.options["colorMode"] = "none"
	p.options["reduceOptions"] = map[string]any{"calcs": []string{"lastNotNull"}, "fields": words{"/^" + q.names[0].en + "$/", "/^" + q.names[0].nb + "$/"}, "values": false}
	return p
}

// freshness tells how long ago the last heart rate was measured.
func freshness() panel {
	p := stat(words{"Last data", "Siste data"}, words{
		"When a watch last measured a heart rate that has arrived here. Normal is within a day. It says nothing about how good the data are; if it is old, sync the watch.",
		"Når en klokke sist målte en puls som har kommet hit. Normalt er innen et døgn. Det sier ingenting om hvor gode dataene er; er det lenge siden, synkroniser klokken.",
	}, ago, lastSeen())
	p.options["reduceOptions"] = map[string]any{"calcs": []string{"lastNotNull"}, "fields": "/^Time$/", "values": false}
	return p
}

// gap is how far two daily values may lie apart, ms, to be joined by a line: a day lasts 23 to 25 hours, a missing one makes 46.
const gap = 36 * 60 * 60 * 1000

func chart(title, doc words, unit string, qs ...query) panel {
	return panel{
		kind: "timeseries", title: title, doc: doc, w: 12, h: 8, unit: unit, decimals: decide, queries: qs,
		style: map[string]any{
			"drawStyle": "line", "lineInterpolation": "linear", "lineWidth": 2, "fillOpacity": 0, "gradientMode": "none", "showPoints": "auto", "pointSize": 5,
			"spanNulls": false, "insertNulls": gap, "axisPlacement": "auto", "stacking": map[string]any{"mode": "none", "group": "A"},
			"thresholdsStyle": map[string]any{"mode": "off"},
		},
		options: map[string]any{
			"legend":  map[string]any{"displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": []string{}},
			"tooltip": map[string]any{"mode": "multi", "sort": "none"},
		},
	}
}

func bars(title, doc words, unit string, qs ...query) panel {
	p := chart(title, doc, unit, qs...)
	p.style["drawStyle"], p.style["fillOpacity"], p.style["lineWidth"], p.style["showPoints"] = "bars", 70, 0, "never"
	delete(p.style, "insertNulls")
	return p
}

// stacked puts the bars on top of each other.
func (p panel) stacked() panel {
	p.style["stacking"] = map[string]any{"mode": "normal", "group": "A"}
	return p
}

func points(title, doc words, unit string, qs ...query) panel {
	p := chart(title, doc, unit, qs...)
	p.style["drawStyle"], p.style["showPoints"], p.style["pointSize"] = "points", "always", 7
	return p
}

func rowsOf(title, doc words, qs ...query) panel {
	for i := range qs {
		qs[i] = qs[i].table()
	}
	return panel{
		kind: "table", title: title, doc: doc, w: 24, h: 8, decimals: decide, queries: qs, noValue: both("–"),
		style:   map[string]any{"align": "auto", "cellOptions": map[string]any{"type": "auto", "wrapText": true}, "inspect": false, "filterable": true},
		options: map[string]any{"showHeader": true, "cellHeight": "sm", "frameIndex": 0},
	}
}

func timeline(title, doc words, unit string, m []meaning, qs ...query) panel {
	return panel{
		kind: "state-timeline", title: title, doc: doc, w: 24, h: 6, unit: unit, decimals: decide, queries: qs, meanings: m,
		style: map[string]any{"fillOpacity": 85, "lineWidth": 0, "spanNulls": false, "insertNulls": gap},
		options: map[string]any{
			"alignValue": "left", "mergeValues": true, "rowHeight": 0.9, "showValue": "auto",
			"legend":  map[string]any{"displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": []string{}},
			"tooltip": map[string]any{"mode": "single", "sort": "none"},
		},
	}
}

func note(title, doc, content words) panel {
	return panel{kind: "text", title: title, doc: doc, w: 24, h: 4, content: content, options: map[string]any{"mode": "markdown"}}
}

func (p panel) size(w, h int) panel {
	p.w, p.h = w, h
	return p
}

func (p panel) digits(n int) panel {
	p.decimals = n
	return p
}

func (p panel) span(lo, hi float64) panel {
	p.min, p.max = &lo, &hi
	return p
}

func (p panel) least(lo float64) panel {
	p.min = &lo
	return p
}

// colored colours by limits; the first colour holds below all of them.
func (p panel) colored(below string, ls ...limit) panel {
	p.limits = append([]limit{{0, below}}, ls...)
	return p
}

// lines draws the limits as lines.
func (p panel) lines() panel {
	p.style["thresholdsStyle"] = map[string]any{"mode": "dashed"}
	return p
}

func (p panel) named(w words) panel {
	p.display = w
	return p
}

func (p panel) empty(w words) panel {
	p.noValue = w
	return p
}

func (p panel) with(en, nb string, props ...prop) panel {
	p.overrides = append(p.overrides, styled{words{en, nb}, props})
	return p
}

func (p panel) then(id string, options map[string]any) panel {
	p.steps = append(p.steps, stepOf{id, options})
	return p
}

// by says which labels the series have, so that each has its colour.
func (p panel) by(labels ...string) panel {
	p.labels = labels
	return p
}

// last shows that much time up to now, whatever the board's range.
func (p panel) last(timeFrom string) panel {
	p.timeFrom = timeFrom
	return p
}

func inColor(c string) prop { return prop{"color", map[string]any{"mode": "fixed", "fixedColor": c}} }

// band draws the area between two series as a personal range.
func (p panel) band(low, high words) panel {
	bare := []prop{{"custom.lineWidth", 0}, {"custom.showPoints", "never"}, {"custom.drawStyle", "line"}, inColor(grey)}
	p.overrides = append(p.overrides,
		styled{low, append([]prop{{"custom.hideFrom", map[string]any{"legend": true, "tooltip": false, "viz": false}}}, bare...)},
		styled{high, append([]prop{{"custom.fillBelowTo", low}, {"custom.fillOpacity", 12}}, bare...)})
	return p
}
