package grafana

func gluteBoard() board {
	return board{
		key: "glutes", title: words{"Glutes", "Rumpe"}, athlete: true, exercise: true, from: "now-83d/d", to: endOfToday, refresh: "5m", sources: []string{influx, raw},
		doc: words{
			"Hard sets a week against the 10-20 that are usual, sessions, hours since the last hard one, strength per exercise, and a calendar.",
			"Harde sett per uke mot de 10-20 som er vanlig, økter, timer siden den siste harde, styrke per øvelse, og en kalender.",
		},
		marks:  []mark{sessions(), deloads(), sickDays()},
		panels: append(append(gluteNow(), gluteHistory()...), setPanels()...),
	}
}

func gluteNow() []panel {
	return []panel{
		stat(words{"Hard sets in 7 days", "Harde sett på 7 dager"}, words{
			"Hard sets of gluteus maximus, direct ones 1 and indirect ones 0.5. 10 to 20 a week is the usual range; more is not better for most.",
			"Harde sett for gluteus maximus, direkte teller 1 og indirekte 0,5. 10 til 20 i uken er det vanlige området; mer er ikke bedre for de fleste.",
		}, "sets", newest("daily", col(`last("glute_sets_7d")`, "sets", "sett"))).digits(1).colored(sky, limit{10, blue}, limit{20, amber}),
		stat(words{"Hard sessions in 7 days", "Harde økter på 7 dager"}, words{
			"Sessions of more than 3 hard sets. Two or three a week, 48 hours apart, are usual.",
			"Økter med mer enn 3 harde sett. To eller tre i uken, med 48 timers mellomrom, er vanlig.",
		}, "sessions", newest("daily", col(`last("glute_hard_sessions_7d")`, "sessions", "økter"))).digits(0),
		stat(words{"Hours since, by midnight", "Timer siden, ved midnatt"}, words{
			"Hours from the end of the last hard session to the midnight that ends the newest day. 48 is the least between two; the verdict reckons to the session's own start.",
			"Timer fra slutten av siste harde økt til midnatt som avslutter den nyeste dagen. 48 er det minste mellom to; svaret regner til øktens egen start.",
		}, "h", newest("daily", col(`last("glute_hours_since_hard")`, "hours", "timer"))).digits(0).colored(amber, limit{48, blue}),
		stat(words{"Strength below usual", "Styrke under det vanlige"}, words{
			"By how much the estimated maximum of the worst exercise fell against four weeks. Under 5 % is noise; 5 % and more on two sessions counts. Below 0 is a rise.",
			"Hvor mye det beregnede maksimumet i den svakeste øvelsen falt mot fire uker. Under 5 % er støy; 5 % og mer på to økter teller. Under 0 er en økning.",
		}, "%", newest("daily", col(`last("e1rm_drop_pct")`, "fall", "fall"))).digits(1).colored(blue, limit{5, amber}, limit{10, vermilion}).size(3, 4),
		stat(words{"Weeks since a deload", "Uker siden en deload"}, words{
			"Weeks since the last easier week. Four to eight is usual; longer is a reminder, not an alarm. It is known only once such a week was seen.",
			"Uker siden forrige roligere uke. Fire til åtte er vanlig; lenger er en påminnelse, ikke en alarm. Det er kjent først når en slik uke er sett.",
		}, "weeks", newest("daily", col(`last("weeks_since_deload")`, "weeks", "uker"))).digits(1).colored(blue, limit{8, amber}).size(3, 4),
		stat(words{"Mean week", "Snittuke"}, words{
			"Hard sets of seven days on average over the time chosen at the top. 10 to 20 is the usual range; deload weeks lower it a little.",
			"Harde sett på sju dager i snitt over tiden valgt øverst. 10 til 20 er det vanlige området; deload-uker senker det litt.",
		}, "sets", asked("daily", ` AND time > now() - $range`, "", col(`mean("glute_sets_7d")`, "sets", "sett"))).digits(1).size(3, 4),
		freshness().size(3, 4),
	}
}

