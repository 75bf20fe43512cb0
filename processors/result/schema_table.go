package result

import "github.com/hvilepuls/hvilepuls/processors/metric"

// Measurement describes one InfluxDB measurement.
type Measurement struct {
	Name   string
	Doc    string
	Raw    bool // it lies in the bucket of raw data, else in the main one
	Tags   []Column
	Fields []Column
}

// Column describes a tag or a field. A name that ends in <…> stands for as many as there are.
type Column struct {
	Name string
	Unit string // "text" for texts; a tag has none
	Doc  string
}

// Text is the unit of fields that hold text.
const Text = "text"

// Measurements lists every measurement with its columns.
func Measurements() []Measurement {
	return append(dayMeasurements(), resultMeasurements()...)
}

func athleteTag(more ...Column) []Column {
	return append([]Column{{"athlete", "", "Whose data it is."}}, more...)
}

func sourceTag(more ...Column) []Column {
	return athleteTag(append([]Column{{"source", "", "Maker and model of the device or the application, and a keyed hash of its serial number."}}, more...)...)
}

func dayMeasurements() []Measurement {
	return []Measurement{
		{
			"heart_rate", "Heart rate of every source, as often as it was measured. In seconds.", true,
			sourceTag(Column{"kind", "", "day: all-day samples; workout: those of an activity."}),
			[]Column{{"bpm", "bpm", "Heart rate."}},
		},
		{
			"sleep_stage", "A stretch of one sleep stage, at its start.", false,
			sourceTag(Column{"stage", "", "awake, light, deep, rem, asleep (stage not told) or unknown."}),
			[]Column{
				{"minutes", "min", "Length of the stretch."},
				{"level", "1..4", "1 deep, 2 light or not told, 3 REM, 4 awake; missing where unknown."},
			},
		},
		{
			"sleep", "A sleep session as one source saw it, at its end.", false,
			sourceTag(Column{"kind", "", "night: the longest of the source on the day; nap: any other."}),
			[]Column{
				{"tst_min", "min", "Total sleep time."},
				{"tib_min", "min", "Time in bed."},
				{"light_min", "min", "Light sleep; like the other stages missing where none is told."},
				{"deep_min", "min", "Deep sleep."},
				{"rem_min", "min", "REM sleep."},
				{"awake_min", "min", "Awake."},
				{"score", "0..100", "The vendor's sleep score."},
				{"totals_only", "0/1", "1 where the source gives no stage times."},
			},
		},
		{
			"hrv", "Heart-rate variability of a day as one source saw it, at noon. The three kinds are never mixed.", false,
			sourceTag(Column{"kind", "", "rmssd_asleep, rmssd_spot or sdnn_spot."}),
			[]Column{
				{"<method>_ms", "ms", "The value by method: vendor, five_minute (median of the vendor's windows) or beats (own, from beat-to-beat intervals)."},
				{"<method>_n", "count", "Values or windows it stands on."},
			},
		},
		{
			"workout", "A workout, at its start.", false,
			sourceTag(Column{"sport", "", "FIT's name of the sport in snake_case, unknown or other."}),
			[]Column{
				{"timer_s", "s", "Duration without pauses."},
				{"duration_s", "s", "From start to end."},
				{"distance_m", "m", "Distance."},
				{"avg_hr", "bpm", "Mean heart rate, the source's own."},
				{"max_hr", "bpm", "Highest heart rate."},
				{"rpe", "0..10", "Rating of perceived exertion of the session."},
				{"np", "W", "Normalised power."},
				{"sets", "count", "Active strength sets."},
				{"sub_sport", Text, "FIT's name of the kind of sport."},
			},
		},
		{
			"strength_set", "An active strength set, at its start; sets of a log that gives no times for each stand a millisecond apart.", false,
			sourceTag(Column{"category", "", "FIT's category of the exercise, gym for what FIT does not name, unknown or other."}),
			[]Column{
				{"index", "count", "Place among the session's active sets, from 0."},
				{"reps", "count", "Repetitions."},
				{"load_kg", "kg", "Load; 0 is bodyweight or band."},
				{"volume_kg", "kg", "Repetitions times load."},
				{"duration_s", "s", "Duration."},
				{"rir", "count", "Repetitions in reserve."},
				{"rpe", "0..10", "Rating of perceived exertion."},
				{"warmup", "0/1", "1 for a warm-up set."},
				{"layer", "0..3", "Who says what it was: 0 the watch guessed, 1 the watch followed a plan, 2 a training log, 3 the athlete."},
				{"exercise", Text, "Key of the exercise, or its name in the log."},
			},
		},
		{
			"check_in", "The answers to the morning questions, at noon of their day.", false, athleteTag(),
			[]Column{
				{"fatigue", "1..5", "1 none to 5 worst."},
				{"soreness", "1..5", "Of the glutes, 1 none to 5 worst."},
				{"sick", "0/1", "1 if ill."},
				{"rpe", "0..10", "Rating of perceived exertion of the day's glute session."},
				{"mood", "1..5", "1 worst to 5 best."},
				{"motivation", "1..5", "1 worst to 5 best."},
				{"stress", "1..5", "1 none to 5 worst."},
				{"protein_g", "g", "Protein eaten."},
				{"pain", Text, "none, dull or sharp."},
				{"pain_at", Text, "Where it hurts."},
				{"labels", Text, "alcohol, travel, heat, altitude, cycle, deficit; between spaces."},
				{"note", Text, "What else was said."},
			},
		},
	}
}

