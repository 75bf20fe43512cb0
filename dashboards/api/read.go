package api

import (
	"bufio"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// dayMetrics is one day of results. Every metric asked for is there, null where it is missing.
type dayMetrics struct {
	Day     record.Date         `json:"day"`
	Metrics map[string]*float64 `json:"metrics"`
}

// getResults gives metrics per day as JSON, CSV or line protocol.
func (d *Doors) getResults(w http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	from, to, err := dateRange(q.Get("from"), q.Get("to"))
	if err != nil {
		return err
	}
	names, err := metricNames(q["metric"])
	if err != nil {
		return err
	}
	days, err := d.backend.Results(r.Context(), v.athlete, from, to)
	if err != nil {
		return err
	}
	switch q.Get("format") {
	case "", "json":
		out := make([]dayMetrics, 0, len(days))
		for _, day := range days {
			m := make(map[string]*float64, len(names))
			for _, n := range names {
				m[n] = valueOf(day, n)
			}
			out = append(out, dayMetrics{day.Date, m})
		}
		return answer(w, http.StatusOK, map[string]any{"athlete": v.athlete, "days": out})
	case "csv":
		return writeCSV(w, names, days)
	case "lp":
		return writeLines(w, v.athlete, names, days)
	}
	return bad("format %q: want json, csv or lp", q.Get("format"))
}

func valueOf(d result.Day, name string) *float64 {
	if v, ok := d.Values[name]; ok {
		return &v.V
	}
	return nil
}

func dateRange(from, to string) (a, b record.Date, err error) {
	a, b = -1<<31+1, 1<<31-1
	if from != "" {
		if a, err = record.ParseDate(from); err != nil {
			return a, b, Problem{http.StatusBadRequest, err}
		}
	}
	if to != "" {
		if b, err = record.ParseDate(to); err != nil {
			return a, b, Problem{http.StatusBadRequest, err}
		}
	}
	return a, b, nil
}

// metricNames are those asked for, all if none is.
func metricNames(asked []string) ([]string, error) {
	var all []string
	for _, m := range metric.Table() {
		all = append(all, m.Name)
	}
	if len(asked) == 0 {
		return all, nil
	}
	for _, n := range asked {
		if !slices.Contains(all, n) {
			return nil, bad("there is no metric %q; there are: %s", n, strings.Join(all, " "))
		}
	}
	return asked, nil
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// writeCSV writes a column per metric; a missing value is an empty field.
func writeCSV(w http.ResponseWriter, names []string, days []result.Day) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	out := bufio.NewWriter(w)
	_, _ = out.WriteString("day," + strings.Join(names, ",") + "\n")
	for _, d := range days {
		_, _ = out.WriteString(d.Date.String())
		for _, n := range names {
			_ = out.WriteByte(',')
			if v := valueOf(d, n); v != nil {
				_, _ = out.WriteString(number(*v))
			}
		}
		_ = out.WriteByte('\n')
	}
	return out.Flush()
}

// writeLines writes InfluxDB's line protocol: a point of "daily" per day, stamped like the sink does.
func writeLines(w http.ResponseWriter, athlete string, names []string, days []result.Day) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	out := bufio.NewWriter(w)
	for _, d := range days {
		var fields []string
		for _, n := range names {
			if v := valueOf(d, n); v != nil {
				fields = append(fields, n+"="+number(*v))
			}
		}
		if len(fields) > 0 {
			_, _ = out.WriteString("daily,athlete=" + athlete + " " + strings.Join(fields, ",") + " " + strconv.FormatInt(d.Noon.UnixNano(), 10) + "\n")
		}
	}
	return out.Flush()
}

// getVerdict judges the next planned session, at ?at= or now.
func (d *Doors) getVerdict(w http.ResponseWriter, r *http.Request, v visit) error {
	at := d.now()
	if s := r.URL.Query().Get("at"); s != "" {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return bad("at %q: want a time like 2026-11-08T12:00:00Z", s)
		}
		at = t
	}
	out, err := d.backend.Verdict(r.Context(), v.athlete, at, r.URL.Query().Get("language"))
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, out)
}

// getBacktest judges the mornings of a range again.
func (d *Doors) getBacktest(w http.ResponseWriter, r *http.Request, v visit) error {
	from, to, err := dateRange(r.URL.Query().Get("from"), r.URL.Query().Get("to"))
	if err != nil {
		return err
	}
	out, err := d.backend.Backtest(r.Context(), v.athlete, from, to)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, out)
}
