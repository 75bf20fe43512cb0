package source

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const tcxText = `<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">
<Activities><Activity Sport="Biking"><Id>2026-03-02T17:00:00.000Z</Id>
<Lap StartTime="2026-03-02T17:00:00.000Z"><TotalTimeSeconds>600.0</TotalTimeSeconds><DistanceMeters>5000.5</DistanceMeters><Calories>100</Calories>
<AverageHeartRateBpm><Value>120</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>150</Value></MaximumHeartRateBpm>
<Track>
<Trackpoint><Time>2026-03-02T17:00:00.000Z</Time><Position><LatitudeDegrees>59.9</LatitudeDegrees><LongitudeDegrees>10.7</LongitudeDegrees></Position>
<DistanceMeters>0</DistanceMeters><HeartRateBpm><Value>101</Value></HeartRateBpm><Extensions><ns3:TPX><ns3:Speed>3.25</ns3:Speed><ns3:Watts>150</ns3:Watts></ns3:TPX></Extensions></Trackpoint>
<Trackpoint><Time>2026-03-02T17:00:10.000Z</Time><HeartRateBpm><Value>103</Value></HeartRateBpm></Trackpoint>
<Trackpoint><Time>2026-03-02T17:00:20.000Z</Time><HeartRateBpm><Value>0</Value></HeartRateBpm></Trackpoint>
<Trackpoint><HeartRateBpm><Value>99</Value></HeartRateBpm></Trackpoint>
<Trackpoint><Time>2026-03-02T17:00:30.000Z</Time><HeartRateBpm><Value>240</Value></HeartRateBpm></Trackpoint>
</Track></Lap>
<Lap StartTime="2026-03-02T17:12:00.000Z"><TotalTimeSeconds>1200.0</TotalTimeSeconds><DistanceMeters>9999.5</DistanceMeters><Calories>200</Calories>
<AverageHeartRateBpm><Value>135</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>170</Value></MaximumHeartRateBpm></Lap>
<Creator><Name>Some Watch</Name><UnitId>123</UnitId></Creator></Activity></Activities></TrainingCenterDatabase>`

// gpxText is a track of two segments; the extension's prefix and version differ between apps.
func gpxText(prefix, version string) string {
	hr := func(v int) string {
		return fmt.Sprintf("<extensions><%[1]s:TrackPointExtension><%[1]s:hr>%[2]d</%[1]s:hr></%[1]s:TrackPointExtension><power>90</power></extensions>", prefix, v)
	}
	return `<?xml version="1.0" encoding="UTF-8"?><!-- a track --><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1" xmlns:` + prefix +
		`="http://www.garmin.com/xmlschemas/TrackPointExtension/` + version + `"><metadata><time>2026-03-02T16:00:00Z</time></metadata>
<wpt lat="1" lon="1"><time>2026-03-02T16:00:00Z</time></wpt><trk><name>walk</name><type>walking</type><trkseg>
<trkpt lat="60.0" lon="10.0"><ele>1</ele><time>2026-03-02T17:00:00Z</time>` + hr(90) + `</trkpt>
<trkpt lat="60.001" lon="10.0"><time>2026-03-02T17:01:00Z</time>` + hr(95) + `</trkpt></trkseg><trkseg>
<trkpt lat="61.0" lon="10.0"><time>2026-03-02T17:11:00Z</time>` + hr(99) + `</trkpt>
<trkpt lat="61.0" lon="10.002"><time>2026-03-02T17:12:00Z</time></trkpt></trkseg></trk></gpx>`
}

