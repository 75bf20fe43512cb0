package grafana

import "github.com/hvilepuls/hvilepuls/processors/risk"

// sign is a sign of the recovery risk as a column.
func sign(name, en, nb string) column { return field("sign_"+name, en, nb) }

func signs() []column {
	return []column{
		sign(risk.RHRZ, "Resting heart rate", "Hvilepuls"),
		sign(risk.HRVDev, "Heart rate variability, 7 nights", "Pulsvariasjon, 7 netter"),
		sign(risk.SleepZ, "Sleep against your usual", "Søvn mot det vanlige"),
		sign(risk.SleepH, "Sleep that night", "Søvn den natten"),
		sign(risk.LoadRatio, "Week's load to that of four", "Ukens belastning mot fire ukers"),
		sign(risk.Monotony, "Monotony of the week", "Ukens monotoni"),
		sign(risk.StrengthPct, "Strength below your usual", "Styrke under ditt vanlige"),
		sign(risk.FatigueLow, "Tiredness above your usual", "Slitenhet over det vanlige"),
		sign(risk.SorenessLow, "Glute soreness above your usual", "Støl i rumpa over det vanlige"),
		sign(risk.SickFlag, "Ill", "Syk"),
	}
}

// newestOf are columns of the newest value each.
func newestOf(cols []column) []column {
	out := make([]column, len(cols))
	for i, c := range cols {
		out[i] = column{"last(" + c.expr + ")", c.name}
	}
	return out
}

// next is a query of the next planned session; one that began up to three hours ago is still the next.
func next(cols ...column) query {
	return asked("session_verdict", ` AND time > now() - 3h`, "", cols...)
}

func recoveryBoard() board {
	return board{
		key: "recovery", title: words{"Recovery today", "Restitusjon i dag"}, athlete: true, from: "now-83d/d", to: endOfToday, refresh: "5m", sources: []string{influx, raw},
		doc: words{
			"Whether to train glutes hard at the next session, and why: the verdict, the risk with each sign's part, the next sessions, the taps.",
			"Om du kan trene rumpe hardt på neste økt, og hvorfor: svaret, risikoen med hvert tegns bidrag, de neste øktene, svarene dine.",
		},
		marks:  []mark{sessions(), deloads(), sickDays(), newDevices()},
		panels: append(recoveryNow(), recoveryHistory()...),
	}
}

