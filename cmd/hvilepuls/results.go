package main

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"text/tabwriter"
)

// resultsCmd prints metrics per day.
type resultsCmd struct {
	Athlete string   `help:"Athlete; may be left out with one." placeholder:"ID"`
	From    string   `help:"First day." placeholder:"YYYY-MM-DD"`
	To      string   `help:"Last day." placeholder:"YYYY-MM-DD"`
	Format  string   `help:"table, csv, json or lp (InfluxDB line protocol)." enum:"table,csv,json,lp" default:"table"`
	Metrics []string `arg:"" optional:"" name:"metric" help:"Metrics; all, or in a table the ones most looked at."`
}

// shown are the columns of a table where nobody asks for others.
var shown = []string{"rhr", "rhr_z", "hrv_rmssd", "sleep_tst_min", "load", "ctl", "atl", "glute_sets_max", "glute_sets_7d", "local_readiness", "risk_p", "risk_level"}

// Run prints.
func (r resultsCmd) Run(ctx context.Context, a *app) (err error) {
	c, athlete, done, err := a.connectTo(ctx, r.Athlete)
	if err != nil {
		return err
	}
	defer done(&err)
	if a.JSON {
		r.Format = "json"
	}
	q := url.Values{"from": {r.From}, "to": {r.To}, "metric": r.Metrics, "format": {r.Format}}
	path := athletePath(athlete, "results")
	if r.Format != "table" {
		return c.get(ctx, path, q, a.stdout)
	}
	if len(r.Metrics) == 0 {
		r.Metrics = shown
	}
	q["metric"], q["format"] = r.Metrics, []string{"json"}
	var out struct {
		Days []struct {
			Day     string              `json:"day"`
			Metrics map[string]*float64 `json:"metrics"`
		} `json:"days"`
	}
	if err := c.get(ctx, path, q, &out); err != nil {
		return err
	}
	if len(out.Days) == 0 {
		a.note("There are no days yet. `hvilepuls import` brings files in.")
		return nil
	}
	t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "day\t%s\t\n", strings.Join(r.Metrics, "\t"))
	for _, d := range out.Days {
		fmt.Fprint(t, d.Day)
		for _, m := range r.Metrics {
			fmt.Fprint(t, "\t", cell(d.Metrics[m]))
		}
		fmt.Fprint(t, "\t\n")
	}
	return t.Flush()
}

// cell is a number for people; missing is a dash, never 0.
func cell(v *float64) string {
	if v == nil {
		return "-"
	}
	s := strconv.FormatFloat(*v, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
