//go:build unix

package source

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// takeoutRates is a month of heart rates as Takeout writes it: one each 5 s.
func takeoutRates() []byte {
	var b bytes.Buffer
	b.WriteString("timestamp,beats per minute,data source\n")
	at := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	for i := range 31 * 24 * 3600 / 5 {
		fmt.Fprintf(&b, "%s,%d.0,Charge 6\n", at.Format(time.RFC3339), 50+i%90)
		at = at.Add(5 * time.Second)
	}
	return b.Bytes()
}

// ouraPage is a page of nights with all that Oura says of one.
func ouraPage(nights int) []byte {
	hr, hrv := strings.Repeat("54.0,", 95)+"55.0", "null,"+strings.Repeat("61,", 94)+"62"
	var items []string
	for i := range nights {
		start := time.Date(2026, 1, 1+i, 22, 0, 0, 0, time.UTC)
		items = append(items, fmt.Sprintf(
			`{"id":"n%d","average_breath":14.3,"average_heart_rate":55.0,"average_hrv":61,"awake_time":1200,"bedtime_end":%q,"bedtime_start":%q,`+
				`"day":%q,"deep_sleep_duration":6300,"efficiency":93,"heart_rate":{"interval":300.0,"items":[%s],"timestamp":%q},`+
				`"hrv":{"interval":300.0,"items":[%s],"timestamp":%q},"latency":300,"light_sleep_duration":15000,"lowest_heart_rate":51,`+
				`"movement_30_sec":%q,"period":0,"readiness":{"contributors":{"hrv_balance":80},"score":75},"rem_sleep_duration":6300,`+
				`"sleep_phase_5_min":%q,"time_in_bed":28800,"total_sleep_duration":27600,"type":"long_sleep"}`,
			i, start.Add(8*time.Hour).Format(time.RFC3339), start.Format(time.RFC3339), start.AddDate(0, 0, 1).Format(time.DateOnly),
			hr, start.Format(time.RFC3339), hrv, start.Format(time.RFC3339), strings.Repeat("12", 480), strings.Repeat("422221111222233342222333", 4),
		))
	}
	return []byte(`{"data":[` + strings.Join(items, ",") + `],"next_token":null}`)
}

func benchDecode(b *testing.B, data []byte, format, kind string, want int) {
	table := Table(catalogue(b), DefaultLimits())
	b.SetBytes(int64(len(data)))
	begin := cpu(b)
	defer func() { reportCPU(b, begin) }()
	for b.Loop() {
		r, err := Decode(context.Background(), table, File{
			Name: "file", Data: bytes.NewReader(data), Size: int64(len(data)),
			SourceKey: func(maker, model, serial string) string { return maker + model },
			Emit:      func(record.Record) error { return nil },
		})
		if err != nil || r.Format != format || r.Counts[kind] != want {
			b.Fatal(r, err)
		}
	}
}

func BenchmarkTakeoutRates(b *testing.B) {
	benchDecode(b, takeoutRates(), fitbitFormat, kindHeartRate, 31*24*3600/5)
}

// BenchmarkTakeoutRatesAsMaps is what the standard library takes to read the same file into one map a row.
func BenchmarkTakeoutRatesAsMaps(b *testing.B) {
	data := takeoutRates()
	b.SetBytes(int64(len(data)))
	begin := cpu(b)
	defer func() { reportCPU(b, begin) }()
	for b.Loop() {
		r := csv.NewReader(bytes.NewReader(data))
		head, err := r.Read()
		if err != nil {
			b.Fatal(err)
		}
		var rows []map[string]string
		for {
			row, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			m := make(map[string]string, len(head))
			for i, name := range head {
				m[name] = row[i]
			}
			rows = append(rows, m)
		}
		if len(rows) == 0 {
			b.Fatal("no rows")
		}
	}
}

func BenchmarkOuraPage(b *testing.B) { benchDecode(b, ouraPage(300), "oura", kindSleep, 300) }

// BenchmarkOuraPageAsMaps is what the standard library takes to read the same page into maps.
func BenchmarkOuraPageAsMaps(b *testing.B) {
	data := ouraPage(300)
	b.SetBytes(int64(len(data)))
	begin := cpu(b)
	defer func() { reportCPU(b, begin) }()
	for b.Loop() {
		var page map[string]any
		if err := json.Unmarshal(data, &page); err != nil {
			b.Fatal(err)
		}
	}
}
