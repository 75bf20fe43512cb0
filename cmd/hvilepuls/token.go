package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/internal/auth"
)

// tokenCmd makes, lists and revokes tokens.
type tokenCmd struct {
	Add    tokenAddCmd    `cmd:"" aliases:"make" help:"Make a token; it is shown once."`
	List   tokenListCmd   `cmd:"" help:"List the tokens."`
	Revoke tokenRevokeCmd `cmd:"" help:"Make a token worthless, and sign out whoever signed in with it."`
	Page   tokenPageCmd   `cmd:"" help:"Make another key for the page; the one of before is worthless from then on."`
}

const tokensPath = "/v1/admin/tokens"

// tokenAddCmd makes a token.
type tokenAddCmd struct {
	Name    string   `arg:"" help:"What it is for: phone, Grafana."`
	Role    string   `help:"owner, coach (reads), athlete (reads and writes), upload or metrics." enum:"owner,coach,athlete,upload,metrics" default:"athlete"`
	Athlete []string `help:"Athletes it is for; may be left out with one." placeholder:"ID"`
	Expires lifetime `help:"How long it holds: 90d, 12h; for ever if left out." placeholder:"TIME"`
}

// lifetime is a time like 90d or 12h.
type lifetime time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *lifetime) UnmarshalText(text []byte) error {
	days, ok := strings.CutSuffix(string(text), "d")
	n, err := strconv.Atoi(days)
	d := time.Duration(n) * 24 * time.Hour
	if !ok {
		d, err = time.ParseDuration(string(text))
	}
	const longest = 100 * 365 // days
	if err != nil || d <= 0 || n > longest || d > longest*24*time.Hour {
		return fmt.Errorf("%q: want a time like 90d or 12h", text)
	}
	*l = lifetime(d)
	return nil
}

// Run prints the token.
func (t tokenAddCmd) Run(ctx context.Context, a *app) (err error) {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done(&err)
	role := auth.Role(t.Role)
	if len(t.Athlete) == 0 && role != auth.Owner && role != auth.Metrics {
		one, err := a.athlete(ctx, c, "")
		if err != nil {
			return err
		}
		t.Athlete = []string{one}
	}
	var out api.NewToken
	g := auth.Grant{Name: t.Name, Role: role, Athletes: t.Athlete}
	if t.Expires != 0 {
		g.Expires = a.now().Add(time.Duration(t.Expires)).UTC()
	}
	if err := c.post(ctx, tokensPath, g, &out); err != nil {
		return err
	}
	if a.JSON {
		return a.print(out)
	}
	fmt.Fprintln(a.stdout, out.Token)
	a.note("Keep it: it is not shown again. Id %s, role %s.", out.ID, out.Role)
	return nil
}

// tokenListCmd lists the tokens.
type tokenListCmd struct{}

// Run lists.
func (tokenListCmd) Run(ctx context.Context, a *app) (err error) {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done(&err)
	var out struct {
		Tokens []auth.Grant `json:"tokens"`
	}
	if err := c.get(ctx, tokensPath, nil, &out); err != nil {
		return err
	}
	if a.JSON {
		return a.print(out)
	}
	t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "id\tname\trole\tathletes\tmade\tlast used\texpires")
	for _, g := range out.Tokens {
		expires := "never"
		if !g.Expires.IsZero() {
			expires = g.Expires.Format(time.DateOnly)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", g.ID, g.Name, g.Role, strings.Join(g.Athletes, " "), g.Created.Format(time.DateOnly), cmp.Or(g.Used, "never"), expires)
	}
	return t.Flush()
}

// tokenRevokeCmd makes a token worthless.
type tokenRevokeCmd struct {
	ID string `arg:"" help:"Id, as listed."`
}

// Run revokes.
func (t tokenRevokeCmd) Run(ctx context.Context, a *app) (err error) {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done(&err)
	var out struct{}
	if err := c.do(ctx, http.MethodDelete, tokensPath+"/"+t.ID, nil, nil, &out); err != nil {
		return err
	}
	if a.JSON {
		return a.print(map[string]string{"revoked": t.ID})
	}
	a.note("Revoked.")
	return nil
}

// tokenPageCmd makes another key for the page.
type tokenPageCmd struct{}

// Run makes the key and prints it.
func (tokenPageCmd) Run(ctx context.Context, a *app) (err error) {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done(&err)
	var out api.NewToken
	if err := c.do(ctx, http.MethodPost, "/v1/admin/page-key", nil, nil, &out); err != nil {
		return err
	}
	if a.JSON {
		return a.print(out)
	}
	fmt.Fprintln(a.stdout, out.Token)
	a.note("Sign in with it; the next start takes it too. Browsers that were signed in with the one of before are signed out.")
	return nil
}
