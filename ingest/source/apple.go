package source

import (
	"bytes"
	"context"
	"errors"
	"html"
	"io"
	"time"
)

// appleSource reads the export.xml of Apple Health, by whatever name, alone or in the export's archive. Its times are right as instants, but
// all carry the offset in force when the export was made: they tell no local day. Nights and workouts name their zone.
func appleSource() Source {
	return Source{
		Name:  "apple_health",
		Title: "Apple Health: export.zip, or the export.xml in it",
		Match: isAppleHealth,
		Decode: func(ctx context.Context, f File, out *Report) error {
			r := f.Reader()
			if f.Data == nil {
				ahead, closing := readAhead(r)
				defer closing()
				r = ahead
			}
			a := &apple{
				health: newHealth(f, out), xml: newXMLTags(r), tracks: map[string]*healthTrack{},
				zones: healthZones{other: time.UTC}, zoneNames: map[string]*time.Location{},
			}
			if loc, err := time.LoadLocation(f.TZ); err == nil && f.TZ != "" {
				a.zones.other = loc
			}
			return a.decode(ctx)
		},
	}
}

// isAppleHealth tells the export by its root element or its document type, which can be long.
func isAppleHealth(head []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if !bytes.HasPrefix(text, []byte("<?xml")) && !bytes.HasPrefix(text, []byte("<!DOCTYPE HealthData")) && !bytes.HasPrefix(text, []byte("<HealthData")) {
		return false
	}
	return bytes.Contains(text, []byte("<!DOCTYPE HealthData")) || bytes.Contains(text, []byte("<HealthData"))
}

// apple reads one export. What it is within is kept in few words: real exports nest three deep.
type apple struct {
	*health
	xml       *xmlTags
	times     healthTimes
	tracks    map[string]*healthTrack // by source name and device
	lastName  []byte                  // of the track that was looked up last
	last      *healthTrack
	zones     healthZones
	zoneNames map[string]*time.Location // nil: no zone that is known

	depth    int
	repeats  bool // within a Correlation, whose records stand at the top too
	activity bool // within a WorkoutActivity, whose statistics are parts of its workout's
	night    *appleNight
	workout  *appleWorkout
}

// decode reads to the end. What an export that is cut off or damaged says before the damage counts.
func (a *apple) decode(ctx context.Context) error {
	err := a.xml.skip("<HealthData")
	const each = 1 << 16 // tags between looks at the context
	for n := 0; err == nil; n++ {
		if n%each == 0 && ctx.Err() != nil {
			return emitError{ctx.Err()}
		}
		var tag []byte
		if tag, err = a.xml.next(); err != nil {
			break
		}
		var done bool
		if done, err = a.tag(tag); done {
			return a.end()
		} else if err != nil {
			return err
		}
	}
	switch {
	case isRejected(err) && !errors.Is(err, errDamaged):
		return err
	case isRejected(err):
		a.out.partial(reasonOf(err))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		a.out.partial("damaged: the XML ends before its end")
	default:
		return err
	}
	return a.end()
}

func (a *apple) end() error {
	a.badShape += a.xml.broken
	if err := a.leave(); err != nil {
		return err
	}
	a.zones.sort()
	return a.finish(&a.zones)
}

// tag takes one tag; done after the last.
func (a *apple) tag(tag []byte) (done bool, err error) {
	if tag[0] == '/' {
		a.depth--
		return a.close(bytes.TrimSpace(tag[1:]))
	}
	name, attributes, closed := element(tag)
	if !closed {
		if a.depth++; a.depth > mostDepth {
			return false, rejected("hostile: elements within elements, more than %d deep", mostDepth)
		}
	}
	switch string(name) {
	case "Record":
		if !a.repeats {
			err = a.record(attributes, closed)
		}
	case "MetadataEntry":
		a.metadata(attributes)
	case "Workout":
		err = a.begin(attributes, closed)
	case "WorkoutStatistics":
		if a.workout != nil && !a.activity {
			a.workout.statistics(attributes)
		}
	case "WorkoutActivity":
		a.activity = !closed
	case "Correlation":
		a.repeats = !closed
	case "ExportDate":
		a.exported(attributes)
	}
	return false, err
}

