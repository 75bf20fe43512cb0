package grafana

func loadBoard() board {
	return board{
		key: "load", title: words{"Training load", "Treningsbelastning"}, athlete: true, from: "now-83d/d", to: endOfToday, refresh: "5m", sources: []string{influx, raw},
		doc: words{
			"What you did and how it adds up: daily load, fitness and fatigue, monotony, and the sessions behind them.",
			"Hva du gjorde, og hvordan det summerer seg: daglig belastning, form og tretthet, monotoni, og øktene bak.",
		},
		marks:  []mark{allSessions(), deloads(), sickDays()},
		panels: append(append(loadNow(), loadHistory()...), workoutPanels()...),
	}
}

func loadNow() []panel {
	return []panel{
		stat(words{"Fitness", "Form"}, words{
			"Exponential average of load over 42 days (CTL). It rises slowly with steady training. It needs six weeks to settle and is a sum of work, not of ability.",
			"Eksponentielt snitt av belastning over 42 dager (CTL). Det stiger langsomt med jevn trening. Det trenger seks uker på å sette seg og er en sum av arbeid, ikke av evne.",
		}, "points", newest("daily", col(`last("ctl")`, "fitness", "form"))).digits(0),
		stat(words{"Fatigue", "Tretthet"}, words{
			"Exponential average of load over 7 days (ATL). Above fitness in hard weeks, below it in easy ones; both are normal. It is not how tired you feel.",
			"Eksponentielt snitt av belastning over 7 dager (ATL). Over form i harde uker, under i rolige; begge deler er normalt. Det er ikke hvor sliten du føler deg.",
		}, "points", newest("daily", col(`last("atl")`, "fatigue", "tretthet"))).digits(0),
		stat(words{"Balance", "Balanse"}, words{
			"Fitness less fatigue of the day before (TSB). Between -20 and 10 is usual in training; far below for weeks asks for rest. It predicts no injury.",
			"Form minus tretthet dagen før (TSB). Mellom -20 og 10 er vanlig i trening; langt under i uker ber om hvile. Det spår ingen skade.",
		}, "points", newest("daily", col(`last("tsb")`, "balance", "balanse"))).digits(0).colored(amber, limit{-20, blue}, limit{10, sky}),
		stat(words{"Monotony", "Monotoni"}, words{
			"How alike the days of the week were: mean load over its spread. Under 1.5 is varied; 2 and more means hard and easy days hardly differ.",
			"Hvor like ukens dager var: snittbelastning delt på spredningen. Under 1,5 er variert; 2 og mer betyr at harde og lette dager knapt skiller seg.",
		}, "ratio", newest("daily", col(`last("monotony")`, "monotony", "monotoni"))).digits(1).colored(blue, limit{1.5, sky}, limit{2, amber}),
		stat(words{"Load in all", "Samlet belastning"}, words{
			"Sum of load over the time chosen at the top. Compare with the same length before. An hour at the threshold is 100 points.",
			"Summen av belastning over tiden valgt øverst. Sammenlign med like lang tid før. En time på terskel er 100 poeng.",
		}, "points", asked("daily", ` AND time > now() - $range`, "", col(`sum("load")`, "load", "belastning"))).digits(0),
		freshness(),
	}
}

