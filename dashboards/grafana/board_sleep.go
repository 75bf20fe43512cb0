package grafana

func sleepBoard() board {
	return board{
		key: "sleep", title: words{"Sleep", "Søvn"}, athlete: true, from: "now-83d/d", to: endOfToday, refresh: "5m", sources: []string{influx, raw},
		doc: words{
			"How long, when and how regularly you slept, the stages of the last night, and the debt of the week.",
			"Hvor lenge, når og hvor regelmessig du sov, fasene siste natt, og ukens underskudd.",
		},
		marks:  []mark{deloads(), sickDays(), newDevices()},
		panels: append(sleepNow(), sleepHistory()...),
	}
}

// asleep are the hours of sleep of the main night.
func asleep() column { return col(`"sleep_tst_min" / 60`, "asleep", "søvn") }

func sleepNow() []panel {
	return []panel{
		stat(words{"Slept last night", "Sov siste natt"}, words{
			"Time asleep in the main night, naps left out. Seven to nine hours is usual; under six counts against hard training. Watches tell it to within half an hour.",
			"Søvntid i hovednatten, uten lurer. Sju til ni timer er vanlig; under seks taler mot hard trening. Klokker treffer på en halvtime.",
		}, "h", newest("daily", col(`last("sleep_tst_min") / 60`, "asleep", "søvn"))).digits(1).colored(vermilion, limit{5, amber}, limit{6, sky}, limit{7, blue}),
		stat(words{"Sleep debt", "Søvnunderskudd"}, words{
			"How much sleep a night of the last week lacked on average to what you need. Under half an hour is fine. A long night does not pay back others.",
			"Hvor mye søvn en natt den siste uken i snitt manglet på det du trenger. Under en halvtime er greit. En lang natt betaler ikke for andre.",
		}, "h", newest("daily", col(`last("sleep_debt_h")`, "debt", "underskudd"))).digits(1).colored(blue, limit{0.5, sky}, limit{1, amber}, limit{2, vermilion}),
		stat(words{"Regularity", "Regelmessighet"}, words{
			"How likely you are in the same state, asleep or awake, 24 hours apart. Above 80 is regular, below 60 is not. It says nothing about how long you slept.",
			"Hvor sannsynlig det er at du er i samme tilstand, sovende eller våken, med 24 timers mellomrom. Over 80 er regelmessig, under 60 er det ikke. Det sier ingenting om hvor lenge du sov.",
		}, "-100..100", newest("daily", col(`last("sleep_regularity")`, "regularity", "regelmessighet"))).digits(0).colored(amber, limit{60, sky}, limit{80, blue}),
		stat(words{"Efficiency", "Effektivitet"}, words{
			"Time asleep over time in bed. 85 % and more is usual. Watches are generous here: lying still counts as sleep.",
			"Søvntid delt på tid i seng. 85 % og mer er vanlig. Klokker er rause her: å ligge stille teller som søvn.",
		}, "%", newest("daily", col(`last("sleep_efficiency")`, "efficiency", "effektivitet"))).digits(0).colored(amber, limit{85, blue}),
		stat(words{"Mean night", "Snittnatt"}, words{
			"Mean time asleep over the time chosen at the top. Compare it with what you need, not with others.",
			"Snittet av søvntiden over tiden valgt øverst. Sammenlign med det du trenger, ikke med andre.",
		}, "h", asked("daily", ` AND time > now() - $range`, "", col(`mean("sleep_tst_min") / 60`, "asleep", "søvn"))).digits(1),
		freshness(),
	}
}