func resultMeasurements() []Measurement {
	daily := Measurement{
		"daily", "Every metric of a day, at noon of the day in the zone in force; a field per metric.", false, athleteTag(), nil,
	}
	for _, m := range metric.Table() {
		daily.Fields = append(daily.Fields, Column{m.Name, m.Unit, m.Doc})
	}
	daily.Fields = append(daily.Fields,
		Column{"iso_week", "yyyyww", "ISO week of the day, year times 100 plus week: rows of a calendar."},
		Column{"weekday", "1..7", "1 Monday to 7 Sunday: columns of a calendar."})
	return []Measurement{
		daily,
		{
			"recovery", "The recovery risk of a day and what it stands on, at noon.", false, athleteTag(),
			[]Column{
				{"risk", "0..1", "Recovery risk, the metric risk_p."},
				{"level", "0 green, 1 amber, 2 red, 9 unknown", "The metric risk_level."},
				{"confidence", "1 low, 2 medium, 3 high", "The metric risk_confidence."},
				{"local_readiness", "0..1", "The metric of that name."},
				{"coverage", "0..1", "The metric of that name."},
				{"sign_<sign>", "nats", "What a sign of the risk adds to it; positive raises it."},
			},
		},
		{
			"session_verdict", "The verdict for a planned session, at its start.", false, athleteTag(),
			[]Column{
				{"code", "0 go, 1 lighter, 2 wait, 3 rest, 9 unknown", "The verdict as a number."},
				{"verdict", Text, "go, lighter, wait, rest or unknown."},
				{"risk", "0..1", "Recovery risk."},
				{"level", "0 green, 1 amber, 2 red, 9 unknown", "Its level."},
				{"confidence", "1 low, 2 medium, 3 high", "Its confidence."},
				{"local_readiness", "0..1", "How much of their recovery the glutes have had by then."},
				{"wait_h", "h", "Hours from the session's start to the earliest good time."},
				{"session", Text, "The session's name."},
				{"text", Text, "The verdict in one sentence."},
				{"reasons", Text, "The reasons, strongest first."},
				{"model", Text, "Id of the risk model."},
			},
		},
		{
			"ingest_file", "A file that was taken in, within the last date it speaks of, at a moment that its SHA-256 gives. " +
				"Files that speak of no date have no point; their receipts tell of them.", false,
			athleteTag(Column{"format", "", "The format it was read as."}),
			[]Column{
				{"size", "bytes", "Size of the file."},
				{"days", "count", "Dates with data."},
				{"values", "count", "Values kept."},
				{"n_<kind>", "count", "Values kept of one kind."},
				{"dropped", "count", "Values dropped."},
				{"status", Text, "accepted, partial or rejected."},
				{"reason", Text, "Why partial or rejected."},
				{"sha256", Text, "SHA-256 of the file."},
			},
		},
	}
}
