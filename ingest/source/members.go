package source

import "bytes"

// members walks through the members of a sound JSON object without allocating: some files have as many as a heart has beats.
type members struct {
	object []byte
	at     int
}

// next gives the next key and its value, both as they are written, the key without its quotes.
func (m *members) next() (key, value []byte, ok bool) {
	if len(m.object) == 0 || m.object[0] != '{' {
		return nil, nil, false
	}
	key, from := stringAt(m.object, max(m.at, 1))
	if from < 0 {
		return nil, nil, false
	}
	for from < len(m.object) && (m.object[from] <= ' ' || m.object[from] == ':') {
		from++
	}
	m.at = behindValue(m.object, from)
	return key, bytes.TrimRight(m.object[from:m.at], " \t\r\n"), true
}

// eachNumberIn calls each for the members of a sound JSON object that are numbers; all others are passed over. The key is as it is written.
func eachNumberIn(object []byte, each func(key []byte, v float64)) {
	for m := (members{object: object}); ; {
		key, value, ok := m.next()
		if !ok {
			return
		}
		if len(value) > 0 && (value[0] == '-' || value[0] >= '0' && value[0] <= '9') {
			if v, ok := plainNumber(value); ok {
				each(key, v)
			}
		}
	}
}

// stringAt is the next string at or behind a place, without its quotes, and the place behind it; -1 if there is none.
func stringAt(b []byte, at int) (s []byte, next int) {
	open := bytes.IndexByte(b[at:], '"')
	if open < 0 {
		return nil, -1
	}
	from := at + open + 1
	for i := from; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return b[from:i], i + 1
		}
	}
	return nil, -1
}

// behindValue is the place behind the value at a place, at the comma or the bracket that follows it.
func behindValue(b []byte, at int) int {
	depth := 0
	for at < len(b) {
		switch b[at] {
		case '"':
			_, next := stringAt(b, at)
			if next < 0 {
				return len(b)
			}
			at = next
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return at
			}
			depth--
		case ',':
			if depth == 0 {
				return at
			}
		}
		at++
	}
	return at
}
