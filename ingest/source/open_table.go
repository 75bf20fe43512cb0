package source

// openForm is what a field of the open format holds.
type openForm string

// The forms of fields. A time is ISO 8601 with an offset or Z; without one it is a wall-clock time of the athlete's zone.
const (
	formTime   openForm = "time"
	formDate   openForm = "date" // local date
	formNumber openForm = "number"
	formWhole  openForm = "integer"
	formYes    openForm = "boolean"
	formText   openForm = "text" // at most openText bytes
	formWord   openForm = "word" // one of Words
)

const openText = 200 // bytes

// OpenField is one field of a line of the open format.
type OpenField struct {
	Name   string
	Form   openForm
	Must   bool
	Lo, Hi float64 // of numbers
	Words  []string
	Doc    string
}

// OpenKind is one kind of line of the open format.
type OpenKind struct {
	Name   string
	Doc    string
	Fields []OpenField
}

// OpenKinds are the kinds of lines of the open format: what is said here is what the decoder takes, the schema and the template say.
func OpenKinds() []OpenKind {
	const far = 1e6
	start := OpenField{Name: "start", Form: formTime, Must: true, Doc: "its beginning"}
	end := OpenField{Name: "end", Form: formTime, Must: true, Doc: "its end"}
	date := OpenField{Name: "date", Form: formDate, Must: true, Doc: "the local day"}
	device := OpenField{Name: "device", Form: formText, Doc: "who measured it, if several do"}
	minutes := func(name, doc string) OpenField {
		return OpenField{Name: name, Form: formNumber, Hi: 24 * 60, Doc: doc}
	}
	tap := func(name, doc string) OpenField {
		return OpenField{Name: name, Form: formWhole, Lo: 1, Hi: 5, Doc: doc}
	}
	bpm := OpenField{Name: "bpm", Form: formNumber, Must: true, Lo: 25, Hi: 230, Doc: "beats per minute"}
	kinds := []OpenKind{
		{"heart_rate", "A heart rate at an instant.", []OpenField{{Name: "time", Form: formTime, Must: true, Doc: "when"}, bpm}},
		{"resting_heart_rate", "The resting heart rate of a day, as a device tells it.", []OpenField{date, bpm}},
		{"hrv", "A heart-rate variability.", []OpenField{
			{Name: "time", Form: formTime, Must: true, Doc: "when it was measured, or the end of the night"},
			{Name: "kind", Form: formWord, Must: true, Words: []string{"rmssd_asleep", "rmssd_spot", "sdnn_spot"}, Doc: "which one; they are never mixed"},
			{Name: "ms", Form: formNumber, Must: true, Lo: 1, Hi: 500, Doc: "milliseconds"},
		}},
		{"sleep", "A night or a nap. Its stages are lines of their own, or minutes where no times are known.", []OpenField{
			start, end,
			{Name: "nap", Form: formYes, Doc: "a nap"},
			minutes("light_min", "minutes of light sleep"), minutes("deep_min", "minutes of deep sleep"), minutes("rem_min", "minutes of REM sleep"),
			minutes("awake_min", "minutes awake in bed"), minutes("asleep_min", "minutes asleep whose stage is not known"),
		}},
		{"sleep_stage", "A stretch of one stage of sleep.", []OpenField{start, end, {
			Name: "stage", Form: formWord, Must: true, Words: []string{"awake", "light", "deep", "rem", "asleep", "unknown"}, Doc: "which one",
		}}},
		{"steps", "The steps of a day.", []OpenField{date, {Name: "count", Form: formWhole, Must: true, Hi: far, Doc: "how many"}}},
		{"weight", "The body weight of a day.", []OpenField{date, {Name: "kg", Form: formNumber, Must: true, Lo: 20, Hi: 400, Doc: "kilograms"}}},
		{"workout", "A workout. Heart rates that lie in it count for it.", []OpenField{
			start, end,
			{Name: "sport", Form: formText, Doc: "strength, running, cycling, … as FIT names it"},
			{Name: "avg_bpm", Form: formNumber, Lo: 25, Hi: 230, Doc: "mean heart rate"},
			{Name: "max_bpm", Form: formNumber, Lo: 25, Hi: 230, Doc: "highest heart rate"},
			{Name: "distance_m", Form: formNumber, Hi: far, Doc: "metres"},
			{Name: "rpe", Form: formNumber, Hi: 10, Doc: "session RPE"},
		}},
		{"set", "A strength set. Sets of one workout name its start and end.", []OpenField{
			start, end,
			{Name: "exercise", Form: formText, Must: true, Doc: "its name"},
			{Name: "reps", Form: formWhole, Hi: 1000, Doc: "repetitions"},
			{Name: "kg", Form: formNumber, Hi: 1000, Doc: "load; 0 with the body or a band alone"},
			{Name: "rir", Form: formNumber, Hi: 20, Doc: "repetitions in reserve"},
			{Name: "rpe", Form: formNumber, Hi: 10, Doc: "RPE of the set"},
			{Name: "warmup", Form: formYes, Doc: "a warm-up"},
		}},
		{"check_in", "The morning's answers.", []OpenField{
			date,
			{Name: "time", Form: formTime, Must: true, Doc: "when it was answered; the newest word wins"},
			tap("fatigue", "how tired: 1 not at all … 5 worst"), tap("soreness", "how sore the glutes are: 1 not at all … 5 worst"),
			{Name: "sick", Form: formYes, Doc: "ill"},
			{Name: "rpe", Form: formNumber, Hi: 10, Doc: "of the day's glute session"},
		}},
	}
	for i := range kinds {
		if kinds[i].Name != "check_in" {
			kinds[i].Fields = append(kinds[i].Fields, device)
		}
	}
	return kinds
}

// OpenMark is the field that names a line's kind. It tells the format from all others.
const OpenMark = "hvilepuls"
