package grafana

import "strings"

func coachBoard() board {
	return board{
		key: "coach", title: words{"Coach", "Trener"}, from: "now-27d/d", to: endOfToday, refresh: "5m", sources: []string{influx, raw},
		doc: words{
			"All athletes at a glance, the worst first; a name leads to the athlete's board.",
			"Alle utøvere på et øyeblikk, de verste først; et navn fører til utøverens tavle.",
		},
		panels: coachPanels(),
	}
}

// everyone makes a query one of all athletes.
func everyone(q query) query {
	q.text = strings.Replace(q.text, mine+` AND `, "", 1)
	return q
}

// perAthlete asks for the newest of each athlete, a row each.
func perAthlete(measurement, where, tail string, cols ...column) query {
	what, names := selected(cols)
	var outer []string
	for i := range names {
		outer = append(outer, `"%`+string(rune('0'+i))+`"`)
	}
	return query{source: influx, format: rows, names: names, text: `SELECT "athlete", ` + strings.Join(outer, ", ") + ` FROM (SELECT ` + what + ` FROM "` + measurement +
		`" WHERE ` + where + ` GROUP BY "athlete"` + tail + `)`}
}

// badness makes the first column, a verdict's code, one that sorts from best to worst: not to know (9 % 7.5 = 1.5) stands between lighter and
// wait, as in the page's table of athletes; the others stay as they are.
func badness(q query) query {
	q.text = strings.Replace(q.text, `"%0"`, `"%0" % 7.5 AS "%0"`, 1)
	return q
}

// byBadness are the verdicts by those numbers.
func byBadness() []meaning {
	out := verdicts()
	out[len(out)-1].value = "1.5"
	return out
}

