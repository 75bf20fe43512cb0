package influx

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestLawMemoryComesBackAsItWas(t *testing.T) {
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		h := rapid.MapOf(rapid.Custom(func(t *rapid.T) place {
			return place{
				rapid.SampledFrom([]string{"daily,athlete=a", "daily,athlete=a,kind=b", "x"}).Draw(t, "series"),
				start.UnixMicro() + rapid.Int64Range(-40*86400e6, 40*86400e6).Draw(t, "at"),
			}
		}), rapid.SampledFrom([]string{"a", "a,b", "b"})).Draw(t, "held")
		data, err := json.Marshal(memory{V: 1, Held: pack(map[string]held{"m": h}, start)})
		if err != nil {
			t.Fatal(err)
		}
		var mem memory
		if err := json.Unmarshal(data, &mem); err != nil {
			t.Fatal(err)
		}
		got, err := mem.unpack(start)
		if err != nil || !maps.Equal(got["m"], h) {
			t.Fatalf("got %v, %v, want %v", got["m"], err, h)
		}
	})
}

func TestDamagedMemoryIsAnError(t *testing.T) {
	for _, damaged := range []string{
		`{"series":["s"],"fields":["f"],"s":"AA==","f":"AA==","t":""}`,
		`{"series":[],"fields":["f"],"s":"AA==","f":"AA==","t":"AA=="}`,
		`{"series":["s"],"fields":["f"],"s":"AA==","f":"AQ==","t":"AA=="}`,
	} {
		var mem memory
		if err := json.Unmarshal([]byte(`{"held":{"m":`+damaged+`}}`), &mem); err != nil {
			t.Fatal(err)
		}
		if _, err := mem.unpack(time.Time{}); err == nil || !strings.Contains(err.Error(), "rebuild influx") {
			t.Errorf("%s: %v", damaged, err)
		}
	}
}

// A year of nights of 30 stages has 11,000 points; what is remembered of them may cost a few bytes each.
func TestMemoryIsSmall(t *testing.T) {
	h := held{}
	start := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	for i := range 900 {
		h[place{"sleep_stage,athlete=ada,source=garmin-fenix-7-1a2b3c4d,stage=deep", start.Add(time.Duration(i) * 48 * time.Minute).UnixMicro()}] = "level,minutes"
	}
	data, err := json.Marshal(memory{V: 1, Held: pack(map[string]held{"sleep_stage": h}, start)})
	if err != nil {
		t.Fatal(err)
	}
	if perPoint := float64(len(data)) / 900; perPoint > 7 {
		t.Errorf("%.1f bytes a point", perPoint)
	}
}

func TestNearby(t *testing.T) {
	for address, want := range map[string]bool{
		"http://127.0.0.1:8086": true, "http://localhost:8086/": true, "http://[::1]:8086": true,
		"http://influxdb:8086": false, "https://10.0.0.7": false, "http://127.0.0.1.example.org": false,
	} {
		if nearby(address) != want {
			t.Errorf("%s: nearby is %v", address, !want)
		}
	}
}
