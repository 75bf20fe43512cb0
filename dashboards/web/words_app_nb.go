package web

func norwegianApp() appWords {
	return appWords{
		Pages: "Sider", TodayPage: "I dag", CalendarPage: "Kalender", SourcesPage: "Kilder", SettingsPage: "Innstillinger",
		Undo: "Angre", Undone: "Tatt tilbake.", Offline: "Ingen forbindelse. Dette er det siste svaret som er kjent her.",
		Updated: "Nye data: %s", NotSent: "Ikke sendt: det er ingen forbindelse. Ingenting er tapt, prøv igjen.", SignOut: "Logg ut",
		BrowsersTitle: "Nettlesere", BrowsersDoc: "En nettleser forblir innlogget i et år. Er en kommet bort, logg ut alle som logget inn med samme nøkkel som denne.",
		SignOutEverywhere: "Logg ut overalt",

		DropHere: "eller slipp dem hvor som helst på siden", Password: "Passord, hvis arkivet har et",
		PasswordHint: "Det lagres ved siden av arkivet, så alt kan lages på nytt av det.", Sending: "sender", Reading: "leser",
		Outcome: "Tatt inn: %s. Kjent fra før: %s. Ikke tatt inn: %s. Tallene følger i løpet av et minutt.",

		SourcesDoc: "Hva hver kilde fortalte de siste 28 dagene. Der flere forteller om det samme, brukes én; hvorfor står under.",
		LastDay:    "Siste dag", DaysOf28: "Dager av 28", UsedFor: "Brukt til", NotChosen: "ingenting: en annen var bedre",
		NoSources: "Ingen kilde har fortalt noe de siste 28 dagene.", ChoicesLately: "Der flere fortalte, hvilken som ble brukt",

		CalendarDoc: "Økter som er gjort, og de som er planlagt.", Done: "gjort", Planned: "planlagt", Missed: "planlagt, ikke kjent som gjort",
		Deload: "deload-uke", Earlier: "Forrige måned", Later: "Neste måned", SessionsAhead: "Neste økter",
		NonePlanned: "Ingen planlagt.", SayWhen: "Si i innstillingene når du trener:", EachDay: "En dag fører til det som er kjent om den.", DayAhead: "På en dag framover kan du legge til en økt.", AddSession: "legg til en økt", HardSets: "%s harde sett",
		Efforts: map[string]string{"heavy": "tung", "moderate": "middels", "light": "lett"},

		SetsTitle: "Dagens styrkesett", SetsDoc: "En klokke gjetter hva et sett var. Det du sier her, gjelder; la det stå åpent som er riktig.",
		Set: "Sett", Exercise: "Øvelse", Reps: "Repetisjoner", Correct: "Rett", Corrected: "Rettet. Tallene følger om noen sekunder.",
		Weights: "Vekt", RIR: "Repetisjoner i reserve", Warmup: "Oppvarming", NotDone: "Ikke gjort", Unchanged: "la det være",
		WhatWasIt: "Hva var det?",
		Layers:    map[string]string{"0": "klokkens gjetning", "1": "klokkens plan", "2": "loggen din", "3": "du"},
	}
}

func norwegianTrends() trendWords {
	return trendWords{
		HRV: "Pulsvariasjon (HRV)", HRVLast: "%s ms %s.", HRVNone: "Ingen natt med pulsvariasjon i disse fire ukene.",
		HRVWeek: "snitt av 7 netter", HRVNight: "natt", HRVUsually: "Snitt av 7 netter %s, vanligvis %s.", HRVRange: "ditt område for snittet",
		HRVDoc: "RMSSD i søvn, av én kilde om gangen. Området er der snittet av 7 netter pleier å ligge: de 60 nettene før, pluss og minus halve spredningen. Enkeltnetter svinger langt utenfor.",
		Sleep:  "Søvn", SleepLast: "%s %s; du trenger rundt %s.", SleepNone: "Ingen natt er kjent i disse fire ukene.", SleepNeeded: "det du trenger", Slept: "i søvn",
		Weeks: "Rumpesett per uke", WeeksSum: "%s harde sett i uken i snitt.", WeeksDoc: "Uker fra mandag til søndag; den siste er ikke over ennå.",
		WeekOf: "Uke fra", WeekSets: "%s: %s harde sett",
	}
}
