package main

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Watch ends with the program too: a page that waits for news would hold up its end.
func (b backend) Watch(ctx context.Context, athlete string, fn func()) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-b.ended:
			stop()
		case <-ctx.Done():
		}
	}()
	subjects := map[string][]string{}
	for name, subject := range shownOf(athlete) {
		subjects[name] = []string{subject}
	}
	return b.streams.Watch(ctx, subjects, fn)
}

// shownOf are the subjects, by stream, of what an athlete's page is drawn from: what became of the files, the days with their answers, what
// follows from them, and what was said of the mornings.
func shownOf(athlete string) map[string]string {
	return map[string]string{
		stream.Records: stream.ReceiptSubject(athlete, "*"),
		stream.Days:    stream.DaysSubject(athlete, "*"),
		stream.Results: stream.ResultsSubject(athlete, "head"),
		stream.Notices: stream.NoticeSubject(athlete, "*"),
	}
}

// Revision is the newest message of each of the subjects.
func (b backend) Revision(ctx context.Context, athlete string) (string, error) {
	of, newest := shownOf(athlete), []string{}
	for _, name := range slices.Sorted(maps.Keys(of)) {
		n, err := b.streams.Newest(ctx, name, of[name])
		if err != nil {
			return "", err
		}
		newest = append(newest, strconv.FormatUint(n, 10))
	}
	return strings.Join(newest, "."), nil
}
