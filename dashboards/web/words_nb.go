package web

func norwegian() words {
	return words{
		Lang: "nb", Decimal: ",", Clock: "15.04", Hour: "t",
		DateLong: "%s %d. %s", DateShort: "%d. %s", DateDay: "%d. %s",
		Weekdays: [7]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"},
		Months: [12]string{
			"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember",
		},
		Today: "i dag", Tomorrow: "i morgen", Yesterday: "i går", LastNight: "sist natt", On: "natt til %s",
		Verdicts:   map[string]string{"go": "Klart for økt", "lighter": "Ta det lettere", "wait": "Vent", "rest": "Hvil", "unknown": "For lite data"},
		Levels:     map[string]string{"green": "lav", "amber": "forhøyet", "red": "høy", "unknown": "ikke kjent"},
		Confidence: map[string]string{"high": "gode data", "medium": "noen hull", "low": "mange hull"},
		Units: map[string]string{
			"h": "t", "bpm": "slag/min", "bpm/week": "slag/min per uke", "sets": "sett", "sessions": "økter", "weeks": "uker", "points": "poeng",
			"ratio": "", "-100..100": "av 100", "AU": "AE",
		},
		Yes: "ja", No: "nei", OfFive: "%s av 5", NoData: "ingen data",

		pageWords:   norwegianPage(),
		chartWords:  norwegianCharts(),
		formWords:   norwegianForms(),
		restWords:   norwegianRest(),
		dayWords:    norwegianDay(),
		answerWords: norwegianAnswer(),
		appWords:    norwegianApp(),
		trendWords:  norwegianTrends(),
		dataWords:   norwegianData(),

		settingsWords: norwegianSettings(),
		channelWords:  norwegianChannels(),
	}
}

func norwegianPage() pageWords {
	return pageWords{
		Skip: "Hopp til svaret", NotDiagnosis: "Hvilepuls viser tegn, den stiller ingen diagnose.", Glutes: "Rumpe", Others: "Andre utøvere",
		SessionAt: "%s %s", SessionNow: "ingen planlagt, vurdert for akkurat nå",
		Session: "Økt", Earliest: "Tidligst", Risk: "Restitusjonsrisiko", Recovery: "Rumpa restituert",
		Why: "Hvorfor", MoreReasons: "Flere grunner (%d)", Value: "Nå", Usual: "Vanlig for deg", Least: "Minst", Most: "Vanligvis høyst",
		Need: "Du trenger", Mean: "På en vanlig dag", Whole: "Helt restituert", Effect: "For økten", Chain: "Hvor dette kommer fra",
		Effects: map[string]string{"for": "taler for å trene", "against": "taler imot", "missing": "ikke kjent", "note": "greit å vite"},
		Data:    "Data", LastData: "siste data %s", StaleHours: "Ingen data på %d timer. Er klokken synkronisert?",
		StaleDays: "Ingen data på %d dager. Er klokken synkronisert?", NothingYet: "ingen data ennå", OnlyWatch: "bare klokken", Changes: "Hva som ville endret det", YourAnswers: "svarene dine",
	}
}

func norwegianCharts() chartWords {
	return chartWords{
		RHR: "Hvilepuls", RHRLast: "%s %s", RHRUsually: "vanligvis %s", RHRNone: "Ingen natt med puls i disse fire ukene.",
		Raised: "Hevet 2 av de siste 3 nettene.", Jumped: "Et hopp i løpet av de siste 3 nettene.",
		Rising: "Stiger %s slag/min per uke over 12 uker.", Falling: "Synker %s slag/min per uke over 12 uker.",
		Provisional: "Området ditt er foreløpig: færre enn 10 netter.",
		Range:       "ditt område",
		RangeDoc:    "Området ditt er medianen av de 28 foregående nettene, pluss og minus den robuste spredningen deres (minst 1 slag/min). En hevet natt ligger 1,5 spredninger og 3 slag/min over medianen. Netter uten data er hull.",
		ANight:      "natt", ARaised: "hevet natt", ASession: "rumpeøkt", NewSource: "ny kilde",
		Table: "Diagrammet som tabell", Day: "Dag", Source: "Kilde", Sets: "Harde sett", Nothing: "Ingenting å tegne ennå.",
		GluteTitle: "Rumpetrening, siste 7 dager", GluteSum: "%s harde sett på 7 dager; 10-20 er det vanlige området.",
		GluteNone:  "Ingen styrkesett er kjent. Loggfør dem i en app eller på klokken.",
		GluteRange: "vanlig område", GluteHard: "hard dag (over 3 sett)", GluteLight: "lettere dag", GluteRest: "ingen",
		Load: "Treningsbelastning", LoadSum: "Kondisjon %s, tretthet %s.", Fitness: "kondisjon (snitt av 42 dager)", Fatigue: "tretthet (snitt av 7 dager)",
		Warming: "Kondisjonen trenger 42 dager på å finne nivået sitt.", LastDays: "siste %d dager",
	}
}

