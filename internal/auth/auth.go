// Package auth keeps the tokens: who may do what with whose data. Only hashes are stored.
package auth

import (
	"slices"
	"time"
)

// ArchivePassword is the header of an upload that holds the password of an encrypted archive; in the address it would end up in logs.
const ArchivePassword = "Hvilepuls-Password"

// Role is what the bearer of a token is.
type Role string

// The roles.
const (
	Owner   Role = "owner"   // everything, of every athlete
	Coach   Role = "coach"   // reads the athletes it names
	Athlete Role = "athlete" // reads and writes the athletes it names: usually one
	Upload  Role = "upload"  // brings files of the athletes it names and learns nothing of them
	Metrics Role = "metrics" // reads /metrics
)

// Action is what somebody wants to do.
type Action int

// The actions.
const (
	Read       Action = iota // an athlete's results
	Write                    // entries: check-ins, profile, plan
	BringFiles               // uploads and their receipts
	Scrape                   // /metrics
	Administer               // tokens, verify, rebuild
)

// Grant is what a token allows.
type Grant struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"` // for people: "phone", "Grafana"
	Role     Role      `json:"role"`
	Athletes []string  `json:"athletes,omitempty"`
	Created  time.Time `json:"created"`
	Expires  time.Time `json:"expires,omitzero"` // zero: never
	Used     string    `json:"used,omitempty"`   // day of the last use, "2006-01-02" in UTC, "" for none; told, not kept with the rest
}

// expired tells whether the token is worthless by now.
func (g Grant) expired(now time.Time) bool { return !g.Expires.IsZero() && !now.Before(g.Expires) }

// May tells whether the grant covers an action, on an athlete where the action has one.
func (g Grant) May(a Action, athlete string) bool {
	switch g.Role {
	case Owner:
		return true
	case Coach:
		return a == Read && slices.Contains(g.Athletes, athlete)
	case Athlete:
		return (a == Read || a == Write || a == BringFiles) && slices.Contains(g.Athletes, athlete)
	case Upload:
		return a == BringFiles && slices.Contains(g.Athletes, athlete)
	case Metrics:
		return a == Scrape
	}
	return false
}
