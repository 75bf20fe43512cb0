package source

import "bytes"

// eachNumberIn calls each for the members of a sound JSON object that are numbers; all others are passed over. The key is as it is written.
func eachNumberIn(object []byte, each func(key []byte, v float64)) {
	at := 1
	for at < len(object) {
		key, next := stringAt(object, at)
		if next < 0 {
			return
		}
		at = next
		for at < len(object) && (object[at] <= ' ' || object[at] == ':') {
			at++
		}
		from := at
		at = behindValue(object, at)
		if c := object[min(from, len(object)-1)]; c == '-' || c >= '0' && c <= '9' {
			if v, ok := plainNumber(bytes.TrimRight(object[from:at], " \t\r\n")); ok {
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