func norwegianForms() formWords {
	return formWords{
		Feel: "Hvordan har du det?", Tired: "Hvor sliten er du?", Sore: "Hvor støl er du i rumpa?", None: "1 ikke i det hele tatt", Worst: "5 verst",
		MoreFeel: "Syk, eller vondt noe sted?", Sick: "Jeg er syk", Pain: "Smerte", PainAt: "Hvor?",
		Pains: [4][2]string{{"", "ikke oppgitt"}, {"none", "ingen"}, {"dull", "murrende"}, {"sharp", "skarp eller vedvarende"}},
		Save:  "Lagre svar", Saved: "Lagret.", Answered: "Besvart i dag", AnsweredTired: "sliten %d av 5",
		AnsweredSore: "støl i rumpa %d av 5", AnsweredSick: "syk", AnsweredPain: "smerte: %s", Change: "Endre svarene",
		TheirAnswers: "Utøverens svar", NoAnswers: "Ingen i dag.",
		Detail: "Mer, hvis du vil", Mood: "Humør", Motivation: "Lyst til å trene", Stress: "Stress", WorstLow: "1 dårligst", BestHigh: "5 best",
		RPE: "Hvor hard var dagens rumpeøkt? (0 til 10)", Protein: "Protein spist i dag, i gram", Tags: "Noe annet?", Note: "Notater",
		TagNames: [6][2]string{
			{"alcohol", "alkohol"}, {"travel", "reise"}, {"heat", "varme"}, {"altitude", "høyde"}, {"cycle", "syklus"}, {"deficit", "kaloriunderskudd"},
		},
		Files: "Filer", AddFiles: "Legg til filer", FilesHint: "Filer og eksporter fra klokker, ringer, apper og logger, zippet eller ikke. Navnene spiller ingen rolle, og samme fil to ganger gjør ingenting.",
		Upload: "Last opp",
		File:   "Fil", Status: "Utfall", DaysCount: "Dager",
		Statuses: map[string]string{"accepted": "tatt inn", "partial": "delvis tatt inn", "duplicate": "kjent fra før", "rejected": "ikke tatt inn", "forgotten": "glemt"},
		Refusals: norwegianReasons(),
	}
}

func norwegianRest() restWords {
	return restWords{
		SignIn: "Logg inn", Token: "Nøkkel", TokenHint: "Programmet skrev den ut da det startet. Lag en ny med: hvilepuls token",
		TokenWrong: "Den nøkkelen er ikke kjent her. Kom hele med?", Enter: "Logg inn",
		NotFound: "Den siden finnes ikke", Forbidden: "Dette har du ikke tilgang til", Trouble: "Det gikk ikke", Failed: "Noe gikk galt på vår side",
		NothingLost: "Ingenting av det som er tatt imot, er tapt.", GoBack: "Til førstesiden",
		Invented:   "En oppdiktet utøver. Si hvordan du har det, og se svaret endre seg.",
		OtherToken: "Tokenet ditt gjelder ikke for dette. Logg ut nedenfor for å bruke et annet.",
		Welcome:    "Velkommen", Empty: "Ingen data ennå. Tre steg, i hvilken rekkefølge du vil:",
		StepData: "Hent inn data", StepDataOr: "Mange filer på én gang, fra kommandolinjen:", StepDemo: "Eller se på en oppdiktet utøver først:",
		StepPlan: "Når trener du rumpe?", StepPlanHow: "Med en ukeplan gjelder svaret den neste økten din; uten gjelder det akkurat nå.", StepPlanTo: "Si når",
		StepAlerts: "Hvor skal varsler sendes?", StepAlertsHow: "Du får beskjed før en økt som bør være lettere eller senere, på e-post eller på telefonen.",
		Skippable: "Hvert steg kan hoppes over.",
		Athletes:  "Utøvere", NoAthletes: "Ingen utøver å vise.", All: "Alle", TwoReasons: "Sterkeste grunner", Who: "Utøver", VerdictWord: "Svar",
	}
}

