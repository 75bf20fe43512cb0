package auth

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

func folder(t testing.TB) *disk.Disk {
	t.Helper()
	d, err := disk.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func open(t testing.TB, f disk.FS) *Store {
	t.Helper()
	s, err := Open(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var at = time.Date(2026, 11, 24, 6, 30, 0, 0, time.UTC)

func TestRoles(t *testing.T) {
	for _, c := range []struct {
		role    Role
		action  Action
		athlete string
		want    bool
	}{
		{Owner, Administer, "", true},
		{Owner, Read, "anybody", true},
		{Coach, Read, "ada", true},
		{Coach, Read, "eve", false},
		{Coach, Write, "ada", false},
		{Coach, BringFiles, "ada", false},
		{Coach, Administer, "ada", false},
		{Athlete, Read, "ada", true},
		{Athlete, Write, "ada", true},
		{Athlete, BringFiles, "ada", true},
		{Athlete, Read, "eve", false},
		{Athlete, Write, "eve", false},
		{Athlete, Scrape, "", false},
		{Upload, BringFiles, "ada", true},
		{Upload, BringFiles, "eve", false},
		{Upload, Read, "ada", false},
		{Metrics, Scrape, "", true},
		{Metrics, Read, "ada", false},
		{"", Read, "ada", false},
	} {
		g := Grant{Role: c.role, Athletes: []string{"ada", "bo"}}
		if got := g.May(c.action, c.athlete); got != c.want {
			t.Errorf("%s may do %d on %q: %v, want %v", c.role, c.action, c.athlete, got, c.want)
		}
	}
}

func TestTokenLife(t *testing.T) {
	dir := folder(t)
	s := open(t, dir)
	token, g, err := s.Make(Grant{Name: "phone", Role: Upload, Athletes: []string{"ada"}})
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := s.Make(Grant{Name: "desk", Role: Owner})
	if err != nil {
		t.Fatal(err)
	}
	b, err := disk.ReadAll(dir, tokensName, fileLimit)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), token) || strings.Contains(string(b), other) {
		t.Error("the file holds a token itself")
	}
	again := open(t, dir)
	if got, ok := again.Check(token+"\n", at); !ok || got.ID != g.ID || got.Name != "phone" {
		t.Errorf("check after reopening: %+v, %v", got, ok)
	}
	for _, wrong := range []string{"", "hvp_", token[:len(token)-1], strings.ToUpper(token), hash(token)} {
		if _, ok := again.Check(wrong, at); ok {
			t.Errorf("%q is taken for a token", wrong)
		}
	}
	if err := again.Revoke(g.ID); err != nil {
		t.Fatal(err)
	}
	if _, ok := again.Check(token, at); ok {
		t.Error("a revoked token still works")
	}
	if _, ok := again.Check(other, at); !ok {
		t.Error("another token went with the revoked one")
	}
	if err := again.Revoke(g.ID); !errors.Is(err, ErrUnknown) {
		t.Errorf("revoked twice: %v", err)
	}
}

// A new folder knows nobody: there is no account to begin with.
func TestNobodyIsKnownAtFirst(t *testing.T) {
	s := open(t, folder(t))
	if all, err := s.List(); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
	for _, guess := range []string{"", "admin", "hvp_", hash("")} {
		if _, ok := s.Check(guess, at); ok {
			t.Errorf("%q is let in", guess)
		}
		if _, ok := s.Session(guess, at); ok {
			t.Errorf("the session %q is let in", guess)
		}
	}
}

func TestWhatMakesNoToken(t *testing.T) {
	s := open(t, folder(t))
	for _, g := range []Grant{{Role: "king"}, {Role: Coach}, {Role: Upload}, {}} {
		if _, _, err := s.Make(g); !errors.Is(err, ErrRole) {
			t.Errorf("%+v: %v", g, err)
		}
	}
}

// Processes on a cluster share the file: what one of them makes or revokes holds for all at once.
func TestAnotherProcessWritesTheFile(t *testing.T) {
	dir := folder(t)
	one, two := open(t, dir), open(t, dir)
	token, g, err := one.Make(Grant{Role: Owner})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := two.Check(token, at); !ok {
		t.Error("the other does not know the new token")
	}
	if _, _, err := two.Make(Grant{Role: Metrics}); err != nil {
		t.Fatal(err)
	}
	if err := two.Revoke(g.ID); err != nil {
		t.Fatal(err)
	}
	if _, ok := one.Check(token, at); ok {
		t.Error("a token that the other revoked still works")
	}
	if got, err := one.List(); err != nil || len(got) != 1 {
		t.Errorf("%d tokens, want 1: %v", len(got), err)
	}
}
