package notify

import (
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/processors/alert"
)

func TestQuietHours(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, oslo)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	tod := func(s string) alert.TimeOfDay {
		v, err := alert.ParseTimeOfDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct{ from, to, now, want string }{
		{"22:00", "06:30", "2026-11-25 21:59", "2026-11-25 21:59"},
		{"22:00", "06:30", "2026-11-25 22:00", "2026-11-26 06:30"},
		{"22:00", "06:30", "2026-11-26 03:00", "2026-11-26 06:30"},
		{"22:00", "06:30", "2026-11-26 06:30", "2026-11-26 06:30"},
		{"13:00", "15:00", "2026-11-26 14:00", "2026-11-26 15:00"},
		{"13:00", "15:00", "2026-11-26 16:00", "2026-11-26 16:00"},
		{"00:00", "00:00", "2026-11-26 00:00", "2026-11-26 00:00"},
		{"22:00", "06:30", "2026-03-29 01:30", "2026-03-29 06:30"}, // the night the clock goes forward
	} {
		q := Quiet{From: tod(c.from), To: tod(c.to)}
		if got := q.end(at(c.now), oslo); !got.Equal(at(c.want)) {
			t.Errorf("%s-%s at %s: until %s, want %s", c.from, c.to, c.now, got.In(oslo), c.want)
		}
	}
}

func TestPause(t *testing.T) {
	for tries, want := range map[int]time.Duration{1: 30 * time.Second, 2: time.Minute, 3: 2 * time.Minute, 7: 32 * time.Minute, 8: time.Hour, 99: time.Hour} {
		for _, key := range []string{"a", "b", "delivery.01.ada.x.y"} {
			if got := pause(30*time.Second, tries, key); got < want || got > want*6/5 {
				t.Errorf("after %d: %s, want %s and up to a fifth more", tries, got, want)
			}
		}
	}
}
