package auth

import (
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/disk/crashfs"
)

func TestSessionLife(t *testing.T) {
	dir := folder(t)
	s := open(t, dir)
	token, g, err := s.Make(Grant{Role: Athlete, Athletes: []string{"ada"}})
	if err != nil {
		t.Fatal(err)
	}
	begin := func() string {
		t.Helper()
		value, until, got, ok, err := s.SignIn(token, at)
		if err != nil || !ok || got.ID != g.ID || !until.After(at) {
			t.Fatalf("sign in: %v %v %v %v", until, got, ok, err)
		}
		return value
	}
	phone, desk := begin(), begin()
	if phone == desk || phone == token {
		t.Error("two sessions share a secret")
	}
	b, err := disk.ReadAll(dir, sessionsName, fileLimit)
	if err != nil || strings.Contains(string(b), phone) || strings.Contains(string(b), token) {
		t.Errorf("the file holds a secret itself, or is not there: %v", err)
	}
	if _, ok := s.Check(phone, at); ok {
		t.Error("a session's secret is taken for a token")
	}
	if _, ok := s.Session(token, at); ok {
		t.Error("a token is taken for a session's secret")
	}
	if got, ok := s.Session(phone, at); !ok || got.ID != g.ID {
		t.Errorf("session: %v %v", got, ok)
	}
	if _, ok := s.Session(phone, at.Add(sessionTime)); ok {
		t.Error("a session never ends")
	}
	if _, ok, err := s.SignOut(phone, false, at); !ok || err != nil {
		t.Errorf("sign out: %v %v", ok, err)
	}
	if _, ok := s.Session(phone, at); ok {
		t.Error("a session that was signed out goes on")
	}
	if _, ok := s.Session(desk, at); !ok {
		t.Error("signing out here signs out there")
	}
	other := begin()
	if _, _, err := s.SignOut(desk, true, at); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"here": desk, "there": other} {
		if _, ok := s.Session(value, at); ok {
			t.Errorf("signed out everywhere, the session %s goes on", name)
		}
	}
	if _, ok := s.Check(token, at); !ok {
		t.Error("signing out took the token")
	}
	if _, _, _, ok, err := s.SignIn("hvp_guess", at); ok || err != nil {
		t.Errorf("a guess begins a session: %v %v", ok, err)
	}
}

func TestSessionsAreBounded(t *testing.T) {
	s := open(t, folder(t))
	token, _, err := s.Make(Grant{Role: Owner})
	if err != nil {
		t.Fatal(err)
	}
	var first, last string
	for i := range mostSessions + 1 {
		value, _, _, ok, err := s.SignIn(token, at)
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		if last = value; i == 0 {
			first = value
		}
	}
	if _, ok := s.Session(first, at); ok {
		t.Error("the oldest session goes on")
	}
	if _, ok := s.Session(last, at); !ok {
		t.Error("the newest session does not")
	}
	if n := len(s.sessions.rows); n != mostSessions {
		t.Errorf("%d sessions, want %d", n, mostSessions)
	}
}

func TestTokensExpire(t *testing.T) {
	s := open(t, folder(t))
	token, _, err := s.Make(Grant{Role: Owner, Created: at, Expires: at.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	value, until, _, ok, err := s.SignIn(token, at)
	if !ok || err != nil || !until.Equal(at.Add(time.Hour)) {
		t.Errorf("a session outlives its token: %v %v %v", until, ok, err)
	}
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{time.Hour - 1, true}, {time.Hour, false}, {9000 * time.Hour, false}} {
		if _, ok := s.Check(token, at.Add(c.after)); ok != c.want {
			t.Errorf("token after %v: %v", c.after, ok)
		}
		if _, ok := s.Session(value, at.Add(c.after)); ok != c.want {
			t.Errorf("session after %v: %v", c.after, ok)
		}
	}
}

// A token's last day is kept with one write per day, and no answer waits for more.
func TestLastUse(t *testing.T) {
	dir := folder(t)
	s := open(t, dir)
	token, _, err := s.Make(Grant{Role: Owner})
	if err != nil {
		t.Fatal(err)
	}
	used := func() string {
		t.Helper()
		all, err := open(t, dir).List()
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		return all[0].Used
	}
	if got := used(); got != "" {
		t.Errorf("used before it was: %q", got)
	}
	s.Check(token, at)
	if got := used(); got != "2026-11-24" {
		t.Errorf("last used %q", got)
	}
	if err := dir.Remove(usesName); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		s.Check(token, at.Add(time.Minute))
	}
	if there, err := disk.Exists(dir, usesName); there || err != nil {
		t.Errorf("the same day is written again: %v", err)
	}
	s.Check(token, at.Add(24*time.Hour))
	if got := used(); got != "2026-11-25" {
		t.Errorf("last used %q", got)
	}
}

// What one process revokes or signs out holds in the other from its next question on.
func TestAnotherProcessEndsASession(t *testing.T) {
	dir := folder(t)
	one, two := open(t, dir), open(t, dir)
	token, g, err := one.Make(Grant{Role: Owner})
	if err != nil {
		t.Fatal(err)
	}
	first, _, _, ok, err := two.SignIn(token, at)
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	second, _, _, _, err := one.SignIn(token, at)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := one.Session(first, at); !ok {
		t.Error("the other does not know the session")
	}
	if _, _, err := one.SignOut(first, false, at); err != nil {
		t.Fatal(err)
	}
	if _, ok := two.Session(first, at); ok {
		t.Error("a session that the other ended goes on")
	}
	if err := one.Revoke(g.ID); err != nil {
		t.Fatal(err)
	}
	if _, ok := two.Session(second, at); ok {
		t.Error("a session of a token that the other revoked goes on")
	}
}

// Who cannot be known is let in nowhere.
func TestADamagedFileLetsNobodyIn(t *testing.T) {
	dir := folder(t)
	s := open(t, dir)
	token, _, err := s.Make(Grant{Role: Owner})
	if err != nil {
		t.Fatal(err)
	}
	if err := disk.Replace(dir, disk.Temporary(tokensName), tokensName, []byte(`[{"id":"x"`)); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Check(token, at); ok {
		t.Error("a token is taken by a damaged file")
	}
	if _, _, err := s.Make(Grant{Role: Owner}); err == nil {
		t.Error("a damaged file is written over")
	}
	if _, err := Open(dir, nil); err == nil {
		t.Error("a damaged file is opened")
	}
}

// Where the files cannot be read nobody is known, which is not the same as a wrong token.
func TestFilesThatCannotBeRead(t *testing.T) {
	f := crashfs.New(at)
	s, err := Open(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := s.Make(Grant{Name: "phone", Role: Owner, Created: at})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Check("hvp_guess", at); ok || s.Trouble() != nil {
		t.Errorf("a guess: %t, %v", ok, s.Trouble())
	}
	f.Fail(1, crashfs.PowerCut)
	if _, ok := s.Check(token, at); ok || s.Trouble() == nil {
		t.Errorf("without a disk: %t, %v", ok, s.Trouble())
	}
	if _, ok := s.Session("hvs_guess", at); ok || s.Trouble() == nil {
		t.Errorf("without a disk, a session: %t, %v", ok, s.Trouble())
	}
}
