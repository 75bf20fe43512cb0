package source

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/muktihari/fit/decoder"
	"github.com/muktihari/fit/encoder"
	"github.com/muktihari/fit/profile/basetype"
	"github.com/muktihari/fit/profile/mesgdef"
	"github.com/muktihari/fit/profile/typedef"
	"github.com/muktihari/fit/proto"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/exercise"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// The demonstration's files say what its days were made with.
func TestDemoDecodesToItsTruth(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	last, err := record.ParseDate("2026-11-25")
	if err != nil {
		t.Fatal(err)
	}
	a := synthetic.Demo(11, last, loc)
	ex := catalogue(t)
	table := Table(ex, DefaultLimits())
	nights, sets := map[int64]record.SleepSession{}, map[record.Date]float64{}
	heart, rhr, hrv := map[string]int{}, map[string]float64{}, map[int64]float64{}
	for _, f := range a.Files {
		d := decodeWith(t, table, f.Data)
		if d.Reason != "" {
			t.Fatalf("%s: %s", f.Name, d.Reason)
		}
		name := strings.TrimSuffix(f.Name[strings.LastIndex(f.Name, "/")+1:], ".fit")
		for _, r := range d.records {
			for _, s := range r.Samples {
				if s.Kind == record.HeartRate {
					heart[name] += s.Len()
				}
			}
			for _, s := range r.Sleep {
				nights[s.End.Unix()] = s
			}
			for _, h := range r.HRV {
				hrv[h.Time.Unix()] = h.Ms
			}
			for _, v := range r.Daily {
				if v.Kind == record.VendorRHR {
					rhr[name] = v.Value
				}
			}
			for _, w := range r.Workouts {
				if _, off := w.Start.In(loc).Zone(); w.Offset == nil || *w.Offset != off {
					t.Errorf("%s: offset %v", f.Name, w.Offset)
				}
				sets[record.DateOf(w.Start.In(loc))] += hardGluteSets(ex, w)
			}
		}
	}
	for _, day := range a.Truth {
		if got := heart[day.Date.String()]; got != day.HR {
			t.Errorf("%v: %d heart rates, want %d", day.Date, got, day.HR)
		}
		if got := sets[day.Date]; got != day.GluteSets {
			t.Errorf("%v: %v glute sets, want %v", day.Date, got, day.GluteSets)
		}
		if math.IsNaN(day.RHR) {
			continue
		}
		n := nights[day.End.Unix()]
		if got := asleepMinutes(n); !n.Start.Equal(day.Start) || got != day.TSTMin {
			t.Errorf("%v: slept %v min from %v, want %v from %v", day.Date, got, n.Start, day.TSTMin, day.Start)
		}
		if got := rhr[day.Date.String()]; math.Abs(got-day.RHR) > .5 {
			t.Errorf("%v: resting HR %v, want %v", day.Date, got, day.RHR)
		}
		if got := hrv[day.End.Unix()]; math.Abs(got/day.HRV-1) > .1 {
			t.Errorf("%v: HRV %v ms, want about %v", day.Date, got, day.HRV)
		}
	}
}

func asleepMinutes(n record.SleepSession) float64 {
	sum := 0
	for _, s := range n.Stages {
		if s.Kind == record.Light || s.Kind == record.Deep || s.Kind == record.REM {
			sum += s.To - s.From
		}
	}
	return float64(sum) / 60
}

// hardGluteSets counts as the demonstration says it does: loaded, at least 80 % of the session's top load of the exercise.
func hardGluteSets(ex *exercise.Catalogue, w record.Workout) float64 {
	top, sum := map[string]float64{}, 0.0
	for _, s := range w.Sets {
		if s.LoadKg != nil {
			top[s.Exercise] = max(top[s.Exercise], *s.LoadKg)
		}
	}
	for _, s := range w.Sets {
		share, _, _, _ := ex.Look(s.Exercise)
		if s.LoadKg != nil && *s.LoadKg >= .8*top[s.Exercise] && *s.Reps >= 3 {
			sum += share
		}
	}
	return sum
}