func norwegianDay() dayWords {
	return dayWords{
		DayTitle: "Hvorfor, %s", DayRisk: "Restitusjonsrisiko %s: %s, %s.", DayNoRisk: "Restitusjonsrisikoen er ikke kjent for denne dagen.",
		Signs: "Tegn", SignsDoc: "Hva et tegn legger til risikoen, i nat av log-odds: over 0 for en dårlig morgen, under 0 for en god. Av tegn som sier det samme, leder det sterkeste.",
		Sign: "Tegn", Contribution: "Legger til", NoSigns: "Ingen tegn er kjent for denne dagen.", Numbers: "Alle dagens tall", Number: "Tall",
		Figure: "Verdi", Limits: "Merknad", SourcesTitle: "Kilder", FilesBehind: "Filene bak denne dagen",
		NoFiles: "Ingen fil sier noe om denne dagen.", Format: "Format", Unmapped: "Øvelser som er ukjente (teller ikke)",
		Before: "Dagen før", After: "Dagen etter",
		Choices: "Hvilken kilde som ble brukt", Chosen: "Brukt", Reason: "Hvorfor", NotUsed: "ikke %s",
		SignNames: map[string]string{
			"rhr_z": "Hvilepuls", "hrv_dev_sd": "Pulsvariasjon (HRV), 7 netter", "sleep_min_dev_z": "Søvn mot det vanlige for deg",
			"sleep_tst_h": "Søvn den natten", "load_ewma_ratio": "Ukens belastning mot de siste fire ukenes, til kvelden før", "monotony": "Ukens monotoni, til kvelden før",
			"e1rm_drop_pct": "Styrke under ditt vanlige nivå", "fatigue_low": "Slitenhet over det vanlige", "soreness_low": "Støl i rumpa over det vanlige",
			"sick_flag": "Syk",
		},
		Warns: map[string]string{
			"provisional": "foreløpig: få netter", "fallback": "søvnvindu ukjent", "warming_up": "for kort historikk", "inferred": "utledet",
			"watch_only": "bare klokken", "totals_only": "uten tider for søvnfaser", "rising": "stiger", "falling": "synker",
			"unknown_load": "det meste av uken ukjent", "unmapped": "ukjente øvelser: %s", "rest_vendor": "leverandørens hvilepuls",
			"rest_default": "hvilepuls satt til 60", "max_default": "makspuls satt til 190", "average_hr": "fra gjennomsnittspulsen",
			"guessed": "anslått", "mean_pace": "fra snittfarten, uten bakker", "jumped": "et hopp",
			"confirmed rising": "stiger, bekreftet", "confirmed falling": "synker, bekreftet",
		},
		ChoiceNames: map[string]string{
			"sleep": "Natten", "rhr": "Hvilepuls", "rhr_vendor": "Leverandørens hvilepuls", "hrv_rmssd": "Pulsvariasjon (HRV) i søvn",
			"hrv_rmssd_spot": "Pulsvariasjon (RMSSD), målt våken", "hrv_sdnn_spot": "Pulsvariasjon (SDNN), målt våken",
			"steps": "Skritt", "workout": "Trening", "heart_rate": "Pulsen under treningen", "sets": "Settene i treningen",
		},
		Whys: map[string]string{
			"only": "den eneste", "your_order": "din rekkefølge av kilder", "overlap": "den andre så mindre enn halve natten", "stages": "har tider for søvnfasene",
			"sleep_window": "vet når du sov", "coverage": "den andre målte mindre enn halve natten", "method": "den bedre typen verdi",
			"worn": "ble båret: har puls den dagen", "own_heart_rate": "tok opp pulsen", "longer": "den andre har ikke mer enn halve treningen, eller mindre av den",
			"device": "målte selv; den andre sender bare videre", "more_days": "flere dager de siste fire ukene", "kept": "ble brukt forrige gang",
			"richer": "inneholder mer", "all_day": "treningen har ingen egen puls: dagens er brukt", "layer": "en logg gjelder foran klokken",
			"alike": "ingenting skiller dem: rekkefølge av modeller",
		},
	}
}
