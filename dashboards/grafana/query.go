package grafana

import "strings"

// query is one query of a panel.
type query struct {
	source string // influx, raw or prometheus
	text   string
	format string // of InfluxDB: series or rows; of Prometheus: "" or heatmap
	legend words  // of Prometheus
	now    bool   // of Prometheus: asked for this moment alone
	names  []words
}

// The data sources, as the variables of the boards that hold them.
const (
	influx     = "ds"
	raw        = "raw"
	prometheus = "prom"
)

// The formats of InfluxDB's answers.
const (
	series = "time_series"
	rows   = "table"
)

const (
	mine = `"athlete" = '$athlete'`
	// recent is the newest day's noon or that of the day before.
	recent     = `time > now() - 36h`
	endOfToday = "now/d"                 // a day's point stands at its noon, which in the morning lies ahead
	weekly     = `GROUP BY time(7d, 4d)` // weeks begin on Monday; InfluxDB's time 0 was a Thursday
)

// column is an expression of InfluxQL with the name it is shown by.
type column struct {
	expr string
	name words
}

func col(expr, en, nb string) column { return column{expr, words{en, nb}} }

// field is a column of one field.
func field(name, en, nb string) column { return col(`"`+name+`"`, en, nb) }

// Names are put into a query as %0, %1 …, for they differ by language.
func selected(cols []column) (string, []words) {
	var parts []string
	var names []words
	for i, c := range cols {
		parts = append(parts, c.expr+` AS "%`+string(rune('0'+i))+`"`)
		names = append(names, c.name)
	}
	return strings.Join(parts, ", "), names
}

// ask is a query of the athlete's values within the board's time.
func ask(measurement, where string, cols ...column) query {
	return asked(measurement, where+` AND $timeFilter`, "", cols...)
}

// byWeek is a query of sums of weeks within the board's time.
func byWeek(measurement, where string, cols ...column) query {
	return asked(measurement, where+` AND $timeFilter`, " "+weekly, cols...)
}

// newest is a query of the newest value, of today or yesterday.
func newest(measurement string, cols ...column) query {
	return asked(measurement, " AND "+recent, "", cols...)
}

func asked(measurement, where, tail string, cols ...column) query {
	what, names := selected(cols)
	return query{source: influx, format: series, names: names, text: `SELECT ` + what + ` FROM "` + measurement + `" WHERE ` + mine + where + tail}
}

// table asks for rows instead of series.
func (q query) table() query {
	q.format = rows
	return q
}

func (q query) of(source string) query {
	q.source = source
	return q
}

// promQL is a query of Prometheus.
func promQL(expr string, legend words) query {
	return query{source: prometheus, text: expr, legend: legend}
}

// nowOnly asks for this moment alone.
func (q query) nowOnly() query {
	q.now = true
	return q
}

func (q query) in(lang string) string {
	text := q.text
	for i, n := range q.names {
		text = strings.ReplaceAll(text, "%"+string(rune('0'+i)), n.in(lang))
	}
	return text
}

// lastSeen asks when a source last measured a heart rate.
func lastSeen() query {
	return asked("heart_rate", ` AND time > now() - 90d`, "", col(`last("bpm")`, "last data", "siste data")).table().of(raw)
}
