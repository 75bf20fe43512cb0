package web

// dataWords are those of the page about an athlete's data.
type dataWords struct {
	DataPage, DataDoc, DataOut, DataOutDoc, Download string
	ForgetFile, ForgetFileDoc, Forget, NoDataFiles   string
	EarlierFiles, ForgetAsk, ForgetFor, KeepIt       string
	ForgetAll, ForgetAllDoc, TypeToForget            string
	DataForgotten, AllForgotten, AllForgottenDoc     string
	Covers                                           string
}

func englishData() dataWords {
	return dataWords{
		DataPage: "Your data", DataDoc: "Take it out, or have it erased. It stays on this machine either way.",
		DataOut: "Take everything out", DataOutDoc: "One archive with every file as it came, all that was read from them as open text, and results, sleep, workouts, sets and answers as tables.",
		Download: "Download everything", ForgetFile: "Forget a file",
		ForgetFileDoc: "It is erased everywhere, and all numbers are made anew without it. It does not come back by itself.",
		Forget:        "Forget …", NoDataFiles: "There is no file.", EarlierFiles: "Earlier files",
		ForgetAsk: "Erase this file for good?", ForgetFor: "Erase it", KeepIt: "Keep it",
		ForgetAll:     "Forget everything",
		ForgetAllDoc:  "All files, answers, results and notices are erased, and your tokens do not work any more. Nobody can undo it.",
		TypeToForget:  "To erase everything, type: %s",
		DataForgotten: "It was erased. Receipt: %s", AllForgotten: "Everything was erased",
		AllForgottenDoc: "Nothing is kept but a keyed hash, so that what still lies in a watched folder does not come back.",
		Covers:          "Days",
	}
}

func norwegianData() dataWords {
	return dataWords{
		DataPage: "Dine data", DataDoc: "Ta dem ut, eller få dem slettet. De blir på denne maskinen uansett.",
		DataOut: "Ta ut alt", DataOutDoc: "Ett arkiv med hver fil slik den kom, alt som ble lest fra dem som åpen tekst, og resultater, søvn, økter, sett og svar som tabeller.",
		Download: "Last ned alt", ForgetFile: "Glem en fil",
		ForgetFileDoc: "Den slettes overalt, og alle tall lages på nytt uten den. Den kommer ikke tilbake av seg selv.",
		Forget:        "Glem …", NoDataFiles: "Det er ingen filer.", EarlierFiles: "Tidligere filer",
		ForgetAsk: "Slette denne filen for godt?", ForgetFor: "Slett den", KeepIt: "Behold den",
		ForgetAll:     "Glem alt",
		ForgetAllDoc:  "Alle filer, svar, resultater og varsler slettes, og nøklene dine virker ikke lenger. Ingen kan angre det.",
		TypeToForget:  "Skriv dette for å slette alt: %s",
		DataForgotten: "Det er slettet. Kvittering: %s", AllForgotten: "Alt er slettet",
		AllForgottenDoc: "Ingenting er igjen uten en nøkkelbasert sjekksum, så det som ennå ligger i en overvåket mappe, ikke kommer tilbake.",
		Covers:          "Dager",
	}
}
