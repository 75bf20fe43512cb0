package source

import (
	"context"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// hrv4trainingSource reads the table of the app HRV4Training: one spot measurement a morning. That of iOS gives the instant in UTC beside the local
// date; that of Android gives local times, and writes the day before the month.
func hrv4trainingSource() Source {
	return Source{
		Name:  "hrv4training",
		Title: "HRV4Training: its CSV, of iOS and Android",
		Match: func(head []byte) bool {
			return hasColumns(head, "date", "hr", "avnn", "sdnn", "rmssd", "pnn50")
		},
		Decode: func(_ context.Context, f File, out *Report) error {
			t, err := openTable(f.Reader(), 0, out)
			if err != nil {
				return err
			}
			h := hrv4training{out: out}
			if err := h.read(t); err != nil {
				return err
			}
			src := record.Source{Key: f.SourceKey("HRV4Training", "", ""), Maker: "HRV4Training"}
			instants, walls := h.days()
			if err := instants.emit(f, src, nil); err != nil {
				return err
			}
			return walls.emitWall(f, src)
		},
	}
}

const mostMornings = 100_000

// hrv4training gathers the measurements of a table.
type hrv4training struct {
	rows     []morning
	dayFirst bool // some date makes sense only if the day stands before the month
	dayLast  bool // and some only if it stands behind it
	out      *Report
}

// morning is one measurement; nil where nothing is given.
type morning struct {
	at              time.Time // to the minute, an instant if zoned; zero if date and clock are meant
	zoned           bool
	year, mid, last int // the date's three numbers as they stand
	clock           time.Duration
	hr, rmssd, sdnn *float64
}

func (h *hrv4training) read(t *table) error {
	date, stamp, clock := t.col("date"), t.col("timestamp_measurement", "timestamp"), t.col("time")
	hr, rmssd, sdnn := t.col("hr"), t.col("rmssd"), t.col("sdnn")
	for {
		more, err := t.next()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		m := morning{hr: logNumber(t.at(hr)), rmssd: logNumber(t.at(rmssd)), sdnn: logNumber(t.at(sdnn))}
		if m.hr == nil && m.rmssd == nil && m.sdnn == nil {
			h.out.drop(dropUnworn, 1) // a morning without a measurement has a row of "-"
			continue
		}
		ok := false
		if s := t.at(stamp); s != "" && s != "-" {
			m.at, m.zoned, ok = measuredAt(s)
		} else {
			ok = m.readLocal(t.at(date), t.at(clock))
			h.dayFirst, h.dayLast = h.dayFirst || m.mid > 12, h.dayLast || m.last > 12
		}
		switch {
		case !ok:
			h.out.drop(dropTime, 1)
		case len(h.rows) >= mostMornings:
			h.out.drop(dropTooMany, 1)
		default:
			h.rows = append(h.rows, m)
		}
	}
	return nil
}

// measuredAt reads the time of a measurement: ISO-like, or with the clock of twelve hours in the phone's language, and an offset behind it.
func measuredAt(s string) (at time.Time, zoned, ok bool) {
	if st, ok := parseStamp(s); ok {
		return st.T.Truncate(time.Minute), st.Zoned, true
	}
	local, off := s, ""
	if i := strings.LastIndexAny(s, "+-"); i > len("2006-01-02") {
		local, off = s[:i], s[i:]
	}
	t, ok := parseNamedTime(local)
	if !ok || off == "" {
		return t, false, ok
	}
	seconds, ok := parseOffset(off)
	return t.Add(-time.Duration(seconds) * time.Second).Truncate(time.Minute), true, ok
}

// readLocal reads a date, whose order of day and month is decided later, and a clock of 24 hours.
func (m *morning) readLocal(date, clock string) bool {
	d := strings.Split(date, "-")
	c := strings.Split(clock, ":")
	if len(d) != 3 || len(c) < 2 || len(d[0]) != 4 {
		return false
	}
	var ok [5]bool
	var h, min int
	m.year, ok[0] = digits(d[0])
	m.mid, ok[1] = digits(d[1])
	m.last, ok[2] = digits(d[2])
	h, ok[3] = digits(c[0])
	min, ok[4] = digits(c[1])
	m.clock = time.Duration(h)*time.Hour + time.Duration(min)*time.Minute
	return ok == [5]bool{true, true, true, true, true} && h < 24 && min < 60
}

// time is when it was measured; an instant if zoned, else a wall-clock time.
func (m *morning) time(dayFirst bool) (time.Time, bool) {
	if m.year == 0 {
		return m.at, inTime(m.at)
	}
	month, day := m.mid, m.last
	if dayFirst {
		month, day = m.last, m.mid
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(m.year, month) {
		return time.Time{}, false
	}
	t := time.Date(m.year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Add(m.clock)
	return t, inTime(t)
}

// days files the measurements. The day stands before the month unless the file itself shows otherwise.
func (h *hrv4training) days() (instants, walls byDate) {
	instants, walls = byDate{}, byDate{}
	dayFirst := h.dayFirst || !h.dayLast
	for i := range h.rows {
		m := &h.rows[i]
		at, ok := m.time(dayFirst)
		if !ok {
			h.out.drop(dropTime, 1)
			continue
		}
		days := walls
		if m.zoned {
			days = instants
		}
		r := days.at(record.DateOf(at))
		h.spot(r, at, record.RMSSDSpot, m.rmssd)
		h.spot(r, at, record.SDNNSpot, m.sdnn)
		switch {
		case m.hr == nil:
		case *m.hr >= record.MinHeartRate && *m.hr <= record.MaxHeartRate:
			r.Daily = append(r.Daily, record.Daily{Time: at, Kind: record.VendorRHR, Value: *m.hr})
			h.out.count(kindRHR, 1)
		default:
			h.out.drop(dropRange, 1)
		}
	}
	return instants, walls
}

// spot files a value of a measurement, ms; 0 stands for none.
func (h *hrv4training) spot(r *record.Record, at time.Time, kind record.HRVKind, ms *float64) {
	switch {
	case ms == nil || *ms == 0:
	case !positive(ms, mostRMSSD):
		h.out.drop(dropValue, 1)
	default:
		r.HRV = append(r.HRV, record.HRV{Time: at, Kind: kind, Ms: *ms})
		h.out.count(kindHRV, 1)
	}
}
