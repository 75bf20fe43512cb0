package source

import (
	"bytes"
	"context"
	"path"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// eliteSource reads the text files of the app Elite HRV: the RR intervals of one measurement, ms, one a line. When it was made stands nowhere but
// in the file's name.
func eliteSource() Source {
	return Source{
		Name:   "elite_hrv",
		Title:  "Elite HRV: RR intervals as text",
		Match:  intervalLines,
		Decode: decodeElite,
	}
}

// Limits of a file of RR intervals.
const (
	leastIntervals = 20      // of one, else any list of small numbers might pass for it
	mostElite      = 4 << 20 // bytes; a day and a night of beats is 0.7 MB
	shortestRR     = 200     // ms; what the filter rejects (300 to 2000 ms) is kept as it is
	longestRR      = 3000    // ms
)

// intervalLines tells whether content is nothing but lines of plausible RR intervals.
func intervalLines(head []byte) bool {
	if len(head) == headSize { // its last line may be cut
		head = head[:bytes.LastIndexByte(head, '\n')+1]
	}
	n := 0
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if _, ok := interval(line); !ok {
			return false
		}
		n++
	}
	return n >= leastIntervals
}

func interval(line []byte) (int32, bool) {
	if len(line) > 4 {
		return 0, false
	}
	v, ok := digits(string(line))
	return int32(v), ok && v >= shortestRR && v <= longestRR
}

func decodeElite(_ context.Context, f File, out *Report) error {
	at, ok := timeInName(f.Name)
	if !ok {
		return rejected("its name tells no time, and nothing else does: Elite HRV names its files like 2026-03-02 06-35-00.txt")
	}
	b, err := readWhole(f, mostElite)
	if err != nil {
		return err
	}
	h := record.HRV{Time: at, Kind: record.RMSSDSpot}
	for line := range bytes.Lines(b) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		v, ok := interval(line)
		if !ok {
			out.drop(dropShape, 1)
			continue
		}
		h.RR = append(h.RR, v)
	}
	out.count(kindBeats, len(h.RR))
	out.count(kindHRV, 1)
	days := byDate{}
	r := days.at(record.DateOf(at))
	r.HRV = append(r.HRV, h)
	return days.emitWall(f, record.Source{Key: f.SourceKey("Elite HRV", "", ""), Maker: "Elite HRV"})
}

// timeInName reads the local time with which a file's name begins.
func timeInName(name string) (time.Time, bool) {
	const layout = "2006-01-02 15-04-05"
	base := strings.TrimSpace(path.Base(strings.ReplaceAll(name, `\`, "/")))
	if len(base) < len(layout) {
		return time.Time{}, false
	}
	t, err := time.Parse(layout, strings.Replace(base[:len(layout)], "_", " ", 1))
	return t, err == nil && inTime(t)
}
