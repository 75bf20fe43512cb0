package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
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

// doctorCmd looks for what is wrong.
type doctorCmd struct {
	Replay bool `help:"Send what could not be processed through once more."`
}

const lowDisk = 1 << 30 // bytes

// Run prints what is wrong and what to do about it, and fails if anything is.
func (d doctorCmd) Run(ctx context.Context, a *app) (err error) {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done(&err)
	if d.Replay {
		var n struct {
			Replayed int `json:"replayed"`
		}
		if err := c.post(ctx, "/v1/admin/replay", nil, &n); err != nil {
			return err
		}
		if _, err := c.drain(ctx); err != nil {
			return err
		}
		a.note("%d sent through again.", n.Replayed)
	}
	var s api.Status
	if err := c.get(ctx, "/v1/admin/status", nil, &s); err != nil {
		return err
	}
	wrong := ailments(s, a.now())
	if a.JSON {
		if err := a.print(map[string]any{"status": s, "wrong": wrong}); err != nil {
			return err
		}
	} else {
		for _, w := range wrong {
			fmt.Fprintln(a.stdout, w)
		}
		for _, t := range s.Streams {
			fmt.Fprintf(a.stdout, "stream %-8s %8d messages %8.1f MB of %.0f MB\n", t.Stream, t.Messages, float64(t.Bytes)/1e6, float64(t.Limit)/1e6)
		}
		for _, c := range s.Accounts {
			fmt.Fprintln(a.stdout, accountLine(c))
		}
		fmt.Fprintf(a.stdout, "what was done at the doors: %s\n", s.Audit)
		fmt.Fprintf(a.stdout, "disk free %.1f GB; InfluxDB: %s\n", float64(s.Free)/1e9, s.Influx)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%d things are wrong", len(wrong))
	}
	return nil
}

// ailments is what is wrong, each with what to do.
func ailments(s api.Status, now time.Time) []string {
	out := []string{}
	if s.Ready != "" {
		out = append(out, "NATS is not ready: "+s.Ready)
	}
	for _, d := range s.Dead {
		out = append(out, fmt.Sprintf("%s could not process a message of %s (%s): %s; `hvilepuls doctor --replay` tries again", d.Stage, d.Athlete, d.At.Format(time.RFC3339), d.Reason))
	}
	for _, t := range s.Streams {
		if t.Limit > 0 && float64(t.Bytes) > .8*float64(t.Limit) {
			out = append(out, fmt.Sprintf("stream %s is nearly full: raise nats.max_store", t.Stream))
		}
	}
	const late = 10 * time.Minute
	for _, st := range s.Stages {
		if !st.Oldest.IsZero() && now.Sub(st.Oldest) > late {
			out = append(out, fmt.Sprintf("stage %s is behind: its oldest message waits since %s", st.Stage, st.Oldest.Format(time.RFC3339)))
		}
	}
	for _, c := range s.Accounts {
		out = append(out, accountAilments(c, now)...)
	}
	for _, d := range s.Alerts {
		out = append(out, fmt.Sprintf("channel %s of %s did not take a notice (%s): %s; `hvilepuls alerts test --athlete %s` tries it", d.Channel, d.Athlete, d.Tried.Format(time.RFC3339), d.Reason, d.Athlete))
	}
	for _, d := range s.Lost {
		out = append(out, fmt.Sprintf("a file of %s in the archive: %s", d.Athlete, d.What))
	}
	if n := s.Checked.Differences; n > 0 {
		out = append(out, fmt.Sprintf("the self-check of %s could not mend %d differences: `hvilepuls verify` names them", s.Checked.At.Format(time.RFC3339), n))
	}
	if s.Checked.Trouble != "" {
		out = append(out, "the self-check could not be made: "+s.Checked.Trouble)
	}
	if s.Free > 0 && s.Free < lowDisk {
		out = append(out, "the disk is nearly full: uploads are refused until there is room")
	}
	if s.Influx != "ok" && s.Influx != "not configured" {
		out = append(out, "InfluxDB: "+s.Influx+"; nothing is lost, it catches up by itself")
	}
	return out
}
