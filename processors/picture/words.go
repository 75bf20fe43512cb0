package picture

// words are the texts of a picture in one language.
type words struct {
	week, day                                 string
	rhr, rangeOf, sleep, load, sets, sessions string
	duration                                  string
	weekdays                                  [7]string // Sunday first
	months                                    [12]string
}

func wordsOf(language string) words {
	if language == "nb" {
		return words{
			week: "Uken", day: "%d.", rhr: "Hvilepuls, slag/min", rangeOf: "ditt område", sleep: "Søvn per natt", load: "Belastning", sets: "Harde rumpesett", sessions: "økter: %d",
			duration: "%d t %02d", weekdays: [7]string{"søn.", "man.", "tir.", "ons.", "tor.", "fre.", "lør."},
			months: [12]string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"},
		}
	}
	return words{
		week: "Week", day: "%d", rhr: "Resting heart rate, bpm", rangeOf: "your range", sleep: "Sleep per night", load: "Training load", sets: "Hard glute sets", sessions: "sessions: %d",
		duration: "%d h %02d", weekdays: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	}
}
