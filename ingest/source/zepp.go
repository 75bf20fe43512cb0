package source

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// zeppSource reads the account export of Zepp and Mi Fit: a table per kind. A night is told twice, as its totals in UTC and minute by minute in
// local time; of an archive the two are joined, so that its stages stand at instants.
func zeppSource() Source {
	return Source{
		Name:  "zepp",
		Title: "account exports of Zepp (Amazfit, Mi Fit)",
		Match: func(head []byte) bool { return zeppTable(head) != nil },
		Decode: func(_ context.Context, f File, out *Report) error {
			z := newZepp(out)
			if err := z.read(f, out); err != nil {
				return err
			}
			return z.emit(f)
		},
		Export: &Export{
			Match: func(a *Archive) bool {
				return zeppMember(a, "sleep") && zeppMember(a, "sleep_minute")
			},
			Decode: func(ctx context.Context, a *Archive, f File, out *Report) error {
				z := newZepp(out)
				for _, m := range a.Members {
					if k := zeppKind(m); k != "sleep" && k != "sleep_minute" {
						continue
					}
					if err := a.Read(ctx, m, "zepp", func(_ context.Context, f File, out *Report) error { return z.read(f, out) }); err != nil {
						return err
					}
				}
				return z.emit(f)
			},
		},
	}
}

// zeppKind is what a member holds: SLEEP/SLEEP_1762600000000.csv is "sleep"; "" of other files.
func zeppKind(m *Member) string {
	kind, ms, ok := cutLast(strings.TrimSuffix(m.Base(), ".csv"), "_")
	if _, isNumber := digits(ms); !ok || !isNumber || !strings.HasSuffix("/"+m.Path, "/"+kind+"/"+m.Base()) {
		return ""
	}
	return kind
}

func zeppMember(a *Archive, kind string) bool {
	for _, m := range a.Members {
		if zeppKind(m) == kind {
			return true
		}
	}
	return false
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// zeppTable finds what reads a table by its header; nil if it is none of Zepp's.
func zeppTable(head []byte) func(*zepp, *table) error {
	switch line, _ := firstLine(head); {
	case line == "":
		return nil
	case line == "date,time,heartrate":
		return (*zepp).rates
	case hasColumns(head, "date", "deepsleeptime", "shallowsleeptime", "waketime", "start", "stop"):
		return (*zepp).nights
	case hasColumns(head, "date", "time", "stage", "hr"):
		return (*zepp).minutes
	case hasColumns(head, "date", "steps", "rundistance"):
		return (*zepp).steps
	case hasColumns(head, "type", "starttime", "sporttime(s)"):
		return (*zepp).sports
	case hasColumns(head, "time", "weight", "height", "bmi", "fatrate"):
		return (*zepp).weights
	}
	return nil
}

// zepp is what some tables say.
type zepp struct {
	out      *Report
	g        *gathered
	hr       wallSeries
	night    []zeppNight
	byMinute map[record.Date][]zeppMinutes // by the date of waking
}

func newZepp(out *Report) *zepp {
	return &zepp{g: gather(out), byMinute: map[record.Date][]zeppMinutes{}}
}

func (z *zepp) read(f File, out *Report) error {
	in := plainText(f.Reader())
	head, err := in.Peek(headSize)
	if err != nil && len(head) == 0 && !errors.Is(err, io.EOF) {
		return err
	}
	read := zeppTable(head)
	if read == nil {
		return rejected("%s: its header is none that is known", unknownFormat)
	}
	t, err := openTable(in, ',', out)
	if err != nil {
		return err
	}
	z.out = out
	return read(z, t)
}

func (z *zepp) emit(f File) error {
	z.join()
	z.hr.into(z.g.wall, record.HeartRate)
	return z.g.emit(f, record.Source{Key: f.SourceKey("Zepp", "", ""), Maker: "Zepp"})
}

func (z *zepp) rates(t *table) error {
	date, clock, bpm := t.col("date"), t.col("time"), t.col("heartrate")
	var day string // the last date, and its midnight
	var midnight int64
	n := 0
	err := t.each(func() {
		if s := t.at(date); s != day {
			d, ok := dateCell(s)
			if !ok {
				z.out.drop(dropShape, 1)
				return
			}
			day, midnight = strings.Clone(s), d.Time().Unix()
		}
		sec, ok1 := clockCell(t.at(clock))
		v, ok2 := plainNumber(t.at(bpm))
		switch {
		case !ok1 || !ok2:
			z.out.drop(dropShape, 1)
		case v < record.MinHeartRate || v > record.MaxHeartRate:
			z.out.drop(dropRange, 1)
		case !z.hr.addAt(midnight+sec, int32(v+.5)):
			z.out.drop(dropTime, 1)
		default:
			n++
		}
	})
	z.out.count(kindHeartRate, n)
	return err
}

func (z *zepp) steps(t *table) error {
	date, steps := t.col("date"), t.col("steps")
	return t.each(func() {
		d, ok := dateCell(t.at(date))
		v, known := plainNumber(t.at(steps))
		switch {
		case !ok || !known:
			z.out.drop(dropShape, 1)
		case v == 0:
			z.out.drop(dropUnworn, 1)
		default:
			z.g.dailyOn(d, record.DailySteps, v)
		}
	})
}

func (z *zepp) weights(t *table) error {
	at, kg := t.col("time"), t.col("weight")
	return t.each(func() {
		w, ok := parseStamp(t.at(at))
		v, known := plainNumber(t.at(kg))
		switch {
		case !ok || !known:
			z.out.drop(dropShape, 1)
		case w.Zoned:
			z.g.daily(w.T, nil, record.BodyWeight, v)
		default:
			z.g.wallDaily(w.T, record.BodyWeight, v)
		}
	})
}

func (z *zepp) sports(t *table) error {
	kind, start, length := t.col("type"), t.col("starttime"), t.col("sporttime(s)")
	distance, kcal := t.col("distance(m)"), t.col("calories(kcal)")
	return t.each(func() {
		at, ok := parseStamp(t.at(start))
		s, known := plainNumber(t.at(length))
		if !ok || !known || !at.Zoned || s < 0 || s > longest {
			z.out.drop(dropShape, 1)
			return
		}
		name := zeppSport(t.at(kind))
		// Where a quantity was not measured stands -1.
		z.g.workout(record.Workout{
			Start: at.T, End: at.T.Add(time.Duration(s) * time.Second), Sport: name.sport, SubSport: name.sub,
			TimerS: s, DistanceM: cellPtr(t.at(distance)), Kcal: cellPtr(t.at(kcal)),
		})
	})
}

// zeppSport is FIT's name of Zepp's number of a sport; both are "" of one whose meaning is not known.
func zeppSport(number string) sport {
	switch number {
	case "1":
		return sport{"running", ""}
	case "6":
		return sport{"walking", ""}
	case "8":
		return sport{"running", "treadmill"}
	case "9":
		return sport{"cycling", ""}
	case "10":
		return sport{"cycling", "indoor_cycling"}
	case "52":
		return sport{"training", "strength_training"}
	}
	return sport{}
}
