package alert

import "github.com/hvilepuls/hvilepuls/processors/risk"

// words are the sentences of one language.
type words struct {
	risen                        string            // level, level before
	session, until, full         string            // when, verdict; until when; from when a full session
	instead                      map[string]string // by verdict
	deload, deloadHow            string
	stale, staleSince, staleHow  string
	ask, askHow                  string
	week                         string // sessions, sets
	weekRHR, weekSleep, weekNext string
	test                         string
}

// wordsOf is the words of a language, English unless it is Norwegian.
func wordsOf(language string) words {
	if language == "nb" {
		return norwegian()
	}
	return english()
}

// TestText is what a test notice says.
func TestText(language string) string { return wordsOf(language).test }

func english() words {
	return words{
		risen:   "Recovery risk: %s (was %s).",
		session: "Glutes %s: %s", until: " until %s", full: "; full session from %s",
		instead: map[string]string{
			risk.Go:           "Train as planned.",
			risk.Lighter:      "About 40 % fewer sets, stop 3 reps before failure.",
			risk.Wait:         "Light activation and a walk are fine.",
			risk.Rest:         "An easy walk is fine, if you feel like it.",
			risk.Undetermined: "Sync your watch or answer two questions.",
		},
		deload:     "An easy week is due.",
		deloadHow:  "Train as often as usual, with about half the sets and 2 more repetitions in reserve.",
		stale:      "No data for %d hours. Is the watch synced?",
		staleSince: "Last data: %s.",
		staleHow:   "Sync your watch or answer two questions; until then any answer is a guess.",
		ask:        "How tired are you? How sore are your glutes?",
		askHow:     "Two taps, no sign-in; until midnight.",
		week:       "Glute sessions last week: %d. Hard sets: %s (10-20 is usual).",
		weekRHR:    "Resting heart rate %s on average, usually %s-%s.", weekSleep: "%s asleep a night.",
		weekNext: "Recovery risk: %s. %s",
		test:     "Hvilepuls: this is a test.\nNotices arrive here.\nNothing to do.",
	}
}

func norwegian() words {
	return words{
		risen:   "Restitusjonsrisiko: %s (var %s).",
		session: "Rumpe %s: %s", until: " til %s", full: "; full økt fra %s",
		instead: map[string]string{
			risk.Go:           "Tren som planlagt.",
			risk.Lighter:      "Rundt 40 % færre sett, stopp 3 repetisjoner før utmattelse.",
			risk.Wait:         "Lett aktivering og en gåtur er greit.",
			risk.Rest:         "En rolig gåtur er greit, om du har lyst.",
			risk.Undetermined: "Synkroniser klokken eller svar på to spørsmål.",
		},
		deload:     "Det er tid for en rolig uke.",
		deloadHow:  "Tren like ofte som ellers, med rundt halvparten av settene og 2 flere repetisjoner i reserve.",
		stale:      "Ingen data på %d timer. Er klokken synkronisert?",
		staleSince: "Siste data: %s.",
		staleHow:   "Synkroniser klokken eller svar på to spørsmål; til da er ethvert svar en gjetning.",
		ask:        "Hvor sliten er du? Hvor støl er du i rumpa?",
		askHow:     "To trykk, uten innlogging; til midnatt.",
		week:       "Rumpeøkter forrige uke: %d. Harde sett: %s (10-20 er vanlig).",
		weekRHR:    "Hvilepuls %s i snitt, vanligvis %s-%s.", weekSleep: "%s søvn per natt.",
		weekNext: "Restitusjonsrisiko: %s. %s",
		test:     "Hvilepuls: dette er en test.\nVarsler kommer hit.\nIngenting å gjøre.",
	}
}