func recoveryNow() []panel {
	return []panel{
		state(words{"Next session", "Neste økt"}, words{
			"The verdict for the next planned session: go, lighter, wait, rest, or not enough data. It is about glutes, and shows signs; it does not diagnose. Without a plan there is none here: the page judges right now.",
			"Svaret for neste planlagte økt: klart, lettere, vent, hvil, eller for lite data. Det gjelder rumpe og viser tegn; det er ingen diagnose. Uten plan er det ikke noe svar her: nettsiden vurderer akkurat nå.",
		}, "0 go, 1 lighter, 2 wait, 3 rest, 9 unknown", next(col(`first("code")`, "verdict", "svar")), verdicts()).size(6, 5).empty(words{"no session planned", "ingen økt planlagt"}),
		wording(words{"Why", "Hvorfor"}, words{
			"The verdict in one sentence, in the athlete's language. The page leads from each reason down to the file it stands on.",
			"Svaret i én setning, på utøverens språk. Nettsiden leder fra hver grunn ned til filen den bygger på.",
		}, next(col(`first("text")`, "why", "hvorfor"))).size(14, 5).empty(words{"no session planned", "ingen økt planlagt"}),
		freshness().size(4, 5),
		state(words{"Recovery risk", "Restitusjonsrisiko"}, words{
			"The level of today's recovery risk, or yesterday's where today has none yet. It changes only when signs last, so that one odd night does not. Low is usual; high is rare and lasting.",
			"Nivået på dagens restitusjonsrisiko, eller gårsdagens der dagen ennå ikke har noen. Det endres først når tegn varer, så én rar natt er ikke nok. Lav er vanlig; høy er sjelden og varig.",
		}, "0 green, 1 amber, 2 red, 9 unknown", newest("recovery", col(`last("level")`, "risk", "risiko")), levels()).size(5, 4),
		stat(words{"Chance of a bad morning", "Sjanse for en dårlig morgen"}, words{
			"The risk as a number, by a table of evidence. A third or less is usual. It is no measurement and no prediction of injury.",
			"Risikoen som tall, etter en tabell over evidens. En tredel eller mindre er vanlig. Det er ingen måling og ingen spådom om skade.",
		}, "0..1", newest("recovery", col(`last("risk")`, "risk", "risiko"))).digits(0).size(4, 4),
		state(words{"How sure", "Hvor sikkert"}, words{
			"How much of the evidence was known. Missing data lower this, never raise the risk. Many gaps means: trust how you feel more than this board.",
			"Hvor mye av evidensen som var kjent. Manglende data senker dette, men hever aldri risikoen. Mange hull betyr: stol mer på kroppen enn på denne tavlen.",
		}, "1 low, 2 medium, 3 high", newest("recovery", col(`last("confidence")`, "confidence", "sikkerhet")), confidences()).size(5, 4),
		stat(words{"Glutes recovered", "Rumpe restituert"}, words{
			"How much of the time that the glutes need since their last sessions has passed. At 100 % the time is up; that is time, not a measurement of the muscle.",
			"Hvor mye av tiden rumpa trenger etter de siste øktene som har gått. Ved 100 % er tiden ute; det er tid, ikke en måling av muskelen.",
		}, "0..1", newest("recovery", col(`last("local_readiness")`, "recovered", "restituert"))).digits(0).size(4, 4).colored(amber, limit{1, blue}),
		stat(words{"Evidence known", "Kjent evidens"}, words{
			"The share of the evidence that was known today, by weight. Two taps in the morning raise it most.",
			"Andelen av evidensen som var kjent i dag, etter vekt. To trykk om morgenen løfter den mest.",
		}, "0..1", newest("recovery", col(`last("coverage")`, "coverage", "dekning"))).digits(0).size(3, 4),
		stat(words{"Mean chance", "Snittsjanse"}, words{
			"The mean risk over the time chosen at the top, to hold today's against. It rises in hard blocks and falls in easy weeks.",
			"Snittet av risikoen over tiden valgt øverst, å holde dagens mot. Det stiger i harde perioder og faller i rolige uker.",
		}, "0..1", asked("recovery", ` AND time > now() - $range`, "", col(`mean("risk")`, "risk", "risiko"))).digits(0).size(3, 4),
		rowsOf(words{"Next sessions", "De neste øktene"}, words{
			"What is planned for the coming week and how each session is judged from what is known now. Later ones change as days pass.",
			"Det som er planlagt den kommende uken, og hvordan hver økt vurderes ut fra det som er kjent nå. De senere endrer seg etter hvert.",
		}, asked("session_verdict", ` AND time > now() - 3h`, "",
			field("session", "session", "økt"), field("code", "verdict", "svar"), field("wait_h", "hours to wait", "timer å vente"),
			field("local_readiness", "glutes recovered", "rumpe restituert"), field("reasons", "reasons", "grunner"))).size(24, 8).
			with("verdict", "svar", prop{"mappings", verdicts()}, prop{"custom.cellOptions", map[string]any{"type": "color-text"}}, prop{"custom.width", 170}).
			with("glutes recovered", "rumpe restituert", prop{"unit", "percentunit"}, prop{"decimals", 0}, prop{"custom.width", 150}).
			with("hours to wait", "timer å vente", prop{"unit", unitsOf()["h"]}, prop{"decimals", 0}, prop{"custom.width", 140}).
			with("session", "økt", prop{"custom.width", 140}),
	}
}

