package day

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// Merge makes the local day d from the records of the dates d-1 to d+1; others are ignored. The night belongs to the date of waking, a workout
// to that of its start, samples to the date on which they lie. An instant's date is told by the offset that the source itself states, else by
// the athlete's zone history (an entry with a date), else by the zone named for the file, else by the home zone, else it is that of UTC.
// about.Zones is ascending, as [About] makes it. Not ok when nothing is said about the day.
func Merge(d record.Date, about record.About, recs []record.Record) (out record.Day, ok bool) {
	if d == record.NoDate {
		return record.Day{}, false
	}
	m := newMerger(d, about, recs)
	m.out.Date = d
	m.minutes()
	m.nights()
	m.nightRates()
	m.variability()
	m.vendor()
	m.workouts()
	m.checkIn()
	o := &m.out
	if len(o.Nights)+len(o.NightHR)+len(o.HRV)+len(o.Vendor)+len(o.Workouts)+o.HRMin == 0 && o.CheckIn == nil {
		return record.Day{}, false
	}
	m.sign()
	return m.out, true
}

// merger holds what a merge works on.
type merger struct {
	clock   *clock
	profile record.Profile
	recs    []rec    // each once, the last updated first, then by SHA, date and part: of equal-ranked items the first wins
	sources []string // Source.Key by rank
	told    []record.Source
	worn    []int // by source: minutes of this day with an all-day heart rate
	bed     int   // the source whose main sleep agrees most with the others'; -1 if none saw one
	out     record.Day
}

// rec is a record with its source's rank and the offsets of its times.
type rec struct {
	*record.Record
	source int
	line   timeline
	used   bool // it says something about the day
}

// identity tells records apart. The keys in it are only compared for equality.
type identity struct {
	key, file string
	date      record.Date
	part      int
}

func newMerger(d record.Date, about record.About, recs []record.Record) *merger {
	m := &merger{clock: newClock(d, about.Zones), profile: about.Profile, bed: -1}
	seen := map[identity]bool{}
	for i := range recs {
		r := &recs[i]
		id := identity{r.Source.Key, r.File, r.Date, r.Part}
		if r.Date == record.NoDate || r.Date < d-1 || r.Date > d+1 || seen[id] {
			continue
		}
		seen[id] = true
		m.recs = append(m.recs, rec{Record: r, line: m.clock.line(r)})
	}
	slices.SortFunc(m.recs, rec.compare)
	m.rank()
	return m
}

// compare orders records: the last updated first, then by file and place in it, then by maker and model. Twins, devices of one model in one
// file, are told apart by what they say; of those that say the same nothing but the key is left.
func (r rec) compare(o rec) int {
	if n := cmp.Or(
		o.Updated.Compare(r.Updated), cmp.Compare(r.Rank(), o.Rank()), cmp.Compare(r.Date, o.Date), cmp.Compare(r.Part, o.Part),
		cmp.Compare(r.Source.Model, o.Source.Model), cmp.Compare(r.Source.Maker, o.Source.Maker),
	); n != 0 {
		return n
	}
	return cmp.Or(bytes.Compare(r.content(), o.content()), cmp.Compare(r.Source.Key, o.Source.Key))
}

// content is what a record says, without the keyed hashes.
func (r rec) content() []byte {
	bare := *r.Record
	bare.Source.Key, bare.File = "", ""
	b, err := json.Marshal(bare)
	if err != nil { // what came as JSON goes as JSON
		return nil
	}
	return b
}

// place gives the instant of a time of the record, and the offset there in s; own is the offset that the item itself states.
func (r *rec) place(t time.Time, own *int) (at time.Time, off int) {
	s := t.Unix()
	if own == nil {
		own = r.Offset
	}
	if !r.Wall {
		if own != nil {
			return t.UTC(), *own
		}
		return t.UTC(), r.line.offset(s)
	}
	inst := r.line.instant(s)
	if own != nil {
		inst = s - int64(*own)
	}
	off = int(s - inst)
	return t.UTC().Add(-time.Duration(off) * time.Second), off
}

