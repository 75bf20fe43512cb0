package grafana

func heartBoard() board {
	return board{
		key: "heart", title: words{"Resting heart rate & HRV", "Hvilepuls og HRV"}, athlete: true, from: "now-83d/d", to: endOfToday, refresh: "5m", sources: []string{influx, raw},
		doc: words{
			"Each night's resting heart rate over the personal range, its trend and raised nights, and heart rate variability; new devices are marked.",
			"Hver natts hvilepuls over det personlige området, trenden og de forhøyede nettene, og pulsvariasjon; nye enheter er merket.",
		},
		marks:  []mark{sessions(), deloads(), sickDays(), newDevices()},
		panels: append(append(heartNow(), restingPanels()...), variabilityPanels()...),
	}
}

func heartNow() []panel {
	return []panel{
		state(words{"Resting heart rate is", "Hvilepulsen er"}, words{
			"Raised when it lay well above its usual on two of the last three nights, or jumped. One night alone can be a late meal, a drink or a warm room.",
			"Forhøyet når den lå godt over det vanlige på to av de siste tre nettene, eller gjorde et hopp. Én natt alene kan være et sent måltid, alkohol eller et varmt rom.",
		}, "0/1", newest("daily", col(`last("rhr_raised")`, "raised", "forhøyet")), raised()),
		stat(words{"Last night", "Siste natt"}, words{
			"The lowest half hour of the night. Compare it with your own range beside it; another person's number says nothing.",
			"Nattens laveste halvtime. Sammenlign med ditt eget område ved siden av; andres tall sier ingenting.",
		}, "bpm", newest("daily", col(`last("rhr")`, "night", "natt"))).digits(0).size(3, 4),
		stat(words{"Usually at least", "Vanligvis minst"}, words{
			"The lower edge of your range: the median of the 28 nights before less their spread. Lower than this is seldom a worry.",
			"Nedre kant av området ditt: medianen av de 28 nettene før, minus spredningen. Lavere enn dette er sjelden noe å bekymre seg for.",
		}, "bpm", newest("daily", col(`last("rhr_low")`, "from", "fra"))).digits(0).size(3, 4),
		stat(words{"Usually at most", "Vanligvis høyst"}, words{
			"The upper edge of your range. A night or two above it is normal; a week above it is not.",
			"Øvre kant av området ditt. En natt eller to over er normalt; en uke over er det ikke.",
		}, "bpm", newest("daily", col(`last("rhr_high")`, "to", "til"))).digits(0).size(3, 4),
		stat(words{"Trend over 4 weeks", "Trend over 4 uker"}, words{
			"By how much resting heart rate changed per week, sick days left out. Within half a beat either way is usual. It does not say why.",
			"Hvor mye hvilepulsen endret seg per uke, uten sykedager. Innenfor et halvt slag hver vei er vanlig. Det sier ikke hvorfor.",
		}, "bpm/week", newest("daily", col(`last("rhr_trend_28d")`, "trend", "trend"))).digits(1),
		stat(words{"Mean night", "Snittnatt"}, words{
			"Mean of the nights over the time chosen at the top. Over a year it tells more of fitness than any single week does.",
			"Snittet av nettene over tiden valgt øverst. Over et år forteller det mer om formen enn en enkelt uke gjør.",
		}, "bpm", asked("daily", ` AND time > now() - $range`, "", col(`mean("rhr")`, "night", "natt"))).digits(0).size(3, 4),
		freshness(),
	}
}

// rangeNames are those of the edges of a personal range; the band hangs on the upper one.
func rangeNames() (low, high words) {
	return words{"usual from", "vanlig fra"}, words{"your range", "ditt område"}
}

