package source

import (
	"bytes"
	"reflect"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A list of JSON has as many elements as a heart has beats, all of one shape: what fills a variable of that shape is made once, and then neither
// looks at types nor allocates. It means what json.Unmarshal means.

// jsonReader reads JSON into one variable again and again.
type jsonReader[T any] struct {
	v    T
	fill filler
}

func newJSONReader[T any]() *jsonReader[T] {
	r := &jsonReader[T]{}
	r.fill = fillerOf(reflect.ValueOf(&r.v).Elem())
	return r
}

// sound reads a value whose syntax is known to be right, false if it has another shape. What comes of it is valid until the next value is read, and
// holds parts of the text where T holds a jsontext.Value.
func (r *jsonReader[T]) sound(value []byte) (*T, bool) {
	var zero T
	r.v = zero
	if len(value) == 0 {
		return &r.v, false
	}
	_, ok := r.fill(value, 0)
	return &r.v, ok
}

// text reads a value that may be no JSON.
func (r *jsonReader[T]) text(value []byte) (*T, bool) {
	value = bytes.TrimSpace(value)
	if !jsontext.Value(value).IsValid(jsonOptions()) {
		return &r.v, false
	}
	return r.sound(value)
}

// filler fills the variable that it was made for, which holds its zero value, with the value that begins at a place of sound JSON, and tells the
// place behind it; false if that has another shape.
type filler func(b []byte, at int) (behind int, ok bool)

func fillerOf(v reflect.Value) filler {
	switch to := v.Addr().Interface().(type) {
	case *looseNumber:
		return asWritten(func(value []byte) bool { return to.UnmarshalJSON(value) == nil })
	case *jsontext.Value:
		return asWritten(func(value []byte) bool { *to = value; return true })
	case interface{ UnmarshalJSON(value []byte) error }:
		return asWritten(func(value []byte) bool { return to.UnmarshalJSON(value) == nil })
	case *string:
		last := ""
		return asWritten(func(value []byte) bool { return fillString(to, &last, value) })
	case *float64:
		return asWritten(func(value []byte) bool { return fillNumber(to, value) })
	case *int:
		return asWritten(func(value []byte) bool { return fillWhole(to, value) })
	case *int64:
		return asWritten(func(value []byte) bool { return fillWhole(to, value) })
	case *bool:
		return asWritten(func(value []byte) bool {
			*to = value[0] == 't'
			return value[0] == 't' || value[0] == 'f' || value[0] == 'n'
		})
	}
	switch v.Kind() {
	case reflect.Struct:
		return fillerOfMembers(v)
	case reflect.Slice:
		return fillerOfList(v)
	case reflect.Pointer:
		return fillerOfPointer(v)
	}
	return asWritten(func(value []byte) bool { return json.Unmarshal(value, v.Addr().Interface(), jsonOptions()) == nil })
}

// asWritten is a filler that takes the value as it is written.
func asWritten(take func(value []byte) bool) filler {
	return func(b []byte, at int) (int, bool) {
		behind := behindValue(b, at)
		return behind, take(b[at:behind])
	}
}

// fillString makes no string of a text that is the same as the last.
func fillString(to, last *string, value []byte) bool {
	*to = ""
	if value[0] != '"' {
		return value[0] == 'n'
	}
	text := jsonText(value)
	if *last != string(text) {
		if !utf8.Valid(text) {
			text = bytes.ToValidUTF8(text, []byte("\ufffd"))
		}
		*last = string(text)
	}
	*to = *last
	return true
}

func fillNumber(to *float64, value []byte) (ok bool) {
	*to = 0
	if value[0] == 'n' {
		return true
	}
	*to, ok = plainNumber(value)
	return ok
}

func fillWhole[T int | int64](to *T, value []byte) bool {
	*to = 0
	if value[0] == 'n' {
		return true
	}
	n, err := strconv.ParseInt(string(value), 10, 64)
	*to = T(n)
	return err == nil
}

// memberFiller is what fills the field of a name.
type memberFiller struct {
	name string
	fill filler
}

// memberFillers are those of a struct's fields, and of the fields of what it embeds.
func memberFillers(v reflect.Value) (all []memberFiller) {
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.Anonymous {
			all = append(all, memberFillers(v.Field(i))...)
		} else if f.IsExported() {
			all = append(all, memberFiller{f.Tag.Get("json"), fillerOf(v.Field(i))})
		}
	}
	return all
}

// byLength are members by the length of their name: few have the same.
type byLength [][]memberFiller

func (l byLength) find(name []byte) filler {
	if len(name) < len(l) {
		for i := range l[len(name)] {
			if m := &l[len(name)][i]; m.name == string(name) {
				return m.fill
			}
		}
	}
	if plain := jsonName(name); len(plain) < len(name) {
		return l.find(plain)
	}
	return nil
}

func fillerOfMembers(v reflect.Value) filler {
	var fields byLength
	for _, m := range memberFillers(v) {
		for len(fields) <= len(m.name) {
			fields = append(fields, nil)
		}
		fields[len(m.name)] = append(fields[len(m.name)], m)
	}
	return func(b []byte, at int) (int, bool) {
		if b[at] != '{' {
			v.SetZero()
			return behindValue(b, at), b[at] == 'n'
		}
		for at = nextName(b, at+1); b[at] == '"'; at = nextName(b, at) {
			behind := behindString(b, at)
			fill := fields.find(b[at+1 : behind-1])
			if at = valueBehind(b, behind); fill == nil {
				at = behindValue(b, at)
				continue
			}
			ok := false
			if at, ok = fill(b, at); !ok {
				return at, false
			}
		}
		return at + 1, true
	}
}

// fillerOfList makes a list anew each time, for who takes an element may keep it.
func fillerOfList(v reflect.Value) filler {
	const mostAhead = 1000 // elements for which room is made before they come
	one := reflect.New(v.Type().Elem()).Elem()
	fill, last := fillerOf(one), 0
	return func(b []byte, at int) (int, bool) {
		v.SetZero()
		if b[at] != '[' {
			return behindValue(b, at), b[at] == 'n'
		}
		v.Set(reflect.MakeSlice(v.Type(), 0, last)) // lists of one kind are about as long as each other
		n := 0
		for at = nextElement(b, at+1); b[at] != ']'; at = nextElement(b, at) {
			one.SetZero()
			ok := false
			if at, ok = fill(b, at); !ok {
				return at, false
			}
			v.Grow(1)
			v.SetLen(n + 1)
			v.Index(n).Set(one)
			n++
		}
		last = min(n, mostAhead)
		return at + 1, true
	}
}

func fillerOfPointer(v reflect.Value) filler {
	to := reflect.New(v.Type().Elem()).Elem()
	fill := fillerOf(to)
	return func(b []byte, at int) (int, bool) {
		v.SetZero()
		if b[at] == 'n' {
			return behindValue(b, at), true
		}
		to.SetZero()
		at, ok := fill(b, at)
		if ok {
			p := reflect.New(to.Type())
			p.Elem().Set(to)
			v.Set(p)
		}
		return at, ok
	}
}
