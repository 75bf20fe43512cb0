package main

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// recordSchema is the JSON Schema of the line that carries a whole record, made from its type.
func recordSchema() map[string]any {
	s := typeSchema(reflect.TypeFor[record.Record](), "athlete", "file", "sha", "part")
	properties := s["properties"].(map[string]any)
	properties[source.OpenMark] = map[string]any{"const": source.OpenRecord}
	properties["v"] = map[string]any{"const": record.Version}
	s["required"] = append([]string{source.OpenMark}, s["required"].([]string)...)
	s["description"] = "All that one file says about one date, as an export holds it."
	return s
}

// typeSchema is the JSON Schema of what encoding/json makes of a type, without some fields.
func typeSchema(t reflect.Type, without ...string) map[string]any {
	switch t {
	case reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case reflect.TypeFor[record.Date]():
		return map[string]any{"type": "string", "pattern": `^(profile|\d{4}-\d\d-\d\d)$`}
	case reflect.TypeFor[record.Set]():
		without = append(without, "was", "not_done", "entered") // what a correction makes of it
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeSchema(t.Elem())
	case reflect.Slice:
		return map[string]any{"type": []string{"array", "null"}, "items": typeSchema(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": typeSchema(t.Elem())}
	case reflect.Struct:
		properties, required := map[string]any{}, []string{}
		for _, f := range reflect.VisibleFields(t) {
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous || slices.Contains(without, name) {
				continue
			}
			if properties[name] = typeSchema(f.Type); options == "" {
				required = append(required, name)
			}
		}
		return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	}
	return map[string]any{"type": "integer"}
}

// conform holds the lines of an open file to the schema.
func conform(t *testing.T, name, text string) {
	t.Helper()
	schema := compiled(t)
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err == nil {
			err = schema.Validate(value)
		}
		if err != nil {
			t.Errorf("%s, line %d: %v", name, i+1, err)
			return
		}
	}
}

// The page tells of each field of a record, and its example is whole.
func TestOpenPageTellsOfRecords(t *testing.T) {
	page := readFile(t, "docs/open.md")
	_, records, _ := strings.Cut(page, "## Whole records")
	var fields func(t reflect.Type)
	seen := map[reflect.Type]bool{}
	fields = func(of reflect.Type) {
		for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice || of.Kind() == reflect.Map {
			of = of.Elem()
		}
		if of.Kind() != reflect.Struct || seen[of] || of == reflect.TypeFor[time.Time]() || of == reflect.TypeFor[record.Entry]() {
			return
		}
		seen[of] = true
		for name := range typeSchema(of, "athlete", "file", "sha", "part")["properties"].(map[string]any) {
			if !strings.Contains(records, code(name)) {
				t.Errorf("%s of %s is not told", name, of)
			}
		}
		for _, f := range reflect.VisibleFields(of) {
			fields(f.Type)
		}
	}
	fields(reflect.TypeFor[record.Record]())
	if _, err := json.Marshal(recordSchema()); err != nil {
		t.Error(err)
	}
}
