package influx

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// recordsGroup names the memory of heart_rate and ingest_file.
const recordsGroup = "records"

// pass is one look at some of an athlete's months of records.
type pass struct {
	s     *Sink
	job   job
	about *record.About                       // nil until it is needed
	files map[string]map[string]*result.Point // of all receipts, by month and keyed hash; nil until it is needed
}

// touched is what receipts say of a month.
type touched struct {
	dates map[record.Date]bool
	files map[string]*result.Point // by keyed hash; nil: the file has no point in this month
	cause stream.Message           // the last receipt that touches it: what is parked is parked under one that comes back to this month
}

// receipts handles receipts: of every date that one names the records are looked at, and its own point is written.
func (s *Sink) receipts(ctx context.Context, athlete string, ms []stream.Message) error {
	ms = newest(ms)
	months := map[string]touched{}
	for _, m := range ms {
		r, err := readReceipt(athlete, m)
		if err != nil {
			return err
		}
		point, own := pointOf(r)
		of := func(month string) touched {
			t, ok := months[month]
			if !ok {
				t = touched{dates: map[record.Date]bool{}, files: map[string]*result.Point{}}
			}
			t.cause = m
			months[month] = t
			t.files[r.Hash] = nil
			if month == own {
				t.files[r.Hash] = point
			}
			return t
		}
		if own != "" {
			of(own)
		}
		for _, d := range r.Dates {
			if d != record.NoDate {
				of(d.Month()).dates[d] = true
			}
		}
	}
	p := &pass{s: s, job: job{stage: stream.InfluxRecords, athlete: athlete}}
	for _, month := range slices.Sorted(maps.Keys(months)) {
		p.job.cause = months[month].cause
		if err := p.month(ctx, month, months[month]); err != nil {
			return err
		}
	}
	return nil
}

func readReceipt(athlete string, m stream.Message) (r stream.Receipt, err error) {
	if err := json.Unmarshal(m.Data, &r); err != nil {
		return r, fmt.Errorf("read receipt: %w", err)
	}
	r.Athlete, r.Hash = athlete, stream.Token(m.Subject, 3) // the subject's, which were checked
	return r, nil
}

// rezone looks again at the records whose times are wall-clock times: the zone history may have changed.
func (s *Sink) rezone(ctx context.Context, j job) error {
	months, err := s.rememberedMonths(ctx, j.athlete, recordsGroup)
	if err != nil {
		return err
	}
	p := &pass{s: s, job: j}
	for _, month := range months {
		var mem heartMemory
		if _, _, err := s.recall(ctx, stream.WrittenSubject(j.athlete, recordsGroup+"-"+month), &mem); err != nil {
			return err
		}
		dates := map[record.Date]bool{}
		for name, h := range mem.Records {
			if d, err := record.ParseDate(stream.Token(name, 0)); h.Wall && err == nil {
				dates[d] = true
			}
		}
		if len(dates) == 0 {
			continue
		}
		if err := p.month(ctx, month, touched{dates: dates}); err != nil {
			return err
		}
	}
	return nil
}

// month makes InfluxDB hold what the stream says of the touched dates and files of a month.
func (p *pass) month(ctx context.Context, month string, t touched) error {
	s := p.s
	subject := stream.WrittenSubject(p.job.athlete, recordsGroup+"-"+month)
	var mem heartMemory
	seq, known, err := s.recall(ctx, subject, &mem)
	if err != nil {
		return err
	}
	unknown := !known || mem.Unknown
	if unknown { // deleted and written whole
		if t, err = p.whole(ctx, month); err != nil {
			return err
		}
	} else if t, err = p.withOpen(ctx, month, t, mem); err != nil {
		return err
	}
	now, err := p.load(ctx, filters(p.job.athlete, t.dates))
	if err != nil {
		return err
	}
	c := compare(mem.Records, now, func(name string) bool {
		d, err := record.ParseDate(stream.Token(name, 0))
		return err == nil && t.dates[d]
	})
	f := compareFiles(mem.Files, t.files)
	if !unknown && len(c.gone)+len(c.write)+len(f.gone)+len(f.write) == 0 {
		return nil
	}
	if err := s.store(ctx, subject, heartMemory{1, unknown, c.union, f.union}, &seq); err != nil {
		return err
	}
	if err := p.remove(ctx, month, unknown, c.gone, f.gone); err != nil {
		return err
	}
	all, err := p.writeHeart(ctx, month, unknown, c, now)
	if err != nil {
		return err
	}
	filesAll, err := p.writeFiles(ctx, f.write)
	if err != nil {
		return err
	}
	if !all { // what was refused is tried again when the letter is replayed
		c.after = c.union
	}
	if !filesAll {
		f.after = f.union
	}
	return s.store(ctx, subject, heartMemory{1, false, c.after, f.after}, &seq)
}

