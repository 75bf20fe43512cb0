package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
)

// alertsCmd is about the channels by which athletes are told.
type alertsCmd struct {
	Add    alertsAddCmd    `cmd:"" help:"Add a channel. Its address is a secret: it is read from a file or asked for, and told to nobody."`
	List   alertsListCmd   `cmd:"" help:"List an athlete's channels, without their addresses."`
	Remove alertsRemoveCmd `cmd:"" help:"Take a channel away."`
	Test   alertsTestCmd   `cmd:"" help:"Send a test notice to each channel and say how it went."`
}

func channelPath(athlete, name string) string {
	return athletePath(athlete, "channels/"+url.PathEscape(name))
}

// alertsAddCmd adds a channel.
type alertsAddCmd struct {
	Name    string `arg:"" help:"What it is called, of a-z, 0-9 and -: phone."`
	Athlete string `help:"Whose; may be left out with one." placeholder:"ID"`
	File    string `help:"File whose first line is the address; - for the standard input." placeholder:"FILE"`
}

// Run adds.
func (t alertsAddCmd) Run(ctx context.Context, a *app) (err error) {
	address, err := t.address(a)
	if err != nil {
		return err
	}
	c, athlete, done, err := a.connectTo(ctx, t.Athlete)
	if err != nil {
		return err
	}
	defer done(&err)
	if err := c.post(ctx, athletePath(athlete, "channels"), api.NewChannel{Name: t.Name, Address: address}, &struct{}{}); err != nil {
		return err
	}
	a.note("Added. Try it: hvilepuls alerts test --athlete %s", athlete)
	return nil
}

// address is never an argument: every user of the machine can read those.
func (t alertsAddCmd) address(a *app) (string, error) {
	if t.File == "" {
		if !terminal(os.Stdin) || !terminal(a.stderr) {
			return "", usage("the address is a secret: name a file that holds it with --file, or - for the standard input")
		}
		fmt.Fprint(a.stderr, "Address, like ntfy://ntfy.sh/TOPIC (it is not shown): ")
		b, err := term.ReadPassword(int(os.Stdin.Fd()))
		fmt.Fprintln(a.stderr)
		return string(b), err
	}
	in := io.Reader(os.Stdin)
	if t.File != "-" {
		f, err := os.Open(t.File)
		if err != nil {
			return "", usage("read address: %w", err)
		}
		defer f.Close()
		in = f
	}
	line, err := bufio.NewReader(io.LimitReader(in, 64<<10)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", usage("read address: %w", err)
	}
	return strings.TrimSpace(line), nil
}

// alertsListCmd lists channels.
type alertsListCmd struct {
	Athlete string `help:"Whose; may be left out with one." placeholder:"ID"`
}

// Run lists.
func (t alertsListCmd) Run(ctx context.Context, a *app) (err error) {
	c, athlete, done, err := a.connectTo(ctx, t.Athlete)
	if err != nil {
		return err
	}
	defer done(&err)
	var out struct {
		Channels []api.Channel `json:"channels"`
	}
	if err := c.get(ctx, athletePath(athlete, "channels"), nil, &out); err != nil {
		return err
	}
	if a.JSON {
		return a.print(out)
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "name\tkind\tadded")
	for _, ch := range out.Channels {
		added := "in the settings"
		if ch.Own {
			added = ch.Added.Format("2006-01-02")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", ch.Name, ch.Kind, added)
	}
	return w.Flush()
}

// alertsRemoveCmd takes a channel away.
type alertsRemoveCmd struct {
	Name    string `arg:"" help:"As it is listed."`
	Athlete string `help:"Whose; may be left out with one." placeholder:"ID"`
}

// Run removes.
func (t alertsRemoveCmd) Run(ctx context.Context, a *app) (err error) {
	c, athlete, done, err := a.connectTo(ctx, t.Athlete)
	if err != nil {
		return err
	}
	defer done(&err)
	if err := c.do(ctx, http.MethodDelete, channelPath(athlete, t.Name), nil, nil, &struct{}{}); err != nil {
		return err
	}
	a.note("Removed.")
	return nil
}

// alertsTestCmd sends a test notice.
type alertsTestCmd struct {
	Athlete string `help:"Whose channels; those of all without it." placeholder:"ID"`
}

// Run sends, prints a line per channel, and fails if a channel did.
func (t alertsTestCmd) Run(ctx context.Context, a *app) (err error) {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done(&err)
	q := url.Values{}
	if t.Athlete != "" {
		q.Set("athlete", t.Athlete)
	}
	var out struct {
		Channels []api.AlertTried `json:"channels"`
	}
	if err := c.do(ctx, http.MethodPost, "/v1/admin/alerts/test", q, nil, &out); err != nil {
		return err
	}
	failed := 0
	for _, ch := range out.Channels {
		said := "delivered"
		if ch.Reason != "" {
			failed++
			said = "failed: " + ch.Reason
		}
		if !a.JSON {
			fmt.Fprintf(a.stdout, "%s %s: %s\n", ch.Athlete, ch.Channel, said)
		}
	}
	if a.JSON {
		err = a.print(out)
	}
	switch {
	case err != nil:
		return err
	case len(out.Channels) == 0:
		return usage("no channel is set up: add one with `hvilepuls alerts add`, or name it under alerts.athletes in the settings")
	case failed > 0:
		return fmt.Errorf("%d of %d channels failed", failed, len(out.Channels))
	}
	return nil
}
