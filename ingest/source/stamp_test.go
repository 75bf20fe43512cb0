package source

import (
	"testing"
	"time"
)

func TestStamps(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	east := 7200
	for text, want := range map[string]*stamp{
		"2026-10-24T21:20:00.0":         {T: at("2026-10-24T21:20:00Z")},
		"2026-10-24 21:20":              {T: at("2026-10-24T21:20:00Z")},
		"2026-10-24 21:20:05.25 +0200":  {T: at("2026-10-24T19:20:05.25Z"), Zoned: true, Offset: &east},
		"2026-10-24T21:20:00+02":        {T: at("2026-10-24T19:20:00Z"), Zoned: true, Offset: &east},
		"2026-10-24T21:20:00UTC+02:00":  {T: at("2026-10-24T19:20:00Z"), Zoned: true, Offset: &east},
		"2026-10-24T21:20:00.123456Z":   {T: at("2026-10-24T21:20:00.123Z"), Zoned: true},
		"2026-02-29T21:20:00Z":          nil,
		"2026-10-24":                    nil,
		"2026-10-24T25:00:00Z":          nil,
		"2026-10-24T21:20:00+99:00":     nil,
		"2026-10-24T21:20:00Z and more": nil,
	} {
		got, ok := parseStamp(text)
		switch {
		case ok != (want != nil):
			t.Errorf("%q: %v", text, ok)
		case !ok:
		case !got.T.Equal(want.T), got.Zoned != want.Zoned, (got.Offset == nil) != (want.Offset == nil), got.Offset != nil && *got.Offset != *want.Offset:
			t.Errorf("%q: %+v, want %+v", text, got, *want)
		}
	}
}

func TestOffsets(t *testing.T) {
	for text, want := range map[string]int{
		"Z": 0, "UTCZ": 0, "UTC+02:00": 7200, "UTC+0200": 7200, "GMT-3": -10800, "-0330": -12600, "7200s": 7200, "-18000s": -18000, "+14:00": 50400, "\u221205:00": -18000,
	} {
		if got, ok := parseOffset(text); !ok || got != want {
			t.Errorf("%q: %d, %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"+15:00", "02:00", "+2:00:00", "s", "+0x00", "+02:60"} {
		if got, ok := parseOffset(text); ok {
			t.Errorf("%q: %d", text, got)
		}
	}
}