func restingPanels() []panel {
	low, high := rangeNames()
	night := words{"night", "natt"}
	up := words{"raised night", "forhøyet natt"}
	return []panel{
		chart(words{"Nights over your range", "Netter over området ditt"}, words{
			"Resting heart rate of each night over your personal range. Most nights lie in the band. Raised nights are marked when two of three were. A missing night is a gap.",
			"Hvilepulsen hver natt over det personlige området ditt. De fleste netter ligger i båndet. Forhøyede netter er merket når to av tre var det. En natt som mangler, er et hull.",
		}, "bpm", ask("daily", "", field("rhr_low", low.en, low.nb), field("rhr_high", high.en, high.nb), field("rhr", night.en, night.nb), field("rhr_baseline", "median of 28 nights", "median av 28 netter")),
			ask("daily", ` AND "rhr_raised" = 1`, field("rhr", up.en, up.nb))).digits(0).size(24, 11).band(low, high).
			with(night.en, night.nb, prop{"custom.showPoints", "always"}, inColor(blue)).
			with("median of 28 nights", "median av 28 netter", prop{"custom.lineWidth", 1}, prop{"custom.showPoints", "never"}, inColor(grey)).
			with(up.en, up.nb, prop{"custom.drawStyle", "points"}, prop{"custom.pointSize", 11}, inColor(vermilion)),
		chart(words{"How far from your usual", "Hvor langt fra det vanlige"}, words{
			"Each night's distance from the 28-night median in robust standard deviations. Within 1.5 either way is usual; the line at 1.5 is where a night begins to count.",
			"Hver natts avstand fra 28-netters median i robuste standardavvik. Innenfor 1,5 hver vei er vanlig; linjen ved 1,5 er der en natt begynner å telle.",
		}, "SD", ask("daily", "", field("rhr_z", "resting heart rate", "hvilepuls"))).digits(1).colored(blue, limit{1.5, amber}).lines(),
		chart(words{"Trend", "Trend"}, words{
			"Change per week, measured over 4 and over 12 weeks. Around 0 is usual; falling over months often goes with training. Short trends swing more.",
			"Endring per uke, målt over 4 og over 12 uker. Rundt 0 er vanlig; fallende over måneder følger ofte med trening. Korte trender svinger mer.",
		}, "bpm/week", ask("daily", "", field("rhr_trend_28d", "4 weeks", "4 uker"), field("rhr_trend_84d", "12 weeks", "12 uker"))).digits(2),
		chart(words{"Other measures of the night", "Andre mål for natten"}, words{
			"Our own figure beside the mean of the first four hours of sleep and the watch's own number. They differ by definition and are never mixed; they should move together.",
			"Vårt eget tall ved siden av snittet for de første fire timene søvn og klokkens eget tall. De er definert ulikt og blandes aldri; de bør bevege seg likt.",
		}, "bpm", ask("daily", "", field("rhr", "lowest half hour", "laveste halvtime"), field("rhr_mean4h", "mean of 4 h", "snitt av 4 t"), field("rhr_vendor", "the watch's own", "klokkens eget"))).digits(0),
		chart(words{"Heart rate, last two days", "Puls, siste to døgn"}, words{
			"Five-minute means of all that was measured. Nights should be the lowest part; a flat or missing night explains a missing number. It is not a workout chart.",
			"Femminutters snitt av alt som ble målt. Nettene skal være lavest; en flat eller manglende natt forklarer et tall som mangler. Det er ikke et treningsdiagram.",
		}, "bpm", func() query {
			q := ask("heart_rate", "", col(`mean("bpm")`, "heart rate", "puls")).of(raw)
			q.text += ` GROUP BY time(5m) fill(none)`
			return q
		}()).last("48h").digits(0).with("heart rate", "puls", prop{"custom.insertNulls", 30 * 60 * 1000}, prop{"custom.showPoints", "never"}, prop{"custom.lineWidth", 1}),
	}
}

func variabilityPanels() []panel {
	low, high := rangeNames()
	return []panel{
		chart(words{"HRV of each night", "HRV hver natt"}, words{
			"RMSSD asleep, as the watch or our own reckoning from beats gives it. It varies by tens of percent from night to night; look at weeks. Higher is not always better.",
			"RMSSD i søvn, slik klokken eller vår egen utregning fra hjerteslag gir det. Det varierer med titalls prosent fra natt til natt; se på uker. Høyere er ikke alltid bedre.",
		}, "ms", ask("daily", "", field("hrv_rmssd", "RMSSD", "RMSSD"))).digits(0).with("RMSSD", "RMSSD", prop{"custom.showPoints", "always"}),
		chart(words{"HRV week against your usual", "HRV-uke mot det vanlige"}, words{
			"The mean of seven nights against the 60 nights before, in their standard deviations. Within 1 either way is usual; below -1 for days speaks for strain.",
			"Snittet av sju netter mot de 60 nettene før, i deres standardavvik. Innenfor 1 hver vei er vanlig; under -1 i flere dager taler for belastning.",
		}, "SD", ask("daily", "", field("hrv_dev_sd", "7 nights", "7 netter"))).digits(1).colored(amber, limit{-1, blue}, limit{1, sky}).lines(),
		chart(words{"HRV, mean of 7 nights", "HRV, snitt av 7 netter"}, words{
			"The logarithm smooths single nights. The band is your own range: the 60 nights before, plus and minus half their spread. A mean that leaves it for days counts, not the level: that differs from person to person.",
			"Logaritmen glatter enkeltnetter. Båndet er ditt eget område: de 60 nettene før, pluss og minus halve spredningen. Et snitt som ligger utenfor i flere dager, teller, ikke nivået: det er ulikt fra person til person.",
		}, "ln ms", ask("daily", "", field("hrv_ln_low", low.en, low.nb), field("hrv_ln_high", high.en, high.nb), field("hrv_ln_7d", "7 nights", "7 netter"))).digits(2).band(low, high),
		chart(words{"HRV, how steady", "HRV, hvor jevn"}, words{
			"Variation of HRV within a week. A few percent is usual. Steadier than before together with a fall can go with too much training, but also with rest.",
			"Variasjonen i HRV innen en uke. Noen få prosent er vanlig. Jevnere enn før sammen med et fall kan følge med for mye trening, men også med hvile.",
		}, "%", ask("daily", "", field("hrv_cv_7d", "7 nights", "7 netter"))).digits(1).least(0),
		rowsOf(words{"HRV by source", "HRV per kilde"}, words{
			"What each source said of each night, newest first. Kinds are never mixed: a value asleep and one from a morning measurement are two things.",
			"Hva hver kilde sa om hver natt, nyeste først. Typene blandes aldri: en verdi i søvn og en fra en morgenmåling er to ting.",
		}, func() query {
			q := ask("hrv", "", col(`"source"`, "source", "kilde"), col(`"kind"`, "kind", "type"), field("vendor_ms", "the watch's", "klokkens"), field("five_minute_ms", "from 5 minutes", "fra 5 minutter"))
			q.text += ` ORDER BY time DESC LIMIT 60`
			return q
		}()).with("the watch's", "klokkens", prop{"unit", unitsOf()["ms"]}).with("from 5 minutes", "fra 5 minutter", prop{"unit", unitsOf()["ms"]}, prop{"decimals", 0}),
	}
}
