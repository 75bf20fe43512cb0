package source

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// databaseOf makes a database by statements.
func databaseOf(t testing.TB, statements ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "made.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append([]string{"PRAGMA page_size = 1024", "BEGIN"}, append(statements, "COMMIT")...) {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDatabasesOfOthersAreUnknown(t *testing.T) {
	for name, b := range map[string][]byte{
		"another application": databaseOf(t, "CREATE TABLE notes(id INTEGER PRIMARY KEY, text TEXT)"),
		"no table":            databaseOf(t, "CREATE TABLE x(a)", "DROP TABLE x"),
		"a view":              databaseOf(t, "CREATE TABLE x(a)", "CREATE VIEW application_info_table AS SELECT a FROM x"),
		"a virtual table":     databaseOf(t, "CREATE VIRTUAL TABLE application_info_table USING fts5(package_name)"),
	} {
		if d := decode(t, b); d.Status != stream.Rejected || !strings.HasPrefix(d.Reason, unknownFormat) || d.Format != "" {
			t.Errorf("%s: got %s %q (%s), want an unknown format", name, d.Format, d.Status, d.Reason)
		}
	}
}

// What a hostile database would run when it is read does not run.
func TestViewsOfADatabaseAreNotRead(t *testing.T) {
	b := databaseOf(t, healthTables(
		`CREATE VIEW steps_record_table AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS count FROM n`,
		`INSERT INTO resting_heart_rate_record_table(app_info_id, time, zone_offset, beats_per_minute) VALUES(1, 1789965300000, 7200, 51)`,
	)...)
	d := accepted(t, b)
	if len(d.records) != 1 || d.Counts[kindRHR] != 1 || d.Counts[kindSteps] != 0 {
		t.Errorf("got %d records and counts %v, want the resting heart rate alone", len(d.records), d.Counts)
	}
}

func TestADamagedDatabaseGivesWhatIsWhole(t *testing.T) {
	whole := heartDatabase(t, 5000)
	d := decode(t, whole[:len(whole)*3/4])
	if n := d.Counts[kindHeartRate]; d.Status != stream.Partial || n == 0 || n >= 5000 || !strings.HasPrefix(d.Reason, "damaged") {
		t.Errorf("cut off: got %s (%s) and %d heart rates, want some", d.Status, d.Reason, n)
	}
	torn := bytes.Clone(whole)
	for i := 100; i < len(torn); i++ {
		torn[i] ^= 0x5a
	}
	if d := decode(t, torn); d.Status != stream.Rejected || !strings.HasPrefix(d.Reason, "damaged") {
		t.Errorf("torn: got %s (%s)", d.Status, d.Reason)
	}
}

// heartDatabase is a Health Connect export of so many heart rates, one a minute.
func heartDatabase(t testing.TB, n int) []byte {
	t.Helper()
	return databaseOf(t, healthTables(
		`INSERT INTO heart_rate_record_table(row_id, app_info_id) VALUES(1, 1)`,
		`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < `+strconv.Itoa(n)+`)
		 INSERT INTO heart_rate_record_series_table(parent_key, beats_per_minute, epoch_millis) SELECT 1, 50 + i % 40, 1789938300000 + i * 60000 FROM n`,
	)...)
}

// A database of write-ahead mode is read without its log, which an export does not have.
func TestADatabaseOfWriteAheadModeIsRead(t *testing.T) {
	b := heartDatabase(t, 10)
	b[18], b[19] = 2, 2 // file format versions: WAL
	if d := accepted(t, b); d.Counts[kindHeartRate] != 10 {
		t.Errorf("got %v, want 10 heart rates", d.Counts)
	}
}

// A member that is larger than what is read into memory is read too.
func TestADatabaseInAnArchiveIsRead(t *testing.T) {
	b := databaseOf(t, append(healthTables(
		`INSERT INTO weight_record_table(app_info_id, time, zone_offset, weight) VALUES(1, 1790487000000, 7200, 70360.0)`,
		`CREATE TABLE other(x BLOB)`), "INSERT INTO other VALUES(randomblob(4200000))")...)
	d := accepted(t, zipped(t, file{"Connessione Salute/health_connect_export.db", b}))
	if d.Counts[kindWeight] != 1 || len(b) < inMemory {
		t.Errorf("got %v of %d bytes, want a weight of more than %d", d.Counts, len(b), inMemory)
	}
}

