// Package stream is everything about NATS: subjects, streams, consumers, the messages' codec, the embedded server, the lock on a data
// folder and the private socket beside it.
//
// A stream is a table: the last message of a subject is its row, so sending the same thing twice changes nothing.
//
//	UPLOADS  upload.<p>.<athlete>.<file>                          ──ingest──►
//	RECORDS  record.<p>.<athlete>.<date>.<source>.<file>.<part>
//	         receipt.<p>.<athlete>.<file>                         ──assemble──►  ──influx-records──►
//	DAYS     days.<p>.<athlete>.<month>                           ──analyse──►   ──influx-days──►   ──judge──►
//	         wake.<p>.<athlete>                                   ──judge──►     the hour at which a morning is judged at the latest
//	RESULTS  results.<p>.<athlete>.<month> | .head                ──influx-results──►
//	         verdict.<p>.<athlete>.<session>
//	NOTICES  notice.<p>.<athlete>.<id>                            ──alert──►
//	         delivery.<p>.<athlete>.<id>.<channel>                what became of a notice on a channel
//	         answer.<p>.<athlete>.<day>                           a morning question that was answered by its link
//	WRITTEN  written.<p>.<athlete>.<month>                        the sink's memory of what InfluxDB holds
//	DEAD     dead.<p>.<athlete>.<stage>.<id>                      what could not be processed, with its reason
//
// Each stream also holds purged.<STREAM>.<id>, a purge to be done again after a kill of the server.
// <p> is the athlete's partition, 00..63. One consumer per stage in one process; with nats.url one pinned consumer per stage and partition.
package stream

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// The streams.
const (
	Uploads     = "UPLOADS"
	Records     = "RECORDS"
	Days        = "DAYS"
	Results     = "RESULTS"
	Notices     = "NOTICES"
	Written     = "WRITTEN"
	DeadLetters = "DEAD"
)

// The stages; each names its durable consumer.
const (
	Ingest        = "ingest"
	Assemble      = "assemble"
	Analyse       = "analyse"
	Judge         = "judge"
	Alert         = "alert"
	InfluxRecords = "influx-records"
	InfluxDays    = "influx-days"
	InfluxResults = "influx-results"
)

// Partitions is the number of partitions. It is never changed in place: an athlete's subjects would move.
const Partitions = 64

// tables are the streams, each with its share of the store's limit.
func tables() []table {
	return []table{
		{Uploads, []string{"upload.>"}, 0.05, true},
		{Records, []string{"record.>", "receipt.>"}, 0.60, true},
		{Days, []string{"days.>", "wake.>"}, 0.10, true},
		{Results, []string{"results.>", "verdict.>"}, 0.10, true},
		{Notices, []string{"notice.>", "delivery.>", "answer.>"}, 0.02, false},
		{Written, []string{"written.>"}, 0.05, true}, // a month without memory is deleted over there and written whole
		{DeadLetters, []string{"dead.>"}, 0.05, false},
	}
}

// consumers are the stages: what each reads.
func consumers() []consumer {
	return []consumer{
		{Ingest, Uploads, []string{"upload"}},
		{Assemble, Records, []string{"receipt"}},
		{Analyse, Days, []string{"days"}},
		{Judge, Days, []string{"days", "wake"}},
		{Alert, Notices, []string{"notice"}},
		{InfluxRecords, Records, []string{"receipt"}},
		{InfluxDays, Days, []string{"days"}},
		{InfluxResults, Results, []string{"results", "verdict"}},
	}
}

type table struct {
	name     string
	subjects []string
	share    float64 // of Config.MaxStore

	projection bool // the archive is enough to make it anew
}

// Purges are the streams from which a process removes rows that takes files in, that processes what they say, or that does both.
func Purges(ingests, processes bool) []string {
	var out []string
	for _, t := range tables() {
		files := t.name == Uploads || t.name == Records
		if t.name == DeadLetters || files && ingests || !files && processes {
			out = append(out, t.name)
		}
	}
	return out
}

type consumer struct {
	stage  string
	stream string
	verbs  []string // first tokens of the subjects it reads
}

func consumerOf(stage string) (consumer, error) {
	for _, c := range consumers() {
		if c.stage == stage {
			return c, nil
		}
	}
	return consumer{}, fmt.Errorf("find stage %q: no such stage", stage)
}

// filters are the consumer's subjects, of one partition ("07") or of all ("*").
func (c consumer) filters(partition string) []string {
	out := make([]string, len(c.verbs))
	for i, v := range c.verbs {
		out[i] = v + "." + partition + ".>"
	}
	return out
}

