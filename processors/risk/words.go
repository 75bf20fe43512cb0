package risk

// words are the sentences of one language; %s are filled in by speech. The words are those of the page, the notices and the command line.
type words struct {
	decimal, clock, hour    string // decimal sign, layout of a time of day, unit of hours
	now, today, tomorrow    string
	weekdays                [7]string
	months                  [12]string
	date                    string // of a day more than a week away: day of the month, month
	levels                  [3]string
	confidence              map[string]string
	night, nights           string
	goNow, lighter          string
	full, wait, waitLighter string
	waitOpen, rest, pain    string
	unknown                 string
	noNight, noNightYet     string

	grounds
	advice
	otherwise
}

// grounds are the sentences of the reasons.
type grounds struct {
	since, sinceFine, beginners, recovering, recovered     string
	risk, rhrUp, rhrUsual, rhrRaised, rhrJumped            string
	hrvBelow, hrvAbove                                     string
	hrvUsual, sleep, loadUp, loadDown, loadUsual, monotony string
	strengthDown, strengthUsual, fatigue, soreness, sick   string
	volume, deload, deloadNever, deloadTired, activation   string
	deloadLasting                                          string
	noStrength, silentStrength, unsure, staleStrength      string
	noAnswers                                              string
	tired, soreNew, sharp, dull, noRisk                    string
}

// vocabulary is the words of a language, English unless it is Norwegian.
func vocabulary(language string) words {
	if language == "nb" {
		return norwegian()
	}
	return english()
}

func english() words {
	return words{
		decimal: ".", clock: "15:04", hour: "h",
		night: "one night", nights: "%d nights",
		now: "now", today: "today", tomorrow: "tomorrow",
		weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		months: [12]string{
			"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
		},
		date:   "%d %s",
		levels: [3]string{"low", "raised", "high"},
		confidence: map[string]string{
			High: "good data", Medium: "some gaps", Low: "many gaps", watchOnly: "only the watch",
		},

		goNow:       "Good to go. Glutes %s.",
		lighter:     "Go lighter: about 40 % fewer sets, stop 3 reps before failure.",
		full:        " Full session fine from %s.",
		wait:        "Wait until %s. Light activation and a walk are fine.",
		waitLighter: "Wait until %s, then go lighter. Light activation and a walk are fine.",
		waitOpen:    "Wait. Light activation and a walk are fine.",
		rest:        "Rest today. Sometimes the best session is a rest day.",
		pain:        "Rest today. Sharp or lasting pain is a stop. See a doctor or physiotherapist.",
		unknown:     "Not enough data: %s. Sync your watch or answer two questions.",
		noNight:     "no night since %s",
		noNightYet:  "no night yet",

		grounds: englishGrounds(),
		advice:  englishAdvice(),

		otherwise: englishOtherwise(),
	}
}

func englishGrounds() grounds {
	return grounds{
		since:      "%s h since your last hard glute session (%s hard sets); %s h is the least%s.",
		beginners:  " for beginners",
		sinceFine:  "%s h since your last hard glute session (%s hard sets).",
		recovering: "Glutes about %s %% recovered; that session needs %s h.",
		recovered:  "Glutes recovered from all sessions known.",
		risk:       "Recovery risk: %s (%s %%, %s).",
		rhrUp:      "Resting heart rate %s, you usually lie at %s-%s%s.",
		rhrUsual:   "Resting heart rate %s, as usual (%s-%s)%s.",
		rhrRaised:  " (raised 2 of the last 3 nights)",
		rhrJumped:  " (a jump within the last 3 nights)",
		hrvBelow:   "Heart rate variability over 7 nights lies %s SD below your usual.",
		hrvAbove:   "Heart rate variability over 7 nights lies %s SD above your usual.",
		hrvUsual:   "Heart rate variability as usual.",
		sleep:      "%s on average over %s; you need about %s h.",
		loadUp:     "Training load of the last week is %s %% above your last four weeks.",
		loadDown:   "Training load of the last week is %s %% below your last four weeks.",
		loadUsual:  "Training load as usual.",
		monotony:   "Your days of training are much alike (monotony %s).",

		strengthDown: "Strength %s %% below your usual.", strengthUsual: "Strength as usual.",
		fatigue:       "Tiredness %s of 5, your usual is %s.",
		soreness:      "Glute soreness %s of 5, your usual is %s.",
		sick:          "You said that you are ill.",
		volume:        "%s hard sets in 7 days; 10-20 is the usual range.",
		deload:        "%s weeks since your last easy week: plan a deload.",
		deloadNever:   "No easy week seen in %s weeks: plan a deload.",
		deloadTired:   "Recovery risk was raised in %s of the last 4 weeks: plan a deload.",
		deloadLasting: "Strength has been down for more than two weeks in spite of an easy week: see a professional.",
		activation:    "Until then: 5 to 10 minutes of bridges, clamshells or band walks, mobility or an easy walk.",
		noStrength:    "No strength sets known, so nobody can say how recovered your glutes are. Log your sets.",

		silentStrength: "Nothing is known of the last days, so nobody can say how recovered your glutes are; the last glute session known is %s days old.",

		unsure:        "A strength session of %s cannot be counted: its sets or exercises are not known.",
		staleStrength: "No glute session known for %s days.",
		noAnswers:     "No answers today: how tired are you, how sore are your glutes?",
		soreNew:       "Glute soreness %s of 5; your usual is not known yet.",
		tired:         "You feel very tired (%s of 5).",
		sharp:         "Sharp or lasting pain is a stop. See a doctor or physiotherapist.",
		dull:          "You noted a dull pain: leave out what hurts. If it lasts or gets worse, see a doctor or physiotherapist.",
		noRisk:        "Recovery risk cannot be told: no signs of the last days are known.",
	}
}

