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

// longTable is a table of many heart rates, as wide as Samsung's.
func longTable(rows int) []byte {
	const p = "com.samsung.health.heart_rate."
	header := "source,tag_id," + p + "create_sh_ver," + p + "heart_beat_count," + p + "start_time," + p + "custom," + p + "modify_sh_ver," + p + "update_time," + p + "create_time," +
		p + "max," + p + "min," + p + "time_offset," + p + "deviceuuid," + p + "comment," + p + "pkg_name," + p + "end_time," + p + "datauuid," + p + "heart_rate," + p + "binning_data"
	var b strings.Builder
	b.WriteString("com.samsung.shealth.tracker.heart_rate,7006003,19\n" + header + "\n")
	at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		s := at.Add(time.Duration(i) * 10 * time.Minute).Format("2006-01-02 15:04:05.000")
		fmt.Fprintf(&b, ",21313,,1,%s,,,%s,%s,%d.0,%d.0,UTC+0200,AbCdEf1234,,com.sec.android.app.shealth,%s,%08x-b53f-4e0c-9a0c-0123456789ab,%d.0,,\n", s, s, s, 60+i%40, 50+i%40, s, i, 55+i%40)
	}
	return []byte(b.String())
}

func longBins(n int) []byte {
	var b strings.Builder
	b.WriteString("[")
	for i := range n {
		at := 1577836800000 + int64(i)*60000
		fmt.Fprintf(&b, `{"heart_rate":%d.0,"heart_rate_max":%d.0,"heart_rate_min":%d.0,"start_time":%d,"end_time":%d},`, 55+i%40, 60+i%40, 50+i%40, at, at+59000)
	}
	return []byte(strings.TrimSuffix(b.String(), ",") + "]")
}

// BenchmarkSamsung compares decoding with that of the same file into maps by the standard library.
func BenchmarkSamsung(b *testing.B) {
	table, bins := longTable(100_000), longBins(200_000)
	b.Run("csv", func(b *testing.B) {
		compare(b, table, func() error {
			_, err := csvMaps(table)
			return err
		})
	})
	b.Run("json", func(b *testing.B) {
		compare(b, bins, func() error {
			var all []map[string]any
			return json.Unmarshal(bins, &all)
		})
	})
}

// compare measures decoding a file of heart rates, and decoding it into maps.
func compare(b *testing.B, data []byte, maps func() error) {
	sources := Table(catalogue(b), DefaultLimits())
	decode := func() error {
		r, err := Decode(context.Background(), sources, File{
			Name: "file", Data: bytes.NewReader(data), Size: int64(len(data)),
			SourceKey: func(maker, model, serial string) string { return maker + model + serial },
			Emit:      func(record.Record) error { return nil },
		})
		if err == nil && r.Counts[kindHeartRate] == 0 {
			err = errors.New("it holds no heart rate")
		}
		return err
	}
	for name, once := range map[string]func() error{"decode": decode, "maps": maps} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			begin := cpu(b)
			for b.Loop() {
				if err := once(); err != nil {
					b.Fatal(err)
				}
			}
			reportCPU(b, begin)
		})
	}
}

// csvMaps reads a table into a map for every row.
func csvMaps(data []byte) (all []map[string]string, err error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	if _, err := r.Read(); err != nil {
		return nil, err
	}
	header, err := r.Read()
	if err != nil {
		return nil, err
	}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		m := make(map[string]string, len(header))
		for i, h := range header {
			m[h] = row[i]
		}
		all = append(all, m)
	}
}

// BenchmarkHCWebhook compares decoding the largest post that the app sends with that of the same file into maps by the standard library.
func BenchmarkHCWebhook(b *testing.B) {
	var list strings.Builder
	begin := at(b, "2026-11-07T00:00:00Z")
	for i := range 25_000 { // more records it does not send
		fmt.Fprintf(&list, `,{"bpm":%d,"time":"%s","metadata":{"data_origin":"com.sec.android.app.shealth","recording_method":2}}`,
			50+i%40, begin.Add(time.Duration(i*6)*time.Second).Format(time.RFC3339))
	}
	post := hookPost(`"heart_rate": [` + list.String()[1:] + `]`)
	compare(b, post, func() error {
		var all map[string]any
		return json.Unmarshal(post, &all)
	})
}
