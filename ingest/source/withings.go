package source

import (
	"cmp"
	"context"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

const withingsFormat = "withings"

// withingsSource reads the CSV files of Withings' export in any language of the app, and bodies of its API.
func withingsSource() Source {
	csv := func(head []byte) bool { return withingsNights(head) || withingsWeights(head) || withingsSeries(head) }
	return Source{
		Name:   withingsFormat,
		Title:  "Withings: the export's CSV files in any language, and bodies of the API",
		Match:  func(head []byte) bool { return withingsJSON(head) || csv(head) },
		Decode: decodeWithings,
		Export: &Export{Match: withingsArchive, Decode: decodeWithingsExport},
	}
}

// withingsNights tells sleep.csv. The names of its first columns are in the app's language, some of the others are always English.
func withingsNights(head []byte) bool {
	return hasColumns(head, "heart rate (min)", "heart rate (max)", "duration to sleep (s)")
}

// withingsWeights tells weight.csv: a time and five masses, all in one unit.
func withingsWeights(head []byte) bool {
	line, comma := firstLine(head)
	cells := strings.Split(line, string(comma))
	return comma == ',' && withingsUnit(cells) != ""
}

// withingsUnit is the unit of the masses in a header of weight.csv: "(kg)", "(lb)", or "" of any other header.
func withingsUnit(header []string) string {
	const masses = 5 // weight, fat, bone, muscle, hydration
	if len(header) < 1+masses || strings.Contains(header[0], "(") {
		return ""
	}
	for _, unit := range []string{"(kg)", "(lb)", "(lbs)"} {
		other := func(h string) bool { return !strings.HasSuffix(strings.Trim(h, `" `), unit) }
		if !slices.ContainsFunc(header[1:1+masses], other) {
			return unit
		}
	}
	return ""
}

// withingsSeries tells a raw_ file. What it is of only its name tells, in the archive.
func withingsSeries(head []byte) bool {
	line, _ := firstLine(head)
	return strings.ReplaceAll(line, `"`, "") == "start,duration,value"
}

// withingsJSON tells the bodies of /v2/sleep, /measure and /v2/measure, and the bare lists that programs keep of them.
func withingsJSON(head []byte) bool {
	body := jsonHead(head, "body", "status")
	return body && (jsonHead(head, "series", "startdate", "enddate") || jsonHead(head, "measuregrps") || jsonHead(head, "activities")) ||
		jsonHead(head, "grpid", "measures", "attrib")
}

func decodeWithings(_ context.Context, f File, out *Report) error {
	w := newWithings(out)
	in := plainText(f.Reader())
	head, _ := in.Peek(headSize)
	var err error
	switch {
	case jsonHead(head, "body", "series"):
		err = eachJSON(in, out, w.onSeries, "body", "series")
	case jsonHead(head, "body", "activities"):
		err = eachJSON(in, out, w.onActivity, "body", "activities")
	case jsonHead(head, "body"):
		err = eachJSON(in, out, w.onMeasures, "body", "measuregrps")
	case jsonHead(head):
		err = eachJSON(in, out, w.onMeasures)
	default:
		err = w.table(in)
	}
	if err != nil {
		return err
	}
	return w.emit(f)
}

// table reads a CSV file that says by its columns what it is.
func (w *withings) table(in io.Reader) error {
	t, err := openTable(in, ',', w.out)
	if err != nil {
		return err
	}
	switch {
	case t.col("heart rate (min)") >= 0:
		return w.nightRows(t)
	case withingsUnit(t.header) != "":
		return w.weightRows(t)
	}
	return rejected("only its name in the archive tells what this series is of: give the whole archive")
}

// withings gathers what the files of an export say.
type withings struct {
	*gathered
	sessions []record.SleepSession        // whose stages may stand elsewhere
	stages   map[string][]withingsStage   // by the device that saw them
	devices  map[withingsDevice]*gathered // steps of days
	zones    map[string]*time.Location
}

// withingsDevice is a device of which the API gives steps by themselves.
type withingsDevice struct{ model, serial string }

func newWithings(out *Report) *withings {
	return &withings{
		gathered: gather(out), stages: map[string][]withingsStage{}, devices: map[withingsDevice]*gathered{}, zones: map[string]*time.Location{},
	}
}

func (w *withings) emit(f File) error {
	w.join()
	if err := w.gathered.emit(f, record.Source{Key: f.SourceKey("Withings", "", ""), Maker: "Withings"}); err != nil {
		return err
	}
	byName := func(a, b withingsDevice) int {
		return cmp.Or(cmp.Compare(a.model, b.model), cmp.Compare(a.serial, b.serial))
	}
	for _, d := range slices.SortedFunc(maps.Keys(w.devices), byName) {
		src := record.Source{Key: f.SourceKey("Withings", d.model, d.serial), Maker: "Withings", Model: d.model}
		if err := w.devices[d].emit(f, src); err != nil {
			return err
		}
	}
	return nil
}

// withingsArchive tells an export by its series.
func withingsArchive(a *Archive) bool {
	return slices.ContainsFunc(a.Members, func(m *Member) bool {
		for _, prefix := range []string{"raw_tracker_", "raw_bed_", "raw_hr_"} {
			if strings.HasPrefix(m.Base(), prefix) && strings.HasSuffix(m.Base(), ".csv") {
				return true
			}
		}
		return false
	})
}

// dropSeries counts members that hold a series of another kind than we use.
const dropSeries = "series_not_used"

// decodeWithingsExport reads what only a member's name tells, and the nights together with their stages.
func decodeWithingsExport(ctx context.Context, a *Archive, in File, out *Report) error {
	w := newWithings(out)
	for _, m := range a.Members {
		base, ok := strings.CutSuffix(m.Base(), ".csv")
		if !ok {
			continue
		}
		read := w.member(base)
		switch {
		case read != nil:
			err := a.Read(ctx, m, withingsFormat, func(_ context.Context, f File, out *Report) error {
				defer func(all *Report) { w.out = all }(w.out)
				w.out = out
				t, err := openTable(f.Reader(), ',', out)
				if err != nil {
					return err
				}
				return read(t)
			})
			if err != nil {
				return err
			}
		case strings.HasPrefix(base, "raw_"):
			out.drop(dropSeries, 1)
			a.Skip(m)
		}
	}
	return w.emit(in)
}

// member tells how to read a member of such a name; nil if it is left to be known by its content.
func (w *withings) member(base string) func(*table) error {
	device, isRaw := strings.CutPrefix(base, "raw_")
	switch {
	case isRaw && strings.HasSuffix(base, "_sleep-state"):
		return func(t *table) error { return w.stageRows(t, device) }
	case isRaw && strings.HasSuffix(base, "_hr"):
		return func(t *table) error {
			return w.series(t, func(at, _ int64, _ *int, v float64) { w.rate(at, v) })
		}
	case isRaw && strings.HasSuffix(base, "_hr rms sd"):
		return func(t *table) error {
			return w.series(t, func(_, end int64, _ *int, v float64) { w.window(end, v) })
		}
	case base == "sleep":
		return w.nightRows
	case base == "aggregates_steps":
		return w.stepRows
	}
	return nil
}