// filtersOf are the subjects of one athlete that the consumer reads.
func (c consumer) filtersOf(athlete string) []string {
	return c.filters(partitionToken(athlete) + "." + athlete)
}

func (t table) config(cfg Config) jetstream.StreamConfig {
	replicas := max(cfg.Replicas, 1)
	return jetstream.StreamConfig{
		Name:               t.name,
		Subjects:           slices.Concat(t.subjects, []string{purgedSubject(t.name, "*")}),
		Retention:          jetstream.LimitsPolicy, // work queues hide poison messages and sync on every acknowledgement
		Discard:            jetstream.DiscardNew,
		MaxMsgsPerSubject:  1,
		MaxBytes:           int64(t.share * float64(cfg.MaxStore)),
		Storage:            jetstream.FileStorage,
		Replicas:           replicas,
		AllowAtomicPublish: true,
	}
}

// Partition is the athlete's partition, 0..63.
func Partition(athlete string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(athlete))
	return int(h.Sum32() % Partitions)
}

func subject(verb, athlete string, rest ...string) string {
	var b strings.Builder
	b.WriteString(verb)
	b.WriteByte('.')
	b.WriteString(partitionToken(athlete))
	b.WriteByte('.')
	b.WriteString(athlete)
	for _, r := range rest {
		b.WriteByte('.')
		b.WriteString(r)
	}
	return b.String()
}

// partitionToken is the partition in subjects: two digits, or "*" for any athlete.
func partitionToken(athlete string) string {
	if athlete == "*" {
		return "*"
	}
	p := Partition(athlete)
	return string([]byte{'0' + byte(p/10), '0' + byte(p%10)})
}

// UploadSubject is where the claim check of a file lies. Athlete or file may be "*" in a filter.
func UploadSubject(athlete, file string) string { return subject("upload", athlete, file) }

// ReceiptSubject is where the receipt of a file lies. Athlete or file may be "*" in a filter.
func ReceiptSubject(athlete, file string) string { return subject("receipt", athlete, file) }

// RecordSubject is where one part of what a file says about a date lies.
func RecordSubject(athlete string, d record.Date, source, file string, part int) string {
	return subject("record", athlete, d.String(), source, file, strconv.Itoa(part))
}

// RecordsOf is the filter for records; an empty date, source or file means any.
func RecordsOf(athlete, date, source, file string) string {
	star := func(s string) string {
		if s == "" {
			return "*"
		}
		return s
	}
	return subject("record", athlete, star(date), star(source), star(file), "*")
}

// DaysSubject is where a month's digest lies ("2006-01", or "profile" for what holds for all days). Month may be "*" in a filter.
func DaysSubject(athlete, month string) string { return subject("days", athlete, month) }

// ResultsSubject is where a month's results lie ("2006-01"), or the head ("head"). Month may be "*" in a filter.
func ResultsSubject(athlete, month string) string { return subject("results", athlete, month) }

// VerdictSubject is where the verdict for a planned session lies. Session may be "*" in a filter.
func VerdictSubject(athlete, session string) string { return subject("verdict", athlete, session) }

// WakeSubject is where the last hour lies at which an athlete's morning was to be judged at the latest.
func WakeSubject(athlete string) string { return subject("wake", athlete) }

// NoticeSubject is where something lies that was decided to be told, or said of a morning. Id may be "*" in a filter.
func NoticeSubject(athlete, id string) string { return subject("notice", athlete, id) }

// DeliverySubject is where it lies what became of a notice on a channel. Notice and channel may be "*" in a filter.
func DeliverySubject(athlete, notice, channel string) string {
	return subject("delivery", athlete, notice, channel)
}

// AnswerSubject is where it lies that the morning question of a day was answered by its link.
func AnswerSubject(athlete, day string) string { return subject("answer", athlete, day) }

// WrittenSubject is where the sink's memory of a month lies. Month may be "*" in a filter.
func WrittenSubject(athlete, month string) string { return subject("written", athlete, month) }

// DeadSubject is where a message lies that a stage could not process.
func DeadSubject(athlete, stage, id string) string { return subject("dead", athlete, stage, id) }

// AthleteOf is the athlete of any subject, "" if there is none.
func AthleteOf(subject string) string { return Token(subject, 2) }

// Token is the i-th token of a subject, from 0; "" if there is none.
func Token(subject string, i int) string {
	for ; i > 0; i-- {
		k := strings.IndexByte(subject, '.')
		if k < 0 {
			return ""
		}
		subject = subject[k+1:]
	}
	if k := strings.IndexByte(subject, '.'); k >= 0 {
		return subject[:k]
	}
	return subject
}