func recoveryHistory() []panel {
	today := bars(words{"What each sign adds today", "Hva hvert tegn legger til i dag"}, words{
		"Each known sign's part in today's risk, in nats of log odds: above 0 speaks for a bad morning, below 0 for a good one. Most lie between -0.5 and 0.5. A sign that is missing is not known, not fine.",
		"Hvert kjente tegns del av dagens risiko, i nat av log-odds: over 0 taler for en dårlig morgen, under 0 for en god. De fleste ligger mellom -0,5 og 0,5. Et tegn som mangler, er ukjent, ikke bra.",
	}, "nats", asked("recovery", " AND "+recent, "", newestOf(signs())...).table()).digits(2)
	today.kind, today.options = "barchart", map[string]any{
		"orientation": "horizontal", "xField": "Field", "showValue": "auto", "stacking": "none", "barWidth": 0.8, "groupWidth": 0.7, "fullHighlight": false, "xTickLabelRotation": 0, "xTickLabelMaxLength": 0,
		"legend": map[string]any{"displayMode": "list", "placement": "bottom", "showLegend": false, "calcs": []string{}}, "tooltip": map[string]any{"mode": "single", "sort": "none"},
	}
	today.style = map[string]any{"fillOpacity": 80, "lineWidth": 0}
	return []panel{
		today.size(12, 9).then("organize", map[string]any{"excludeByName": map[string]any{"Time": true}}).
			then("reduce", map[string]any{"reducers": []string{"lastNotNull"}, "mode": "seriesToRows"}),
		bars(words{"What the signs added each day", "Hva tegnene la til hver dag"}, words{
			"The same day by day, on top of each other. Look for what came first and what lasted. A gap is a day of which nothing is known.",
			"Det samme dag for dag, oppå hverandre. Se etter hva som kom først, og hva som varte. Et hull er en dag uten kjente tegn.",
		}, "nats", ask("recovery", "", signs()...)).stacked().digits(2).size(12, 9),
		timeline(words{"Risk level", "Risikonivå"}, words{
			"The level of each day. Weeks of low with some raised days are usual in training; high days in a row ask for an easier week.",
			"Nivået hver dag. Uker med lav og noen forhøyede dager er vanlig i trening; høye dager på rad ber om en roligere uke.",
		}, "0 green, 1 amber, 2 red, 9 unknown", levels(), ask("recovery", "", field("level", "risk", "risiko"))).size(24, 4),
		chart(words{"Chance of a bad morning", "Sjanse for en dårlig morgen"}, words{
			"The risk of each day and how much of the glutes' recovery had passed. Gaps are days without data; they are not zero.",
			"Risikoen hver dag og hvor mye av rumpas restitusjon som var gått. Hull er dager uten data; de er ikke null.",
		}, "0..1", ask("recovery", "", field("risk", "risk", "risiko"), field("local_readiness", "glutes recovered", "rumpe restituert"))).span(0, 1).size(12, 8),
		points(words{"How you felt", "Hvordan du følte deg"}, words{
			"The two taps of the morning: 1 is none, 5 is worst. What counts is the change against your own usual, not the number itself.",
			"De to trykkene om morgenen: 1 er ingenting, 5 er verst. Det som teller, er endringen mot ditt eget vanlige, ikke tallet i seg selv.",
		}, "1..5", ask("check_in", "", field("fatigue", "tired", "sliten"), field("soreness", "glutes sore", "støl i rumpa"))).span(1, 5).digits(0).size(12, 8),
		note(words{"How to read this", "Slik leser du dette"}, words{
			"What this board can and cannot say.", "Hva denne tavlen kan og ikke kan si.",
		}, words{
			"Verdict first, then the reason, then the picture. Colours never stand alone: each state has its word and its shape. Days without data are gaps, never zero.\n\n**Hvilepuls shows signs, it does not diagnose.** Sharp or lasting pain is a stop: see a doctor or physiotherapist.",
			"Svaret først, så grunnen, så bildet. Farger står aldri alene: hver tilstand har sitt ord og sin form. Dager uten data er hull, aldri null.\n\n**Hvilepuls viser tegn, den stiller ingen diagnose.** Skarp eller vedvarende smerte betyr stopp: oppsøk lege eller fysioterapeut.",
		}),
	}
}