// strength is a short strength session with beats of a chest strap, as an hour east of UTC saw it.
func strength() synthetic.Workout {
	w := synthetic.Workout{
		Device: garmin(), Start: time.Date(2026, 3, 3, 17, 0, 0, 0, time.UTC), Offset: 3600,
		Sport: typedef.SportTraining, SubSport: typedef.SubSportStrengthTraining, RPE: 7.5, Load: 61.25,
	}
	for i := range 300 {
		w.HR = append(w.HR, uint8(100+i%40))
		w.Beats = append(w.Beats, uint16(500+i%7))
	}
	for i := range 4 {
		at := w.Start.Add(time.Duration(i) * time.Minute)
		w.Sets = append(w.Sets,
			synthetic.Set{Start: at, Length: 30 * time.Second, Reps: 8 - i, LoadKg: 92.5, Guesses: []synthetic.Guess{
				{Category: 10, Name: 1, Confidence: 88}, {Category: 28, Name: 6, Confidence: 9},
			}},
			synthetic.Set{Start: at.Add(30 * time.Second), Length: 30 * time.Second, Rest: true})
	}
	return w
}

// run is a short run with power.
func run() synthetic.Workout {
	w := synthetic.Workout{Device: garmin(), Start: time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC), Offset: 3600, Sport: typedef.SportRunning}
	for i := range 400 {
		w.HR, w.Speed, w.Power = append(w.HR, uint8(120+i%30)), append(w.Speed, uint16(2800+i%50)), append(w.Power, uint16(220+i%9))
	}
	return w
}

func TestStrengthSession(t *testing.T) {
	in := strength()
	d := accepted(t, synthetic.Activity(in))
	r := d.sole(t)
	if r.Source.Key != "garmin-fr965-3451987965" || r.Date.String() != "2026-03-03" || *r.Offset != 3600 {
		t.Errorf("source %+v, date %v, offset %v", r.Source, r.Date, *r.Offset)
	}
	w := r.Workouts[0]
	if !w.Start.Equal(in.Start) || w.End.Sub(w.Start) != 5*time.Minute || w.TimerS != 300 || w.Sport != "training" ||
		w.SubSport != "strength_training" || *w.RPE != 7.5 || *w.Load != 61.25 || *w.MaxHR != 139 {
		t.Errorf("%+v", w)
	}
	if w.HR.Len() != 300 || w.HR.T[299] != 299 || w.HR.V[299] != int32(in.HR[299]) || w.Power.Len() != 0 || w.Beats.Len() != 300 {
		t.Errorf("%d heart rates, %d beats", w.HR.Len(), w.Beats.Len())
	}
	reps, load := 6, 92.5
	want := record.Set{
		Index: 2, Start: in.Start.Add(2 * time.Minute), DurationS: 30, Exercise: "hip_raise/barbell_hip_thrust_with_bench", Reps: &reps,
		LoadKg: &load, Guesses: []record.Guess{{Exercise: "hip_raise/barbell_hip_thrust_with_bench", Confidence: 88}, {Exercise: "squat/barbell_back_squat", Confidence: 9}},
	}
	if len(w.Sets) != 4 {
		t.Fatalf("%d sets, want 4: rests are none", len(w.Sets))
	}
	if diff := cmp.Diff(want, w.Sets[2]); diff != "" {
		t.Error(diff)
	}
	if d.Counts[kindSets] != 4 || d.Counts[kindHeartRate] != 300 || d.Counts[kindWorkouts] != 1 || d.Decoder != "tormoder, muktihari" {
		t.Errorf("%+v", d.Report)
	}
}

