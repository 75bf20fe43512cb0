package metric

import (
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// pickSteps chooses whose steps are the day's: of a source that was worn, then as all values are chosen. They are no metric, and those of
// two sources are never added up.
func (f *Frame) pickSteps() picks {
	return f.pick(question{record.ChooseSteps, [2]record.Why{record.WhyWorn}}, func(all []candidate, d *record.Day) []candidate {
		for _, v := range d.Vendor {
			if v.Kind != record.DailySteps {
				continue
			}
			c := candidate{source: v.Source, v: v.Value, n: 1, score: v.Value}
			if d.Source(v.Source).HRMin == 0 {
				c.order[0] = 1
			}
			all = append(all, c)
		}
		return all
	})
}

// Choices are what was chosen among several sources on day i, and the day's steps in any case.
func (f *Frame) Choices(i int) (out []record.Choice) {
	for _, by := range []struct {
		what string
		p    *picks
	}{
		{"sleep", &f.beds},
		{"rhr", &f.rhr},
		{"rhr_vendor", &f.vendor},
		{"hrv_rmssd", &f.hrv},
		{"hrv_rmssd_spot", &f.rmssd},
		{"hrv_sdnn_spot", &f.sdnn},
	} {
		if c, ok := by.p.why[i]; ok {
			out = append(out, record.Choice{What: by.what, Source: by.p.source(i), Why: c.why, Others: c.others})
		}
	}
	if s := f.steps.source(i); s != "" {
		c, several := f.steps.why[i]
		if !several {
			c.why = record.WhyOnly
		}
		out = append(out, record.Choice{What: "steps", Source: s, Value: new(f.steps.at(i)), Why: c.why, Others: c.others})
	}
	if d := f.days[i]; d != nil {
		for k := range d.Workouts {
			out = append(out, workChoices(&d.Workouts[k])...)
		}
	}
	return out
}

// workChoices are the choices that made a workout.
func workChoices(w *record.DayWork) (out []record.Choice) {
	if w.Why != "" {
		c := record.Choice{What: "workout", Start: &w.Start, Source: w.Source, Why: w.Why}
		for _, o := range w.Also {
			if o.Source != w.Source && !slices.Contains(c.Others, o.Source) {
				c.Others = append(c.Others, o.Source)
			}
		}
		out = append(out, c)
	}
	for _, s := range w.HRFrom {
		why := record.WhyHeartRate
		if w.HRAllDay {
			why = record.WhyAllDay
		}
		out = append(out, record.Choice{What: "heart_rate", Start: &w.Start, Source: s, Why: why})
	}
	if w.SetsFrom != "" {
		out = append(out, record.Choice{What: "sets", Start: &w.Start, Source: w.SetsFrom, Why: record.WhyLayer})
	}
	return out
}
