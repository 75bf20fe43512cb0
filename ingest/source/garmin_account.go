package source

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// garminAccountSource reads the tables of the export of a Garmin account; its FIT files, in archives within it, are read as such. The nights know
// no offset, the days do, and files of one kind overlap: of an archive both are read together.
func garminAccountSource() Source {
	return Source{
		Name:  "garmin_account",
		Title: "exports of a Garmin account",
		Match: func(head []byte) bool { return garminTable(head) != nil },
		Decode: func(_ context.Context, f File, out *Report) error {
			g := newGarminAccount(out)
			if err := g.read(f, out); err != nil {
				return err
			}
			return g.emit(f)
		},
		Export: &Export{
			Match: func(a *Archive) bool {
				return slices.ContainsFunc(a.Members, garminDays) && slices.ContainsFunc(a.Members, garminNights)
			},
			Decode: func(ctx context.Context, a *Archive, f File, out *Report) error {
				g := newGarminAccount(out)
				for _, m := range a.Members {
					if !garminDays(m) && !garminNights(m) {
						continue
					}
					if err := a.Read(ctx, m, "garmin_account", func(_ context.Context, f File, out *Report) error { return g.read(f, out) }); err != nil {
						return err
					}
				}
				return g.emit(f)
			},
		},
	}
}

func garminDays(m *Member) bool {
	return strings.HasPrefix(m.Base(), "udsfile_") && strings.HasSuffix(m.Path, ".json") && strings.Contains(m.Path, "di-connect-aggregator/")
}

func garminNights(m *Member) bool {
	return strings.HasSuffix(m.Base(), "_sleepdata.json") && strings.Contains(m.Path, "di-connect-wellness/")
}

// garminTable finds what reads a table by its keys; nil if it is none of the export.
func garminTable(head []byte) func(*garminAccount, File) error {
	switch {
	case !jsonHead(head):
		return nil
	case jsonHead(head, "summarizedActivitiesExport"):
		return (*garminAccount).activities
	case jsonHead(head, "calendarDate", "metrics", "baselineUpperLimit", "baselineLowerLimit"):
		return (*garminAccount).health
	case jsonHead(head, "metaData", "weight", "timestampGMT"):
		return (*garminAccount).weights
	case jsonHead(head, "calendarDate", "wellnessStartTimeGmt", "wellnessStartTimeLocal", "includesWellnessData") && garminBody(head) == nil:
		return (*garminAccount).days
	case jsonHead(head, "calendarDate", "sleepStartTimestampGMT", "sleepEndTimestampGMT", "deepSleepSeconds") && garminBody(head) == nil:
		return (*garminAccount).nights
	}
	return nil
}

// garminAccount is what some tables say.
type garminAccount struct {
	out     *Report
	g       *gathered
	night   map[record.Date]record.SleepSession // by the date of waking
	naps    map[int64]garminNapOn               // by the s since 1970 of their start: files overlap
	offsets map[record.Date]garminOffsets
}

// garminOffsets are those at the two midnights of a local day.
type garminOffsets struct {
	begins   time.Time
	from, to int // s east of UTC
}

func newGarminAccount(out *Report) *garminAccount {
	return &garminAccount{
		g: gather(out), night: map[record.Date]record.SleepSession{}, naps: map[int64]garminNapOn{}, offsets: map[record.Date]garminOffsets{},
	}
}

func (g *garminAccount) read(f File, out *Report) error {
	in := plainText(f.Reader())
	head, _ := in.Peek(headSize) // what is wrong with it is told again by the reading
	read := garminTable(head)
	if read == nil {
		return rejected("%s: its keys are none that are known", unknownFormat)
	}
	f.Data, f.Size, f.stream = nil, 0, in
	g.out = out
	return read(g, f)
}

func (g *garminAccount) emit(f File) error {
	for _, d := range slices.Sorted(maps.Keys(g.night)) {
		s := g.night[d]
		s.Offset = g.offsetAt(d, s.End)
		g.g.sleep(s)
	}
	for _, at := range slices.Sorted(maps.Keys(g.naps)) {
		n := g.naps[at]
		n.Offset = g.offsetAt(n.date, n.End)
		g.g.sleep(n.SleepSession)
	}
	return g.g.emit(f, record.Source{Key: f.SourceKey("Garmin", "", ""), Maker: "Garmin"})
}

// offsetAt is the offset at an instant of a local day, s east of UTC; nil if the days do not tell. Where the day has two, a difference of no more
// than mostBack is a clock that moved in its first hours, a larger one a journey after them.
func (g *garminAccount) offsetAt(d record.Date, at time.Time) *int {
	const small = 4 * time.Hour // clocks move before
	o, ok := g.offsets[d]
	if !ok {
		return nil
	}
	if change := max(o.to-o.from, o.from-o.to); change <= mostBack && at.Sub(o.begins) >= small {
		return &o.to
	}
	return &o.from
}

// garminDay is a day of UDSFile.
type garminDay struct {
	Date       string      `json:"calendarDate"`
	RHR7d      looseNumber `json:"restingHeartRate"` // of several days
	RHR        looseNumber `json:"currentDayRestingHeartRate"`
	Steps      looseNumber `json:"totalSteps"`
	StartGMT   garminTime  `json:"wellnessStartTimeGmt"`
	StartLocal garminTime  `json:"wellnessStartTimeLocal"`
	EndGMT     garminTime  `json:"wellnessEndTimeGmt"`
	EndLocal   garminTime  `json:"wellnessEndTimeLocal"`
}

func (g *garminAccount) days(f File) error {
	return eachJSON(f.Reader(), g.out, func(day *garminDay) error {
		d, ok := dateCell(day.Date)
		if !ok || !inTime(d.Time()) {
			g.out.drop(dropShape, 1) // of another kind, such as what one drank
			return nil
		}
		from, to := day.StartLocal.offset(day.StartGMT), day.EndLocal.offset(day.EndGMT)
		if from != nil && to != nil {
			g.offsets[d] = garminOffsets{day.StartGMT.Time, *from, *to}
		}
		garminRate(g.g, g.out, d, record.VendorRHR7d, day.RHR7d)
		garminRate(g.g, g.out, d, record.VendorRHR, day.RHR)
		garminSteps(g.g, g.out, d, day.Steps)
		return nil
	})
}

// garminRate takes a resting heart rate of a date, if there is one.
func garminRate(g *gathered, out *Report, d record.Date, kind record.DailyKind, v looseNumber) {
	switch {
	case !v.Known:
	case v.V == 0:
		out.drop(dropUnworn, 1)
	case beatsPerMinute(v.V) == nil:
		out.drop(dropRange, 1)
	default:
		g.dailyOn(d, kind, v.V)
	}
}

// garminSteps takes the steps of a date; of one without the watch there are none, or 0.
func garminSteps(g *gathered, out *Report, d record.Date, v looseNumber) {
	switch {
	case !v.Known:
	case v.V == 0:
		out.drop(dropUnworn, 1)
	default:
		g.dailyOn(d, record.DailySteps, v.V)
	}
}
