package source

import (
	"maps"
	"slices"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// steps gathers the counts of steps of every device by the device's name: those of two are not to be added up.
type steps map[string]*allDay

// add takes the steps counted until an instant, s since 1970.
func (s steps) add(out *Report, device string, unix int64, n float64) {
	if n <= 0 || n > mostSteps {
		if n != 0 { // nobody walked
			out.drop(dropValue, 1)
		}
		return
	}
	of := s[device]
	if of == nil {
		of = &allDay{}
		s[device] = of
	}
	if !of.addAt(unix, int32(n)) {
		out.drop(dropTime, 1)
		return
	}
	out.count(kindSteps, 1)
}

// emit emits the counts of every device as records of its own source.
func (s steps) emit(f File, source func(f File, device string) record.Source) error {
	for _, device := range slices.Sorted(maps.Keys(s)) {
		days := byDate{}
		s[device].into(days, record.Steps)
		if err := days.emit(f, source(f, device), nil); err != nil {
			return err
		}
	}
	return nil
}