func gluteHistory() []panel {
	calendar := rowsOf(words{"Calendar", "Kalender"}, words{
		"Hard sets of each day, a row per ISO week. Two or three coloured days a week with rest between are usual. An empty cell has no data, a 0 is rest.",
		"Harde sett hver dag, en rad per ISO-uke. To eller tre fargede dager i uken med hvile mellom er vanlig. En tom celle har ingen data, 0 er hvile.",
	}, ask("daily", "", col(`"iso_week"`, "week", "uke"), col(`"weekday"`, "weekday", "ukedag"), col(`"glute_sets_max"`, "sets", "sett"))).size(12, 10).
		then("sortBy", map[string]any{"fields": map[string]any{}, "sort": []any{map[string]any{"field": words{"weekday", "ukedag"}}}}).
		then("groupingToMatrix", map[string]any{"rowField": words{"week", "uke"}, "columnField": words{"weekday", "ukedag"}, "valueField": words{"sets", "sett"}, "emptyValue": "null"}).
		then("sortBy", map[string]any{"fields": map[string]any{}, "sort": []any{map[string]any{"field": words{`week\weekday`, `uke\ukedag`}, "desc": true}}}).
		span(0, 12)
	calendar.style["cellOptions"] = map[string]any{"type": "color-background", "mode": "basic"}
	calendar.limits = []limit{{0, "transparent"}, {0.25, sky}, {3.25, blue}, {15, amber}}
	for i, d := range []words{{"Mon", "man"}, {"Tue", "tir"}, {"Wed", "ons"}, {"Thu", "tor"}, {"Fri", "fre"}, {"Sat", "lør"}, {"Sun", "søn"}} {
		number := string(rune('1' + i))
		calendar = calendar.with(number, number, prop{"displayName", d})
	}
	calendar = calendar.with(`week\weekday`, `uke\ukedag`, prop{"custom.cellOptions", map[string]any{"type": "auto"}}, prop{"displayName", words{"week", "uke"}})
	return []panel{
		bars(words{"Hard sets a week", "Harde sett per uke"}, words{
			"Sum of hard sets per week from Monday; the lines stand at 10 and 20, the usual range. The newest week is not over. Unknown exercises are not counted.",
			"Sum av harde sett per uke fra mandag; linjene står ved 10 og 20, det vanlige området. Den nyeste uken er ikke over. Ukjente øvelser telles ikke.",
		}, "sets", byWeek("daily", "", col(`sum("glute_sets_max")`, "hard sets", "harde sett"))).digits(1).least(0).colored(sky, limit{10, green}, limit{20, amber}).lines(),
		chart(words{"Hard sets, 7 days up to each day", "Harde sett, 7 dager til hver dag"}, words{
			"The same as a rolling sum, which does not wait for Sunday. Between the lines is the usual range.",
			"Det samme som en løpende sum, som ikke venter på søndag. Mellom linjene er det vanlige området.",
		}, "sets", ask("daily", "", field("glute_sets_7d", "7 days", "7 dager"))).digits(1).least(0).colored(sky, limit{10, green}, limit{20, amber}).lines(),
		bars(words{"Sets of each session day", "Sett hver øktdag"}, words{
			"Hard sets of each day, of the large gluteus and of the two smaller ones. More than about 10 in a session adds little.",
			"Harde sett hver dag, for den store setemuskelen og for de to mindre. Mer enn rundt 10 i en økt gir lite ekstra.",
		}, "sets", ask("daily", "", field("glute_sets_max", "gluteus maximus", "gluteus maximus"), field("glute_sets_med", "medius and minimus", "medius og minimus"))).digits(1).least(0),
		chart(words{"Hours since the last hard session", "Timer siden siste harde økt"}, words{
			"At the midnight that ends each day. The line stands at 48 hours. A saw with teeth above it is a good rhythm.",
			"Ved midnatt som avslutter hver dag. Linjen står ved 48 timer. En sag med tenner over den er en god rytme.",
		}, "h", ask("daily", "", field("glute_hours_since_hard", "hours", "timer"))).digits(0).least(0).colored(amber, limit{48, green}).lines(),
		calendar,
		chart(words{"Sessions in 7 days", "Økter på 7 dager"}, words{
			"How many sessions trained the glutes, and how many of them were hard. Two to four is usual.",
			"Hvor mange økter som trente rumpa, og hvor mange av dem som var harde. To til fire er vanlig.",
		}, "sessions", ask("daily", "", field("glute_sessions_7d", "sessions", "økter"), field("glute_hard_sessions_7d", "hard ones", "harde"))).digits(0).least(0).size(12, 10),
		chart(words{"Strength below usual", "Styrke under det vanlige"}, words{
			"Fall of the worst exercise's estimated maximum against its four weeks. The lines stand at 5 and 10 %. Below 0 is a rise. It needs typed or logged loads.",
			"Fallet i den svakeste øvelsens beregnede maksimum mot fire uker. Linjene står ved 5 og 10 %. Under 0 er en økning. Det trenger vekter som er skrevet inn eller logget.",
		}, "%", ask("daily", "", field("e1rm_drop_pct", "fall", "fall"))).digits(1).colored(blue, limit{5, amber}, limit{10, vermilion}).lines(),
		bars(words{"Volume", "Volum"}, words{
			"Load times repetitions of the sets that train the glutes, warm-ups too. It falls in deload weeks. Heavy and light days differ without one being worse.",
			"Vekt ganger repetisjoner for settene som trener rumpa, også oppvarming. Det faller i deload-uker. Tunge og lette dager er ulike uten at den ene er dårligere.",
		}, "kg", ask("daily", "", field("glute_volume_kg", "volume", "volum"))).digits(0).least(0),
	}
}

