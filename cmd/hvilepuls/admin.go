package main

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/schollz/progressbar/v3"
)

// rebuildCmd makes everything behind the archive anew.
type rebuildCmd struct {
	What string `arg:"" optional:"" enum:"influx,all" default:"all" help:"influx: only InfluxDB."`
}

// Run rebuilds.
func (r rebuildCmd) Run(ctx context.Context, a *app) (err error) {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done(&err)
	q := url.Values{}
	if r.What != "all" {
		q.Set("what", r.What)
	}
	var out struct{}
	err = a.spin("rebuild", func() error { return c.do(ctx, http.MethodPost, "/v1/admin/rebuild", q, nil, &out) })
	if err != nil {
		return err
	}
	if a.JSON {
		return a.print(map[string]string{"rebuilt": r.What})
	}
	a.note("Done.")
	return nil
}

// spin shows that something long is going on.
func (a *app) spin(what string, do func() error) error {
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(a.stderr), progressbar.OptionSetVisibility(a.bars()),
		progressbar.OptionSetDescription(what), progressbar.OptionClearOnFinish(), progressbar.OptionSetElapsedTime(true))
	stop := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				_ = bar.Finish()
				return
			case <-tick.C:
				_ = bar.Add(1)
			}
		}
	}()
	err := do()
	close(stop)
	<-ended
	return err
}
