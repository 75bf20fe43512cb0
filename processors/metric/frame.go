package metric

import (
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Catalogue says what an exercise trains: the share of gluteus maximus and of medius and minimus (0, .5 or 1), and whether it is done with
// a load. Not ok for an exercise it does not know.
type Catalogue func(exercise string) (max, med float64, loadable, ok bool)

// Frame is one athlete's days as columns: dense calendar days from the first to the last day about which anything is said.
type Frame struct {
	First    record.Date
	About    record.About
	Columns  map[string]Column // by metric name; filled by Evaluate
	Unmapped map[int][]string  // per day, the exercises that no catalogue knows, in the order they were done, each once

	days  []*record.Day // nil: nothing is said about the day
	noon  []int64       // s since 1970: the instant each day is stamped with
	off   []bool        // nothing at all was measured: the device was off
	rhr   picks
	hrv   picks
	beds  picks // the main nights: each value is the place of the night in its day
	steps picks

	vendor, rmssd, sdnn picks // the vendor's resting heart rate, spot measurements
	works               []work
	lifts               []exposures
	memo                memo
}

// memo keeps what several metrics share.
type memo struct {
	base   []Baseline
	well   [][]float64
	trend  []HRVTrend
	doses  []dose
	unsure []bool // see unknownLoad
	chart  *Fitness
}

// NewFrame lays out days, in any order and at most one per date, as a frame.
func NewFrame(days []record.Day, about record.About, ex Catalogue) *Frame {
	f := &Frame{About: about, Columns: map[string]Column{}, Unmapped: map[int][]string{}}
	if len(days) == 0 {
		return f
	}
	first, last := days[0].Date, days[0].Date
	for i := range days {
		first, last = min(first, days[i].Date), max(last, days[i].Date)
	}
	f.First = first
	f.days = make([]*record.Day, last-first+1)
	for i := range days {
		f.days[days[i].Date-first] = &days[i]
	}
	f.stamp()
	f.rhr = f.pickRHR()
	f.hrv = f.pickHRV(record.RMSSDAsleep)
	f.rmssd, f.sdnn = f.pickHRV(record.RMSSDSpot), f.pickHRV(record.SDNNSpot)
	f.beds = f.pickNights()
	f.vendor = f.pickVendorRHR()
	f.steps = f.pickSteps()
	f.addWorks(ex)
	return f
}

// Len is the number of days.
func (f *Frame) Len() int { return len(f.days) }

// Date is the date of day i.
func (f *Frame) Date(i int) record.Date { return f.First + record.Date(i) }

// Day is the digest of day i, nil where nothing is said about it.
func (f *Frame) Day(i int) *record.Day { return f.days[i] }

// Noon is the instant day i is stamped with. A day about which nothing is said has the offset of the day before.
func (f *Frame) Noon(i int) time.Time { return time.Unix(f.noon[i], 0).UTC() }

// End is the local midnight that ends day i: twelve hours after its noon, for the offset in force at noon holds till midnight.
func (f *Frame) End(i int) time.Time { return f.Noon(i).Add(12 * time.Hour) }

func (f *Frame) stamp() {
	f.noon, f.off = make([]int64, len(f.days)), make([]bool, len(f.days))
	offset := 0
	for i, d := range f.days {
		f.off[i] = d == nil || d.HRMin == 0 && len(d.Workouts) == 0 && len(d.Nights) == 0
		if d != nil {
			offset = d.Offset
		}
		f.noon[i] = f.Date(i).Time().Unix() + 12*3600 - int64(offset)
	}
}

// Evaluate fills Columns with every metric of the table that is computed here, in the table's order.
func (f *Frame) Evaluate() {
	for _, m := range Table() {
		if m.Eval != nil {
			f.Columns[m.Name] = m.Eval(f)
		}
	}
}

// values is the column of a metric evaluated before.
func (f *Frame) values(name string) []float64 { return f.Columns[name].V }

// noData tells whether nothing at all was measured on day i. Days before the first are such days.
func (f *Frame) noData(i int) bool { return i < 0 || f.off[i] }

// sick tells whether the athlete said to be ill on day i.
func (f *Frame) sick(i int) bool {
	d := f.days[i]
	return d != nil && d.CheckIn != nil && d.CheckIn.Sick != nil && *d.CheckIn.Sick
}

// back is the part of v of the n days that end with day i (i included), shorter at the start.
func back(v []float64, i, n int) []float64 { return v[max(0, i-n+1) : i+1] }
