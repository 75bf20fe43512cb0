package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"text/tabwriter"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/internal/auth"
)

// tokenCmd makes, lists and revokes tokens.
type tokenCmd struct {
	Add    tokenAddCmd    `cmd:"" aliases:"make" help:"Make a token; it is shown once."`
	List   tokenListCmd   `cmd:"" help:"List the tokens."`
	Revoke tokenRevokeCmd `cmd:"" help:"Make a token worthless."`
}

const tokensPath = "/v1/admin/tokens"

// tokenAddCmd makes a token.
type tokenAddCmd struct {
	Name    string   `arg:"" help:"What it is for: phone, Grafana."`
	Role    string   `help:"owner, coach (reads), athlete (reads and writes), upload or metrics." enum:"owner,coach,athlete,upload,metrics" default:"athlete"`
	Athlete []string `help:"Athletes it is for; may be left out with one." placeholder:"ID"`
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
	if err := c.post(ctx, tokensPath, auth.Grant{Name: t.Name, Role: role, Athletes: t.Athlete}, &out); err != nil {
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
	fmt.Fprintln(t, "id\tname\trole\tathletes\tmade")
	for _, g := range out.Tokens {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", g.ID, g.Name, g.Role, strings.Join(g.Athletes, " "), g.Created.Format("2006-01-02"))
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
