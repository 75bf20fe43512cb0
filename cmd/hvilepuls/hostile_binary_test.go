package main

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tormoder/fit/dyncrc16"
	_ "modernc.org/sqlite" // the driver
)

// Numbers of FIT: of messages, and of a definition's header, with and without developer fields.
const (
	fitSession, fitLap, fitRecord, fitMonitoring = 18, 19, 20, 55
	fitDefine, fitDefineDev                      = 0x40, 0x60
)

// fitBombs are FIT files whose few bytes become much, or that lie about their size.
func fitBombs() []hostile {
	const large = 15 << 20 // bytes, a little less than is read
	fileID := []byte{fitDefine, 0, 0, 0, 0, 1, 0, 1, 0, 0, 4}
	define := func(global uint16, fields ...byte) []byte {
		b := binary.LittleEndian.AppendUint16([]byte{fitDefine + 1, 0, 0}, global)
		return append(append(b, byte(len(fields)/3)), fields...)
	}
	of := func(parts ...[]byte) []byte { return bytes.Join(append([][]byte{fileID}, parts...), nil) }
	data := func(n int) []byte { return bytes.Repeat([]byte{1}, n) }
	developer := append([]byte{fitDefineDev + 1, 0, 0, fitRecord, 0, 0, 255}, bytes.Repeat([]byte{0, 255, 0}, 255)...)
	var out []hostile
	for name, global := range map[string]uint16{"session": fitSession, "lap": fitLap, "record": fitRecord, "monitoring": fitMonitoring} {
		out = append(out,
			hostile{"no-fields-" + name + ".fit", asIs(fitOf(of(define(global), data(large)))), `rejected hostile: messages without content`},
			hostile{"one-byte-" + name + ".fit", asIs(fitOf(of(define(global, 3, 1, 2), data(large)))), `rejected hostile: more than`},
		)
	}
	small := fitOf(of(define(fitRecord, 3, 1, 2), data(200)))
	lie := func(size uint32) []byte {
		b := bytes.Clone(small)
		binary.LittleEndian.PutUint32(b[4:], size)
		return b
	}
	return append(out,
		hostile{"definitions.fit", asIs(fitOf(of(bytes.Repeat(define(fitRecord), large/6)))), `.`},
		hostile{"wide-definitions.fit", asIs(fitOf(of(bytes.Repeat(define(fitRecord, bytes.Repeat([]byte{3, 255, 13}, 255)...), large/771)))), `.`},
		hostile{"developer.fit", asIs(fitOf(of(developer, data(large)))), `.`},
		hostile{"developer-empty.fit", asIs(fitOf(of([]byte{fitDefineDev + 1, 0, 0, fitRecord, 0, 0, 1, 0, 0, 0}, data(large)))), `rejected hostile`},
		hostile{"says-4-gib.fit", asIs(lie(1<<32 - 1)), `.`},
		hostile{"says-nothing.fit", asIs(lie(0)), `.`},
		hostile{"says-one.fit", asIs(lie(1)), `.`},
		hostile{"chain.fit", asIs(bytes.Repeat(fitOf(nil), large/16)), `.`},
		hostile{"chain-of-ids.fit", asIs(bytes.Repeat(fitOf(of([]byte{0, 4})), large/29)), `.`},
		hostile{"header-alone.fit", asIs(small[:14]), `.`},
		hostile{"too-large.fit", joined(string(small), blanks(100<<20)), `rejected`},
	)
}

// fitOf is a file of a header, these bytes and their checksum.
func fitOf(content []byte) []byte {
	b := append([]byte{14, 0x20, 0, 0}, binary.LittleEndian.AppendUint32(nil, uint32(len(content)))...)
	b = append(b, ".FIT\x00\x00"...)
	b = append(b, content...)
	sum := dyncrc16.New()
	_, _ = sum.Write(b)
	return binary.LittleEndian.AppendUint16(b, sum.Sum16())
}

// databaseBombs are databases in which reading has no end, or gives more than there is.
func databaseBombs(t *testing.T) []hostile {
	const gadgetbridge = `CREATE TABLE DEVICE (_id INTEGER, NAME TEXT, MANUFACTURER TEXT, IDENTIFIER TEXT, TYPE INTEGER, MODEL TEXT, TYPE_NAME TEXT);` +
		`CREATE TABLE USER (_id INTEGER); INSERT INTO DEVICE VALUES (1, 'Band', 'Huami', 'x', 1, 'm', 'MIBAND3');`
	endless := `AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i AS TIMESTAMP, 1 AS DEVICE_ID, 60 AS HEART_RATE, 1 AS STEPS FROM n;`
	plain := database(t, gadgetbridge+`CREATE TABLE MI_BAND_ACTIVITY_SAMPLE (TIMESTAMP INTEGER, DEVICE_ID INTEGER, HEART_RATE INTEGER, STEPS INTEGER);`+
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 20000) INSERT INTO MI_BAND_ACTIVITY_SAMPLE SELECT 1764000000+60*i, 1, 60, 1 FROM n;`)
	holes := bytes.Clone(plain)
	for at := 4096; at < len(holes); at += 3 * 4096 { // pages that lead nowhere, or to each other
		copy(holes[at:], bytes.Repeat([]byte{5, 0, 0, 0, 3}, 100))
	}
	return []hostile{
		{"view.db", asIs(database(t, gadgetbridge+`CREATE VIEW MI_BAND_ACTIVITY_SAMPLE `+endless)), `.`},
		{"all-views.db", asIs(database(t, `CREATE VIEW DEVICE `+endless+`CREATE VIEW USER `+endless)), `rejected unknown format`},
		{"blobs.db", asIs(database(t, gadgetbridge+`CREATE TABLE MI_BAND_ACTIVITY_SAMPLE (TIMESTAMP, DEVICE_ID, HEART_RATE, STEPS);`+
			`INSERT INTO MI_BAND_ACTIVITY_SAMPLE VALUES (zeroblob(100000000), 1, zeroblob(50000000), zeroblob(10));`)), `.`},
		{"generated.db", asIs(database(t, gadgetbridge+`CREATE TABLE MI_BAND_ACTIVITY_SAMPLE (TIMESTAMP INTEGER, DEVICE_ID INTEGER, STEPS INTEGER, `+
			`HEART_RATE AS (length(hex(zeroblob(100000000)))));INSERT INTO MI_BAND_ACTIVITY_SAMPLE (TIMESTAMP, DEVICE_ID) VALUES (1764000000, 1);`)), `.`},
		{"damaged.db", asIs(holes), `partial|rejected`},
		{"cut.db", asIs(plain[:len(plain)/2]), `partial`},
		{"head-alone.db", asIs(plain[:100]), `rejected`},
		{"says-more.db", func(w io.Writer) error {
			b := bytes.Clone(plain)
			binary.BigEndian.PutUint32(b[28:], 1<<32-2) // pages
			return asIs(b)(w)
		}, `partial|rejected`},
	}
}

// database is a file that SQLite wrote.
func database(t *testing.T, statements string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), statements)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// misnamed are sound files under names that lead elsewhere or that nobody can print.
func misnamed(b []byte) []hostile {
	var out []hostile
	for i, name := range []string{"\x1b[2J\x07owned.fit", "line\nbreak.fit", "\u202etif.exe", "\xff\xfe\x80.fit", strings.Repeat("n", 250) + ".fit", "-rf", "..\\..\\up.fit", "C:nul.fit", " .fit"} {
		out = append(out, hostile{name, asIs(append(bytes.Clone(b), bytes.Repeat([]byte{0}, i)...)), `.`})
	}
	return out
}
