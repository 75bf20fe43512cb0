package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/dashboards/api"
	"github.com/hvilepuls/hvilepuls/ingest/connect"
)

// accountLine tells how an account at a service is.
func accountLine(c api.Account) string {
	var line strings.Builder
	fmt.Fprintf(&line, "%s of %s: last contact %s, last data %s, next try %s", c.Title, c.Athlete, told(c.Contact), told(c.Data), told(c.Next))
	for _, n := range []struct {
		n    int
		what string
	}{
		{c.Blocked, "that it does not give away (Strava's)"}, {c.NoFile, "without a file"}, {c.Deleted, "deleted there and kept here"},
	} {
		if n.n > 0 {
			fmt.Fprintf(&line, "; %d activities %s", n.n, n.what)
		}
	}
	return line.String()
}

func told(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Local().Format(time.RFC3339)
}

// accountAilments is what is wrong with an account, each with what to do.
func accountAilments(c api.Account, now time.Time) []string {
	who := fmt.Sprintf("%s of %s: ", c.Title, c.Athlete)
	switch connect.Trouble(c.Trouble) {
	case "":
	case connect.Reauth:
		return []string{who + "the key is not taken; make a new one in the service's settings and put it into the key_file of " + c.Setting + ": it is tried at once"}
	case connect.NoKey:
		return []string{who + "the key_file of " + c.Setting + " cannot be read, or does not hold the key alone"}
	case connect.Odd:
		return []string{who + "it answers what its specification does not say; it is tried again at " + told(c.Next)}
	case connect.Refused:
		return []string{who + "the archive takes no file now; see what else is wrong"}
	default: // it passes by itself, unless it does not
	}
	const silent = 36 * time.Hour
	if !c.Contact.IsZero() && now.Sub(c.Contact) > silent {
		return []string{who + "no answer since " + told(c.Contact) + "; it is tried again at " + told(c.Next) + ", while `hvilepuls up` runs"}
	}
	return nil
}
