package source

import (
	"bytes"
	"context"
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

func decodeNamed(t testing.TB, name, text string) (Report, []record.Record) {
	t.Helper()
	var recs []record.Record
	out, err := Decode(context.Background(), Table(catalogue(t), DefaultLimits()), File{
		Name: name, Data: bytes.NewReader([]byte(text)), Size: int64(len(text)),
		SourceKey: func(maker, model, serial string) string { return maker },
		Emit:      func(r record.Record) error { recs = append(recs, r); hold(t, r); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, recs
}

func TestEliteHRV(t *testing.T) {
	for _, name := range []string{"2026-03-02 06-35-00.txt", `export\2026-03-02 06-35-00.txt`, "a/b/2026-03-02_06-35-00.TXT"} {
		out, recs := decodeNamed(t, name, beatsOf(5000))
		if out.Status != stream.Accepted || out.Format != "elite_hrv" || len(recs) != 1 {
			t.Fatalf("%s: %+v", name, out)
		}
		h := recs[0].HRV[0]
		if !recs[0].Wall || h.Time.Format("2006-01-02 15:04:05") != "2026-03-02 06:35:00" || len(h.RR) != 5000 || h.Kind != record.RMSSDSpot || h.Ms != 0 {
			t.Errorf("%s: %v %s, %d intervals", name, h.Time, h.Kind, len(h.RR))
		}
	}
	for _, name := range []string{"file", "2026-03-02.txt", "2026-13-02 06-35-00.txt"} {
		if out, recs := decodeNamed(t, name, beatsOf(100)); out.Status != stream.Rejected || !strings.Contains(out.Reason, "tells no time") || len(recs) != 0 {
			t.Errorf("%s: %s (%s)", name, out.Status, out.Reason)
		}
	}
	for what, text := range map[string]string{"few": beatsOf(10), "words": beatsOf(50) + "end\n", "too small": strings.Repeat("12\n", 50)} {
		if out, _ := decodeNamed(t, "2026-03-02 06-35-00.txt", text); out.Reason != unknownFormat {
			t.Errorf("%s: %s %s (%s)", what, out.Format, out.Status, out.Reason)
		}
	}
}

func FuzzHRV4Training(f *testing.F) {
	f.Add([]byte(mornings))
	f.Add([]byte(morningsAndroid))
	fuzz(f, DefaultLimits())
}

func FuzzEliteHRV(f *testing.F) {
	f.Add([]byte(beatsOf(30)))
	f.Fuzz(func(t *testing.T, b []byte) { decodeNamed(t, "2026-03-02 06-35-00.txt", string(b)) })
}