// opened opens a database as sqliteSource does.
func opened(t *testing.T, b []byte) (*database, *Report) {
	t.Helper()
	out := &Report{Status: stream.Accepted}
	db, closing, err := openDatabase(context.Background(), File{Data: bytes.NewReader(b), Size: int64(len(b))}, out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closing)
	return db, out
}

func TestReadingADatabaseIsBounded(t *testing.T) {
	b := heartDatabase(t, 100)
	for _, tc := range []struct {
		name  string
		bound func(*database)
		want  string
	}{
		{"rows", func(d *database) { d.rows = 20 }, "hostile: it has more rows than room for them"},
		{"time", func(d *database) { d.most = 0 }, "hostile: it takes longer"},
	} {
		db, out := opened(t, b)
		tc.bound(db)
		err := db.each(context.Background(), "heart_rate_record_series_table", []string{"parent_key"}, func([]cell) error { return nil })
		if err != nil || out.Status != stream.Partial || !strings.HasPrefix(out.Reason, tc.want) {
			t.Errorf("%s: got %v, %s (%s), want %q", tc.name, err, out.Status, out.Reason, tc.want)
		}
	}
}

// Pages that lead in circles, and rows without end, end.
func TestADatabaseInCirclesEnds(t *testing.T) {
	b := heartDatabase(t, 20_000)
	const page = 1024
	root := -1
	for at := page; at < len(b); at += page {
		if b[at] == 5 { // an interior page of a table: all its children are now its first
			root = at
			first := binary.BigEndian.Uint32(b[at+int(binary.BigEndian.Uint16(b[at+12:])):])
			for i := range int(binary.BigEndian.Uint16(b[at+3:])) {
				cell := at + int(binary.BigEndian.Uint16(b[at+12+2*i:]))
				binary.BigEndian.PutUint32(b[cell:], first)
			}
		}
	}
	if root < 0 {
		t.Fatal("the database has no interior page")
	}
	begin := time.Now()
	d := decode(t, b)
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	t.Logf("%s (%s), %v", d.Status, d.Reason, d.Counts)
}

// failing is a file whose medium fails behind its first page.
type failing struct{ io.ReaderAt }

var errMedium = errors.New("the medium fails")

func (f failing) ReadAt(b []byte, at int64) (int, error) {
	if at > 0 {
		return 0, errMedium
	}
	return f.ReaderAt.ReadAt(b, at)
}

// A file that cannot be read is no damaged one: it may do better later.
func TestAFailingMediumIsNoDamage(t *testing.T) {
	b := heartDatabase(t, 5000)
	_, err := Decode(context.Background(), Table(catalogue(t), DefaultLimits()), File{
		Name: "file", Data: failing{bytes.NewReader(b)}, Size: int64(len(b)),
		SourceKey: func(maker, model, serial string) string { return maker + model + serial },
		Emit:      func(record.Record) error { return nil },
	})
	if !errors.Is(err, errMedium) {
		t.Errorf("got %v, want %v", err, errMedium)
	}
}

func TestCellsOfAnyType(t *testing.T) {
	db, _ := opened(t, databaseOf(t, "CREATE TABLE x(a INTEGER, b INTEGER, c REAL, d TEXT)",
		"INSERT INTO x VALUES(7, 'seven', '7.5', x'3132'), (7.0, 1e300, NULL, 'text'), ('7', 2.5, 9e999, 3)"))
	var whole, real int
	var texts []string
	err := db.each(context.Background(), "x", []string{"a", "b", "c", "d", "e"}, func(c []cell) error {
		for _, v := range c {
			if _, ok := v.whole(); ok {
				whole++
			}
			if _, ok := v.real(); ok {
				real++
			}
		}
		texts = append(texts, c[3].text())
		return nil
	})
	if want := "12,text,3"; err != nil || whole != 4 || real != 7 || strings.Join(texts, ",") != want {
		t.Errorf("got %d whole and %d other numbers and %q, want 4, 7 and %q (%v)", whole, real, texts, want, err)
	}
}