func norwegian() words {
	return words{
		decimal: ",", clock: "15.04", hour: "t",
		night: "en natt", nights: "%d netter",
		now: "nå", today: "i dag", tomorrow: "i morgen",
		weekdays: [7]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"},
		months: [12]string{
			"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember",
		},
		date:   "%d. %s",
		levels: [3]string{"lav", "forhøyet", "høy"},
		confidence: map[string]string{
			High: "gode data", Medium: "noen hull", Low: "mange hull", watchOnly: "bare klokken",
		},

		goNow:       "Klart for økt. Rumpe %s.",
		lighter:     "Ta det lettere: rundt 40 % færre sett, stopp 3 repetisjoner før utmattelse.",
		full:        " Full økt er greit fra %s.",
		wait:        "Vent til %s. Lett aktivering og en gåtur er greit.",
		waitLighter: "Vent til %s, og ta det lettere da. Lett aktivering og en gåtur er greit.",
		waitOpen:    "Vent. Lett aktivering og en gåtur er greit.",
		rest:        "Hvil i dag. Noen ganger er den beste økten en hviledag.",
		pain:        "Hvil i dag. Skarp eller vedvarende smerte betyr stopp. Oppsøk lege eller fysioterapeut.",
		unknown:     "For lite data: %s. Synkroniser klokken eller svar på to spørsmål.",
		noNight:     "ingen natt siden %s",
		noNightYet:  "ingen natt ennå",

		grounds: norwegianGrounds(),
		advice:  norwegianAdvice(),

		otherwise: norwegianOtherwise(),
	}
}

func norwegianGrounds() grounds {
	return grounds{
		since:      "%s t siden siste harde rumpeøkt (%s harde sett); minst %s t%s.",
		beginners:  " for nybegynnere",
		sinceFine:  "%s t siden siste harde rumpeøkt (%s harde sett).",
		recovering: "Rumpa er rundt %s %% restituert; den økten krever %s t.",
		recovered:  "Rumpa er restituert etter alle kjente økter.",
		risk:       "Restitusjonsrisiko: %s (%s %%, %s).",
		rhrUp:      "Hvilepuls %s, du pleier å ligge på %s-%s%s.",
		rhrUsual:   "Hvilepuls %s, som vanlig (%s-%s)%s.",
		rhrRaised:  " (hevet 2 av de siste 3 nettene)",
		rhrJumped:  " (et hopp i løpet av de siste 3 nettene)",
		hrvBelow:   "Pulsvariasjonen (HRV) over 7 netter ligger %s SD under det vanlige for deg.",
		hrvAbove:   "Pulsvariasjonen (HRV) over 7 netter ligger %s SD over det vanlige for deg.",
		hrvUsual:   "Pulsvariasjonen (HRV) er som vanlig.",
		sleep:      "%s i snitt over %s; du trenger rundt %s t.",
		loadUp:     "Treningsbelastningen siste uke er %s %% over de siste fire ukene.",
		loadDown:   "Treningsbelastningen siste uke er %s %% under de siste fire ukene.",
		loadUsual:  "Treningsbelastningen er som vanlig.",
		monotony:   "Treningsdagene dine er svært like (monotoni %s).",

		strengthDown: "Styrken er %s %% under ditt vanlige nivå.", strengthUsual: "Styrken er som vanlig.",
		fatigue:       "Slitenhet %s av 5, vanligvis %s.",
		soreness:      "Støl i rumpa %s av 5, vanligvis %s.",
		sick:          "Du har sagt at du er syk.",
		volume:        "%s harde sett på 7 dager; 10-20 er det vanlige området.",
		deload:        "%s uker siden forrige rolige uke: legg inn en deload-uke.",
		deloadNever:   "Ingen rolig uke sett på %s uker: legg inn en deload-uke.",
		deloadTired:   "Restitusjonsrisikoen har vært forhøyet i %s av de siste 4 ukene: legg inn en deload-uke.",
		deloadLasting: "Styrken har vært nede i mer enn to uker trass i en rolig uke: snakk med en fagperson.",
		activation:    "I mellomtiden: 5 til 10 minutter med seteløft, clamshells eller gange med strikk, bevegelighet eller en rolig gåtur.",
		noStrength:    "Ingen styrkesett er kjent, så ingen kan si hvor restituert rumpa er. Loggfør settene dine.",

		silentStrength: "Ingenting er kjent om de siste dagene, så ingen kan si hvor restituert rumpa er; siste kjente rumpeøkt er %s dager gammel.",

		unsure:        "En styrkeøkt %s kan ikke telles: settene eller øvelsene er ukjente.",
		staleStrength: "Ingen kjent rumpeøkt på %s dager.",
		noAnswers:     "Ingen svar i dag: hvor sliten er du, hvor støl er du i rumpa?",
		soreNew:       "Støl i rumpa %s av 5; ditt vanlige nivå er ikke kjent ennå.",
		tired:         "Du føler deg svært sliten (%s av 5).",
		sharp:         "Skarp eller vedvarende smerte betyr stopp. Oppsøk lege eller fysioterapeut.",
		dull:          "Du noterte en murrende smerte: la være det som gjør vondt. Varer den eller blir den verre, oppsøk lege eller fysioterapeut.",
		noRisk:        "Restitusjonsrisikoen kan ikke anslås: ingen tegn fra de siste dagene er kjent.",
	}
}
