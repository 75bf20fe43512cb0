package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// openSource reads the open format: newline-delimited JSON, or a table with the same fields as columns. docs/open.md shows it.
func openSource() Source {
	return Source{
		Name:  "open",
		Title: "the open format: lines of JSON, or a CSV table, that anything can write",
		Match: func(head []byte) bool { return openJSON(head) || openCSV(head) },
		Decode: func(_ context.Context, f File, out *Report) error {
			in := newOpen(f, out)
			r := plainText(f.Reader())
			head, err := r.Peek(headSize)
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			if openJSON(head) {
				err = in.lines(r)
			} else {
				err = in.rows(r)
			}
			if err != nil {
				return err
			}
			return in.emit()
		},
	}
}

// openJSON tells a first line that is an object with the mark.
func openJSON(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if !bytes.HasPrefix(line, []byte("{")) || !bytes.Contains(line, []byte(`"`+OpenMark+`"`)) {
		return false
	}
	for _, k := range OpenKinds() {
		if bytes.Contains(line, []byte(`"`+k.Name+`"`)) {
			return true
		}
	}
	return false
}

func openCSV(head []byte) bool { return hasColumns(head, OpenMark) && !openJSON(head) }

// openLine is one line: the values of a kind's fields, by name.
type openLine struct {
	kind *OpenKind
	text map[string]string
	num  map[string]float64
	yes  map[string]bool
	at   map[string]stamp
	date map[string]record.Date
}

func newLine() openLine {
	return openLine{
		text: map[string]string{}, num: map[string]float64{}, yes: map[string]bool{}, at: map[string]stamp{}, date: map[string]record.Date{},
	}
}

func (l *openLine) clear(kind *OpenKind) {
	l.kind = kind
	clear(l.text)
	clear(l.num)
	clear(l.yes)
	clear(l.at)
	clear(l.date)
}

// number is a field that may be missing.
func (l *openLine) number(name string) *float64 {
	if v, ok := l.num[name]; ok {
		return &v
	}
	return nil
}

// set takes a field's value as text; JSON numbers and words come as they are written. An error says what is wrong without the value.
func (l *openLine) set(f *OpenField, v string) error {
	switch f.Form {
	case formTime:
		at, ok := parseStamp(v)
		if !ok || !inTime(at.T) {
			return fmt.Errorf("%s is no time like 2026-11-08T06:30:00+01:00", f.Name)
		}
		l.at[f.Name] = at
	case formDate:
		d, err := record.ParseDate(v)
		if err != nil || d == record.NoDate || !inTime(d.Time()) {
			return fmt.Errorf("%s is no date like 2026-11-08", f.Name)
		}
		l.date[f.Name] = d
	case formNumber, formWhole:
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || !(n >= f.Lo && n <= f.Hi) || f.Form == formWhole && n != float64(int64(n)) {
			return fmt.Errorf("%s is no %s from %g to %g", f.Name, f.Form, f.Lo, f.Hi)
		}
		l.num[f.Name] = n
	case formYes:
		switch v {
		case "true", "1", "yes":
			l.yes[f.Name] = true
		case "false", "0", "no":
			l.yes[f.Name] = false
		default:
			return fmt.Errorf("%s is neither true nor false", f.Name)
		}
	case formWord:
		for _, w := range f.Words {
			if v == w {
				l.text[f.Name] = w
				return nil
			}
		}
		return fmt.Errorf("%s is none of %v", f.Name, f.Words)
	case formText:
		if len(v) > openText {
			return fmt.Errorf("%s is longer than %d bytes", f.Name, openText)
		}
		l.text[f.Name] = v
	}
	return nil
}

// complete says which field is missing.
func (l *openLine) complete() error {
	for _, f := range l.kind.Fields {
		if f.Must && !l.has(f.Name) {
			return fmt.Errorf("%s has no %s", l.kind.Name, f.Name)
		}
	}
	return nil
}

func (l *openLine) has(name string) bool {
	_, isText := l.text[name]
	_, isNum := l.num[name]
	_, isAt := l.at[name]
	_, isDate := l.date[name]
	return isText || isNum || isAt || isDate
}

// fault notes a line that could not be taken; the first one's number and reason become the receipt's.
func (o *open) fault(n int, err error) {
	o.out.drop(dropShape, 1)
	o.out.partial(fmt.Sprintf("line %d: %v", n, err))
}

const longestLine = 1 << 20 // bytes of one line

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
		if err := o.object(b); err != nil {
			o.fault(n, err)
			continue
		}
		o.take()
	}
	if errors.Is(sc.Err(), bufio.ErrTooLong) {
		o.out.partial(fmt.Sprintf("line %d is longer than %d bytes; what stands behind it is left out", n+1, longestLine))
		return nil
	}
	return sc.Err()
}

// object reads one line of JSON into the line.
func (o *open) object(b []byte) error {
	kind, err := o.kindOf(b)
	if err != nil {
		return err
	}
	o.line.clear(kind)
	err = eachMember(b, func(name string, v jsontext.Value) error {
		if name == OpenMark {
			return nil
		}
		f := fieldOf(kind, name)
		if f == nil {
			return fmt.Errorf("%s has no field %q", kind.Name, plain(name))
		}
		if v.Kind() == 'n' {
			return nil // null: not said
		}
		text, err := scalar(f, v)
		if err != nil {
			return err
		}
		return o.line.set(f, text)
	})
	if err != nil {
		return err
	}
	return o.line.complete()
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
	text, err := jsontext.AppendUnquote(nil, v)
	return string(text), err
}

// plain is a name from outside that may stand in a message.
func plain(name string) string {
	if plainKey(name) {
		return name
	}
	return "*"
}

func fieldOf(k *OpenKind, name string) *OpenField {
	for i := range k.Fields {
		if k.Fields[i].Name == name {
			return &k.Fields[i]
		}
	}
	return nil
}

var errNoObject = errors.New("it is no JSON object")

// eachMember gives the members of an object.
func eachMember(b []byte, fn func(name string, v jsontext.Value) error) error {
	d := jsontext.NewDecoder(bytes.NewReader(b), jsonOptions())
	if d.PeekKind() != '{' {
		return errNoObject
	}
	if _, err := d.ReadToken(); err != nil {
		return errNoObject
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return errNoObject
		}
		key := name.String()
		v, err := d.ReadValue()
		if err != nil {
			return errNoObject
		}
		if err := fn(key, v); err != nil {
			return err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return errNoObject
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return errNoObject
	}
	return nil
}
