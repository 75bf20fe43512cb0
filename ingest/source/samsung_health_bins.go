package source

import (
	"bytes"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// samsungBin is one element of a file of samples. Years of them are many, so that they are read by hand.
type samsungBin struct {
	start, end float64 // ms since 1970
	bpm        float64
	rmssd      float64 // ms
}

func readSamsungBin(object []byte) (b samsungBin, ok bool) {
	if object[0] != '{' {
		return b, false
	}
	eachNumberIn(object, func(key []byte, v float64) {
		switch string(key) {
		case "start_time":
			b.start, ok = v, true
		case "end_time":
			b.end = v
		case "heart_rate":
			b.bpm = v
		case "rmssd":
			b.rmssd = v
		}
	})
	return b, ok
}

// samsungBins is the decoder of a file of samples, nil if a file does not begin as one. The standard deviation that stands beside the rMSSD of
// windows of sleep is no value of a moment awake, and is left out.
func samsungBins(head []byte) func(in io.Reader, f File, out *Report) error {
	if text := bytes.TrimLeft(plainHead(head), " \t\r\n"); !bytes.HasPrefix(text, []byte("[")) || !jsonHead(text, "start_time", "end_time") {
		return nil
	}
	var take func(w *wearable, b samsungBin)
	switch {
	case jsonHead(head, "heart_rate", "heart_rate_min", "heart_rate_max"):
		take = func(w *wearable, b samsungBin) { w.rate(int64(b.start/1000), b.bpm) }
	case jsonHead(head, "rmssd", "sdnn"):
		take = func(w *wearable, b samsungBin) { w.window(int64(b.end/1000), b.rmssd) }
	default:
		return nil
	}
	return func(in io.Reader, f File, out *Report) error {
		w := newWearable(out, samsungDevice(f, ""))
		if err := eachJSON(in, out, func(object *jsontext.Value) error {
			if b, ok := readSamsungBin(*object); ok {
				take(w, b)
			} else {
				out.drop(dropShape, 1)
			}
			return nil
		}); err != nil {
			return err
		}
		return w.emit(f)
	}
}

// samsungValues reads the tables of single values. A row that points to a file of samples is only their mean.
func samsungValues(t *table, name string, w *wearable) error {
	const core = "com.samsung.health."
	col := func(c string) int { return t.col(core+name+"."+c, c) }
	value := map[string]string{
		"heart_rate": "heart_rate", "respiratory_rate": "average", "oxygen_saturation": "spo2", "stress": "score", "weight": "weight",
	}[name]
	start, end, offset, bins, v := col("start_time"), col("end_time"), col("time_offset"), col("binning_data"), col(value)
	return t.each(func() {
		if name != "respiratory_rate" && t.at(bins) != "" {
			return
		}
		at, ok1 := samsungTime(t.at(start))
		x, ok2 := plainNumber(t.at(v))
		if !ok1 || !ok2 {
			w.out.drop(dropShape, 1)
			return
		}
		switch name {
		case "heart_rate":
			w.rate(at.Unix(), x)
		case "weight":
			w.daily(at, samsungOffset(t.at(offset)), record.BodyWeight, x)
		case "stress":
			w.sample(record.Stress, at.Unix(), x)
		case "oxygen_saturation":
			w.sample(record.SpO2, at.Unix(), x)
		case "respiratory_rate":
			if to, ok := samsungTime(t.at(end)); ok {
				at = to
			}
			w.sample(record.Respiration, at.Unix(), x)
		}
	})
}
