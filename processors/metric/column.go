package metric

import "strings"

// Column is one metric of every day of a frame. V is as long as the frame; the others are empty where the metric does not use them.
type Column struct {
	V      []float64 // NaN: missing
	N      []int32   // observations each value stands on
	Warn   Words     // what limits each value, words joined by commas; "" for nothing
	Source Words     // key of the source each value was taken from; it may name one where the value is missing
}

// newColumn makes a column of n missing values.
func newColumn(n int) Column { return Column{V: nans(n)} }

// set puts a value that stands on n observations.
func (c *Column) set(i int, v float64, n int) {
	c.V[i] = v
	if c.N == nil {
		c.N = make([]int32, len(c.V))
	}
	c.N[i] = int32(n)
}

// warn adds a word to what limits day i; the empty word adds nothing, and no word is said twice.
func (c *Column) warn(i int, word string) {
	if word == "" {
		return
	}
	if c.Warn.at == nil {
		c.Warn = NewWords(len(c.V))
	}
	c.Warn.Set(i, joinWarn(c.Warn.At(i), word))
}

// from names the source of day i.
func (c *Column) from(i int, source string) {
	if c.Source.at == nil {
		c.Source = NewWords(len(c.V))
	}
	c.Source.Set(i, source)
}

// joinWarn adds the words of b to those of a, each once.
func joinWarn(a, b string) string {
	if a == "" || a == b {
		return b
	}
	for word := range strings.SplitSeq(b, ",") {
		if word != "" && !strings.Contains(","+a+",", ","+word+",") {
			a += "," + word
		}
	}
	return a
}
