package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/muktihari/fit/profile/typedef"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
	"github.com/hvilepuls/hvilepuls/internal/influxtest"
)

// Where somebody was, and the number of their watch, in the three ways in which files tell of them.
const (
	placeLat, placeLong = "59.918273", "10.746352"
	placeSerial         = 3_451_987_965
	placeSemiLat        = 714_852_931
	placeSemiLong       = 128_215_477
)

func placeFiles() []synthetic.File {
	start := time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)
	w := synthetic.Workout{
		Device: synthetic.Device{Maker: 1, Product: 4315, Serial: placeSerial}, Start: start, Sport: typedef.SportRunning, SubSport: typedef.SubSportGeneric,
	}
	var gpx, tcx strings.Builder
	gpx.WriteString(`<gpx version="1.1" creator="Garmin Connect" xmlns="http://www.topografix.com/GPX/1/1" xmlns:t="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"><trk><trkseg>`)
	tcx.WriteString(`<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities><Activity Sport="Running"><Id>2026-11-22T07:00:00Z</Id><Lap StartTime="2026-11-22T07:00:00Z"><Track>`)
	for i := range 120 {
		w.HR = append(w.HR, uint8(120+i%10))
		w.Places = append(w.Places, synthetic.Place{Lat: placeSemiLat, Long: placeSemiLong})
		at := time.Duration(i) * time.Second
		fmt.Fprintf(&gpx, `<trkpt lat="%s" lon="%s"><time>%s</time><extensions><t:TrackPointExtension><t:hr>%d</t:hr></t:TrackPointExtension></extensions></trkpt>`,
			placeLat, placeLong, start.Add(at-24*time.Hour).Format(time.RFC3339), 120+i%10)
		fmt.Fprintf(&tcx, `<Trackpoint><Time>%s</Time><Position><LatitudeDegrees>%s</LatitudeDegrees><LongitudeDegrees>%s</LongitudeDegrees></Position><HeartRateBpm><Value>%d</Value></HeartRateBpm></Trackpoint>`,
			start.Add(at-48*time.Hour).Format(time.RFC3339), placeLat, placeLong, 120+i%10)
	}
	gpx.WriteString(`</trkseg></trk></gpx>`)
	fmt.Fprintf(&tcx, `</Track></Lap><Creator><Name>Forerunner 965</Name><UnitId>%d</UnitId><ProductID>4315</ProductID></Creator></Activity></Activities></TrainingCenterDatabase>`, placeSerial)
	return []synthetic.File{{Name: "run.fit", Data: synthetic.Activity(w)}, {Name: "run.gpx", Data: []byte(gpx.String())}, {Name: "run.tcx", Data: []byte(tcx.String())}}
}

// betrayals are the places and serial numbers as they would stand in texts and in columns.
func betrayals() map[string][]byte {
	out := map[string][]byte{}
	for _, text := range []string{"59.9182", "10.7463", strconv.Itoa(placeSerial), strconv.Itoa(placeSemiLat), strconv.Itoa(placeSemiLong)} {
		out[text] = []byte(text)
	}
	for _, n := range []uint32{placeSerial, placeSemiLat, placeSemiLong} {
		out[fmt.Sprintf("%d, little-endian", n)] = binary.LittleEndian.AppendUint32(nil, n)
		out[fmt.Sprintf("%d, hex", n)] = fmt.Appendf(nil, "%x", n)
	}
	return out
}