// Nobody typed a weight: not known, which is not bodyweight.
func TestASetWithoutATypedWeight(t *testing.T) {
	in := strength()
	in.Sets = in.Sets[:1]
	in.Sets[0].LoadKg, in.Sets[0].Guesses = 0, nil
	s := accepted(t, synthetic.Activity(in)).sole(t).Workouts[0].Sets[0]
	if s.LoadKg != nil || s.Exercise != "" || len(s.Guesses) != 0 {
		t.Errorf("%+v", s)
	}
}

func TestRun(t *testing.T) {
	in := run()
	d := accepted(t, synthetic.Activity(in))
	w := d.sole(t).Workouts[0]
	metres := 0.0
	for i, v := range in.Speed {
		metres += float64(v) / 1000
		if w.Speed.V[i] != int32(v) || w.Power.V[i] != int32(in.Power[i]) {
			t.Fatalf("second %d: %d mm/s, %d W", i, w.Speed.V[i], w.Power.V[i])
		}
	}
	if math.Abs(*w.DistanceM-metres) > .02 || d.Decoder != "tormoder" {
		t.Errorf("%v m, want %v; read by %s", *w.DistanceM, metres, d.Decoder)
	}
}

// reencode writes a file's messages again, changed, and with other options of the encoder.
func reencode(t testing.TB, data []byte, change func(*proto.FIT), opts ...encoder.Option) []byte {
	t.Helper()
	f, err := decoder.New(bytes.NewReader(data), decoder.WithNoComponentExpansion()).Decode()
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(f)
	}
	var out bytes.Buffer
	if err := encoder.New(&out, opts...).Encode(f); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// addDeveloperField gives each record a field of an app.
func addDeveloperField(f *proto.FIT) {
	head := []proto.Message{
		mesgdef.NewDeveloperDataId(nil).SetDeveloperDataIndex(0).ToMesg(nil),
		mesgdef.NewFieldDescription(nil).SetDeveloperDataIndex(0).SetFieldDefinitionNumber(3).SetFitBaseTypeId(basetype.Uint16).
			SetFieldName([]string{"stiffness"}).ToMesg(nil),
	}
	f.FileHeader.ProtocolVersion = proto.V2
	f.Messages = append(f.Messages[:1:1], append(head, f.Messages[1:]...)...)
	for i := range f.Messages {
		if f.Messages[i].Num == typedef.MesgNumRecord {
			f.Messages[i].DeveloperFields = []proto.DeveloperField{{DeveloperDataIndex: 0, Num: 3, Value: proto.Uint16(9)}}
		}
	}
}

// However a file is written, it says the same.
func TestEncodingsSayTheSame(t *testing.T) {
	data := map[string][]byte{
		"strength": synthetic.Activity(strength()), "run": synthetic.Activity(run()), "monitor": synthetic.Monitor(day()),
		"sleep": synthetic.Sleep(night()), "hrv": synthetic.HRVStatus(nightHRV()),
	}
	short := func(f *proto.FIT) { f.FileHeader.Size = 12 }
	for name, b := range data {
		want := accepted(t, b)
		for form, other := range map[string][]byte{
			"big endian":           reencode(t, b, nil, encoder.WithBigEndian()),
			"compressed timestamp": reencode(t, b, nil, encoder.WithHeaderOption(encoder.HeaderOptionCompressedTimestamp, 3)),
			"short header":         reencode(t, b, short),
			"one local message":    reencode(t, b, nil, encoder.WithHeaderOption(encoder.HeaderOptionNormal, 0)),
			"developer fields":     reencode(t, b, addDeveloperField),
			"header without CRC":   withoutHeaderCRC(b),
		} {
			if bytes.Equal(b, other) && name+form != "hrvcompressed timestamp" { // five minutes do not fit into five bits
				t.Errorf("%s, %s: the same bytes", name, form)
			}
			if diff := cmp.Diff(want.records, accepted(t, other).records); diff != "" {
				t.Errorf("%s, %s: %s", name, form, diff)
			}
		}
	}
}
