package connect

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// intervals reads Intervals.icu: the wellness of the last days, and the original file of every activity that it has not given before. Watches of
// many makers tell it what they know, so that it is a bridge to them all (its API is described at https://intervals.icu/api/v1/docs).
func intervals() service {
	return service{
		name: "intervals_icu", title: "Intervals.icu", setting: "intervals", home: "https://intervals.icu",
		accounts: func(c AccountsConfig) []Account { return c.Intervals },
		user:     "API_KEY",
		pull:     pullIntervals,
	}
}

const (
	rereadDays = 3           // before today, read every time: vendors mend nights later, and what has not changed has the bytes that it had
	weeklyDays = 14          // before today, read again once a week
	seenDays   = 30          // before today, of which it is known what was fetched
	pastDays   = 30          // of the past at a time, the newest first
	pastEvery  = time.Minute // between two of them
	mostListed = 5000        // activities of a list
	mostList   = 16 << 20    // bytes of a list
	mostFile   = 64 << 20    // bytes of an activity's file, unpacked too
)

// span is a range of dates, both included.
type span struct{ from, to record.Date }

func (s span) query() url.Values {
	return url.Values{"oldest": {s.from.String()}, "newest": {s.to.String()}}
}

// pullIntervals reads the last days and, where some of it is missing, one more stretch of the past.
func pullIntervals(ctx context.Context, v *visit) error {
	today := record.DateOf(v.now.UTC())
	past, left := v.state.past(v.cfg, v.now)
	known := today - seenDays
	if left {
		known = min(known, past.from) // what was fetched of it before trouble came is not fetched again
	}
	v.state.forget(known)
	if err := v.span(ctx, v.state.recent(today), true); err != nil {
		return err
	}
	v.state.Read = today.String()
	if left {
		if err := v.span(ctx, past, false); err != nil {
			return err
		}
		v.state.Oldest = past.from.String()
	}
	return v.save()
}

// recent are the last days: those that may have changed, and all since they were read to their end. The date may be a day ahead of that of UTC
// where the athlete is.
func (s *State) recent(today record.Date) span {
	const week = 7
	from := today - rereadDays
	if last, ok := date(s.Read); ok && last != today {
		if from = min(from, last-rereadDays); today%week == 0 {
			from = min(from, today-weeklyDays)
		}
	}
	return span{from, today + 1}
}

// past is the next stretch of the past to be read; not left when all of it has been.
func (s *State) past(cfg AccountsConfig, now time.Time) (next span, left bool) {
	today := record.DateOf(now.UTC())
	end := today - record.Date(cfg.Days)
	to := today - rereadDays - 1
	if oldest, ok := date(s.Oldest); ok {
		to = oldest - 1
	}
	return span{max(end, to-pastDays+1), to}, to >= end && cfg.Days > rereadDays
}

func (s *State) pastRead(cfg AccountsConfig, now time.Time) bool {
	_, left := s.past(cfg, now)
	return !left
}

// span reads what the service says of some days.
func (v *visit) span(ctx context.Context, days span, recent bool) error {
	if err := v.wellness(ctx, days); err != nil {
		return err
	}
	return v.activities(ctx, days, recent)
}

func (v *visit) athlete() string {
	id := v.account.ID
	if id == "" {
		id = "0" // whose the key is
	}
	return "api/v1/athlete/" + id
}

// list asks for a list.
func (v *visit) list(ctx context.Context, what string, days span, into any) ([]byte, error) {
	b, err := v.client.get(ctx, v.athlete()+"/"+what, days.query(), mostList)
	if errors.Is(err, errNone) {
		return nil, fail(Odd, err)
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return nil, fail(Odd, fmt.Errorf("read the list of %s: it is not what the specification says", what))
	}
	v.state.Contact = v.now
	return b, nil
}

