package source

import "bytes"

// Series of millions of small JSON objects are read without building any of them.

// eachFlat calls each for the objects of a JSON list that hold no others. False if it is no list.
func eachFlat(list []byte, each func(object []byte)) bool { return eachBetween(list, '{', '}', each) }

// eachRow calls each for the rows of a JSON list of flat lists. False if it is no list.
func eachRow(list []byte, each func(row []byte)) bool { return eachBetween(list, '[', ']', each) }

// eachBetween calls each for what stands between two signs within a list, with them.
func eachBetween(list []byte, begin, end byte, each func([]byte)) bool {
	if len(list) == 0 || list[0] != '[' {
		return false
	}
	list = list[1:]
	for {
		from := bytes.IndexByte(list, begin)
		if from < 0 {
			return true
		}
		to := bytes.IndexByte(list[from:], end)
		if to < 0 {
			return false
		}
		each(list[from : from+to+1])
		list = list[from+to+1:]
	}
}

// flatNumber is the number that a flat JSON object has under a key, given with its quotes; false where it has none.
func flatNumber(object []byte, key string) (float64, bool) {
	at := bytes.Index(object, []byte(key))
	if at < 0 {
		return 0, false
	}
	i := skipBlank(object, at+len(key))
	if i == len(object) || object[i] != ':' {
		return 0, false
	}
	from := skipBlank(object, i+1)
	to := from
	for to < len(object) && object[to] > ' ' && object[to] != ',' && object[to] != '}' {
		to++
	}
	return plainNumber(object[from:to])
}

// skipBlank is the next place from i on where no blank stands.
func skipBlank(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r') {
		i++
	}
	return i
}

// isFlat tells whether a text is an object that holds no others, as far as its ends tell.
func isFlat(text []byte) bool {
	return len(text) > 1 && text[0] == '{' && bytes.IndexByte(text[1:], '{') < 0 && bytes.IndexByte(text, '}') == len(text)-1
}
