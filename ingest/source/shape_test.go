package source

import (
	"bytes"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/ingest/source/synthetic"
)

func shape(t testing.TB, b []byte) []string {
	t.Helper()
	lines, err := Shape(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestShapes(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want []string
	}{
		"json": {
			`{"days":[{"start":"2026-03-04T05:30:00Z","hr":51,"note":"felt \"fine\"","ok":true},{"start":"2026-03-05","hr":null}],
			  "byDate":{"2026-03-04":1,"2026-03-05":2.5e3},"":{},"list":[[1],[]]}`,
			[]string{
				"$: object", "$.days: array", "$.days[]: object", "$.days[].start: string(time)|string(date)", "$.days[].hr: number|null",
				"$.days[].note: string(text)", "$.days[].ok: boolean", "$.byDate: object", "$.byDate.*: number", "$.*: object", "$.list: array",
				"$.list[]: array", "$.list[][]: number",
			},
		},
		"json lines": {"{\"a\":1}\n{\"a\":\"x\"}\n", []string{"$: object", "$.a: number|string(text)"}},
		"table": {
			"\ufeffDate;Heart rate;Note;kg\n2026-03-04;51;fine, really;92,5\n2026-03-05;;\"tired\";1\n",
			[]string{`table: 4 columns parted by ';'`, "Date: date", "Heart rate: empty|number", "Note: text", "kg: number"},
		},
		"table behind a title": {
			"My export\n\nTime,bpm\n05:30,51\n05:31,52\nend\n", []string{`table: 2 columns parted by ','`, "Time: clock", "bpm: number"},
		},
		"table without names": {
			"2026-03-04 05:30:00,51\n2026-03-05 05:30:00,52\n", []string{`table: 2 columns parted by ',', without names`, "1: time", "2: number"},
		},
		"xml": {
			`<?xml version="1.0"?><!DOCTYPE x [<!ELEMENT x (y)><!ATTLIST y a CDATA #IMPLIED>]><!-- <no> --><x v="1>2"><y a='3' b="4"/>text
			 <y a='5' b="6"/><![CDATA[<z>]]><y></y></x>`,
			[]string{"x @v × 1", "x/y @a @b × 2", "x/y × 1"},
		},
		"numbers alone": {beatsOf(100), []string{"lines: one whole number each"}},
		"gzip":          {string(gzipped(t, []byte(`[1]`))), []string{"gzip of:", "$: array", "$[]: number"}},
		"zip": {
			string(zipped(t, file{"d/", nil}, file{"d/a.FIT", nil}, file{"b.fit", nil}, file{"Ada.Lovelace", nil}, file{"x", nil}, file{"2026.0304", nil})),
			[]string{".fit × 2", "(none) × 3"},
		},
		"zip of files": {
			string(zipped(t, file{"a_ada@example.org.json", []byte(`{"hr":51}`)}, file{"b.json", []byte(`{"hr":52}`)}, file{"c.json", []byte(`[]`)}, file{"d.csv", []byte("a,b\n1,2\n")})),
			[]string{".json × 2", "  $: object", "  $.hr: number", ".json × 1", "  $: array", ".csv × 1", "  table: 2 columns parted by ','", "  a: number", "  b: number"},
		},
	} {
		if diff := cmp.Diff(c.want, shape(t, []byte(c.in))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestShapeOfFIT(t *testing.T) {
	got := shape(t, synthetic.Sleep(night()))
	want := []string{
		"message 0: 0 enum 1 uint16 2 uint16 3 uint32z 4 uint32 × 1", "message 21: 253 uint32 0 enum 1 enum × 2",
		"message 275: 253 uint32 0 enum × 16", "message 346: 6 uint8 × 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = shape(t, reencode(t, synthetic.Activity(strength()), addDeveloperField))
	all := strings.Join(got, "\n")
	for _, want := range []string{"7 uint16[3]", "developer 3 (2 bytes) × 300"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
}

func TestShapeOfADatabase(t *testing.T) {
	b := databaseOf(t, "CREATE TABLE heart(at INTEGER, bpm REAL, note)", "INSERT INTO heart VALUES (1, 51, 'Ada')", "CREATE TABLE \"ada@example.org\"(a TEXT)")
	want := []string{"table *: a TEXT", "table heart: at INTEGER, bpm REAL, note *"}
	if diff := cmp.Diff(want, shape(t, b)); diff != "" {
		t.Error(diff)
	}
	want = []string{".db × 1", "  table *: a TEXT", "  table heart: at INTEGER, bpm REAL, note *"}
	if diff := cmp.Diff(want, shape(t, zipped(t, file{"export.db", b}))); diff != "" {
		t.Error(diff)
	}
}

// No value of a file may stand in its shape.
func TestShapesHoldNoValues(t *testing.T) {
	const secret = "Ada Lovelace 51 bpm 2026-03-04"
	for _, in := range []string{
		`{"name":"` + secret + `","` + secret + `":1}`, `<a name="` + secret + `">` + secret + `<!-- ` + secret + ` --></a>`,
		"name,hr\n" + secret + ",51\n", string(zipped(t, file{secret, nil}, file{"a." + secret, nil})),
	} {
		if got := strings.Join(shape(t, []byte(in)), "\n"); strings.Contains(got, "Ada") || strings.Contains(got, "51") || strings.Contains(got, "2026") {
			t.Errorf("%.40q: %s", in, got)
		}
	}
}

func TestShapesOfDamagedFiles(t *testing.T) {
	fit := synthetic.Activity(run())
	for name, c := range map[string]struct {
		in    string
		lines int // that come all the same
		want  string
	}{
		"empty":              {"", 0, "unknown layout"},
		"prose":              {"Dear diary\ntoday I slept\n", 0, "unknown layout"},
		"binary":             {"\x00\x01\x02,\n,\n", 0, "unknown layout"},
		"no database":        {"SQLite format 3\x00,\n,\n", 0, "damaged"},
		"json cut off":       {`{"a":[1,`, 3, "unexpected EOF"},
		"json broken":        {`{"a":1,b}`, 2, "want a key"},
		"json deep":          {strings.Repeat("[", 300), 101, "deep"},
		"xml cut off":        {`<a><b c="1"/>`, 2, "unexpected EOF"},
		"xml deep":           {strings.Repeat("<a>", 300), 100, "deep"},
		"fit cut off":        {string(fit[:len(fit)/2]), 3, "unexpected EOF"},
		"fit lies":           {string(append(rawActivity(1)[:12], 1, 2, 3)), 0, "without a definition"},
		"zip cut off":        {string(zipped(t, file{"a", nil})[:20]), 0, "archive"},
		"gzip of an archive": {string(gzipped(t, gzipped(t, []byte("{}")))), 1, ""},
	} {
		lines, err := Shape(strings.NewReader(c.in), int64(len(c.in)))
		if len(lines) != c.lines || (c.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q, %v", name, lines, err)
		}
	}
}

func TestShapesTakeLittleMemory(t *testing.T) {
	var keys strings.Builder
	for i := range 100_000 {
		keys.WriteString(`,"`)
		for n := i; n > 0; n /= 26 {
			keys.WriteByte(byte('a' + n%26))
		}
		keys.WriteString(`":1`)
	}
	long := strings.Repeat("x", 8<<20)
	for name, in := range map[string]string{
		"many keys": `{"z":1` + keys.String() + `}`, "a long string": `{"a":"` + long + `"}`, "a long key": `{"` + long + `":1}`,
		"a long text": `<a b="` + long + `">` + long + `</a>`, "a long name": `<` + long + `/>`, "a long line": long + ",1\n" + long + ",2\n",
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		lines, err := Shape(strings.NewReader(in), int64(len(in)))
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 || len(lines) > mostShapes+1 {
			t.Errorf("%s: %d bytes of memory, %d lines, %v", name, used, len(lines), err)
		}
	}
}

func FuzzShape(f *testing.F) {
	f.Add([]byte(`{"a":[1,"x",null]}`))
	f.Add([]byte(`<a b="c"><d/></a>`))
	f.Add([]byte("a,b\n1,2\n"))
	f.Add(synthetic.Sleep(night()))
	f.Add(zipped(f, file{"a.fit", nil}))
	f.Fuzz(func(t *testing.T, b []byte) {
		lines, _ := Shape(bytes.NewReader(b), int64(len(b)))
		for _, l := range lines {
			if len(l) > 20_000 {
				t.Errorf("a line of %d bytes", len(l))
			}
		}
	})
}