// dateAt is the local date of an instant with an offset.
func dateAt(at time.Time, off int) record.Date {
	return record.DateOf(at.UTC().Add(time.Duration(off) * time.Second))
}

// utc gives a series of the record in UTC.
func (r *rec) utc(s record.Series, read record.Clock, line timeline) record.Series {
	n := s.Len()
	if !r.Wall || n == 0 {
		return s
	}
	start := s.Start.Unix()
	moved := func(i int) int64 {
		switch read {
		case record.ShownSecond:
			return line.second(start+int64(s.T[i])) - start
		case record.Elapsed:
			return line.instant(start) - start + int64(s.T[i])
		default:
			return line.instant(start+int64(s.T[i])) - start
		}
	}
	shift := moved(0) - int64(s.T[0])
	if moved(n-1)-int64(s.T[n-1]) == shift {
		s.Start = s.Start.Add(time.Duration(shift) * time.Second)
		return s
	}
	out := record.Series{Start: s.Start, T: make(record.Ints, n), V: s.V}
	for i := range out.T {
		out.T[i] = int32(moved(i))
	}
	return out
}

// checkIn merges the answers for the day, and keeps what they were before each later word.
func (m *merger) checkIn() {
	d := m.out.Date
	var said []*record.Record
	for i := range m.recs {
		r := &m.recs[i]
		if slices.ContainsFunc(r.Entries, func(e record.Entry) bool { return e.CheckIn != nil && e.CheckIn.Day == d }) {
			r.used = true
			said = append(said, r.Record)
		}
	}
	for _, w := range words(said) {
		if w.CheckIn == nil || w.CheckIn.Day != d {
			continue
		}
		if m.out.CheckIn == nil {
			m.out.CheckIn = &record.CheckIn{Day: d}
		} else if !w.Entered.Equal(m.out.Entered) { // words of one instant are one word
			m.out.Earlier = append(m.out.Earlier, record.Answers{Entered: m.out.Entered, CheckIn: *m.out.CheckIn})
		}
		m.out.CheckIn.Merge(w.CheckIn)
		m.out.Entered = w.Entered.UTC()
	}
}

// sign names the files behind the day and the zone in force.
func (m *merger) sign() {
	o := &m.out
	for i := range m.recs {
		if r := &m.recs[i]; r.used {
			o.Files = append(o.Files, r.SHA)
		}
	}
	slices.Sort(o.Files)
	o.Files = slices.Compact(o.Files)
	o.Sources = m.tellers()
	o.TZ, o.Offset = m.zone()
}

// zone is that of the athlete's history or home, else the one named for most of the day's records, else the offset that most of them state,
// without a name, else UTC.
func (m *merger) zone() (name string, offset int) {
	if loc := m.clock.zone(m.out.Date); loc != nil {
		return loc.String(), noonOffset(m.out.Date, loc)
	}
	names, offsets := map[string]int{}, map[int]int{}
	for i := range m.recs {
		r := &m.recs[i]
		if !r.used {
			continue
		}
		if m.clock.load(r.TZ) != nil {
			names[r.TZ]++
		}
		if off := r.stated(); off != nil {
			offsets[*off]++
		}
	}
	if name, ok := most(names); ok {
		return name, noonOffset(m.out.Date, m.clock.load(name))
	}
	if off, ok := most(offsets); ok {
		return "", off
	}
	return "UTC", 0
}

// stated is the offset that a record or the first of its sessions states, nil if none does.
func (r *rec) stated() *int {
	if r.Offset != nil {
		return r.Offset
	}
	for _, s := range r.Sleep {
		if s.Offset != nil {
			return s.Offset
		}
		if s.OffsetFrom != nil {
			return s.OffsetFrom
		}
	}
	for _, w := range r.Workouts {
		if w.Offset != nil {
			return w.Offset
		}
	}
	return nil
}

// most is the key with the highest count, of equal ones the smallest.
func most[K cmp.Ordered](counts map[K]int) (best K, ok bool) {
	n := 0
	for k, c := range counts {
		if c > n || c == n && k < best {
			best, n = k, c
		}
	}
	return best, n > 0
}
