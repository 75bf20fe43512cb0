package risk

// advice are the sentences about the training itself: they never change a verdict.
type advice struct {
	progress, stalled, lever string
	mix, balance             string
	ranges                   [3]string
	protein, proteinFine     string
	context                  string
	tags                     map[string]string
	deloadWeek               string
	frequency, fewSets       string // of the last four weeks
	usualSessions            string
	usualBeginner            string
	phases                   map[string]string // of record.Block
}

func englishAdvice() advice {
	return advice{
		progress: "Last two weeks against the two before: strength %s %%, volume %s %%.",
		lever:    " Raise one lever at a time: load, repetitions, sets, frequency, rest or range.",
		stalled:  " Neither grows: change one lever, such as load, repetitions or sets.",
		mix:      "%s %% of your hard sets in four weeks were %s: mix in the other ranges.",
		ranges:   [3]string{"heavy (up to 6 repetitions)", "moderate (7 to 15)", "high (over 15)"},
		balance:  "Four weeks: %s hard sets for gluteus maximus, %s for medius and minimus. Add abductions or single-leg work.",
		protein:  "Protein %s g per kg and day; 1.6 to 2.2 helps recovery.", proteinFine: "Protein %s g per kg and day, within or above 1.6 to 2.2.",
		context: "You noted %s: that moves these numbers for a day or more without training being the cause.",
		tags: map[string]string{
			"alcohol": "alcohol", "travel": "travel", "heat": "heat", "altitude": "altitude", "cycle": "your cycle", "deficit": "a calorie deficit",
		},
		// Volume and effort down, frequency the same (Rogerson et al. 2024).
		deloadWeek:    "A deload week by your plan: come as often as ever, with around half the sets and 2 more repetitions in reserve.",
		frequency:     "%s glute sessions a week over four weeks; %s is the usual range.",
		usualSessions: "two to four", usualBeginner: "two or three for beginners, with 2 to 3 sets an exercise,",
		fewSets: "%s hard sets a week over four weeks; 10-20 is the usual range.",
		phases: map[string]string{
			"linear":     "A linear block: a little more load than last time, sets and repetitions as they are.",
			"undulating": "An undulating block: another repetition range than last time.",
			"block":      "Block periodisation: keep to this block's one aim.",
		},
	}
}

func norwegianAdvice() advice {
	return advice{
		progress: "Siste to uker mot de to før: styrke %s %%, volum %s %%.",
		lever:    " Øk én ting om gangen: vekt, repetisjoner, sett, hyppighet, pauser eller bevegelsesutslag.",
		stalled:  " Ingen av dem øker: endre én ting, for eksempel vekt, repetisjoner eller sett.",
		mix:      "%s %% av de harde settene på fire uker var %s: bland inn de andre områdene.",
		ranges:   [3]string{"tunge (opptil 6 repetisjoner)", "moderate (7 til 15)", "høye (over 15)"},
		balance:  "Fire uker: %s harde sett for gluteus maximus, %s for medius og minimus. Legg til abduksjoner eller ettbeinsøvelser.",
		protein:  "Protein %s g per kg og dag; 1,6 til 2,2 hjelper restitusjonen.", proteinFine: "Protein %s g per kg og dag, innenfor eller over 1,6 til 2,2.",
		context: "Du noterte %s: det flytter disse tallene en dag eller mer uten at treningen er årsaken.",
		tags: map[string]string{
			"alcohol": "alkohol", "travel": "reise", "heat": "varme", "altitude": "høyde", "cycle": "syklusen din", "deficit": "kaloriunderskudd",
		},
		deloadWeek:    "En deload-uke etter planen din: tren like ofte, med rundt halvparten av settene og 2 flere repetisjoner i reserve.",
		frequency:     "%s rumpeøkter i uken på fire uker; %s er det vanlige området.",
		usualSessions: "to til fire", usualBeginner: "to eller tre for nybegynnere, med 2 til 3 sett per øvelse,",
		fewSets: "%s harde sett i uken på fire uker; 10-20 er det vanlige området.",
		phases: map[string]string{
			"linear":     "En lineær blokk: litt mer vekt enn sist, sett og repetisjoner som før.",
			"undulating": "En bølgende blokk: et annet repetisjonsområde enn sist.",
			"block":      "Blokkperiodisering: hold deg til blokkens ene mål.",
		},
	}
}
