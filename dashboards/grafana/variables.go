package grafana

// The uids that the data sources are provisioned with (dashboards/provisioning/datasources).
func sourceUIDs() map[string]sourceRef {
	return map[string]sourceRef{
		influx: {"influxdb", "hvilepuls"}, raw: {"influxdb", "hvilepuls-raw"}, prometheus: {"prometheus", "hvilepuls-prometheus"},
	}
}

// sourceNames are the names they are provisioned with.
func sourceNames() map[string]string {
	return map[string]string{influx: "Hvilepuls", raw: "Hvilepuls raw heart rate", prometheus: "Hvilepuls Prometheus"}
}

func byVariable(source string) sourceRef {
	return sourceRef{sourceUIDs()[source].Type, "${" + source + "}"}
}

func (b board) variables(lang string) []variable {
	labels := map[string]words{
		influx: {"Data", "Data"}, raw: {"Raw heart rate", "Rå puls"}, prometheus: {"Metrics", "Måltall"},
	}
	var out []variable
	for _, s := range b.sources {
		out = append(out, variable{
			Name: s, Type: "datasource", Label: labels[s].in(lang), Query: sourceUIDs()[s].Type, Regex: "/^" + sourceNames()[s] + "$/", Refresh: 1,
			Desc: words{"Where the board reads from.", "Hvor tavlen leser fra."}.in(lang), Hide: 2, // not shown: there is one
			Current: map[string]any{"text": sourceNames()[s], "value": sourceUIDs()[s].UID}, Options: []option{},
		})
	}
	if b.athlete {
		out = append(out, asking("athlete", words{"Athlete", "Utøver"}, words{"Whose data the board shows.", "Hvem tavlen viser data for."},
			`SHOW TAG VALUES FROM "daily" WITH KEY = "athlete"`, lang), ranges(lang))
	}
	if b.exercise {
		v := asking("exercise", words{"Exercise", "Øvelse"}, words{"Exercises with a load, for the estimated maximum.", "Øvelser med vekt, for beregnet maksimum."},
			`SELECT distinct("exercise") FROM "strength_set" WHERE "athlete" = '$athlete' AND "load_kg" > 0`, lang)
		v.Multi, v.IncludeAll = true, true
		v.Current = map[string]any{"text": []string{"All"}, "value": []string{"$__all"}}
		out = append(out, v)
	}
	return out
}

// asking is a variable whose values InfluxDB tells.
func asking(name string, label, doc words, query, lang string) variable {
	ref := byVariable(influx)
	return variable{
		Name: name, Type: "query", Label: label.in(lang), Desc: doc.in(lang), Query: query, Datasource: &ref, Refresh: 2, Sort: 1,
		Current: map[string]any{"text": "", "value": ""}, Options: []option{}, // Grafana takes the first
	}
}

// ranges is the variable over which means and sums are told; the charts follow Grafana's own time.
func ranges(lang string) variable {
	v := variable{
		Name: "range", Type: "custom", Label: words{"Means over", "Snitt over"}.in(lang), Query: "28d,84d,365d",
		Desc: words{"Over how long means and sums are told. The charts follow the time at the top right.", "Hvor lang tid snitt og summer gjelder. Diagrammene følger tiden øverst til høyre."}.in(lang),
	}
	for i, d := range []string{"28d", "84d", "365d"} {
		v.Options = append(v.Options, option{d, d, i == 0})
	}
	v.Current = map[string]any{"text": "28d", "value": "28d"}
	return v
}

// mark is an annotation: a thin line at a moment, with a text.
type mark struct {
	name  words
	color string
	off   bool   // not shown at first
	query string // of InfluxQL
	text  string // column of the text
	tags  string // column of the tags
}

func (m mark) in(lang string) annotationModel {
	return annotationModel{
		Name: m.name.in(lang), Datasource: byVariable(influx), Enable: !m.off, IconColor: m.color,
		Target: annotationTarget{RefID: "mark", FromAnnotations: true, RawQuery: true, Query: m.query, TextColumn: m.text, TagsColumn: m.tags},
	}
}

// sessions are the workouts with strength sets; every board of an athlete can show them.
func sessions() mark {
	return mark{
		name: words{"Strength sessions", "Styrkeøkter"}, color: sky, text: "sub_sport", tags: "sport",
		query: `SELECT "sub_sport", "sport" FROM "workout" WHERE ` + mine + ` AND "sets" > 0 AND $timeFilter`,
	}
}

// allSessions are the workouts of any kind.
func allSessions() mark {
	return mark{
		name: words{"Sessions", "Økter"}, color: sky, off: true, text: "sub_sport", tags: "sport",
		query: `SELECT "sub_sport", "sport" FROM "workout" WHERE ` + mine + ` AND $timeFilter`,
	}
}

// deloads are the days on which the count of weeks since the last deload began anew.
func deloads() mark {
	return mark{
		name: words{"Deload weeks", "Deload-uker"}, color: green, text: "weeks",
		query: `SELECT "fall" AS "weeks" FROM (SELECT difference("weeks_since_deload") AS "fall" FROM "daily" WHERE ` + mine + ` AND $timeFilter) WHERE "fall" < -1`,
	}
}

func sickDays() mark {
	return mark{
		name: words{"Sick days", "Sykedager"}, color: vermilion, text: "labels",
		query: `SELECT "sick", "labels" FROM "check_in" WHERE ` + mine + ` AND "sick" = 1 AND $timeFilter`,
	}
}

// newDevices are the first nights that a source told of, of all time.
func newDevices() mark {
	return mark{
		name: words{"New devices", "Nye enheter"}, color: purple, text: "source",
		query: `SELECT "night", "source" FROM (SELECT first("tst_min") AS "night" FROM "sleep" WHERE ` + mine + ` AND "kind" = 'night' GROUP BY "source")`,
	}
}
