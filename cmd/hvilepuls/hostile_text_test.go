package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

const entities = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">` +
	`<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY x SYSTEM "file:///etc/passwd">]>`

// textBombs are XML, JSON and tables of shapes that no watch writes.
func textBombs() []hostile {
	const deep = 1_000_000
	var out []hostile
	for _, x := range []struct{ name, begin, end string }{
		{"gpx", gpxBegin, "</gpx>"}, {"tcx", tcxBegin, "</Activities></TrainingCenterDatabase>"}, {"xml", appleBegin, "</HealthData>"},
	} {
		_, root, _ := strings.Cut(x.begin, "?>")
		out = append(out,
			hostile{"deep." + x.name, joined(x.begin, repeat("<a>", deep)), `rejected|partial`},
			hostile{"attribute." + x.name, joined(x.begin, `<trk b="`, repeat("x", 50<<20), `"/>`, x.end), `rejected hostile`},
			hostile{"attributes." + x.name, joined(x.begin, "<trk", repeat(` b="x"`, deep), "/>", x.end), `rejected hostile`},
			hostile{"character-data." + x.name, joined(x.begin, "<name>", repeat("x", 50<<20), "</name>", x.end), `.`},
			hostile{"comment." + x.name, joined(x.begin, "<!--", repeat("x", 50<<20)), `.`},
			hostile{"entities." + x.name, joined(`<?xml version="1.0"?>`, entities, root, `<trk><name>&d;&x;</name></trk>`, x.end), `.`},
		)
	}
	const health = `{"data":{"metrics":[{"name":"heart_rate","units":"count/min","data":[`
	return append(out,
		hostile{"deep.json", joined(health, repeat("[", deep)), `rejected|partial`},
		hostile{"deep-objects.json", joined(health, repeat(`{"a":`, deep)), `rejected|partial`},
		hostile{"string.json", joined(health, `{"qty":"`, repeat("x", 100<<20), `"}]}]}}`), `rejected hostile|partial`},
		hostile{"number.json", joined(health, `{"qty":`, repeat("9", 100<<20), `}]}]}}`), `rejected hostile|partial`},
		hostile{"key.json", joined(health, `{"`, repeat("k", 100<<20), `":1}]}]}}`), `rejected hostile|partial`},
		hostile{"keys.json", joined(`{"dataPoints":[{`, repeat(`"k":1,`, 8<<20), `"z":1}]}`), `.`},
		hostile{"list.json", joined(`[{"id":"2026-11-25","restingHR":50,"hrv":1,"sleepSecs":1,"ctl":1,"x":[`, repeat("1,", 20<<20), `1]}]`), `.`},
		hostile{"escapes.json", joined(health, `{"qty":"`, repeat(`\u0000`, 10<<20), `"}]}]}}`), `.`},
		hostile{"line.csv", joined("Date;Workout Name;Exercise Name;Set Order;Reps\n", repeat("x", 200<<20)), `rejected hostile|partial`},
		hostile{"quote.csv", joined("Date;Workout Name;Exercise Name;Set Order;Reps\n", `"`, repeat("x\n", 50<<20)), `rejected hostile|partial`},
		hostile{"quotes.csv", joined("Date;Workout Name;Exercise Name;Set Order;Reps\n", repeat(`"`, 50<<20)), `rejected hostile|partial`},
		hostile{"columns.csv", joined("Date,Workout Name,Exercise Name,Set Order,Reps", repeat(",c", deep), "\n", repeat("1,", 4*deep)), `.`},
		hostile{"rows.csv", joined("Date,Workout Name,Exercise Name,Set Order,Reps\n", repeat(",\n", 10<<20)), `.`},
		hostile{"header.csv", joined(`"Date","Workout Name","Exercise Name","Set Order","Reps","`, repeat("x", 200<<20)), `rejected`},
		hostile{"utf16.csv", asIs(utf16Of("Date;Workout Name;Exercise Name;Set Order;Reps\n2026-11-25 10:00:00;A;Hip Thrust;1;8\n")), `rejected unknown format`},
		hostile{"utf16.gpx", asIs(utf16Of(gpxBegin + "</gpx>")), `rejected`},
		hostile{"latin1.gpx", asIs([]byte("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><gpx><trk><name>\xe6\xf8\xe5</name></trk></gpx>")), `.`},
		hostile{"charset.gpx", asIs([]byte("<?xml version=\"1.0\" encoding=\"EBCDIC-42\"?><gpx/>")), `rejected its encoding is not known`},
		hostile{"mixed.json", asIs([]byte(health + "{\"date\":\"2026-11-25 10:00:00 +0100\",\"Avg\":\"\xff\xc3\x28\xed\xa0\x80\"}]}]}}")), `.`},
		hostile{"nul.csv", joined("Date,Workout Name,Exercise Name,Set Order,Reps\n", repeat("\x00", 10<<20)), `.`},
		hostile{"nul.bin", repeated("\x00", 50<<20), `rejected unknown format`},
		hostile{"empty.fit", asIs(nil), `rejected empty: there is nothing in it`},
		hostile{"one-byte.zip", asIs([]byte("P")), `rejected unknown format`},
		hostile{"tiny-bytes.bin", repeated("\x01", 10_000), `rejected unknown format`},
	)
}

// hostile is a file that somebody made to do harm.
type hostile struct {
	name  string
	write func(io.Writer) error
	want  string // matches the status and the reason of its receipt
}

func asIs(b []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	}
}

func repeated(s string, n int) func(io.Writer) error { return joined(repeat(s, n)) }

// joined writes strings and readers one behind the other.
func joined(parts ...any) func(io.Writer) error {
	return func(w io.Writer) error {
		for _, p := range parts {
			r, ok := p.(io.Reader)
			if !ok {
				r = strings.NewReader(fmt.Sprint(p))
			}
			if _, err := io.Copy(w, r); err != nil {
				return err
			}
		}
		return nil
	}
}

// repeat is a string again and again, n times.
func repeat(s string, n int) io.Reader {
	const most = 1 << 16
	one := strings.Repeat(s, min(n, max(1, most/len(s))))
	return io.LimitReader(&ring{of: one}, int64(n)*int64(len(s)))
}

func blanks(n int) io.Reader { return repeat(" ", n) }

// dull is text that packs at about 1 to 100.
func dull(n int) io.Reader {
	var b bytes.Buffer
	b.WriteString(gpxBegin)
	for i := uint32(1); b.Len() < 1<<20; i++ { // a little that cannot be packed, between much that can
		fmt.Fprintf(&b, "%08x%s", i*2654435761, strings.Repeat(" ", 400))
	}
	return io.LimitReader(&ring{of: b.String()}, int64(n))
}

// ring reads a string without end.
type ring struct {
	of string
	at int
}

// Read implements io.Reader.
func (r *ring) Read(p []byte) (int, error) {
	n := copy(p, r.of[r.at:])
	r.at = (r.at + n) % len(r.of)
	return n, nil
}

func utf16Of(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}
