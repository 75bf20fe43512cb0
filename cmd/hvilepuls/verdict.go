package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// verdictCmd judges the next planned session.
type verdictCmd struct {
	Athlete  string `help:"Athlete; may be left out with one." placeholder:"ID"`
	At       string `help:"Judge as of this time instead of now." placeholder:"2026-11-08T12:00:00Z"`
	Language string `help:"Language of the texts; the athlete's own." enum:"en,nb," default:""`
}

// Run prints the verdict with its reasons.
func (v verdictCmd) Run(ctx context.Context, a *app) (err error) {
	c, athlete, done, err := a.connectTo(ctx, v.Athlete)
	if err != nil {
		return err
	}
	defer done(&err)
	q := url.Values{"language": {v.Language}}
	if v.At != "" {
		q.Set("at", v.At)
	}
	out, err := c.verdict(ctx, athlete, q)
	if err != nil {
		return err
	}
	if a.JSON {
		return a.print(out)
	}
	a.printVerdict(out)
	return nil
}

// shape is the sign that goes with a verdict's word, as on the page.
func shape(verdict string) string {
	switch verdict {
	case "go":
		return "●"
	case "lighter":
		return "◐"
	case "wait":
		return "◔"
	case "rest":
		return "○"
	}
	return "◌"
}

func (a *app) printVerdict(v result.Verdict) {
	fmt.Fprintf(a.stdout, "%s  %s\n", shape(v.Verdict), strings.ToUpper(v.Verdict))
	if v.Session.Name != nil {
		fmt.Fprintf(a.stdout, "   %s %s\n", *v.Session.Name, v.Session.Start.Format("Monday 2 January 15:04 MST"))
	}
	fmt.Fprintf(a.stdout, "   %s\n\n", v.Text)
	if v.Corrected != nil {
		fmt.Fprintf(a.stdout, "   %s\n\n", v.Corrected.Text)
	}
	for _, r := range v.Reasons {
		fmt.Fprintf(a.stdout, "   %s %s\n", mark(r.Effect), r.Text)
	}
	if len(v.Changes) > 0 {
		fmt.Fprintln(a.stdout)
	}
	for _, c := range v.Changes {
		fmt.Fprintf(a.stdout, "   → %s\n", c.Text)
	}
	if v.Risk.P != nil {
		fmt.Fprintf(a.stdout, "\n   recovery risk %s (%.0f %%, confidence %s)\n", v.Risk.Level, 100**v.Risk.P, v.Risk.Confidence)
	}
	fmt.Fprintln(a.stdout, "\nHvilepuls shows signs, it does not diagnose.")
}

func mark(effect string) string {
	switch effect {
	case "for":
		return "+"
	case "against":
		return "-"
	case "missing":
		return "?"
	}
	return "·"
}

// explainCmd says what stands behind a day.
type explainCmd struct {
	Athlete string `help:"Athlete; may be left out with one." placeholder:"ID"`
	Day     string `arg:"" help:"The day." placeholder:"YYYY-MM-DD"`
}

// Run prints every number of the day, each sign's contribution and the files behind them.
func (e explainCmd) Run(ctx context.Context, a *app) (err error) {
	if _, err := time.Parse(time.DateOnly, e.Day); err != nil {
		return usage("day %q: want YYYY-MM-DD", e.Day)
	}
	c, athlete, done, err := a.connectTo(ctx, e.Athlete)
	if err != nil {
		return err
	}
	defer done(&err)
	var out api.Explained
	if err := c.get(ctx, athletePath(athlete, "days/"+e.Day), nil, &out); err != nil {
		return err
	}
	if a.JSON {
		return a.print(out)
	}
	t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "sign\tvalue\tusual\tcontribution\n")
	for _, s := range out.Signs {
		fmt.Fprintf(t, "%s\t%s\t%s\t%+.2f\n", s.Sign, cell(&s.Value), cell(s.Baseline), s.Contribution)
	}
	fmt.Fprintf(t, "\nmetric\tvalue\tunit\tsource\tlimits\n")
	for _, m := range out.Metrics {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", m.Name, cell(&m.V), m.Unit, m.Source, m.Warn)
	}
	tellChoices(t, out.Choices)
	again := "computed again from what the sources say, it is the same to the byte"
	if !out.Recomputed {
		again = "computed again it is not the same: newer data are on their way; ask once more"
	}
	fmt.Fprintf(t, "\nmodel %s; %s\n", out.Model, again)
	fmt.Fprintf(t, "\nfile\tformat\tSHA-256\n")
	for _, f := range out.Files {
		fmt.Fprintf(t, "%s\t%s\t%s\n", f.Name, f.Format, f.SHA)
	}
	return t.Flush()
}

// tellChoices says which source was used where several spoke of the day, and why.
func tellChoices(w io.Writer, choices []api.ExplainedChoice) {
	if len(choices) == 0 {
		return
	}
	fmt.Fprintf(w, "\nchosen\tvalue\tsource\twhy\tnot used\n")
	for _, c := range choices {
		value := cell(c.Value)
		if c.Start != nil {
			value = c.Start.UTC().Format("15:04Z")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", c.What, value, c.Source, c.Text, strings.Join(c.Others, ", "))
	}
}