// remove deletes what vanished, or all of a month of which nothing is known.
func (p *pass) remove(ctx context.Context, month string, unknown bool, gone map[string]span, files []file) error {
	db := p.s.db
	athlete := result.Tag{Key: "athlete", Value: p.job.athlete}
	heartRate, ingestFile := result.Tag{Key: "_measurement", Value: "heart_rate"}, result.Tag{Key: "_measurement", Value: "ingest_file"}
	if unknown {
		from, to, err := around(month)
		if err != nil {
			return err
		}
		if err := db.remove(ctx, db.raw, from, to, heartRate, athlete); err != nil {
			return err
		}
		return db.remove(ctx, db.main, from.Add(slack), to.Add(-slack-time.Microsecond), ingestFile, athlete)
	}
	for source, r := range gone {
		if err := db.remove(ctx, db.raw, time.Unix(r.from, 0), time.Unix(r.to, 0), heartRate, athlete, result.Tag{Key: "source", Value: source}); err != nil {
			return err
		}
	}
	for _, f := range files {
		at := time.UnixMicro(f.At)
		if err := db.remove(ctx, db.main, at, at, ingestFile, athlete, result.Tag{Key: "format", Value: f.Format}); err != nil {
			return err
		}
	}
	return nil
}

// writeHeart writes the changed records and those that have to follow, of the neighbouring months too. It says whether InfluxDB took all.
func (p *pass) writeHeart(ctx context.Context, month string, unknown bool, c change, now map[string]loaded) (all bool, err error) {
	there := maps.Clone(c.after)
	for _, by := range []int{-1, 1} {
		var mem heartMemory
		if _, _, err := p.s.recall(ctx, stream.WrittenSubject(p.job.athlete, recordsGroup+"-"+beside(month, by)), &mem); err != nil {
			return false, err
		}
		maps.Copy(there, mem.Records)
	}
	gone := func(source string) (span, bool) { r, ok := c.gone[source]; return r, ok }
	if unknown {
		from, to, err := around(month)
		if err != nil {
			return false, err
		}
		gone = func(string) (span, bool) { return span{from.Unix(), to.Unix()}, true }
	}
	names := spread(there, gone, c.write)
	var missing []string
	for _, name := range names {
		if _, ok := now[name]; !ok {
			missing = append(missing, name)
		}
	}
	more, err := p.loadNamed(ctx, missing)
	if err != nil {
		return false, err
	}
	w := p.s.writer(p.s.db.raw, p.job)
	for _, name := range names {
		l, ok := now[name]
		if !ok {
			l = more[name] // nothing if it was purged meanwhile: the receipt that says so is on its way
		}
		for _, h := range l.rates {
			if err := w.heart(ctx, p.s.kept(h)); err != nil {
				return false, err
			}
		}
	}
	return w.close(ctx)
}

// kept is the part of a stretch that the bucket's retention keeps: InfluxDB refuses what is older.
func (s *Sink) kept(h result.HeartRate) result.HeartRate {
	since := s.keptSince()
	i := slices.IndexFunc(h.T, func(t int32) bool { return h.Start.Unix()+int64(t) >= since })
	if i < 0 {
		i = h.Len()
	}
	h.T, h.V = h.T[i:], h.V[i:]
	return h
}

// keptSince is the first Unix second that the raw bucket keeps, with an hour to spare for what is on its way.
func (s *Sink) keptSince() int64 {
	if s.cfg.RawRetention == 0 {
		return -1 << 62
	}
	return s.now().Add(time.Hour - s.cfg.RawRetention).Unix()
}
