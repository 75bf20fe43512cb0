package main

import (
	"fmt"
	"strconv"
	"strings"
)

// pace is a time for a distance as people say it: "4:30" is 270 s.
type pace float64

// UnmarshalText reads minutes and seconds.
func (p *pace) UnmarshalText(b []byte) error {
	minutes, seconds, ok := strings.Cut(string(b), ":")
	m, err := strconv.ParseUint(minutes, 10, 8)
	s, err2 := strconv.ParseUint(seconds, 10, 8)
	if !ok || err != nil || err2 != nil || s > 59 || len(seconds) != 2 {
		return fmt.Errorf("pace %q: want minutes and seconds like 4:30", b)
	}
	*p = pace(60*m + s)
	return nil
}

// seconds is the pace in seconds, nil if none was said.
func (p *pace) seconds() *float64 { return (*float64)(p) }
