package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

var (
	// ErrUnknown means that there is no token of that id.
	ErrUnknown = errors.New("no such token")
	// ErrRole means that a role is none, or names no athlete where it must.
	ErrRole = errors.New("not a role")
	// ErrExpires means that a token would be worthless from the start.
	ErrExpires = errors.New("expires before it is made")
)

// Store is the files of tokens and of the sessions that were begun with them. What another process writes there holds here from the next
// question on.
type Store struct {
	mu       sync.Mutex
	tokens   table[row]
	sessions table[session]
	uses     table[use]
	noted    map[string]string // day, by token: kept, or tried to be
	trouble  error             // why the files could not be read for the newest question, nil if they could
}

// use is the day on which a token was used last.
type use struct {
	Token string `json:"token"` // its id
	Day   string `json:"day"`   // "2006-01-02" in UTC
}

type row struct {
	Grant
	Hash string `json:"hash"` // SHA-256 of the token, hex
}

// Files are the names of what a store keeps.
func Files() []string { return []string{tokensName, sessionsName, usesName} }

const (
	tokensName   = "tokens.json"
	sessionsName = "sessions.json"
	usesName     = "tokens.used.json"
)

// Open reads the files of a folder; a missing one is an empty one. guard keeps other processes from writing until unlock; nil where there are none.
func Open(f disk.FS, guard func() (unlock func(), err error)) (*Store, error) {
	s := &Store{
		tokens: table[row]{fs: f, name: tokensName, guard: guard}, sessions: table[session]{fs: f, name: sessionsName, guard: guard},
		uses: table[use]{fs: f, name: usesName, guard: guard}, noted: map[string]string{},
	}
	err := errors.Join(s.tokens.reread(), s.sessions.reread(), s.uses.reread())
	for _, u := range s.uses.rows {
		s.noted[u.Token] = u.Day
	}
	return s, err
}

const secretBytes = 32

// secret is a fresh one of 256 bits.
func secret(prefix string) string {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return prefix + base64.RawURLEncoding.EncodeToString(b)
}

// Make makes a token. It is told once; the store keeps its hash, which needs neither salt nor stretching: 256 random bits cannot be guessed.
func (s *Store) Make(g Grant) (string, Grant, error) {
	switch g.Role {
	case Owner, Metrics:
		g.Athletes = nil
	case Coach, Athlete, Upload:
		if len(g.Athletes) == 0 {
			return "", g, fmt.Errorf("make token: %w: role %s needs an athlete", ErrRole, g.Role)
		}
	default:
		return "", g, fmt.Errorf("make token: %w: %q; want owner, coach, athlete, upload or metrics", ErrRole, g.Role)
	}
	if g.expired(g.Created) {
		return "", g, fmt.Errorf("make token: %w", ErrExpires)
	}
	id := make([]byte, 4)
	_, _ = rand.Read(id)
	g.ID, g.Used = hex.EncodeToString(id), ""
	token := secret("hvp_")
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.tokens.change(func(rows []row) ([]row, error) { return append(slices.Clone(rows), row{g, hash(token)}), nil })
	if err != nil {
		return "", g, err
	}
	return token, g, nil
}

// List gives the tokens' grants, oldest first.
func (s *Store) List() ([]Grant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := errors.Join(s.tokens.reread(), s.uses.reread()); err != nil {
		return nil, err
	}
	used := map[string]string{}
	for _, u := range s.uses.rows {
		used[u.Token] = u.Day
	}
	out := make([]Grant, 0, len(s.tokens.rows))
	for _, r := range s.tokens.rows {
		r.Used = used[r.ID]
		out = append(out, r.Grant)
	}
	return out, nil
}

// Revoke makes a token worthless, and the sessions begun with it. It fails with ErrUnknown where there is none of that id.
func (s *Store) Revoke(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokens.change(func(rows []row) ([]row, error) {
		out := slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.ID == id })
		if len(out) == len(rows) {
			return nil, fmt.Errorf("revoke token %q: %w", id, ErrUnknown)
		}
		return out, nil
	})
}

// Forget takes an athlete out of all tokens; a token that names nobody else is revoked. It tells how many were changed or revoked.
func (s *Store) Forget(athlete string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.tokens.reread(); err != nil {
		return 0, err
	}
	if !slices.ContainsFunc(s.tokens.rows, func(r row) bool { return slices.Contains(r.Athletes, athlete) }) {
		return 0, nil
	}
	n := 0
	err := s.tokens.change(func(rows []row) ([]row, error) {
		var out []row
		for _, r := range rows {
			if slices.Contains(r.Athletes, athlete) {
				n++
				r.Athletes = slices.DeleteFunc(slices.Clone(r.Athletes), func(a string) bool { return a == athlete })
				if len(r.Athletes) == 0 {
					continue
				}
			}
			out = append(out, r)
		}
		return out, nil
	})
	return n, err
}

// Check gives the grant of a token, false if it is none or has expired. Its time does not depend on how much of a token is right.
func (s *Store) Check(token string, now time.Time) (Grant, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.check(token, now)
}

func (s *Store) check(token string, now time.Time) (Grant, bool) {
	if s.trouble = s.tokens.refresh(now); s.trouble != nil { // who cannot be known is let in nowhere
		return Grant{}, false
	}
	h := []byte(hash(strings.TrimSpace(token)))
	var found Grant
	ok := false
	for _, r := range s.tokens.rows {
		if subtle.ConstantTimeCompare(h, []byte(r.Hash)) == 1 {
			found, ok = r.Grant, true
		}
	}
	if !ok || found.expired(now) {
		return Grant{}, false
	}
	s.note(found.ID, now)
	return found, true
}

// Trouble is why nobody can be known at the moment, nil where somebody who is not known has no token.
func (s *Store) Trouble() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trouble
}

// note keeps the day of a token's last use: one write per token and day. Where that fails the token works all the same.
func (s *Store) note(id string, now time.Time) {
	day := now.UTC().Format(time.DateOnly)
	if s.noted[id] >= day {
		return
	}
	s.noted[id] = day
	_ = s.uses.change(func(all []use) ([]use, error) {
		out := slices.DeleteFunc(slices.Clone(all), func(u use) bool {
			_, known := s.grant(u.Token)
			return u.Token == id || !known
		})
		return append(out, use{id, day}), nil
	})
}

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
