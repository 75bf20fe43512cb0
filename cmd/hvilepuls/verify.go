package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
)

// verifyCmd holds every layer against the one above it.
type verifyCmd struct {
	Repair bool `help:"Mend what differs from the layer before, then verify." xor:"how"`
	Scrub  bool `help:"Only read every archived file again; what rotted goes into quarantine." xor:"how"`
}

// Run prints what was mended and what differs, and fails if anything does.
func (v verifyCmd) Run(ctx context.Context, a *app) (err error) {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done(&err)
	q, what := url.Values{}, "verify"
	switch {
	case v.Repair:
		q.Set("how", "repair")
		what = "repair"
	case v.Scrub:
		q.Set("how", "scrub")
		what = "scrub"
	}
	var out api.Verified
	err = a.spin(what, func() error { return c.do(ctx, http.MethodPost, "/v1/admin/verify", q, nil, &out) })
	if err != nil {
		return err
	}
	if a.JSON {
		if err := a.print(out); err != nil {
			return err
		}
	} else {
		for _, d := range out.Mended {
			fmt.Fprintf(a.stdout, "mended: %s\n", line(d))
		}
		for _, d := range out.Differences {
			fmt.Fprintln(a.stdout, line(d))
		}
	}
	if n := len(out.Differences); n > 0 {
		return fmt.Errorf("%d differences; %s", n, remedy(out.Differences))
	}
	switch {
	case a.JSON:
	case v.Scrub:
		fmt.Fprintln(a.stdout, "Every archived file is what was put there.")
	default:
		fmt.Fprintln(a.stdout, "Archive, records, days, results and InfluxDB (where configured) agree.")
	}
	return nil
}

func line(d api.Difference) string {
	return fmt.Sprintf("%s %s %s: %s", d.Layer, d.Athlete, d.Place, d.What)
}

// remedy is what to do about differences.
func remedy(ds []api.Difference) string {
	elsewhere := slices.ContainsFunc(ds, func(d api.Difference) bool { return d.Layer != "influxdb" })
	damaged := slices.ContainsFunc(ds, func(d api.Difference) bool { return d.Layer == "archive" })
	switch {
	case damaged:
		return "what the archive lost comes back from a backup, or by importing the file again; `hvilepuls verify --repair` mends the rest"
	case elsewhere:
		return "`hvilepuls verify --repair` mends them, `hvilepuls rebuild` makes everything behind the archive anew"
	}
	return "what InfluxDB lacks is sent once it answers; `hvilepuls verify --repair` mends what differs, `hvilepuls rebuild influx` makes all of it anew"
}
