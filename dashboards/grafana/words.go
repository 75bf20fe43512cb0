package grafana

// words is a text in both languages.
type words struct{ en, nb string }

// both is a text that is the same in both.
func both(s string) words { return words{s, s} }

func (w words) in(lang string) string {
	if lang == norwegian {
		return w.nb
	}
	return w.en
}

const (
	english   = "en"
	norwegian = "nb"
)

// The palette tells apart under the common kinds of colour blindness, on light and dark ground. The first four are those of the page; the
// others are of the same set, for series that stand beside each other. Okabe and Ito 2008, https://jfly.uni-koeln.de/color/
const (
	blue      = "#0072B2" // go, low
	sky       = "#56B4E9" // go lighter
	amber     = "#E69F00" // wait, raised
	vermilion = "#D55E00" // rest, high
	green     = "#009E73"
	purple    = "#CC79A7"
	grey      = "#808080" // not known
)

// palette is every colour that a board may use.
func palette() []string { return []string{blue, sky, amber, vermilion, green, purple, grey} }

// meaning is what one value of a state means, and its colour.
type meaning struct {
	value string
	text  words
	color string
}

// The shapes stand beside the words so that colour is never the only carrier.
func verdicts() []meaning {
	return []meaning{
		{"0", words{"● Good to go", "● Klart for økt"}, blue},
		{"1", words{"◐ Go lighter", "◐ Ta det lettere"}, sky},
		{"2", words{"◔ Wait", "◔ Vent"}, amber},
		{"3", words{"○ Rest", "○ Hvil"}, vermilion},
		{"9", words{"◌ Not enough data", "◌ For lite data"}, grey},
	}
}

func levels() []meaning {
	return []meaning{
		{"0", words{"● low", "● lav"}, blue},
		{"1", words{"◐ raised", "◐ forhøyet"}, amber},
		{"2", words{"▲ high", "▲ høy"}, vermilion},
		{"9", words{"◌ not known", "◌ ikke kjent"}, grey},
	}
}

func confidences() []meaning {
	return []meaning{
		{"3", words{"good data", "gode data"}, blue},
		{"2", words{"some gaps", "noen hull"}, sky},
		{"1", words{"many gaps", "mange hull"}, amber},
	}
}

func stages() []meaning {
	return []meaning{
		{"0", words{"up", "oppe"}, grey},
		{"1", words{"deep", "dyp"}, blue},
		{"2", words{"light", "lett"}, sky},
		{"3", words{"REM", "REM"}, purple},
		{"4", words{"awake", "våken"}, amber},
	}
}

// raised is how a yes or no about a raised resting heart rate reads.
func raised() []meaning {
	return []meaning{
		{"0", words{"● as usual", "● som vanlig"}, blue},
		{"1", words{"▲ raised", "▲ forhøyet"}, amber},
	}
}

func layers() []meaning {
	return []meaning{
		{"0", words{"the watch guessed", "klokken gjettet"}, amber},
		{"1", words{"the watch's plan", "klokkens plan"}, sky},
		{"2", words{"training log", "treningslogg"}, blue},
		{"3", words{"the athlete", "utøveren"}, blue},
	}
}

func noData() words { return words{"no data", "ingen data"} }

// unitsOf are Grafana's names of the schema's units.
func unitsOf() map[string]words {
	suffix := func(en, nb string) words { return words{"suffix: " + en, "suffix: " + nb} }
	return map[string]words{
		"bpm": suffix("bpm", "slag/min"), "bpm/week": suffix("bpm a week", "slag/min per uke"), "SD": suffix("SD", "SD"),
		"ms": both("suffix: ms"), "ln ms": both("suffix: ln ms"), "%": both("percent"), "h": suffix("h", "t"), "min": suffix("min", "min"),
		"-100..100": suffix("of 100", "av 100"), "AU": suffix("AU", "AE"), "points": suffix("points", "poeng"), "ratio": both("none"),
		"sets": suffix("sets", "sett"), "sessions": suffix("sessions", "økter"), "weeks": suffix("weeks", "uker"), "kg": both("suffix: kg"),
		"0..1": both("percentunit"), "nats": suffix("nats", "nat"), "1..5": suffix("of 5", "av 5"), "0..10": suffix("of 10", "av 10"),
		"count": both("none"), "0/1": both("none"), "1..4": both("none"), "0..3": both("none"), "W": both("watt"),
		"0 green, 1 amber, 2 red, 9 unknown": both("none"), "1 low, 2 medium, 3 high": both("none"),
		"0 go, 1 lighter, 2 wait, 3 rest, 9 unknown": both("none"), "yyyyww": both("none"), "1..7": both("none"),
		ago: both("dateTimeFromNow"),
		// of Prometheus alone
		"seconds": both("s"), "bytes": both("bytes"), "a second": both("ops"), "number": both("none"),
	}
}

// ago is the unit of a moment that is told as how long it is past.
const ago = "ago"

func yesNo() []meaning {
	return []meaning{{"0", words{"no", "nei"}, grey}, {"1", words{"yes", "ja"}, grey}}
}