func TestTCX(t *testing.T) {
	utf16 := func(s string) string {
		var b strings.Builder
		b.WriteString("\xff\xfe")
		for _, r := range s {
			b.WriteByte(byte(r))
			b.WriteByte(0)
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"UTF-8": tcxText, "leading blanks": "\n   " + tcxText, "a mark": "\ufeff" + tcxText, "no declaration": tcxText[strings.Index(tcxText, "\n"):],
		"ISO-8859-1": strings.Replace(strings.Replace(tcxText, "UTF-8", "ISO-8859-1", 1), "Some", "S\xf8me", 1),
		"UTF-16":     utf16(strings.Replace(tcxText, "UTF-8", "UTF-16", 1)), "ns2": strings.ReplaceAll(tcxText, "ns3:", "ns2:"),
	} {
		d := accepted(t, []byte(text))
		r := d.sole(t)
		w := r.Workouts[0]
		if r.Wall || d.Format != "tcx" || w.Sport != "cycling" || w.Start.Format("15:04:05") != "17:00:00" || w.End.Format("15:04:05") != "17:32:00" || w.TimerS != 1800 {
			t.Fatalf("%s: %s %+v", name, d.Format, w)
		}
		got := fmt.Sprintf("%g m %g kcal avg %g max %g, %d laps, hr %v at %v, power %v, speed %v", *w.DistanceM, *w.Kcal, *w.AvgHR, *w.MaxHR, len(w.Laps), w.HR.V, w.HR.T, w.Power.V, w.Speed.V)
		if want := "15000 m 300 kcal avg 130 max 170, 2 laps, hr [101 103] at [0 10], power [150], speed [3250]"; got != want {
			t.Errorf("%s:\n%s, want\n%s", name, got, want)
		}
		if diff := cmp.Diff(map[string]int{dropRange: 1, dropTime: 1}, d.Dropped); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestGPX(t *testing.T) {
	for name, text := range map[string]string{
		"v1": gpxText("gpxtpx", "v1"), "v2": gpxText("gpxtpx", "v2"), "ns3": gpxText("ns3", "v1"), "no declaration": strings.TrimPrefix(gpxText("a", "v1"), `<?xml version="1.0" encoding="UTF-8"?>`),
	} {
		d := accepted(t, []byte(text))
		w := d.sole(t).Workouts[0]
		if w.Sport != "walking" || w.Start.Format("15:04") != "17:00" || w.End.Format("15:04") != "17:12" || w.TimerS != 120 {
			t.Fatalf("%s: %+v", name, w)
		}
		if diff := cmp.Diff(record.Ints{90, 95, 99}, w.HR.V); diff != "" || w.Power.Len() != 3 || w.AvgHR != nil {
			t.Errorf("%s: %s", name, diff)
		}
		// A thousandth of a degree north is 111.2 m; two of longitude at 61 degrees are 222.4 m by the cosine. What lies between segments is no way.
		if want := 111.195 + 222.39*math.Cos(61*math.Pi/180); math.Abs(*w.DistanceM-want) > .1 {
			t.Errorf("%s: %g m, want %g", name, *w.DistanceM, want)
		}
	}
}

func TestTracksWithoutAZone(t *testing.T) {
	d := accepted(t, []byte(strings.ReplaceAll(gpxText("gpxtpx", "v1"), "00Z<", "00<")))
	if r := d.sole(t); !r.Wall || r.Workouts[0].Start.Hour() != 17 {
		t.Errorf("%+v", r)
	}
}

func TestTracksThatSayLittle(t *testing.T) {
	deep := "<gpx><trk>" + strings.Repeat("<a>", 70)
	for name, c := range map[string]struct {
		text, reason string
		status       stream.Status
	}{
		"places alone":         {`<gpx><wpt lat="1" lon="2"><time>2026-03-02T16:00:00Z</time></wpt></gpx>`, "no track", stream.Rejected},
		"no times":             {`<gpx><trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk></gpx>`, "no track", stream.Rejected},
		"a course":             {`<TrainingCenterDatabase><Courses><Course><Name>x</Name></Course></Courses></TrainingCenterDatabase>`, "no activity", stream.Rejected},
		"deep":                 {deep, "hostile", stream.Rejected},
		"a tag without an end": {`<gpx><trk a="` + strings.Repeat("x", 3<<20), "hostile", stream.Rejected},
		"an odd encoding":      {`<?xml version="1.0" encoding="EBCDIC"?><gpx></gpx>`, "encoding", stream.Rejected},
		"cut":                  {gpxText("gpxtpx", "v1")[:900], "damaged", stream.Partial},
		"crossed":              {strings.Replace(gpxText("gpxtpx", "v1"), "</trkseg></trk>", "</trk></trkseg>", 1), "damaged", stream.Partial},
	} {
		d := decode(t, []byte(c.text))
		if d.Status != c.status || !strings.Contains(d.Reason, c.reason) {
			t.Errorf("%s: %s (%s)", name, d.Status, d.Reason)
		}
		if (c.status == stream.Partial) != (len(d.records) == 1) {
			t.Errorf("%s: %d records", name, len(d.records))
		}
	}
}

func TestRealTracksAreRead(t *testing.T) {
	dir := filepath.Join(corpus(t, "exports"), "gpx_tcx")
	files, err := filepath.Glob(filepath.Join(dir, "*.gpx"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	workouts := 0
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		d := decode(t, b)
		if d.Format != "gpx" || d.Status == stream.Partial || d.Status == stream.Rejected && !strings.HasPrefix(d.Reason, "there is no track") {
			t.Errorf("%s: %s %s (%s)", filepath.Base(f), d.Format, d.Status, d.Reason)
		}
		workouts += d.Counts[kindWorkouts]
	}
	if workouts != 2 {
		t.Errorf("%d workouts in them, want those of the two tracks with times of this century", workouts)
	}
}

func FuzzTCX(f *testing.F) { fuzz(f, "tcx") }

func tcxSeeds(testing.TB) (all [][]byte) {
	return texts(
		tcxText, strings.ReplaceAll(tcxText, "ns3:", ""), strings.ReplaceAll(tcxText, "Z<", "<"), strings.NewReplacer("Biking", "Running", ".000Z", "+05:30").Replace(tcxText),
		strings.Replace(strings.Replace(tcxText, "UTF-8", "ISO-8859-1", 1), "Some", "S\xf8me", 1), strings.ReplaceAll(tcxText, "<TotalTimeSeconds>", "<TotalTimeSeconds>-"),
		strings.NewReplacer("<Track>", "", "</Track>", "").Replace(tcxText), strings.ReplaceAll(tcxText, "Lap", "lap"),
	)
}

func FuzzGPX(f *testing.F) { fuzz(f, "gpx") }

func gpxSeeds(testing.TB) (all [][]byte) {
	for _, sport := range []string{"walking", "Running", "1", "9", "10", "4", "ride", "open water swimming", "rowing", "weight_training", "workout", "nordic_ski", "chess"} {
		all = append(all, []byte(strings.Replace(gpxText("gpxtpx", "v1"), "<type>walking", "<type>"+sport, 1)))
	}
	text := gpxText("ns3", "v2")
	return append(all, texts(
		gpxText("gpxtpx", "v1"), text, strings.NewReplacer(":hr>", ":heartrate>", "power>", "PowerInWatts>").Replace(text), strings.NewReplacer("power>", "speed>").Replace(text),
		strings.ReplaceAll(text, "Z</time>", "</time>"), strings.ReplaceAll(text, "Z</time>", "-07:00</time>"), strings.Replace(text, "Z</time>", "</time>", 3),
		strings.NewReplacer("<trkseg>", "", "</trkseg>", "").Replace(text), strings.NewReplacer("2026", "1899").Replace(text), strings.ReplaceAll(text, `lat="60`, `lat="160`),
		strings.NewReplacer("17:11", "16:11", "17:12", "16:12").Replace(text), // a segment before the first
	)...)
}

// What a file of XML declares is never put in: neither another file nor a text that grows.
func TestEntitiesAreNotResolved(t *testing.T) {
	const declaration = `<?xml version="1.0" encoding="UTF-8"?>`
	for name, entity := range map[string]string{
		"a file": `SYSTEM "file:///etc/hostname"`, "an address": `SYSTEM "http://127.0.0.1:1/"`, "a text": `"95"`, "of a parameter": `"95"> <!ENTITY % y SYSTEM "file:///etc/hostname"`,
	} {
		text := strings.Replace(gpxText("gpxtpx", "v1"), declaration, declaration+`<!DOCTYPE gpx [<!ENTITY x `+entity+`>]>`, 1)
		text = strings.Replace(text, ":hr>95<", ":hr>&x;<", 1)
		for _, r := range decode(t, []byte(text)).records {
			for _, w := range r.Workouts {
				if slices.Contains(w.HR.V, 95) {
					t.Errorf("%s was put in: %v", name, w.HR.V)
				}
			}
		}
	}
}
