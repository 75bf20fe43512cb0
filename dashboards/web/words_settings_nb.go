package web

func norwegianSettings() settingsWords {
	return settingsWords{
		Contents: "På denne siden", SaveSettings: "Lagre", SavedSettings: "Lagret.", NotSaved: "Ikke lagret. Hva som er galt, står ved feltet.",
		Remove: "Fjern", Add: "Legg til", NotSaid: "ikke oppgitt",

		PlanTitle: "Når trener du rumpe?", PlanDoc: "En vanlig uke. Svaret gjelder den neste av disse øktene. En rad uten dag teller ikke.",
		Weekday: "Dag", Time: "Tid", SessionName: "Navn", Effort: "Innsats", Muscle: "Muskler", MuscleHint: "La musklene stå åpne for rumpa: en økt for andre muskler er ingen rumpeøkt.", NoSession: "ingen", Another: "En økt til",

		DatesTitle: "Enkelte datoer", DatesDoc: "En økt på én dato, ved siden av uken. Avlyst betyr at ingenting er planlagt da, heller ikke av uken eller en kalender.",
		Date: "Dato", NewDate: "Legg til en økt på en dato", NoDates: "Ingen enkelte datoer framover.", Move: "Lagre endringene", Off: "avlyst",

		DeloadTitle: "Rolige uker", DeloadDoc: "I en deload-uke ber svaret om færre og lettere sett. Det som sies om en uke her, gjelder foran det en blokk sier.",
		DeloadWeek: "deload-uke", NormalWeek: "vanlig uke", WeekDay: "En dag i uken", WeekIs: "Det er en", NoWeeks: "Ingenting er sagt om enkelte uker.", NewWeek: "Si hva en uke er",
		BlockTitle: "Treningsblokker", BlockDoc: "En blokk varer fra sin første dag til den neste begynner. Fasen farger bare rådene.", BlockFrom: "Første dag",
		Phase: "Fase", NoPhase: "ikke oppgitt", Every: "En deload-uke så ofte, i uker", EveryHint: "2 til 26: den siste av så mange uker. Åpent: ingen.",
		EveryWeeks: "deload hver %s. uke", NoBlocks: "Ingen blokk er planlagt.", NewBlock: "Legg til en blokk",
		Phases: [][2]string{{"linear", "lineær"}, {"undulating", "bølgende"}, {"block", "blokk"}},

		FeedTitle: "Kalender", FeedDoc: "Hendelser i en kalender som har et av ordene i navnet, er planlagte økter. Ingenting annet av den blir tatt vare på.",
		FeedAt: "En kalender hos %s er satt.", FeedFile: "En kalender fra en fil er satt.", FeedNone: "Ingen kalender er satt.", FeedSessions: "Økter eller rekker av økter i den: %s.",
		FeedAddress: "Adressen til kalenderen (ICS)", FeedHint: "Den blir sett på igjen med jevne mellomrom. Den som kjenner adressen, kan lese kalenderen, så den vises aldri igjen, verken her eller andre steder.",
		FeedUpload: "Eller en fil (.ics)", FeedWords: "Ord som kjennetegner en økt", FeedWordsHint: "Med komma mellom; en * på slutten står for en hvilken som helst ending. Åpent: glute*, booty*, rumpe* og lignende.",
		FeedNotes: map[string]string{
			"all_day": "Hoppet over %s: en hendelse som varer hele dagen, er ingen økt; gi den et klokkeslett.", "bad_time": "Hoppet over %s: starten kan ikke leses.",
			"unknown_rule": "Hoppet over %s: den gjentas på en måte som ikke er kjent; daglig, ukentlig og månedlig er det.", "unknown_zone": "Ingen kjenner sonen %s: tidene tas for å være dine.",
			"too_many": "De tidligste øktene ble hoppet over: det er for mange.", "unreadable": "Den kan ikke leses.",
		},

		ProfileTitle: "Deg", ProfileDoc: "Alt kan stå åpent, eller tømmes igjen; det som er kjent, gjør svaret bedre.", Name: "Navn", Language: "Språk", Measures: "Vekter i",
		Sex: "Kjønn", BirthYear: "Fødselsår", Weight: "Kroppsvekt, %s", Experience: "Styrketrening så langt", SleepNeed: "Søvnbehov per natt, timer",
		Languages:   [][2]string{{"en", "English"}, {"nb", "Norsk bokmål"}},
		UnitNames:   [][2]string{{"metric", "kilo"}, {"imperial", "pund"}},
		Sexes:       [][2]string{{"female", "kvinne"}, {"male", "mann"}},
		Experiences: [][2]string{{"beginner", "nybegynner"}, {"intermediate", "viderekommen"}, {"advanced", "erfaren"}},
		LimitsTitle: "Puls, effekt og fart", LimitsDoc: "Av disse regnes belastningen av en trening ut. Hvilepulsen måles hver natt og trenger ikke oppgis.",
		MaxHR: "Makspuls, slag/min", LTHR: "Terskelpuls, slag/min", FTP: "Terskeleffekt (FTP), watt",
		RunPace: "Løpefart du kan holde i en time, min:s per km", SwimPace: "Svømmefart du kan holde lenge, min:s per 100 m",
		ZoneTitle: "Tidssone", ZoneDoc: "Hvor dagen begynner og slutter.", Zone: "Sone, som Europe/Oslo", ZoneFrom: "Fra", ZoneFromHint: "For en reise eller en flytting. Åpent: hjemmesonen din.",

		OrderTitle: "Hvilken kilde som gjelder", OrderDoc: "Der flere kilder forteller om det samme, brukes den første i rekkefølgen din. Uten rekkefølge velges den beste hver dag.",
		OrderAll: "For alt", OrderOwn: "din rekkefølge: %s", OrderNone: "ingen rekkefølge", OrderAsAll: "som for alt", Up: "%s opp", Down: "%s ned",
		Unordered: "Ikke i rekkefølgen", AddToOrder: "Legg til %s", NoOrder: "Glem denne rekkefølgen", NoKnownSources: "Ingen kilde er kjent ennå. Hent inn data først.",
		Kinds: map[string]string{"sleep": "Søvn", "hrv": "Pulsvariasjon (HRV)", "rhr": "Hvilepuls", "heart_rate": "Puls", "steps": "Skritt", "workouts": "Treninger"},

		NamesTitle: "Dine navn på øvelser", NamesDoc: "Hva du kaller en øvelse i loggen din, hvis navnet ikke er kjent her.", NameOf: "Ditt navn", StandsFor: "Står for", NoNames: "Ingen egne navn.", NewName: "Legg til et navn",

		WantNumber: "Skriv et tall.", WantBetween: "Skriv et tall fra %s til %s.", WantWhole: "Skriv et helt tall fra %s til %s.", WantTime: "Skriv et klokkeslett som 18:00.",
		WantDate: "Velg en dato fra 2000 til 2099.", WantLine: "Skriv det på én linje, uten kontrolltegn.", WantShort: "For langt: høyst %s tegn.",
		WantZone: "Ingen sone heter det. De heter noe som Europe/Oslo.", WantPace: "Skriv minutter og sekunder fra %s til %s.", WantName: "Skriv navnet.",
		WantExercise: "Ingen øvelse med det navnet er kjent. Velg en fra listen.", WantAddress: "Skriv en adresse som https://example.org/calendar.ics.",
		WantCalendar: "Skriv en adresse eller velg en fil.", WantOne: "Enten en adresse eller en fil, ikke begge.",
		NotFetched: "Kalenderen kunne ikke hentes eller leses. Legg den inn på nytt når det er rettet.", NoSessionInIt: "Den har ingen hendelse med klokkeslett og et av ordene. Skriv andre ord.",
		WantFileAgain: "Velg filen igjen for å bruke andre ord: bare øktene i den ble lagret.",
	}
}
