package connect

import (
	"errors"
	"math"
	"time"
)

// Trouble is why an account could not be read. Each asks for something else: a person's hand, or time.
type Trouble string

// The kinds of trouble.
const (
	NoKey   Trouble = "key_unreadable"    // the file with the key cannot be read
	Reauth  Trouble = "reauth_required"   // the service does not take the key
	Limited Trouble = "rate_limited"      // it was asked too often
	Away    Trouble = "unavailable"       // it, or the way to it, is down
	Odd     Trouble = "unexpected_answer" // it answers what its specification does not say
	Refused Trouble = "not_taken"         // the archive takes no file now
)

// failure is an error with its trouble. After, if not 0, is how long the service asks to be left alone.
type failure struct {
	Trouble
	after time.Duration
	err   error
}

func (f failure) Error() string { return f.err.Error() }

func (f failure) Unwrap() error { return f.err }

func fail(t Trouble, err error) error { return failure{Trouble: t, err: err} }

// Waits after trouble.
const (
	firstWait   = time.Minute
	longestWait = time.Hour
	handWait    = 24 * time.Hour // for what a person has to mend; a changed key is tried at once
	mostAfter   = 24 * time.Hour // that a service may ask for
)

// waitAfter is how long to wait after the nth failure in a row, n from 1: what the service asks for, else twice as long each time, spread by
// chance (0 to 1) over half to one and a half of it so that many do not come back at once.
func waitAfter(err error, n int, chance float64) time.Duration {
	f, ok := errors.AsType[failure](err)
	switch {
	case ok && (f.Trouble == Reauth || f.Trouble == NoKey):
		return handWait
	case ok && f.after > 0:
		return min(max(f.after, firstWait), mostAfter)
	}
	wait := float64(firstWait) * math.Pow(2, float64(min(n, 20)-1))
	return time.Duration(min(wait, float64(longestWait)) * (.5 + chance))
}

// troubleOf is the kind of an error.
func troubleOf(err error) Trouble {
	if f, ok := errors.AsType[failure](err); ok {
		return f.Trouble
	}
	return Odd
}
