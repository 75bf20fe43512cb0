package source

import (
	"testing"
	"time"
)

func TestNamedTimes(t *testing.T) {
	want := time.Date(2026, 6, 30, 19, 56, 0, 0, time.UTC)
	for _, text := range []string{
		"30 Jun 2026, 19:56", "30 June 2026 at 19:56", "Jun 30, 2026, 7:56 PM", "Jun 30, 2026, 7:56\u202fpm", // English
		"30. Juni 2026, 19:56", "30 Juni 2026 um 19:56", "30 juin 2026, 19:56", "30 juin 2026 à 19:56", // German, French
		"30 jun 2026, 19:56", "30 de jun. de 2026, 7:56 p. m.", "30 giu 2026, 19:56", "30 de junho de 2026, 19:56", // Spanish, Italian, Portuguese
		"30 jun. 2026 19:56", "30 cze 2026, 19:56", "30 czerwca 2026, 19:56", "30 июн. 2026 г., 19:56", "30 июня 2026 г., 19:56", // Dutch, Polish, Russian
		"30 Haz 2026 19:56", "30. juni 2026 kl. 19:56", "30 juni 2026 19:56", // Turkish, Norwegian and Danish, Swedish
		"2026年6月30日 19:56", "2026年6月30日 午後7:56", "2026년 6월 30일 오후 7:56", "2026-06-30 19:56:00", "2026/6/30 19:56",
	} {
		if got, ok := parseNamedTime(text); !ok || !got.Equal(want) {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{
		"", "30 Jun 2026", "30 Foo 2026, 19:56", "31 Jun 2026, 19:56", "30 Jun 2026, 25:00", "30 Jun 2026, 13:00 PM", "06/30/2026 19:56",
		"30 ju 2026, 19:56", "30 jui 2026, 19:56", "30 Jun Jul 2026, 19:56", "30 Jun 26, 19:56", ":", "1 2 3 4 5:6", "30 Jun 2026, 19:56:01:02",
	} {
		if got, ok := parseNamedTime(text); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

// Every name, and every abbreviation of it that is told from other months', is its own month.
func TestMonthNames(t *testing.T) {
	for i, names := range monthNames() {
		for _, name := range names {
			if m, ok := monthOf(name); !ok || m != time.Month(i+1) {
				t.Errorf("%s is month %d, %v", name, m, ok)
			}
		}
	}
	for abbreviation, want := range map[string]time.Month{
		"jan": 1, "janv": 1, "ene": 1, "gen": 1, "sty": 1, "oca": 1, "févr": 2, "feb": 2, "fev": 2, "lut": 2, "şub": 2, "mar": 3, "mär": 3, "avr": 4, "abr": 4,
		"kwi": 4, "nis": 4, "mag": 5, "juil": 7, "lug": 7, "lip": 7, "tem": 7, "aoû": 8, "ago": 8, "sie": 8, "ağu": 8, "sept": 9, "set": 9, "wrz": 9, "eyl": 9,
		"okt": 10, "ott": 10, "out": 10, "paź": 10, "eki": 10, "lis": 11, "kas": 11, "noy": 0, "dez": 12, "déc": 12, "dic": 12, "gru": 12, "ara": 12, "des": 12,
	} {
		if m, _ := monthOf(abbreviation); m != want {
			t.Errorf("%s is month %d, want %d", abbreviation, m, want)
		}
	}
}
