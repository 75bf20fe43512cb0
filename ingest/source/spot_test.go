package source

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

const (
	mornings = `date,timestamp_measurement,HR,AVNN,SDNN,rMSSD,pNN50,LF,HF,LFHF,test_duration,HRV4T_Recovery_Points
2026-03-01,-,-,-,-,-,-,-,-,-,-,-
2026-03-02,2026-03-02 05:35:20 +0000,51,1176.5,74,58,30.1,0.05,0.04,1.2,60,8.2
2026-03-13,2026-03-13 6:35:40` + "\u202f" + `AM +0100,53,1132.1,79,64,30.1,0.05,0.04,1.2,60,8.2
`
	morningsAndroid = `date, time, HR,AVNN,SDNN,rMSSD,pNN50,LF,HF,HRV4T_Recovery_Points

2026-02-03,06:35,51.0,1176.471,74.0,58.0,30.1,0.05,0.04,8.2
2026-13-03,06:35,53.0,1132.075,79.0,64.0,30.1,0.05,0.04,8.2
2026-14-03,06:35,-,-,-,-,-,-,-,-
`
)

func TestHRV4Training(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		wall bool
	}{
		"iOS": {mornings, false}, "Android": {morningsAndroid, true},
		"Android, the day last": {strings.NewReplacer("2026-02-03", "2026-03-02", "2026-13-03", "2026-03-13").Replace(morningsAndroid), true},
	} {
		d := accepted(t, []byte(c.text))
		var got []string
		for _, r := range d.records {
			hour := map[bool]int{true: 6, false: 5}[c.wall]
			if h := r.HRV[0].Time; r.Wall != c.wall || h.Hour() != hour || h.Minute() != 35 || h.Second() != 0 || r.Source.Maker != "HRV4Training" {
				t.Errorf("%s: %+v", name, r)
			}
			got = append(got, dailyText(r))
		}
		want := []string{"2026-03-02 rhr 51, rmssd_spot 58, sdnn_spot 74", "2026-03-13 rhr 53, rmssd_spot 64, sdnn_spot 79"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if d.Dropped[dropUnworn] != 1 || len(d.Dropped) != 1 {
			t.Errorf("%s: dropped %v", name, d.Dropped)
		}
	}
	odd := accepted(t, []byte("date,time,HR,AVNN,SDNN,rMSSD,pNN50\n2026-40-40,06:35,51,1,2,3,4\n2026-02-03,late,51,1,2,3,4\n2026-02-03,06:35,300,1,2,3,4\n"))
	if diff := cmp.Diff(map[string]int{dropTime: 2, dropRange: 1}, odd.Dropped); diff != "" {
		t.Error(diff)
	}
}

// beatsOf is a file of n intervals around a second.
func beatsOf(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d\r\n", 980+i%2*40)
	}
	return b.String()
}

func TestEliteHRV(t *testing.T) {
	table := Table(catalogue(t), DefaultLimits())
	for _, name := range []string{"2026-03-02 06-35-00.txt", `export\2026-03-02 06-35-00.txt`, "a/b/2026-03-02_06-35-00.TXT"} {
		out := decodeNamed(t, name, table, []byte(beatsOf(5000)))
		if out.Status != stream.Accepted || out.Format != "elite_hrv" || len(out.records) != 1 {
			t.Fatalf("%s: %+v", name, out)
		}
		h := out.records[0].HRV[0]
		if !out.records[0].Wall || h.Time.Format("2006-01-02 15:04:05") != "2026-03-02 06:35:00" || len(h.RR) != 5000 || h.Kind != record.RMSSDSpot || h.Ms != 0 {
			t.Errorf("%s: %v %s, %d intervals", name, h.Time, h.Kind, len(h.RR))
		}
	}
	for _, name := range []string{"file", "2026-03-02.txt", "2026-13-02 06-35-00.txt"} {
		if out := decodeNamed(t, name, table, []byte(beatsOf(100))); out.Status != stream.Rejected || !strings.Contains(out.Reason, "tells no time") || len(out.records) != 0 {
			t.Errorf("%s: %s (%s)", name, out.Status, out.Reason)
		}
	}
	for what, text := range map[string]string{"few": beatsOf(10), "words": beatsOf(50) + "end\n", "too small": strings.Repeat("12\n", 50)} {
		if out := decodeNamed(t, "2026-03-02 06-35-00.txt", table, []byte(text)); out.Reason != unknownFormat {
			t.Errorf("%s: %s %s (%s)", what, out.Format, out.Status, out.Reason)
		}
	}
}

func FuzzHRV4Training(f *testing.F) { fuzz(f, "hrv4training") }

func hrv4trainingSeeds(testing.TB) (all [][]byte) {
	all = texts(
		mornings, morningsAndroid,
		strings.NewReplacer("2026-02-03", "2026-03-02", "2026-13-03", "2026-03-13", "06:35", "18:35:10").Replace(morningsAndroid), // the day last, a clock with seconds
		strings.NewReplacer(" +0000", "", "AM +0100", "p. m.").Replace(mornings),                                                  // a zone that nobody tells
		strings.ReplaceAll(morningsAndroid, ".", ","),
	)
	return append(all, []byte("date,HR,AVNN,SDNN,rMSSD,pNN50\n2026-03-02,51,1,74,0,1\n"))
}

func FuzzEliteHRV(f *testing.F) { fuzz(f, "elite_hrv") }

func eliteSeeds(testing.TB) (all [][]byte) {
	broken := strings.Replace(beatsOf(30), "1020", "none", 5)
	return texts(beatsOf(30), strings.ReplaceAll(beatsOf(40), "\r", ""), strings.ReplaceAll(beatsOf(25), "980", " 200 "), strings.ReplaceAll(beatsOf(25), "1020", "3000"),
		beatsOf(headSize/6+10)+broken)
}
