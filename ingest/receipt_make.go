package ingest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hvilepuls/hvilepuls/ingest/source"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// makeReceipt is the receipt of a file but for its dates.
func makeReceipt(side Sidecar, rep source.Report, out *writer) stream.Receipt {
	r := ofReport(rep)
	r.V, r.Athlete, r.Hash, r.Decoder = 1, out.athlete, out.file, source.DecoderVersion
	r.File, r.SHA, r.Size, r.TZ = side.Name, out.sha, side.Size, side.TZ
	if len(out.dropped) > 0 {
		dropped := maps.Clone(r.Dropped)
		if dropped == nil {
			dropped = map[string]int{}
		}
		for reason, n := range out.dropped {
			dropped[reason] += n
		}
		r.Dropped = dropped
		if r.Status == stream.Accepted {
			r.Status, r.Reason = stream.Partial, "some of it cannot be stored"
		}
	}
	return r
}

func ofReport(rep source.Report) stream.Receipt {
	r := stream.Receipt{
		File: rep.Name, SHA: rep.SHA, Format: rep.Format, Status: rep.Status, Reason: rep.Reason, Counts: rep.Counts, Dropped: rep.Dropped,
	}
	if r.Counts == nil {
		r.Counts = map[string]int{}
	}
	for _, e := range rep.Entries {
		r.Entries = append(r.Entries, ofReport(e))
	}
	return r
}

// unlisted counts an archive's members that a receipt has no room to name. Those with something wrong are named first.
const unlisted = "entries_not_listed"

// encodeReceipt writes a receipt of at most limit bytes.
func encodeReceipt(r stream.Receipt, limit int) ([]byte, error) {
	for {
		data, err := json.Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("write receipt: %w", err)
		}
		if len(data) <= limit || len(r.Entries) == 0 {
			return data, nil
		}
		entries := slices.Clone(r.Entries)
		slices.SortStableFunc(entries, func(a, b stream.Receipt) int { return rank(a) - rank(b) })
		keep := len(entries) / 2
		r.Counts = maps.Clone(r.Counts)
		r.Counts[unlisted] += len(entries) - keep
		r.Entries = entries[:keep]
	}
}

func rank(r stream.Receipt) int {
	switch r.Status {
	case stream.Rejected:
		return 0
	case stream.Partial:
		return 1
	}
	return 2
}

// union is all of the dates, ascending.
func union(all ...[]record.Date) []record.Date {
	out := slices.Concat(all...)
	slices.Sort(out)
	return slices.Compact(out)
}

// span is the number of dates, without "profile", and the first and the last of them. The dates are ascending.
func span(dates []record.Date) (n int, first, last *record.Date) {
	if len(dates) > 0 && dates[0] == record.NoDate {
		dates = dates[1:]
	}
	if len(dates) == 0 {
		return 0, nil, nil
	}
	return len(dates), &dates[0], &dates[len(dates)-1]
}