func coachPanels() []panel {
	counts := func(title, doc words, level string, c string) panel {
		p := stat(title, doc, "count", query{source: influx, format: series, names: []words{title}, text: `SELECT count("level") AS "%0" FROM (SELECT last("level") AS "level" FROM "recovery" WHERE ` + recent +
			` GROUP BY "athlete") WHERE "level" = ` + level}).empty(both("0")).colored(c).size(4, 4)
		return p
	}
	table := rowsOf(words{"Athletes", "Utøvere"}, words{
		"Every athlete: the verdict for the next session, the level of risk, the signs that stand out, and the last data; the worst verdict first, then the higher risk. A name leads to the athlete's board. A row without a verdict has no plan.",
		"Hver utøver: svaret for neste økt, risikonivået, tegnene som skiller seg ut, og siste data; det verste svaret først, så den høyeste risikoen. Et navn fører til utøverens tavle. En rad uten svar har ingen plan.",
	},
		badness(perAthlete("session_verdict", `time > now() - 3h`, "", col(`first("code")`, "verdict", "svar"), field("session", "session", "økt"), field("reasons", "reasons", "grunner"))),
		perAthlete("recovery", recent, "", col(`last("level")`, "risk", "risiko"), field("risk", "chance", "sjanse"), field("confidence", "data", "data")),
		perAthlete("daily", recent, "", col(`last("rhr_z")`, "resting heart rate", "hvilepuls"), field("sleep_debt_h", "sleep debt", "søvnunderskudd"), field("glute_sets_7d", "hard sets", "harde sett")),
	).size(24, 12).
		then("joinByField", map[string]any{"byField": "athlete", "mode": "outer"}).
		then("organize", map[string]any{"excludeByName": map[string]any{"Time": true, "Time 1": true, "Time 2": true, "Time 3": true}, "indexByName": map[string]any{}, "renameByName": map[string]any{}}).
		with("athlete", "athlete", prop{"displayName", words{"athlete", "utøver"}}, prop{"links", linkTo{words{"Open the athlete's board", "Åpne utøverens tavle"}, "recovery", "var-athlete=${__value.raw}"}}).
		with("risk", "risiko", prop{"mappings", levels()}, prop{"custom.cellOptions", map[string]any{"type": "color-background", "mode": "basic"}}).
		with("verdict", "svar", prop{"mappings", byBadness()}, prop{"custom.cellOptions", map[string]any{"type": "color-background", "mode": "basic"}}).
		with("data", "data", prop{"mappings", confidences()}).
		with("chance", "sjanse", prop{"unit", "percentunit"}, prop{"decimals", 0}).
		with("resting heart rate", "hvilepuls", prop{"unit", unitsOf()["SD"]}, prop{"decimals", 1}).
		with("sleep debt", "søvnunderskudd", prop{"unit", unitsOf()["h"]}, prop{"decimals", 1}).
		with("hard sets", "harde sett", prop{"decimals", 1}).
		with("reasons", "grunner", prop{"custom.width", 520})
	table.options["sortBy"] = []any{
		map[string]any{"displayName": words{"verdict", "svar"}, "desc": true}, map[string]any{"displayName": words{"chance", "sjanse"}, "desc": true},
	}
	lastData := perAthlete("heart_rate", `time > now() - 30d`, "", col(`last("bpm")`, "newest heart rate", "nyeste puls")).of(raw)
	return []panel{
		counts(words{"High risk", "Høy risiko"}, words{
			"Athletes whose risk is high today or was yesterday. None is usual. Look at them first, and ask how they feel.",
			"Utøvere med høy risiko i dag eller i går. Ingen er vanlig. Se på dem først, og spør hvordan de har det.",
		}, "2", vermilion),
		counts(words{"Raised risk", "Forhøyet risiko"}, words{
			"Athletes whose risk is raised. Some always are in a hard block; it is not an alarm.",
			"Utøvere med forhøyet risiko. Noen er alltid det i en hard periode; det er ingen alarm.",
		}, "1", amber),
		counts(words{"Low risk", "Lav risiko"}, words{
			"Athletes whose risk is low. Low says that known signs are quiet, not that anything goes.",
			"Utøvere med lav risiko. Lav betyr at kjente tegn er rolige, ikke at alt er mulig.",
		}, "0", blue),
		counts(words{"Not known", "Ikke kjent"}, words{
			"Athletes of whom too little is known today. Usually a watch that was not synced.",
			"Utøvere det er for lite data om i dag. Som regel en klokke som ikke er synkronisert.",
		}, "9", grey),
		stat(words{"Athletes with data", "Utøvere med data"}, words{
			"Athletes with any result today or yesterday. Fewer than you coach: someone has not synced, or has not been added.",
			"Utøvere med noe resultat i dag eller i går. Færre enn du trener: noen har ikke synkronisert, eller er ikke lagt til.",
		}, "count", query{source: influx, format: series, names: []words{{"athletes", "utøvere"}}, text: `SELECT count("level") AS "%0" FROM (SELECT last("level") AS "level" FROM "recovery" WHERE ` + recent + ` GROUP BY "athlete")`}),
		{
			kind: "stat", title: words{"Newest data of all", "Nyeste data av alle"}, doc: words{
				"When the newest heart rate of anybody was measured. Far back means that nothing arrives at all: see the pipeline.",
				"Når den nyeste pulsen til noen ble målt. Langt tilbake betyr at ingenting kommer inn: se dataflyten.",
			}, w: 4, h: 4, unit: ago, decimals: decide, queries: []query{everyone(lastSeen())}, noValue: noData(), options: freshness().options,
		},
		table,
		func() panel {
			q := everyone(ask("recovery", "", field("level", "risk", "risiko")))
			q.text += ` GROUP BY "athlete"`
			q.legend = both("$tag_athlete")
			return timeline(words{"Risk level of each athlete", "Risikonivået til hver utøver"}, words{
				"A row per athlete, a day each. Single raised days are usual; long stretches are worth a talk. Gaps are days without data.",
				"En rad per utøver, en dag hver. Enkelte forhøyede dager er vanlig; lange strekk er verdt en prat. Hull er dager uten data.",
			}, "0 green, 1 amber, 2 red, 9 unknown", levels(), q).size(24, 9)
		}(),
		rowsOf(words{"Newest heart rate", "Nyeste puls"}, words{
			"When each athlete's newest heart rate was measured. Within a day is usual; older ones need a sync before a verdict can be trusted.",
			"Når hver utøvers nyeste puls ble målt. Innen et døgn er vanlig; eldre trenger en synkronisering før svaret kan stoles på.",
		}, lastData).size(24, 7).with("Time", "Time", prop{"unit", "dateTimeFromNow"}, prop{"displayName", words{"measured", "målt"}}).
			with("athlete", "athlete", prop{"displayName", words{"athlete", "utøver"}}, prop{"links", linkTo{words{"Open the athlete's board", "Åpne utøverens tavle"}, "heart", "var-athlete=${__value.raw}"}}),
	}
}
