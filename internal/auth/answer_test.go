package auth_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/auth"
)

func TestAnswerLinks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.key")
	a, err := auth.OpenAnswers(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info.Mode(), err)
	}
	until := time.Date(2026, 11, 25, 23, 0, 0, 0, time.UTC)
	want := auth.Asked{Athlete: "ada", Day: "2026-11-25", Until: until}
	token := a.Sign(want)
	again, err := auth.OpenAnswers(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := again.Check(token, until.Add(-time.Second)); !ok || got != want {
		t.Errorf("got %+v, %v", got, ok)
	}
	if _, ok := a.Check(token, until); ok {
		t.Error("a link of yesterday is taken")
	}
	other, err := auth.OpenAnswers(filepath.Join(t.TempDir(), "k"))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := other.Check(token, until.Add(-time.Hour)); ok {
		t.Error("a link of another key is taken")
	}
	for _, forged := range []string{
		"", ".", "...", strings.Replace(token, "ada", "bo", 1), strings.Replace(token, "2026-11-25", "2026-11-26", 1), token + "A", token[:len(token)-1],
		strings.Replace(token, ".", "", 1), token + "." + token, strings.Repeat("a", 1000),
	} {
		if got, ok := a.Check(forged, until.Add(-time.Hour)); ok {
			t.Errorf("%q is taken as %+v", forged, got)
		}
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.OpenAnswers(path); err == nil {
		t.Error("a damaged key is taken")
	}
}

func FuzzAnswerLink(f *testing.F) {
	a, err := auth.OpenAnswers(filepath.Join(f.TempDir(), "k"))
	if err != nil {
		f.Fatal(err)
	}
	now := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	good := a.Sign(auth.Asked{Athlete: "ada", Day: "2026-11-25", Until: now.Add(time.Hour)})
	f.Add(good)
	f.Add("a.b.c.d")
	f.Fuzz(func(t *testing.T, token string) {
		if _, ok := a.Check(token, now); ok && token != good {
			t.Errorf("%q is taken", token)
		}
	})
}
