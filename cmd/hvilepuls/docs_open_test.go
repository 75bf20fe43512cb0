package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// openLines is the table of the open format's lines.
func openLines() string {
	var rows [][]string
	for _, k := range source.OpenKinds() {
		rows = append(rows, []string{code(k.Name), "", "", plain(k.Doc)})
		for _, f := range k.Fields {
			must := ""
			if f.Must {
				must = "must"
			}
			doc := f.Doc
			switch {
			case f.Words != nil:
				doc += ": " + strings.Join(f.Words, ", ")
			case f.Hi != 0:
				doc += fmt.Sprintf(" (%s to %s)", bound(f.Lo), bound(f.Hi))
			}
			rows = append(rows, []string{"", code(f.Name), string(f.Form), plain(strings.TrimSpace(must + " " + doc))})
		}
	}
	return table([]string{"line", "field", "form", "what it is"}, rows)
}

func bound(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// openTemplate is the header of the open format's table, with a row of each kind that shows how it is filled.
func openTemplate() string {
	columns := []string{source.OpenMark}
	for _, k := range source.OpenKinds() {
		for _, f := range k.Fields {
			if !slices.Contains(columns, f.Name) {
				columns = append(columns, f.Name)
			}
		}
	}
	var b strings.Builder
	b.WriteString(strings.Join(columns, ",") + "\n")
	for _, k := range source.OpenKinds() {
		row := make([]string, len(columns))
		row[0] = k.Name
		for _, f := range k.Fields {
			if f.Must {
				row[slices.Index(columns, f.Name)] = sample(f)
			}
		}
		b.WriteString(strings.Join(row, ",") + "\n")
	}
	return b.String()
}

// sample is a value of a field.
func sample(f source.OpenField) string {
	switch f.Form {
	case "time":
		if f.Name == "end" {
			return "2026-11-08T06:30:00+01:00"
		}
		return "2026-11-08T06:00:00+01:00"
	case "date":
		return "2026-11-08"
	case "word":
		return f.Words[0]
	case "text":
		return "Hip Thrust"
	case "boolean":
		return "true"
	}
	return bound(min(f.Hi, max(f.Lo, 60)))
}

// openSchema is the JSON Schema of one line.
func openSchema(t *testing.T) string {
	t.Helper()
	var lines []any
	for _, k := range source.OpenKinds() {
		properties := map[string]any{source.OpenMark: map[string]any{"const": k.Name}}
		required := []string{source.OpenMark}
		for _, f := range k.Fields {
			properties[f.Name] = fieldSchema(f)
			if f.Must {
				required = append(required, f.Name)
			}
		}
		lines = append(lines, map[string]any{
			"description": k.Doc, "type": "object", "properties": properties, "required": required, "additionalProperties": false,
		})
	}
	lines = append(lines, recordSchema())
	b, err := json.MarshalIndent(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A line of Hvilepuls' open format", "oneOf": lines,
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + "\n"
}

func fieldSchema(f source.OpenField) map[string]any {
	s := map[string]any{"description": f.Doc}
	null := func(kind string) any {
		if f.Must {
			return kind
		}
		return []string{kind, "null"}
	}
	switch f.Form {
	case "time":
		s["type"], s["pattern"] = null("string"), `^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(Z|UTC|[+-]\d\d(:?\d\d)?))?$`
	case "date":
		s["type"], s["format"] = null("string"), "date"
	case "number":
		s["type"], s["minimum"], s["maximum"] = null("number"), f.Lo, f.Hi
	case "integer":
		s["type"], s["minimum"], s["maximum"] = null("integer"), f.Lo, f.Hi
	case "boolean":
		s["type"] = null("boolean")
	case "word":
		s["type"], s["enum"] = null("string"), f.Words
	case "text":
		s["type"], s["maxLength"] = null("string"), 200
	}
	return s
}

// decodeOpen decodes a file of the open format.
func decodeOpen(t testing.TB, table []source.Source, data []byte) (source.Report, []record.Record) {
	t.Helper()
	var got []record.Record
	r, err := source.Decode(context.Background(), table, source.File{
		Name: "file", Data: bytes.NewReader(data), Size: int64(len(data)),
		SourceKey: func(maker, model, _ string) string { return maker + model },
		Emit: func(r record.Record) error {
			got = append(got, r)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r, got
}

// compiled is the schema of a line.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(openSchema(t)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("open.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("open.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// The schema takes a line exactly where the decoder does.
func TestOpenSchemaIsTheDecoder(t *testing.T) {
	schema := compiled(t)
	formats := sourceTable(t)
	rapid.Check(t, func(t *rapid.T) {
		kinds := source.OpenKinds()
		k := kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")]
		line := map[string]any{source.OpenMark: k.Name}
		for _, f := range k.Fields {
			if f.Must && rapid.IntRange(0, 15).Draw(t, "left out") > 0 || !f.Must && rapid.Bool().Draw(t, "there") {
				line[f.Name] = drawValue(t, f)
			}
		}
		if rapid.IntRange(0, 15).Draw(t, "another field") == 0 {
			line["colour"] = "red"
		}
		b, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		report, _ := decodeOpen(&testing.T{}, formats, b)
		valid, taken := schema.Validate(value) == nil, report.Dropped["other_shape"] == 0
		if valid != taken {
			t.Fatalf("%s: the schema takes it: %v, the decoder: %v (%s)", b, valid, taken, report.Reason)
		}
	})
}

func drawValue(t *rapid.T, f source.OpenField) any {
	if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
		return rapid.SampledFrom([]any{nil, true, "", "x", -1, 1e7, 2.5, []int{1}}).Draw(t, "value")
	}
	switch f.Form {
	case "time":
		return rapid.SampledFrom([]string{"2026-11-08T06:00:00+01:00", "2026-11-08 06:30:00", "2026-11-08T05:00:00Z", "2026-11-08T06:00", "8 November"}).Draw(t, f.Name)
	case "date":
		return rapid.SampledFrom([]string{"2026-11-08", "2026-02-30", "today"}).Draw(t, f.Name)
	case "number":
		return rapid.Float64Range(f.Lo-1, f.Hi+1).Draw(t, f.Name)
	case "integer":
		return rapid.IntRange(int(f.Lo)-1, int(f.Hi)+1).Draw(t, f.Name)
	case "boolean":
		return rapid.Bool().Draw(t, f.Name)
	case "word":
		return rapid.SampledFrom(append(slices.Clone(f.Words), "other")).Draw(t, f.Name)
	}
	return rapid.SampledFrom([]string{"Hip Thrust", strings.Repeat("a", 201)}).Draw(t, f.Name)
}

// Every example of the page is taken whole, and so is the template.
func TestOpenExamples(t *testing.T) {
	formats := sourceTable(t)
	page := readFile(t, "docs/open.md")
	n := 0
	for _, block := range strings.Split(page, "```ndjson\n")[1:] {
		text, _, _ := strings.Cut(block, "```")
		n++
		if r, got := decodeOpen(t, formats, []byte(text)); r.Status != stream.Accepted || r.Format != "open" || len(got) == 0 {
			t.Errorf("%s\n%s: %s", text, r.Status, r.Reason)
		}
	}
	if n == 0 {
		t.Error("the page has no examples")
	}
	if r, got := decodeOpen(t, formats, []byte(openTemplate())); r.Status != stream.Accepted || len(got) == 0 {
		t.Errorf("the template: %s: %s", r.Status, r.Reason)
	}
}
