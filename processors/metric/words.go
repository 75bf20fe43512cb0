package metric

import "slices"

// Words are a word for each day, "" at first. The same few come again and again, so a day holds only the place of its own in a list: four
// bytes without a pointer for the collector to follow. The zero Words say "" of every day.
type Words struct {
	at   []int32  // places in list
	list []string // each word once, "" first
}

// NewWords makes those of n days.
func NewWords(n int) Words { return Words{at: make([]int32, n), list: []string{""}} }

// At is the word of day i.
func (w Words) At(i int) string {
	if w.at == nil {
		return ""
	}
	return w.list[w.at[i]]
}

// Set gives day i a word.
func (w *Words) Set(i int, word string) {
	k := slices.Index(w.list, word)
	if k < 0 {
		k = len(w.list)
		w.list = append(w.list, word)
	}
	w.at[i] = int32(k)
}

// Equal tells whether two say the same of each day.
func (w Words) Equal(o Words) bool {
	if len(w.at) != len(o.at) {
		return false
	}
	for i := range w.at {
		if w.At(i) != o.At(i) {
			return false
		}
	}
	return true
}

// same tells whether two days have the same word.
func (w Words) same(i, j int) bool { return w.at == nil || w.at[i] == w.at[j] }
