package source

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/muktihari/fit/profile/factory"
	"github.com/muktihari/fit/profile/typedef"
	"github.com/muktihari/fit/proto"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// What a watch believes of its wearer is taken where a person can be so, and counted where not; what it does not know is nothing.
func TestFITProfile(t *testing.T) {
	const at = 1_100_000_000 // s of FIT
	target := func(maxHR, threshold uint8, ftp uint16) *proto.Message {
		m := proto.Message{Num: typedef.MesgNumZonesTarget}
		for num, v := range map[byte]proto.Value{1: proto.Uint8(maxHR), 2: proto.Uint8(threshold), 3: proto.Uint16(ftp)} {
			f := factory.CreateField(m.Num, num)
			f.Value = v
			m.Fields = append(m.Fields, f)
		}
		return &m
	}
	for name, c := range map[string]struct {
		last    uint32
		message *proto.Message
		want    map[record.DailyKind]float64
		dropped int
	}{
		"all":             {at, target(188, 171, 240), map[record.DailyKind]float64{record.VendorMaxHR: 188, record.LactateThresHR: 171, record.FTP: 240}, 0},
		"some":            {at, target(188, 0, 0), map[record.DailyKind]float64{record.VendorMaxHR: 188}, 0},
		"nobody is so":    {at, target(254, 5, 9000), map[record.DailyKind]float64{}, 3},
		"not known when":  {0, target(188, 171, 240), map[record.DailyKind]float64{}, 0},
		"nothing is said": {at, target(255, 255, 65535), map[record.DailyKind]float64{}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := &wellness{last: c.last, out: &Report{}}
			w.profile(c.message)
			got := map[record.DailyKind]float64{}
			for _, d := range w.daily {
				got[d.Kind] = d.Value
				if !d.Time.Equal(fitTime(at)) {
					t.Errorf("%s at %v", d.Kind, d.Time)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" || w.out.Dropped[dropValue] != c.dropped {
				t.Errorf("dropped %d, want %d (-want +got):\n%s", w.out.Dropped[dropValue], c.dropped, diff)
			}
		})
	}
}