// Promise 8: positions and serial numbers stand in the files as they came and nowhere else: not in the streams, InfluxDB, the page, what
// commands print, or an export but for those files.
func TestPlacesStayInTheArchive(t *testing.T) {
	t.Parallel()
	db := influxtest.Start(t)
	r := newRig(t, fmt.Sprintf("influxdb: {url: %q, token: %q, org: %q}\n", db.URL, db.Token, db.Org))
	for _, f := range placeFiles() {
		if out := r.run(0, "import", "--athlete", "ada", "--tz", "Europe/Oslo", "--json", placed(t, []synthetic.File{f})[0]); !strings.Contains(out, `"accepted"`) {
			t.Fatalf("%s: %s", f.Name, out)
		}
	}
	said := map[string]string{
		"results": r.run(0, "results", "--athlete", "ada", "--format", "json"), "verdict": r.run(0, "verdict", "--athlete", "ada", "--json"), "status": r.run(0, "doctor", "--json"),
	}
	for _, day := range []string{"2026-11-22", "2026-11-23", "2026-11-24"} {
		said["explain "+day] = r.run(0, "explain", day, "--athlete", "ada", "--json")
		if !strings.Contains(said["explain "+day], `"workouts"`) {
			t.Fatalf("%s has no workout: nothing is tested", day)
		}
	}
	archive := filepath.Join(t.TempDir(), "ada.zip")
	r.run(0, "export", "--athlete", "ada", "--out", archive)
	_, members := unpacked(t, archive)
	for name, text := range members {
		if !strings.HasPrefix(name, "files/") {
			said["export "+name] = text
		}
	}
	for _, bucket := range []string{"hvilepuls", "hvilepuls_raw"} {
		said["InfluxDB "+bucket] = fmt.Sprint(db.Query(bucket, "SELECT * FROM /.*/"))
		if len(said["InfluxDB "+bucket]) < 200 {
			t.Errorf("bucket %s holds too little to be tested", bucket)
		}
	}
	up := r.up()
	for _, path := range []string{"/athletes/ada", "/athletes/ada/days/2026-11-24", "/athletes/ada/sources", "/athletes/ada/data", "/v1/athletes/ada/receipts", "/metrics"} {
		_, said[path] = r.ask(up, "GET", path, up.key, nil)
	}
	if err := up.stop(); err != nil {
		t.Error(err)
	}
	said["log"] = up.log.String()
	err := filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.HasSuffix(path, ".raw") {
			return err
		}
		b, err := os.ReadFile(path)
		said[strings.TrimPrefix(path, r.dir)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for where, text := range said {
		for what, b := range betrayals() {
			if bytes.Contains([]byte(text), b) {
				t.Errorf("%s stands in %s", what, where)
			}
		}
	}
}

// Nothing leaves the machine unless the settings say so: a program with none of its own connects to nothing but itself, whatever is done
// with it. The kernel is asked (strace), so that no library gets around it.
func TestNothingConnectsOutward(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("there is no strace here to ask the kernel with")
	}
	t.Parallel()
	r := newRig(t, "")
	trace := filepath.Join(t.TempDir(), "trace")
	up := &running{before: []string{"strace", "-D", "-f", "-q", "-e", "trace=connect,sendto,sendmsg", "-o", trace}}
	t.Cleanup(up.kill)
	if err := up.start("", os.Environ(), r.args...); err != nil {
		t.Skipf("strace cannot follow a program here: %v", err)
	}
	r.take(placed(t, lastDays(demoFiles(), 3))...)
	r.run(0, "athlete", "set", "ada", "--plan", "mon 18:00 Glutes")
	r.run(0, "checkin", "--athlete", "ada", "--fatigue", "5", "--soreness", "5", "--sick")
	r.run(0, "verify")
	r.run(0, "export", "--athlete", "ada", "--out", filepath.Join(t.TempDir(), "ada.zip"))
	for _, path := range []string{"/athletes/ada", "/athletes/ada/calendar", "/v1/athletes/ada/verdict"} {
		if status, _ := r.ask(up, "GET", path, up.key, nil); status != 200 {
			t.Errorf("%s: status %d", path, status)
		}
	}
	r.run(0, "forget", "--athlete", "ada", "--yes")
	if err := up.stop(); err != nil {
		t.Error(err)
	}
	said := ""
	for start := time.Now(); !strings.Contains(said, "+++ exited with 0 +++"); { // strace ends after what it follows
		b, err := os.ReadFile(trace)
		if err != nil || time.Since(start) > untilTime {
			t.Fatalf("no end of the trace: %v: %.500s", err, b)
		}
		said = string(b)
	}
	to := regexp.MustCompile(`(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"`)
	for _, m := range to.FindAllStringSubmatch(said, -1) {
		if ip, err := netip.ParseAddr(m[1]); err != nil || !ip.IsLoopback() {
			t.Errorf("it spoke to %s", m[1])
		}
	}
}