func sleepHistory() []panel {
	level := words{"stage", "fase"}
	return []panel{
		timeline(words{"Stages of the last nights", "Fasene de siste nettene"}, words{
			"Each stretch of sleep as the source tells it. Deep sleep comes early, REM late. Watches tell sleep from waking well, stages only roughly.",
			"Hver strekning av søvn slik kilden forteller den. Dyp søvn kommer tidlig, REM sent. Klokker skiller søvn fra våkenhet godt, faser bare omtrent.",
		}, "1..4", stages(), ask("sleep_stage", "", field("level", level.en, level.nb)).table(),
			// a session's end closes its last stretch
			ask("sleep", "", col(`"totals_only" * 0`, level.en, level.nb)).table()).last("48h").
			then("merge", map[string]any{}).then("sortBy", map[string]any{"fields": map[string]any{}, "sort": []any{map[string]any{"field": "Time"}}}),
		bars(words{"Hours asleep", "Timer søvn"}, words{
			"Each main night. The line stands at eight hours, the usual need where none is said. A missing night is a gap, not a night without sleep.",
			"Hver hovednatt. Linjen står ved åtte timer, det vanlige behovet der ikke noe er sagt. En natt som mangler, er et hull, ikke en natt uten søvn.",
		}, "h", ask("daily", "", asleep())).digits(1).least(0).colored(blue, limit{8, grey}).lines(),
		bars(words{"Stages of each night", "Fasene hver natt"}, words{
			"Hours of each stage as the sources tell them, on top of each other. About a fifth deep and a fifth REM is usual; shares of single nights mean little.",
			"Timer i hver fase slik kildene forteller dem, oppå hverandre. Rundt en femdel dyp og en femdel REM er vanlig; andeler for enkeltnetter betyr lite.",
		}, "h", ask("sleep", ` AND "kind" = 'night'`, col(`"deep_min" / 60`, "deep", "dyp"), col(`"light_min" / 60`, "light", "lett"), col(`"rem_min" / 60`, "REM", "REM"), col(`"awake_min" / 60`, "awake", "våken"))).stacked().digits(1).
			with("deep", "dyp", inColor(blue)).with("light", "lett", inColor(sky)).with("REM", "REM", inColor(purple)).with("awake", "våken", inColor(amber)),
		chart(words{"Sleep debt", "Søvnunderskudd"}, words{
			"Mean lack per night over seven nights. Near 0 is the aim; above one hour for a week is worth an early evening.",
			"Manglende søvn per natt i snitt over sju netter. Nær 0 er målet; over én time i en uke er verdt en tidlig kveld.",
		}, "h", ask("daily", "", field("sleep_debt_h", "debt", "underskudd"))).digits(1).least(0).colored(blue, limit{1, amber}).lines(),
		chart(words{"Regularity", "Regelmessighet"}, words{
			"Sleep regularity index over seven days. Above 80 is regular. Travel and shift work lower it without anything being wrong.",
			"Indeks for søvnens regelmessighet over sju dager. Over 80 er regelmessig. Reise og skiftarbeid senker den uten at noe er galt.",
		}, "-100..100", ask("daily", "", field("sleep_regularity", "regularity", "regelmessighet"))).digits(0).colored(amber, limit{80, blue}).lines(),
		points(words{"Middle of the night", "Midten av natten"}, words{
			"Halfway between falling asleep and waking, in hours after midnight. A cloud within an hour is steady; weekends often lie later.",
			"Midt mellom innsovning og oppvåkning, i timer etter midnatt. En sky innenfor en time er jevn; helger ligger ofte senere.",
		}, "h", ask("daily", "", field("sleep_midpoint_h", "middle", "midten"))).digits(1),
		chart(words{"Efficiency", "Effektivitet"}, words{
			"Time asleep over time in bed, each night. 85 % and more is usual. A fall over weeks counts, a single night does not.",
			"Søvntid delt på tid i seng, hver natt. 85 % og mer er vanlig. Et fall over uker teller, en enkelt natt gjør det ikke.",
		}, "%", ask("daily", "", field("sleep_efficiency", "efficiency", "effektivitet"))).digits(0).colored(amber, limit{85, blue}).lines(),
		rowsOf(words{"Nights by source", "Netter per kilde"}, words{
			"What each source said of each sleep, newest first, naps included. Where several tell of one night, the day's choice uses one.",
			"Hva hver kilde sa om hver søvn, nyeste først, også lurer. Der flere forteller om samme natt, bruker dagens valg én.",
		}, func() query {
			q := ask("sleep", "", col(`"source"`, "source", "kilde"), col(`"kind"`, "kind", "type"), col(`"tst_min" / 60`, "asleep", "søvn"), col(`"tib_min" / 60`, "in bed", "i seng"), field("score", "the watch's score", "klokkens poeng"))
			q.text += ` ORDER BY time DESC LIMIT 60`
			return q
		}()).with("asleep", "søvn", prop{"unit", unitsOf()["h"]}, prop{"decimals", 1}).with("in bed", "i seng", prop{"unit", unitsOf()["h"]}, prop{"decimals", 1}),
	}
}