// wellness brings the wellness records as they come. Where none says anything there is nothing to keep.
func (v *visit) wellness(ctx context.Context, days span) error {
	var list []struct {
		ID        string   `json:"id"`
		Updated   string   `json:"updated"`
		RestingHR *float64 `json:"restingHR"`
		HRV       *float64 `json:"hrv"`
		SDNN      *float64 `json:"hrvSDNN"`
		SleepSecs *float64 `json:"sleepSecs"`
		Weight    *float64 `json:"weight"`
		Steps     *float64 `json:"steps"`
	}
	b, err := v.list(ctx, "wellness", days, &list)
	if err != nil {
		return err
	}
	any := false
	for _, d := range list {
		if !slices.ContainsFunc([]*float64{d.RestingHR, d.HRV, d.SDNN, d.SleepSecs, d.Weight, d.Steps}, func(f *float64) bool { return f != nil && *f != 0 }) {
			continue
		}
		any = true
		if on, ok := date(d.ID); ok {
			v.data(on.Time())
		}
		v.data(moment(d.Updated))
	}
	if !any {
		return nil
	}
	return v.take(ctx, "intervals-wellness-"+days.from.String()+".json", b)
}

// data notes a time inside what was fetched.
func (v *visit) data(t time.Time) {
	if t.After(v.state.Data) && !t.After(v.now) {
		v.state.Data = t.UTC()
	}
}

// moment reads an instant as the service writes it; zero if it is none.
func moment(s string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.000-0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// listed is an activity as the list has it.
type listed struct {
	ID     string `json:"id"`
	Source string `json:"source"`           // STRAVA: nothing of it may be given away
	Local  string `json:"start_date_local"` // 2026-03-02T18:00:00
	Start  string `json:"start_date"`       // the same in UTC
}

func (a listed) day() (record.Date, bool) {
	day, _, _ := strings.Cut(a.Local, "T")
	return date(day)
}

// activities brings the files of the activities that are new. Of those that were fetched before and are listed no more the archive keeps what it
// has, and they are counted: what was once brought is forgotten by a person alone.
func (v *visit) activities(ctx context.Context, days span, recent bool) error {
	var list []listed
	if _, err := v.list(ctx, "activities", days, &list); err != nil {
		return err
	}
	if len(list) > mostListed {
		return fail(Odd, fmt.Errorf("%d activities in a few weeks", len(list)))
	}
	there := map[string]bool{}
	for _, a := range list {
		there[a.ID] = true
		on, ok := a.day()
		if _, done := v.state.Seen[a.ID]; done || !ok || !plainID(a.ID) {
			continue
		}
		if err := v.activity(ctx, a); err != nil {
			return err
		}
		v.data(moment(a.Start))
		v.state.Seen[a.ID] = on.String()
		if err := v.save(); err != nil {
			return err
		}
	}
	if !recent {
		return nil
	}
	for id, on := range v.state.Seen {
		if !there[id] && on >= days.from.String() && on <= days.to.String() {
			delete(v.state.Seen, id)
			v.state.Deleted++
		}
	}
	return nil
}

// activity brings one activity's file.
func (v *visit) activity(ctx context.Context, a listed) error {
	if strings.EqualFold(a.Source, "STRAVA") {
		v.state.Blocked++
		return nil
	}
	b, err := v.client.get(ctx, "api/v1/activity/"+a.ID+"/file", nil, mostFile)
	switch {
	case errors.Is(err, errNone): // typed in by hand
		v.state.NoFile++
		return nil
	case errors.Is(err, errForbidden):
		v.state.Blocked++
		return nil
	case err != nil:
		return err
	case len(b) == 0:
		v.state.NoFile++
		return nil
	}
	name := "intervals-" + a.ID
	if plain, ok := unpacked(b); ok {
		b = plain
	} else if bytes.HasPrefix(b, []byte(gzipMagic)) {
		name += ".gz"
	}
	return v.take(ctx, name, b)
}

const gzipMagic = "\x1f\x8b"

// unpacked is the file as the watch made it: the service packs it, and the same file may come in from the watch itself. What cannot be unpacked is
// kept as it came.
func unpacked(b []byte) ([]byte, bool) {
	if !bytes.HasPrefix(b, []byte(gzipMagic)) {
		return nil, false
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, false
	}
	out, err := io.ReadAll(io.LimitReader(z, mostFile+1))
	return out, err == nil && len(out) > 0 && len(out) <= mostFile
}
