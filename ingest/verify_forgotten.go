package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// VerifyForgotten holds the receipts of what was forgotten against the archive and the streams: nothing of it may be there. named are the
// athletes that other layers name, by layer. What has begun and not ended is a difference too.
func (in *Intake) VerifyForgotten(ctx context.Context, named map[string][]string) ([]Difference, error) {
	var out []Difference
	begun, err := in.archive.Begun()
	if err != nil {
		return nil, err
	}
	for _, f := range begun {
		out = append(out, Difference{Layer: layerArchive, File: f.Hash, What: "it is being forgotten, which has not ended"})
	}
	receipts, err := in.archive.Receipts()
	if err != nil || len(receipts) == 0 {
		return out, err
	}
	gone := make(map[string]bool, len(receipts))
	for _, r := range receipts {
		gone[r.Hash] = true
	}
	add := func(layer, hash, what string) {
		d := Difference{Layer: strings.ToLower(layer), File: hash, What: what}
		if !slices.ContainsFunc(out, func(o Difference) bool { return o.Layer == d.Layer && o.File == d.File && o.What == d.What }) {
			out = append(out, d)
		}
	}
	byLayer, err := in.streams.Athletes(ctx)
	if err != nil {
		return nil, fmt.Errorf("verify what was forgotten: %w", err)
	}
	if byLayer[layerArchive], err = in.archive.Athletes(); err != nil {
		return nil, err
	}
	for layer, athletes := range named {
		byLayer[layer] = append(byLayer[layer], athletes...)
	}
	for layer, athletes := range byLayer {
		for _, athlete := range athletes {
			if hash := in.archive.AthleteHash(athlete); gone[hash] {
				add(layer, hash, "it names an athlete who was forgotten")
			}
		}
	}
	err = in.archive.Walk("", time.Time{}, func(it Item) error {
		if gone[it.File] {
			add(layerArchive, it.File, "it holds a file that was forgotten")
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	for _, p := range []struct {
		stream, filter string
		place          int // of the file in the subject
	}{{stream.Uploads, "upload.>", 3}, {stream.Records, "record.>", 5}} {
		there, err := in.streams.Subjects(ctx, p.stream, p.filter)
		if err != nil {
			return nil, fmt.Errorf("verify what was forgotten: %w", err)
		}
		for _, s := range there {
			if hash := stream.Token(s, p.place); gone[hash] {
				add(p.stream, hash, "it holds something of a file that was forgotten")
			}
		}
	}
	letters, err := in.streams.DeadList(ctx)
	if err != nil {
		return nil, fmt.Errorf("verify what was forgotten: %w", err)
	}
	for _, d := range letters {
		if hash := stream.Token(d.Subject, 3); gone[hash] && stream.Token(d.Subject, 0) == "upload" {
			add(stream.DeadLetters, hash, "it holds something of a file that was forgotten")
		}
	}
	slices.SortFunc(out, func(a, b Difference) int { return strings.Compare(a.Layer+a.File+a.What, b.Layer+b.File+b.What) })
	return out, nil
}
