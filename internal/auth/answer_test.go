package auth

import (
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk"
)

func TestAnswerLinks(t *testing.T) {
	dir := folder(t)
	a, err := OpenAnswers(dir, "answers.key")
	if err != nil {
		t.Fatal(err)
	}
	until := time.Date(2026, 11, 25, 23, 0, 0, 0, time.UTC)
	want := Asked{Athlete: "ada", Day: "2026-11-25", Until: until}
	token := a.Sign(want)
	again, err := OpenAnswers(dir, "answers.key")
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := again.Check(token, until.Add(-time.Second)); !ok || got != want {
		t.Errorf("got %+v, %v", got, ok)
	}
	if _, ok := a.Check(token, until); ok {
		t.Error("a link of yesterday is taken")
	}
	other, err := OpenAnswers(folder(t), "k")
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
	if err := disk.Replace(dir, disk.Temporary("answers.key"), "answers.key", []byte("short")); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenAnswers(dir, "answers.key"); err == nil {
		t.Error("a damaged key is taken")
	}
}

func FuzzAnswerLink(f *testing.F) {
	a, err := OpenAnswers(folder(f), "k")
	if err != nil {
		f.Fatal(err)
	}
	now := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	good := a.Sign(Asked{Athlete: "ada", Day: "2026-11-25", Until: now.Add(time.Hour)})
	f.Add(good)
	f.Add("a.b.c.d")
	f.Fuzz(func(t *testing.T, token string) {
		if _, ok := a.Check(token, now); ok && token != good {
			t.Errorf("%q is taken", token)
		}
	})
}
