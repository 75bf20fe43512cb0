// Package auth keeps the tokens: who may do what with whose data. Only hashes are stored.
package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
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
}

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

var (
	// ErrUnknown means that there is no token of that id.
	ErrUnknown = errors.New("no such token")
	// ErrRole means that a role is none, or names no athlete where it must.
	ErrRole = errors.New("not a role")
)

// Store is the file of tokens.
type Store struct {
	fs   disk.FS
	name string
	mu   sync.Mutex
	rows []row
	read disk.Info // of the file as it was read
}

type row struct {
	Grant
	Hash string `json:"hash"` // SHA-256 of the token, hex
}

const fileLimit = 16 << 20 // bytes of the file of tokens: some 50,000

// Open reads the file of tokens; a missing one is an empty one.
func Open(f disk.FS, name string) (*Store, error) {
	s := &Store{fs: f, name: name}
	return s, s.refresh()
}

// refresh reads the file if it changed: beside processes that share a data folder another one may have written it.
func (s *Store) refresh() error {
	now, err := s.fs.Stat(s.name)
	if errors.Is(err, fs.ErrNotExist) {
		s.rows, s.read = nil, disk.Info{}
		return nil
	}
	if err != nil {
		return fmt.Errorf("read tokens: %w", err)
	}
	if now == s.read {
		return nil
	}
	b, err := disk.ReadAll(s.fs, s.name, fileLimit)
	if err != nil {
		return fmt.Errorf("read tokens: %w", err)
	}
	var rows []row
	if err := json.Unmarshal(b, &rows); err != nil {
		return fmt.Errorf("read tokens in %s: %w; move the file away to begin anew", s.name, err)
	}
	s.rows, s.read = rows, now
	return nil
}

const secretBytes = 32

// Make makes a token. It is told once; the store keeps its hash.
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
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	id := make([]byte, 4)
	_, _ = rand.Read(id)
	g.ID = hex.EncodeToString(id)
	token := "hvp_" + base64.RawURLEncoding.EncodeToString(secret)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refresh(); err != nil {
		return "", g, err
	}
	rows := append(slices.Clone(s.rows), row{g, hash(token)})
	if err := s.save(rows); err != nil {
		return "", g, err
	}
	return token, g, nil
}

// List gives the tokens' grants, oldest first.
func (s *Store) List() []Grant {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Grant, 0, len(s.rows))
	for _, r := range s.rows {
		out = append(out, r.Grant)
	}
	return out
}

// Revoke makes a token worthless. It fails with ErrUnknown where there is none of that id.
func (s *Store) Revoke(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refresh(); err != nil {
		return err
	}
	rows := slices.DeleteFunc(slices.Clone(s.rows), func(r row) bool { return r.ID == id })
	if len(rows) == len(s.rows) {
		return fmt.Errorf("revoke token %q: %w", id, ErrUnknown)
	}
	return s.save(rows)
}

// Forget takes an athlete out of all tokens; a token that names nobody else is revoked. It tells how many were changed or revoked.
func (s *Store) Forget(athlete string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refresh(); err != nil {
		return 0, err
	}
	n := 0
	var rows []row
	for _, r := range s.rows {
		if slices.Contains(r.Athletes, athlete) {
			n++
			r.Athletes = slices.DeleteFunc(slices.Clone(r.Athletes), func(a string) bool { return a == athlete })
			if len(r.Athletes) == 0 {
				continue
			}
		}
		rows = append(rows, r)
	}
	if n == 0 {
		return 0, nil
	}
	return n, s.save(rows)
}

// Check gives the grant of a token, false if it is none. Its time does not depend on how much of a token is right.
func (s *Store) Check(token string) (Grant, bool) {
	h := []byte(hash(strings.TrimSpace(token)))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refresh() != nil { // who cannot be known is let in nowhere
		return Grant{}, false
	}
	var found Grant
	ok := false
	for _, r := range s.rows {
		if subtle.ConstantTimeCompare(h, []byte(r.Hash)) == 1 {
			found, ok = r.Grant, true
		}
	}
	return found, ok
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// save gives the file new rows, durably.
func (s *Store) save(rows []row) error {
	b, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		return fmt.Errorf("write tokens: %w", err)
	}
	if err := disk.Replace(s.fs, disk.Temporary(s.name), s.name, b); err != nil {
		return fmt.Errorf("write tokens: %w", err)
	}
	return s.refresh()
}
