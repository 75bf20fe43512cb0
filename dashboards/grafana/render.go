package grafana

func (p panel) in(lang string) panelModel {
	m := panelModel{
		Type: p.kind, Title: p.title.in(lang), Description: p.doc.in(lang), TimeFrom: p.timeFrom, Options: p.shownOptions(lang),
		Targets: p.targets(lang),
	}
	if p.repeat != "" {
		m.Repeat, m.RepeatDirection, m.MaxPerRow = p.repeat, "h", 3
	}
	for _, s := range p.steps {
		m.Transformations = append(m.Transformations, transformation{s.id, said(s.options, lang).(map[string]any)})
	}
	if len(p.queries) == 0 {
		return m
	}
	ref := byVariable(p.queries[0].source)
	m.Datasource = &ref
	m.FieldConfig = p.fields(lang)
	return m
}

func (p panel) shownOptions(lang string) map[string]any {
	if p.content == (words{}) {
		return said(p.options, lang).(map[string]any)
	}
	return map[string]any{"mode": p.options["mode"], "content": p.content.in(lang)}
}

func (p panel) targets(lang string) []target {
	var out []target
	for i, q := range p.queries {
		t := target{RefID: string(rune('A' + i)), Datasource: byVariable(q.source)}
		if q.source == prometheus {
			t.Expr, t.LegendFormat, t.Instant, t.Range, t.Format = q.text, q.legend.in(lang), q.now, !q.now, q.format
			if t.Format == "" {
				t.Format = series
			}
		} else {
			t.RawQuery, t.Query, t.ResultFormat = true, q.in(lang), q.format
			if q.format == series {
				t.Alias = "$col"
				if q.legend != (words{}) {
					t.Alias = q.legend.in(lang)
				}
			}
		}
		out = append(out, t)
	}
	return out
}

func (p panel) fields(lang string) *fieldConfig {
	d := fieldDefaults{
		Unit: unitsOf()[p.unit].in(lang), Min: p.min, Max: p.max, DisplayName: p.display.in(lang), NoValue: p.noValue.in(lang), Mappings: []mapping{},
		Color: map[string]any{"mode": "fixed", "fixedColor": blue}, Custom: p.style,
	}
	if p.decimals != decide {
		d.Decimals = &p.decimals
	}
	if len(p.meanings) > 0 {
		d.Mappings = mappings(p.meanings, lang)
	}
	if len(p.meanings)+len(p.limits) > 0 {
		d.Thresholds = p.thresholds()
		d.Color = map[string]any{"mode": "thresholds"}
	}
	if p.kind == "timeseries" { // a limit is a line there, not the colour of all that crosses it
		d.Color = map[string]any{"mode": "fixed", "fixedColor": blue}
	}
	f := &fieldConfig{Defaults: d, Overrides: []override{}}
	if p.kind == "timeseries" || p.kind == "barchart" {
		f.Overrides = p.seriesColors(lang)
	}
	for _, o := range p.overrides {
		ov := override{Matcher: matcher{"byName", o.name.in(lang)}}
		for _, pr := range o.props {
			ov.Properties = append(ov.Properties, property{pr.id, said(pr.value, lang)})
		}
		f.Overrides = append(f.Overrides, ov)
	}
	return f
}

// seriesColors gives the series of a chart colours of the palette, in their order: by the names in the queries, or by the labels that are
// known; what has another label is grey.
func (p panel) seriesColors(lang string) []override {
	var names []string
	for _, q := range p.queries {
		for _, name := range q.names {
			names = append(names, name.in(lang))
		}
	}
	out := []override{}
	if len(p.labels) > 0 {
		names = p.labels
		out = append(out, override{matcher{"byRegexp", "/.*/"}, []property{{"color", inColor(grey).value}}})
	}
	order := []string{blue, amber, green, purple, sky, vermilion}
	for i, name := range names {
		out = append(out, override{matcher{"byName", name}, []property{{"color", inColor(order[i%len(order)]).value}}})
	}
	return out
}

func (p panel) thresholds() *thresholds {
	t := &thresholds{Mode: "absolute", Steps: []step{{Color: grey}}}
	if len(p.limits) == 0 { // what a value means has its own colour
		return t
	}
	t.Steps[0].Color = p.limits[0].color
	for _, l := range p.limits[1:] {
		t.Steps = append(t.Steps, step{l.color, &l.from})
	}
	return t
}

func mappings(ms []meaning, lang string) []mapping {
	options := map[string]any{}
	for i, m := range ms {
		options[m.value] = map[string]any{"text": m.text.in(lang), "color": m.color, "index": i}
	}
	return []mapping{{"value", options}}
}

// said puts the words within a value into one language, and what a meaning or a link stands for.
func said(v any, lang string) any {
	switch v := v.(type) {
	case words:
		return v.in(lang)
	case []meaning:
		return mappings(v, lang)
	case linkTo:
		return []dataLink{{v.title.in(lang), "/d/" + uid(v.board, lang) + "?" + v.query}}
	case []limit:
		return panel{limits: v}.thresholds()
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[k] = said(x, lang)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = said(x, lang)
		}
		return out
	}
	return v
}
