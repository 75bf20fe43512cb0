package auth

import (
	"crypto/subtle"
	"errors"
	"slices"
	"time"
)

const (
	sessionTime  = 365 * 24 * time.Hour // the morning question is answered on a phone, for years; Grant.Expires ends it earlier
	mostSessions = 50                   // of one token; another one ends the oldest
)

// session is a browser that was signed in.
type session struct {
	Hash  string    `json:"hash"`  // SHA-256 of the secret in the cookie, hex
	Token string    `json:"token"` // id of the token it was begun with
	Until time.Time `json:"until"`
}

// SignIn begins a session with a token; false if that is none. The session's secret is told once, and holds until the time given, until
// it is signed out, or until the token is revoked or expires.
func (s *Store) SignIn(token string, now time.Time) (value string, until time.Time, g Grant, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g, ok = s.check(token, now); !ok {
		return "", time.Time{}, g, false, nil
	}
	value, until = secret("hvs_"), now.Add(sessionTime).UTC()
	if !g.Expires.IsZero() && g.Expires.Before(until) {
		until = g.Expires
	}
	err = s.sessions.change(func(all []session) ([]session, error) {
		all = s.living(all, now)
		same := 0
		for _, old := range slices.Backward(all) {
			if old.Token == g.ID {
				if same++; same == mostSessions {
					all = slices.DeleteFunc(all, func(x session) bool { return x == old })
					break
				}
			}
		}
		return append(all, session{hash(value), g.ID, until}), nil
	})
	return value, until, g, err == nil, err
}

// living are the sessions that are worth something still.
func (s *Store) living(all []session, now time.Time) []session {
	return slices.DeleteFunc(slices.Clone(all), func(x session) bool {
		_, known := s.grant(x.Token)
		return !known || !now.Before(x.Until)
	})
}

func (s *Store) grant(id string) (Grant, bool) {
	for _, r := range s.tokens.rows {
		if r.ID == id {
			return r.Grant, true
		}
	}
	return Grant{}, false
}

// Session gives the grant of a session's secret, false if it is none or has ended.
func (s *Store) Session(value string, now time.Time) (Grant, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.trouble = errors.Join(s.tokens.refresh(now), s.sessions.refresh(now)); s.trouble != nil { // who cannot be known is let in nowhere
		return Grant{}, false
	}
	h := []byte(hash(value))
	var found session
	for _, x := range s.sessions.rows {
		if subtle.ConstantTimeCompare(h, []byte(x.Hash)) == 1 {
			found = x
		}
	}
	g, ok := s.grant(found.Token)
	if !ok || !now.Before(found.Until) || g.expired(now) {
		return Grant{}, false
	}
	s.note(g.ID, now)
	return g, true
}

// SignOut ends a session, or with everywhere all of its token. It gives the token's grant, false if there is no such session.
func (s *Store) SignOut(value string, everywhere bool, now time.Time) (Grant, bool, error) {
	g, ok := s.Session(value, now)
	if !ok {
		return g, false, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h := hash(value)
	err := s.sessions.change(func(all []session) ([]session, error) {
		return slices.DeleteFunc(s.living(all, now), func(x session) bool { return x.Hash == h || everywhere && x.Token == g.ID }), nil
	})
	return g, true, err
}