func loadHistory() []panel {
	return []panel{
		bars(words{"Load each day", "Belastning hver dag"}, words{
			"Points of the day's sessions: power, else heart rate, else pace, else how hard it felt. 0 is a day of rest; a gap is a day without data.",
			"Poeng for dagens økter: watt, ellers puls, ellers fart, ellers hvor hardt det føltes. 0 er en hviledag; et hull er en dag uten data.",
		}, "points", ask("daily", "", field("load", "load", "belastning"))).digits(0).least(0),
		chart(words{"Fitness and fatigue", "Form og tretthet"}, words{
			"Averages of load over 42 and 7 days. Fatigue crosses above in hard weeks and falls below in easy ones. The first six weeks are warming up.",
			"Snitt av belastning over 42 og 7 dager. Tretthet går over i harde uker og under i rolige. De første seks ukene er oppvarming.",
		}, "points", ask("daily", "", field("ctl", "fitness (42 days)", "form (42 dager)"), field("atl", "fatigue (7 days)", "tretthet (7 dager)"))).digits(0).least(0),
		chart(words{"Balance", "Balanse"}, words{
			"Fitness less fatigue of the day before. Below 0 you have done more than usual, above 0 less. The line at -20 is where rest is worth a thought.",
			"Form minus tretthet dagen før. Under 0 har du gjort mer enn vanlig, over 0 mindre. Linjen ved -20 er der hvile er verdt en tanke.",
		}, "points", ask("daily", "", field("tsb", "balance", "balanse"))).digits(0).colored(vermilion, limit{-20, amber}, limit{0, grey}).lines(),
		chart(words{"Monotony", "Monotoni"}, words{
			"Mean of the week's daily loads over their standard deviation. The lines stand at 1.5 and 2. Few days with data make it jumpy.",
			"Snittet av ukens daglige belastninger delt på standardavviket. Linjene står ved 1,5 og 2. Få dager med data gjør den urolig.",
		}, "ratio", ask("daily", "", field("monotony", "monotony", "monotoni"))).digits(1).least(0).colored(blue, limit{1.5, amber}, limit{2, vermilion}).lines(),
		chart(words{"Strain", "Totalbelastning"}, words{
			"The week's load times its monotony: high where much work comes without easy days. There is no normal value; compare with your own months.",
			"Ukens belastning ganger monotonien: høy der mye arbeid kommer uten lette dager. Det finnes ingen normalverdi; sammenlign med dine egne måneder.",
		}, "points", ask("daily", "", field("strain", "strain", "totalbelastning"))).digits(0).least(0),
		chart(words{"Acute to chronic (descriptive)", "Akutt mot kronisk (beskrivende)"}, words{
			"Load of 7 days over that of 28, as means and as exponential averages. Around 1 means as usual. It only describes a change of load: it predicts no injury, and no limit is drawn on purpose.",
			"Belastningen over 7 dager delt på den over 28, som snitt og som eksponentielle snitt. Rundt 1 betyr som vanlig. Det beskriver bare en endring: det spår ingen skade, og ingen grense er tegnet med vilje.",
		}, "ratio", ask("daily", "", field("acwr", "means", "snitt"), field("acwr_ewma", "exponential", "eksponentielt"))).digits(2).least(0),
	}
}

func workoutPanels() []panel {
	byWeekAndSport := byWeek("workout", "", col(`sum("timer_s") / 3600`, "hours", "timer"))
	byWeekAndSport.text += `, "sport" fill(none)`
	byWeekAndSport.legend = both("$tag_sport")
	list := ask("workout", "", col(`"sport"`, "sport", "idrett"), field("sub_sport", "kind", "type"), col(`"timer_s" / 60`, "minutes", "minutter"), field("avg_hr", "mean heart rate", "snittpuls"),
		field("max_hr", "highest", "høyeste"), field("sets", "sets", "sett"), field("rpe", "effort (0-10)", "anstrengelse (0-10)"))
	list.text += ` ORDER BY time DESC LIMIT 100`
	return []panel{
		bars(words{"Hours a week by sport", "Timer per uke og idrett"}, words{
			"Time of the sessions without pauses, per week from Monday. Steady weeks with an easier one now and then are usual. Unknown sports are shown too.",
			"Øktenes tid uten pauser, per uke fra mandag. Jevne uker med en roligere iblant er vanlig. Ukjente idretter vises også.",
		}, "h", byWeekAndSport).stacked().digits(1).by("training", "running", "cycling", "walking", "swimming", "hiking"),
		bars(words{"Load a week", "Belastning per uke"}, words{
			"Sum of load per week from Monday. The newest bar is a week that is not over. Jumps from week to week say more than the height.",
			"Sum av belastning per uke fra mandag. Den nyeste søylen er en uke som ikke er over. Hopp fra uke til uke sier mer enn høyden.",
		}, "points", byWeek("daily", "", col(`sum("load")`, "load", "belastning"))).digits(0).least(0),
		rowsOf(words{"Sessions", "Økter"}, words{
			"Every session within the time at the top right, newest first, as its source saw it. The same session from two devices may stand twice here; the day counts one.",
			"Hver økt innen tiden øverst til høyre, nyeste først, slik kilden så den. Samme økt fra to enheter kan stå to ganger her; dagen teller én.",
		}, list).size(24, 9).with("minutes", "minutter", prop{"decimals", 0}).with("mean heart rate", "snittpuls", prop{"unit", unitsOf()["bpm"]}, prop{"decimals", 0}).
			with("highest", "høyeste", prop{"unit", unitsOf()["bpm"]}, prop{"decimals", 0}),
	}
}
