package stream

import (
	"regexp"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"pgregory.net/rapid"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// families are the subjects of an athlete, by their first token: one that lies there, and the filter that reads all of the athlete's. A family of the
// topology that is not here fails the test.
func families() map[string]struct{ row, all func(athlete string) string } {
	type f = func(string) string
	return map[string]struct{ row, all func(athlete string) string }{
		"upload":   {f(func(a string) string { return UploadSubject(a, "f") }), func(a string) string { return UploadSubject(a, "*") }},
		"record":   {func(a string) string { return RecordSubject(a, 0, "s", "f", 1) }, func(a string) string { return RecordsOf(a, "", "", "") }},
		"receipt":  {func(a string) string { return ReceiptSubject(a, "f") }, func(a string) string { return ReceiptSubject(a, "*") }},
		"days":     {func(a string) string { return DaysSubject(a, "2026-11") }, func(a string) string { return DaysSubject(a, "*") }},
		"wake":     {WakeSubject, WakeSubject},
		"results":  {func(a string) string { return ResultsSubject(a, "head") }, func(a string) string { return ResultsSubject(a, "*") }},
		"verdict":  {func(a string) string { return VerdictSubject(a, "x") }, func(a string) string { return VerdictSubject(a, "*") }},
		"notice":   {func(a string) string { return NoticeSubject(a, "x") }, func(a string) string { return NoticeSubject(a, "*") }},
		"delivery": {func(a string) string { return DeliverySubject(a, "x", "y") }, func(a string) string { return DeliverySubject(a, "*", "*") }},
		"answer":   {func(a string) string { return AnswerSubject(a, "2026-11-24") }, func(a string) string { return AnswerSubject(a, "*") }},
		"written":  {func(a string) string { return WrittenSubject(a, "2026-11") }, func(a string) string { return WrittenSubject(a, "*") }},
		"dead":     {func(a string) string { return DeadSubject(a, "s", "x") }, func(a string) string { return DeadSubject(a, "*", "*") }},
	}
}

func TestEverySubjectFamilyIsListed(t *testing.T) {
	known := families()
	for _, table := range tables() {
		for _, s := range table.subjects {
			verb := strings.TrimSuffix(s, ".>")
			if _, ok := known[verb]; !ok {
				t.Errorf("%s of %s: list it in families()", verb, table.name)
			}
			delete(known, verb)
		}
	}
	for verb := range known {
		t.Errorf("%s: no stream has it", verb)
	}
}

// Promise 9, in the streams: the rows of one athlete are never among those that a filter for another finds, and a filter never reaches past its athlete.
func TestSubjectsKeepAthletesApart(t *testing.T) {
	id := rapid.StringMatching(`[a-z0-9-]{1,64}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := id.Draw(t, "a"), id.Draw(t, "b")
		for verb, f := range families() {
			row, all := f.row(a), f.all(b)
			if !server.IsValidPublishSubject(row) {
				t.Fatalf("%s: %q is no subject", verb, row)
			}
			if got := server.SubjectsCollide(row, all); got != (a == b) {
				t.Fatalf("%s: %q is found by %q: %v", verb, row, all, got)
			}
			if AthleteOf(row) != a || AthleteOf(all) != b {
				t.Fatalf("%s: %q is of %q", verb, row, AthleteOf(row))
			}
		}
	})
}

// What could reach further in a subject is no athlete's id, so that no door lets it through to one.
func FuzzOnlyPlainIdsAreAthletes(f *testing.F) {
	for _, s := range []string{"ada", "*", ">", "a.b", "a.*", "a.>", "", ".", "..", "Ada", "a b", "a\x00b", "ада", "a\n", strings.Repeat("a", 65), "-"} {
		f.Add(s)
	}
	plain := regexp.MustCompile(`^[a-z0-9-]{1,64}\z`)
	f.Fuzz(func(t *testing.T, s string) {
		if got := record.ValidAthlete(s); got != plain.MatchString(s) {
			t.Fatalf("%q is an athlete: %v", s, got)
		}
		if record.ValidAthlete(s) && strings.ContainsAny(s, ".*> \t\r\n") {
			t.Fatalf("%q reaches further than itself", s)
		}
	})
}
