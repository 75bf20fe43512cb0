package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// openSource reads the open format: newline-delimited JSON, or a table with the same fields as columns. docs/open.md shows it.
func openSource() Source {
	return Source{
		Name:   "open",
		Title:  "the open format: lines of JSON, or a CSV table, that anything can write",
		Match:  func(head []byte) bool { return openJSON(head) || openCSV(head) },
		Decode: func(_ context.Context, f File, out *Report) error { return newOpen(f, out).read() },
	}
}

func (o *open) read() error {
	r := plainText(o.f.Reader())
	head, err := r.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if openJSON(head) {
		err = o.lines(r)
	} else {
		err = o.rows(r)
	}
	if err != nil {
		return err
	}
	return o.emit()
}

// openJSON tells a first line that is an object with the mark.
func openJSON(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if !bytes.HasPrefix(line, []byte("{")) || !bytes.Contains(line, []byte(`"`+OpenMark+`"`)) {
		return false
	}
	return bytes.Contains(line, []byte(`"`+OpenRecord+`"`)) ||
		slices.ContainsFunc(OpenKinds(), func(k OpenKind) bool { return bytes.Contains(line, []byte(`"`+k.Name+`"`)) })
}

func openCSV(head []byte) bool { return hasColumns(head, OpenMark) && !openJSON(head) }

// openLine is one line: what it says of its kind's fields, in their order.
type openLine struct {
	kind   *OpenKind
	values []openValue
}

// openValue is what a line says of a field, as the field's form has it.
type openValue struct {
	said bool
	text string
	num  float64
	yes  bool
	at   stamp
	date record.Date
}

func (l *openLine) clear(kind *OpenKind) {
	l.kind = kind
	l.values = slices.Grow(l.values[:0], len(kind.Fields))[:len(kind.Fields)]
	clear(l.values)
}

// get is what the line says of a field; of one that it does not have, or does not speak of, that is the zero value.
func (l *openLine) get(name string) *openValue {
	if i := l.kind.field(name); i >= 0 {
		return &l.values[i]
	}
	return &openValue{}
}

// number is a field that may be missing.
func (l *openLine) number(name string) *float64 {
	if v := l.get(name); v.said {
		return new(v.num)
	}
	return nil
}

// set takes the value of a field as text; JSON numbers and words come as they are written. An error says what is wrong without the value.
func (l *openLine) set(field int, v string) error {
	f, to := &l.kind.Fields[field], &l.values[field]
	to.said = true
	switch f.Form {
	case formTime:
		at, ok := parseStamp(v)
		if !ok || !inTime(at.T) {
			return fmt.Errorf("%s is no time like 2026-11-08T06:30:00+01:00", f.Name)
		}
		to.at = at
	case formDate:
		d, err := record.ParseDate(v)
		if err != nil || d == record.NoDate || !inTime(d.Time()) {
			return fmt.Errorf("%s is no date like 2026-11-08", f.Name)
		}
		to.date = d
	case formNumber, formWhole:
		n, ok := plainNumber(v)
		if !ok || !(n >= f.Lo && n <= f.Hi) || f.Form == formWhole && n != float64(int64(n)) {
			return fmt.Errorf("%s is no %s from %g to %g", f.Name, f.Form, f.Lo, f.Hi)
		}
		to.num = n
	case formYes:
		switch v {
		case "true", "1", "yes":
			to.yes = true
		case "false", "0", "no":
			to.yes = false
		default:
			return fmt.Errorf("%s is neither true nor false", f.Name)
		}
	case formWord:
		for _, w := range f.Words {
			if v == w {
				to.text = w
				return nil
			}
		}
		return fmt.Errorf("%s is none of %v", f.Name, f.Words)
	case formText:
		if len(v) > openText {
			return fmt.Errorf("%s is longer than %d bytes", f.Name, openText)
		}
		to.text = strings.ToValidUTF8(v, "\uFFFD")
	}
	return nil
}

// complete says which field is missing.
func (l *openLine) complete() error {
	for i := range l.kind.Fields {
		if f := &l.kind.Fields[i]; f.Must && !l.values[i].said {
			return fmt.Errorf("%s has no %s", l.kind.Name, f.Name)
		}
	}
	return nil
}

// fault notes a line that could not be taken; the first one's number and reason become the receipt's.
func (o *open) fault(n int, err error) {
	o.out.drop(dropShape, 1)
	o.out.partial(fmt.Sprintf("line %d: %v", n, err))
}

// longestLine is the most that a line may have, in bytes: a day of samples of every kind, each second, has 10 MB.
const longestLine = 16 << 20

// lines reads newline-delimited JSON.
func (o *open) lines(r *bufio.Reader) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), longestLine)
	n := 0
	for sc.Scan() {
		n++
		b := bytes.TrimSpace(sc.Bytes())
		if len(b) == 0 {
			continue
		}
		err := o.object(b)
		if _, passed := errors.AsType[emitError](err); passed {
			return err
		}
		if err != nil {
			o.fault(n, err)
		}
	}
	if errors.Is(sc.Err(), bufio.ErrTooLong) {
		o.out.partial(fmt.Sprintf("line %d is longer than %d bytes; what stands behind it is left out", n+1, longestLine))
		return nil
	}
	return sc.Err()
}

// object takes one line of JSON.
func (o *open) object(b []byte) error {
	if b[0] != '{' || !jsontext.Value(b).IsValid(jsonOptions()) {
		return errNoObject
	}
	name, err := markOf(b)
	if err != nil {
		return err
	}
	if name == OpenRecord {
		return o.record(b)
	}
	kind, err := o.kind(name)
	if err != nil {
		return err
	}
	o.line.clear(kind)
	for m := (members{object: b}); ; {
		key, v, more := m.next()
		if !more {
			if err := o.line.complete(); err != nil {
				return err
			}
			o.take()
			return nil
		}
		name := jsonName(key)
		if string(name) == OpenMark {
			continue
		}
		field := kind.field(string(name))
		if field < 0 {
			return fmt.Errorf("%s has no field %q", kind.Name, plain(string(name)))
		}
		if v[0] == 'n' {
			continue // null: not said
		}
		text, err := scalar(&kind.Fields[field], v)
		if err != nil {
			return err
		}
		if err := o.line.set(field, text); err != nil {
			return err
		}
	}
}

// scalar is a JSON value as a field's text.
func scalar(f *OpenField, v jsontext.Value) (string, error) {
	var want jsontext.Kind
	switch f.Form {
	case formNumber, formWhole:
		want = '0'
	case formYes:
		if v.Kind() != 't' && v.Kind() != 'f' {
			return "", fmt.Errorf("%s is neither true nor false", f.Name)
		}
		return string(v), nil
	default:
		want = '"'
	}
	if v.Kind() != want {
		return "", fmt.Errorf("%s is no %s", f.Name, f.Form)
	}
	if want == '0' {
		return string(v), nil
	}
	return string(jsonText(v)), nil
}

// plain is a name from outside that may stand in a message.
func plain(name string) string {
	if plainKey(name) {
		return name
	}
	return "*"
}

// field is the place of the field of a name, -1 if the kind has none.
func (k *OpenKind) field(name string) int {
	for i := range k.Fields {
		if k.Fields[i].Name == name {
			return i
		}
	}
	return -1
}

var errNoObject = errors.New("it is no JSON object")
