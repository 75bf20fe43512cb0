package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
)

// forgetCmd erases a file, or all of an athlete.
type forgetCmd struct {
	Athlete string  `help:"Athlete, of whom all is forgotten; with --file only that, and it may be left out with one." placeholder:"ID"`
	File    *string `help:"SHA-256 of a file, as receipts and explain name it." placeholder:"SHA"`
	Yes     bool    `help:"Do not ask."`
}

// Run asks, erases and prints the receipt.
func (f forgetCmd) Run(ctx context.Context, a *app) (err error) {
	if f.File == nil && f.Athlete == "" {
		return usage("name what to forget: --athlete ID for all of an athlete, --file SHA for a file")
	}
	if f.File != nil && *f.File == "" {
		return usage("--file is empty: want the SHA-256 of a file")
	}
	asks := term.IsTerminal(int(os.Stdin.Fd()))
	if !f.Yes && !asks {
		return usage("nobody is there to ask: say --yes if it is to be forgotten for good")
	}
	c, athlete, done, err := a.connectTo(ctx, f.Athlete)
	if err != nil {
		return err
	}
	defer done(&err)
	request := api.ToForget{Athlete: athlete}
	what := "All of " + athlete
	if f.File != nil {
		request.SHA, what = strings.ToLower(*f.File), "The file"
	}
	if !f.Yes {
		fmt.Fprintf(a.stderr, "%s will be erased everywhere and does not come back. Type %q to go on: ", what, athlete)
		line, _ := bufio.NewReader(os.Stdin).ReadString('\n') // an end without a line is no
		if strings.TrimSpace(line) != athlete {
			return errors.New("nothing was forgotten")
		}
	}
	var out api.Forgotten
	err = a.spin("forget", func() error { return c.post(ctx, "/v1/admin/forget", request, &out) })
	if err != nil {
		return err
	}
	if a.JSON {
		err = a.print(out)
	} else {
		fmt.Fprintf(a.stdout, "%s was forgotten.\n", what)
		for _, layer := range slices.Sorted(maps.Keys(out.Erased)) {
			fmt.Fprintf(a.stdout, "  %-8s %d\n", layer, out.Erased[layer])
		}
		fmt.Fprintf(a.stdout, "Receipt %s: `hvilepuls verify` looks whether anything is left.\n", out.ID)
	}
	if f.File == nil {
		err = a.noteNamed(athlete, err)
	}
	return err
}

// noteNamed tells where a person has to forget an athlete themself.
func (a *app) noteNamed(athlete string, err error) error {
	cfg, serr := a.settings()
	if serr != nil {
		return serr
	}
	if _, ok := cfg.Alerts.Athletes[athlete]; ok {
		a.note("The settings still name %s under alerts.athletes.", athlete)
	}
	for _, acc := range cfg.Ingest.Accounts.Intervals {
		if acc.Athlete == athlete {
			a.note("The settings still name %s under ingest.accounts.", athlete)
		}
	}
	a.note("What lies in the watch folder is yours: it stays there, and is not taken in again.")
	return err
}
