package api

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// tables writes the tables of an export.
func (x *export) tables() error {
	names, err := metricNames(nil)
	if err != nil {
		return err
	}
	err = x.table("results.csv", append([]string{"day"}, names...), func(put func(...string) error) error {
		return x.days(func(d result.Day) error {
			row := []string{d.Date.String()}
			for _, n := range names {
				row = append(row, orEmpty(valueOf(d, n)))
			}
			return put(row...)
		})
	})
	for _, t := range []struct {
		name    string
		columns string
		rows    func(d record.Day, put func(...string) error) error
	}{
		{"sleep.csv", "day source start end offset_s nap totals_only light_min deep_min rem_min awake_min tst_min tib_min score", nightRows},
		{"workouts.csv", "day source start end offset_s sport sub_sport timer_s distance_m avg_hr max_hr rpe", workoutRows},
		{"sets.csv", "day workout_start index start exercise reps load_kg rir rpe warmup not_done layer", setRows},
		{"checkins.csv", "day entered fatigue soreness sick pain pain_at rpe mood motivation stress protein_g tags note", checkInRows},
	} {
		if err == nil {
			err = x.table(t.name, strings.Fields(t.columns), func(put func(...string) error) error {
				return x.b.Months(x.ctx, x.athlete, func(m record.Month, _ result.Month) error {
					for _, d := range m.Days {
						if err := t.rows(d, put); err != nil {
							return err
						}
					}
					return nil
				})
			})
		}
	}
	return err
}

// days gives the athlete's results, ascending.
func (x *export) days(fn func(result.Day) error) error {
	return x.b.Months(x.ctx, x.athlete, func(_ record.Month, m result.Month) error {
		for _, d := range m.Days {
			if err := fn(d); err != nil {
				return err
			}
		}
		return nil
	})
}

// table writes a table as CSV (RFC 4180).
func (x *export) table(name string, columns []string, each func(put func(...string) error) error) error {
	w, err := x.file(name)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	if err := each(func(cells ...string) error { return out.Write(cells) }); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// plain is a text that no spreadsheet takes for a formula (ASVS 1.2.10): what might begin one gets an apostrophe before it.
func plain(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

func orEmpty(v *float64) string {
	if v == nil {
		return ""
	}
	return number(*v)
}

func whole(v *int) string {
	if v == nil {
		return ""
	}
	return strconv.Itoa(*v)
}

func textOr(v *string) string {
	if v == nil {
		return ""
	}
	return plain(*v)
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func nightRows(d record.Day, put func(...string) error) error {
	for _, n := range d.Nights {
		err := put(d.Date.String(), plain(n.Source), instant(n.Start), instant(n.End), strconv.Itoa(n.OffsetTo), strconv.FormatBool(n.Nap),
			strconv.FormatBool(n.TotalsOnly), number(n.LightMin), number(n.DeepMin), number(n.REMMin), number(n.AwakeMin), number(n.TSTMin),
			number(n.TIBMin), orEmpty(n.Score))
		if err != nil {
			return err
		}
	}
	return nil
}

func workoutRows(d record.Day, put func(...string) error) error {
	for _, w := range d.Workouts {
		err := put(d.Date.String(), plain(w.Source), instant(w.Start), instant(w.End), strconv.Itoa(w.Offset), plain(w.Sport), plain(w.SubSport),
			number(w.TimerS), orEmpty(w.DistanceM), orEmpty(w.AvgHR), orEmpty(w.MaxHR), orEmpty(w.RPE))
		if err != nil {
			return err
		}
	}
	return nil
}

func setRows(d record.Day, put func(...string) error) error {
	for _, w := range d.Workouts {
		for _, s := range slices.Concat(w.Sets, w.NotDone) {
			err := put(d.Date.String(), instant(w.Start), strconv.Itoa(s.Index), instant(s.Start), plain(s.Exercise), whole(s.Reps), orEmpty(s.LoadKg),
				orEmpty(s.RIR), orEmpty(s.RPE), strconv.FormatBool(s.Warmup), strconv.FormatBool(s.NotDone), strconv.Itoa(int(s.Layer)))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func checkInRows(d record.Day, put func(...string) error) error {
	if d.CheckIn == nil {
		return nil
	}
	c := d.CheckIn
	sick := ""
	if c.Sick != nil {
		sick = strconv.FormatBool(*c.Sick)
	}
	return put(d.Date.String(), instant(d.Entered), whole(c.Fatigue), whole(c.Soreness), sick, textOr(c.Pain), textOr(c.PainAt), orEmpty(c.RPE),
		whole(c.Mood), whole(c.Motiv), whole(c.Stress), orEmpty(c.ProteinG), plain(strings.Join(c.Tags, " ")), textOr(c.Note))
}
