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
	return &r.v, len(value) > 0 && r.fill(value)
}

// text reads a value that may be no JSON.
func (r *jsonReader[T]) text(value []byte) (*T, bool) {
	value = bytes.TrimSpace(value)
	if !jsontext.Value(value).IsValid(jsonOptions()) {
		return &r.v, false
	}
	return r.sound(value)
}

// filler fills the variable that it was made for, which holds its zero value, with a sound JSON value; false if that has another shape.
type filler func(value []byte) bool

func fillerOf(v reflect.Value) filler {
	switch to := v.Addr().Interface().(type) {
	case *jsontext.Value:
		return func(value []byte) bool { *to = value; return true }
	case interface{ UnmarshalJSON(value []byte) error }:
		return func(value []byte) bool { return to.UnmarshalJSON(value) == nil }
	case *string:
		return func(value []byte) bool { return fillString(to, value) }
	case *float64:
		return func(value []byte) bool { return fillNumber(to, value) }
	case *int:
		return func(value []byte) bool { return fillWhole(to, value) }
	case *int64:
		return func(value []byte) bool { return fillWhole(to, value) }
	case *bool:
		return func(value []byte) bool {
			*to = value[0] == 't'
			return value[0] == 't' || value[0] == 'f' || value[0] == 'n'
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		return fillerOfMembers(v)
	case reflect.Slice:
		return fillerOfList(v)
	case reflect.Pointer:
		return fillerOfPointer(v)
	}
	return func(value []byte) bool { return json.Unmarshal(value, v.Addr().Interface(), jsonOptions()) == nil }
}

func fillString(to *string, value []byte) bool {
	if value[0] != '"' {
		*to = ""
		return value[0] == 'n'
	}
	text := jsonText(value)
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, []byte("\ufffd"))
	}
	*to = string(text)
	return true
}

func fillNumber(to *float64, value []byte) (ok bool) {
	if value[0] == 'n' {
		*to = 0
		return true
	}
	*to, ok = plainNumber(value)
	return ok
}

func fillWhole[T int | int64](to *T, value []byte) bool {
	if value[0] == 'n' {
		*to = 0
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

func fillerOfMembers(v reflect.Value) filler {
	var byLength [][]memberFiller // few names have the same
	for _, m := range memberFillers(v) {
		for len(byLength) <= len(m.name) {
			byLength = append(byLength, nil)
		}
		byLength[len(m.name)] = append(byLength[len(m.name)], m)
	}
	find := func(name []byte) filler {
		if len(name) < len(byLength) {
			for _, m := range byLength[len(name)] {
				if m.name == string(name) {
					return m.fill
				}
			}
		}
		return nil
	}
	return func(value []byte) bool {
		if value[0] != '{' {
			v.SetZero()
			return value[0] == 'n'
		}
		for m := (members{object: value}); ; {
			name, value, ok := m.next()
			if !ok {
				return true
			}
			fill := find(name)
			if fill == nil && bytes.IndexByte(name, '\\') >= 0 {
				plain, _ := jsontext.AppendUnquote(nil, `"`+string(name)+`"`)
				fill = find(plain)
			}
			if fill != nil && !fill(value) {
				return false
			}
		}
	}
}

// fillerOfList makes a list anew each time, for who takes an element may keep it.
func fillerOfList(v reflect.Value) filler {
	one := reflect.New(v.Type().Elem()).Elem()
	fill, last := fillerOf(one), 0
	return func(value []byte) bool {
		v.SetZero()
		if value[0] != '[' {
			return value[0] == 'n'
		}
		list := reflect.MakeSlice(v.Type(), 0, last) // lists of one kind are about as long as each other
		for e := (elements{list: value}); ; {
			value, ok := e.next()
			if !ok {
				last = min(list.Len(), mostAhead)
				v.Set(list)
				return true
			}
			one.SetZero()
			if !fill(value) {
				return false
			}
			list = reflect.Append(list, one)
		}
	}
}

// mostAhead is for how many elements room is made before they come.
const mostAhead = 1000

func fillerOfPointer(v reflect.Value) filler {
	to := reflect.New(v.Type().Elem()).Elem()
	fill := fillerOf(to)
	return func(value []byte) bool {
		v.SetZero()
		if value[0] == 'n' {
			return true
		}
		to.SetZero()
		if !fill(value) {
			return false
		}
		p := reflect.New(to.Type())
		p.Elem().Set(to)
		v.Set(p)
		return true
	}
}