func (a *apple) close(name []byte) (done bool, err error) {
	switch string(name) {
	case "Record", "Workout":
		err = a.leave()
	case "WorkoutActivity":
		a.activity = false
	case "Correlation":
		a.repeats = false
	case "HealthData":
		return true, nil
	}
	return false, err
}

// leave ends the record or the workout that waited for its metadata.
func (a *apple) leave() error {
	n, w := a.night, a.workout
	a.night, a.workout, a.activity = nil, nil, false
	if n != nil {
		return a.slept(n.track, n.healthSleep)
	}
	if w != nil {
		return a.work(w.track, w.Workout)
	}
	return nil
}

// exported notes the offset of all times, for the local days of an export that names no zone.
func (a *apple) exported(attributes []byte) {
	for {
		name, value, rest, ok := attribute(attributes)
		if !ok {
			return
		}
		if _, offset, ok := a.times.unix(value); ok && string(name) == "value" && a.file.TZ == "" {
			a.zones.other = time.FixedZone("", offset)
		}
		attributes = rest
	}
}

// metadata takes the zone of a night or a workout.
func (a *apple) metadata(attributes []byte) {
	if a.night == nil && a.workout == nil {
		return
	}
	var isZone bool
	for {
		name, value, rest, ok := attribute(attributes)
		if !ok {
			return
		}
		switch {
		case string(name) == "key":
			isZone = string(value) == "HKTimeZone"
		case string(name) == "value" && isZone:
			a.zoned(string(value))
		}
		attributes = rest
	}
}

// zoned notes the zone in which a night or a workout was.
func (a *apple) zoned(name string) {
	const most = 1_000 // names; there are about 600
	loc, ok := a.zoneNames[name]
	if !ok && len(a.zoneNames) < most && name != "" && name != "Local" {
		loc, _ = time.LoadLocation(name) // an unknown name is passed over
		a.zoneNames[name] = loc
	}
	if loc == nil {
		return
	}
	offsetAt := func(t time.Time) int { _, off := t.In(loc).Zone(); return off }
	at := int64(0)
	if a.night != nil {
		at = a.night.to
		a.night.offset = offsetAt(time.Unix(at, 0))
	} else {
		at = a.workout.Start.Unix()
		a.workout.Offset = new(offsetAt(a.workout.Start))
	}
	if n := len(a.zones.seen); n > 1 && a.zones.seen[n-1].loc == loc && a.zones.seen[n-2].loc == loc && a.zones.seen[n-1].at <= at {
		a.zones.seen[n-1].at = at
		return
	}
	a.zones.seen = append(a.zones.seen, zoneSeen{at, loc})
}

// trackOf is the track of a source name and a device, as they are written.
func (a *apple) trackOf(name, device []byte) (*healthTrack, error) {
	if i := bytes.IndexByte(device, ','); i >= 0 {
		device = device[i:] // before it stands an address in the phone's memory
	}
	if n := len(name); a.last != nil && len(a.lastName) == n+1+len(device) && bytes.Equal(a.lastName[:n], name) && bytes.Equal(a.lastName[n+1:], device) {
		return a.last, nil
	}
	a.lastName = append(append(append(a.lastName[:0], name...), 0), device...)
	t, ok := a.tracks[string(a.lastName)]
	if !ok {
		var err error
		src := healthSource(a.file, a.apps, html.UnescapeString(string(name)), string(device))
		if t, err = a.track(src, nil); err != nil {
			return nil, err
		}
		const most = 10_000 // ways to write them
		if len(a.tracks) < most {
			a.tracks[string(a.lastName)] = t
		}
	}
	a.last = t
	return t, nil
}