func setPanels() []panel {
	// Epley's estimate; of more than 12 repetitions it says little. Grafana fills in what may be several values as a regular expression.
	e1rm := query{source: influx, format: series, names: []words{{"estimated maximum", "beregnet maksimum"}}, text: `SELECT max("epley") AS "%0" FROM (SELECT "load_kg" * (1 + "reps" / 30) AS "epley" FROM "strength_set" WHERE ` +
		mine + ` AND "exercise" =~ /^$exercise$/ AND "warmup" = 0 AND "load_kg" > 0 AND "reps" <= 12 AND $timeFilter) WHERE $timeFilter GROUP BY time(1d) fill(none)`}
	strength := chart(words{"Estimated maximum: $exercise", "Beregnet maksimum: $exercise"}, words{
		"The best set of each day as an estimated one-repetition maximum (Epley, up to 12 repetitions). A slow rise is usual. It is an estimate: do not test it on a tired day.",
		"Dagens beste sett som beregnet maksimum for én repetisjon (Epley, inntil 12 repetisjoner). En langsom stigning er vanlig. Det er et anslag: ikke test det på en sliten dag.",
	}, "kg", e1rm).digits(0).size(24, 8).with("estimated maximum", "beregnet maksimum", prop{"custom.insertNulls", 15 * gap}, prop{"custom.showPoints", "always"})
	strength.repeat = "exercise"
	byCategory := byWeek("strength_set", ` AND "warmup" = 0`, col(`count("index")`, "sets", "sett"))
	byCategory.text += `, "category" fill(none)`
	byCategory.legend = both("$tag_category")
	list := ask("strength_set", "", field("exercise", "exercise", "øvelse"), field("reps", "repetitions", "repetisjoner"), field("load_kg", "kg", "kg"),
		field("rir", "in reserve", "i reserve"), field("warmup", "warm-up", "oppvarming"), field("layer", "said by", "sagt av"))
	list.text += ` ORDER BY time DESC LIMIT 200`
	return []panel{
		strength,
		bars(words{"Sets a week by kind of exercise", "Sett per uke og type øvelse"}, words{
			"Working sets per week from Monday, by FIT's category, of all muscles. A mix of hip extension and squatting is usual. Unknown means: say on the page what it was.",
			"Arbeidssett per uke fra mandag, etter FITs kategori, for alle muskler. En blanding av hofteløft og knebøy er vanlig. Ukjent betyr: si på nettsiden hva det var.",
		}, "count", byCategory).stacked().digits(0).size(24, 8).by("hip_raise", "squat", "deadlift", "lunge", "hip_stability", "gym"),
		rowsOf(words{"Sets", "Sett"}, words{
			"Every set, newest first, and who says what it was. What a watch guessed may be wrong: correct it on the page, and the numbers follow.",
			"Hvert sett, nyeste først, og hvem som sier hva det var. Det en klokke gjettet, kan være feil: rett det på nettsiden, så følger tallene.",
		}, list).size(24, 9).with("warm-up", "oppvarming", prop{"mappings", yesNo()}).with("said by", "sagt av", prop{"mappings", layers()}),
	}
}
