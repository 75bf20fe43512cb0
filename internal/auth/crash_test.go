package auth

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/disk/crashfs"
)

var start = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

// Whatever operation fails or is the last before a power cut: a token that was told works, one that was revoked does not, and no other is
// lost.
func TestTokensSurviveCrashes(t *testing.T) {
	var old, lost string
	var gone Grant
	fresh := func() *crashfs.FS {
		f := crashfs.New(start)
		s := open(t, f)
		var err, err2 error
		old, _, err = s.Make(Grant{Name: "desk", Role: Owner})
		lost, gone, err2 = s.Make(Grant{Name: "phone", Role: Owner})
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		return f
	}
	crashfs.Every(t, fresh, func(f *crashfs.FS) func(*crashfs.FS) error {
		told, revoked := "", false
		s, err := Open(f, nil)
		if err == nil {
			told, _, _ = s.Make(Grant{Name: "board", Role: Metrics})
			revoked = s.Revoke(gone.ID) == nil
		}
		kept, lost := old, lost // of this round
		return func(left *crashfs.FS) error {
			s, err := Open(left, nil)
			if err != nil {
				return err
			}
			if _, ok := s.Check(kept, start); !ok {
				return errors.New("a token of before is worthless")
			}
			if _, ok := s.Check(told, start); told != "" && !ok {
				return errors.New("a token that was told is worthless")
			}
			if _, ok := s.Check(lost, start); revoked && ok {
				return errors.New("a token that was revoked works")
			}
			if all, err := s.List(); err != nil || len(all) < 1 || len(all) > 3 {
				return fmt.Errorf("%d tokens, %w", len(all), err)
			}
			_, _, err = s.Make(Grant{Name: "later", Role: Owner})
			return err
		}
	})
}

// A link that was sent is signed by a key that is still there.
func TestTheKeyOfAnswerLinksSurvivesCrashes(t *testing.T) {
	crashfs.Every(t, func() *crashfs.FS { return crashfs.New(start) }, func(f *crashfs.FS) func(*crashfs.FS) error {
		sent := ""
		if a, err := OpenAnswers(f, "answers.key"); err == nil {
			sent = a.Sign(Asked{Athlete: "ada", Day: "2026-11-25", Until: start.Add(time.Hour)})
		}
		return func(left *crashfs.FS) error {
			a, err := OpenAnswers(left, "answers.key")
			if err != nil {
				return err
			}
			if _, ok := a.Check(sent, start); sent != "" && !ok {
				return errors.New("a link that was sent is worthless")
			}
			return nil
		}
	})
}
