package source

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// samsungSource reads the personal data that Samsung Health lets one download (FORMATS.md 2.7): a table for every kind, and JSON files of samples
// that some tables point to. Each of them stands for itself, but that a night's stages are told in a table of their own.
func samsungSource() Source {
	return Source{
		Name:  samsungFormat,
		Title: "Samsung Health's download of personal data: the archive, its CSV and its JSON files",
		Match: func(head []byte) bool {
			return samsungTable(head) != "" || samsungBins(head) != nil
		},
		Decode: decodeSamsung,
		Export: &Export{Match: isSamsungExport, Decode: decodeSamsungExport},
	}
}

const samsungName = "Samsung Health"

// samsungDevice is Samsung Health as a source, or one of the devices that it tells apart.
func samsungDevice(f File, device string) record.Source {
	return record.Source{Key: f.SourceKey(samsungName, "", device), Maker: samsungName}
}

// samsungTable is the name of the table that a file's first line tells, without the vendor's names before it: "sleep" of
// com.samsung.shealth.sleep,7006003,7; "" if it is no such line.
func samsungTable(head []byte) string {
	line, _, _ := bytes.Cut(plainHead(head), []byte("\n"))
	name, rest, ok := strings.Cut(strings.TrimSpace(string(line)), ",")
	numbers := strings.Split(strings.TrimRight(rest, ","), ",")
	if !ok || len(numbers) != 2 {
		return ""
	}
	for _, n := range numbers { // the table's version, and how many columns or rows it has
		if _, ok := digits(n); !ok {
			return ""
		}
	}
	return samsungShort(name)
}

// samsungShort is a table's name without the vendor's before it; "" if it is none of Samsung's.
func samsungShort(name string) string {
	for _, prefix := range []string{"com.samsung.shealth.tracker.", "com.samsung.shealth.", "com.samsung.health."} {
		if short, ok := strings.CutPrefix(name, prefix); ok {
			return short
		}
	}
	return ""
}

func decodeSamsung(_ context.Context, f File, out *Report) error {
	in := plainText(f.Reader())
	head, err := in.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if bins := samsungBins(head); bins != nil {
		return bins(in, f, out)
	}
	name := samsungTable(head)
	t, err := openSamsung(in, out)
	if err != nil {
		return err
	}
	w := newWearable(out, samsungDevice(f, ""))
	switch name {
	case "sleep":
		err = samsungSessions(t, w, nil)
	case "sleep_stage":
		stages := samsungStages{}
		if err = stages.read(t, out); err == nil {
			stages.alone(w)
		}
	case "pedometer_day_summary", "step_daily_trend":
		return samsungSteps(t, f, out)
	case "exercise":
		err = samsungWorkouts(t, w)
	case "heart_rate", "respiratory_rate", "oxygen_saturation", "stress", "weight":
		err = samsungValues(t, name, w)
	case "hrv": // it only points to the JSON files
	default:
		out.drop(dropTable, 1)
	}
	if err != nil {
		return err
	}
	return w.emit(f)
}

// openSamsung opens a table behind its first line.
func openSamsung(in io.Reader, out *Report) (*table, error) {
	text := plainText(in)
	if _, err := text.ReadSlice('\n'); err != nil {
		return nil, rejected("damaged: it ends before its first row")
	}
	return openTable(text, ',', out)
}

// isSamsungExport tells whether an archive is one of Samsung Health.
func isSamsungExport(a *Archive) bool {
	for _, m := range a.Members {
		if samsungMember(m) != "" {
			return true
		}
	}
	return false
}

// samsungMember is the name of a member's table; "" if it is none.
func samsungMember(m *Member) string {
	name, ok := strings.CutSuffix(m.Base(), ".csv")
	if !ok {
		return ""
	}
	return samsungShort(strings.TrimSuffix(name, path.Ext(name))) // without the time of the export
}

// decodeSamsungExport joins nights with their stages and leaves closed what holds nothing. All else stands for itself.
func decodeSamsungExport(ctx context.Context, a *Archive, f File, out *Report) error {
	tables := map[string][]*Member{}
	for _, m := range a.Members {
		switch name := samsungMember(m); {
		case name != "":
			tables[name] = append(tables[name], m)
		case strings.Contains(m.Path, "/files/"), samsungJunk(m.Path):
			a.Skip(m)
		}
	}
	if len(tables["pedometer_day_summary"]) > 0 { // it says the same, with less
		for _, m := range tables["step_daily_trend"] {
			a.Skip(m)
		}
	}
	if len(tables["sleep"]) == 0 {
		return nil
	}
	stages := samsungStages{}
	for _, m := range tables["sleep_stage"] {
		err := a.Read(ctx, m, samsungFormat, func(_ context.Context, f File, out *Report) error {
			t, err := openSamsung(f.Reader(), out)
			if err != nil {
				return err
			}
			return stages.read(t, out)
		})
		if err != nil {
			return err
		}
	}
	for i, m := range tables["sleep"] {
		last := i == len(tables["sleep"])-1
		err := a.Read(ctx, m, samsungFormat, func(_ context.Context, f File, out *Report) error {
			t, err := openSamsung(f.Reader(), out)
			if err != nil {
				return err
			}
			w := newWearable(out, samsungDevice(f, ""))
			if err := samsungSessions(t, w, stages); err != nil {
				return err
			}
			if last {
				stages.alone(w)
			}
			return w.emit(f)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// samsungFormat is the format in the receipts of members.
const samsungFormat = "samsung_health"

// samsungJunk tells whether a member is a JSON file of a table that nobody reads.
func samsungJunk(path string) bool {
	_, rest, ok := strings.Cut("/"+path, "/jsons/")
	table, _, _ := strings.Cut(rest, "/")
	return ok && samsungShort(table) != "heart_rate" && samsungShort(table) != "hrv"
}
