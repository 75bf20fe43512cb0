package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// durable are the calls that make something durable, take it away or tell it to somebody: the expression before the dot, the function.
var durable = []struct{ on, name string }{
	{`(?i)streams$|^d\.s$`, `^(Publish|PublishBatch|Purge|Restart|Rebuild|Replay|Rewrite)$`},
	{`^disk$`, `^(WriteSynced|Swap|Replace|Once)$`},
	{`\.fs$|^f$|\.folder$`, `^(Create|Mkdir|Rename|Link|Remove|SyncDir)$`},
	{`\bout$|\.w$`, `^(Sync|Write)$`},
	{`\bdb$`, `^(send|remove)$`},
	{`carriers$`, `^send$`},
	{`\braw$`, `^(Ack|TermWithReason)$`},
}

// unreached are functions with such calls to which an undisturbed life need not come, and what comes there.
func unreached() map[string]string {
	return map[string]string{
		"cmd/hvilepuls.backend.distrustInflux":        "InfluxDB's memory after a store was doubted: the tests of faults",
		"cmd/hvilepuls.backend.forgetAthlete":         "an athlete is forgotten: TestKilledForget",
		"dashboards/api.(*export).table":              "an export, which nothing keeps",
		"ingest.(*Archive).mendSidecar":               "a sidecar that rotted: TestRepairOfTheArchive",
		"ingest.(*Archive).moveAside":                 "a file that rotted: TestRepairOfTheArchive",
		"ingest.(*Archive).receive":                   "bytes that are not yet answered for: TestArchiveSurvivesCrashes",
		"ingest.(*Archive).release":                   "a file that had rotted and came again: TestImportReplacesRot",
		"ingest.(*Archive).removeFolder":              "an athlete who is forgotten: TestForgettingAnAthleteMayEndAnywhere",
		"ingest.(*Intake).redecode":                   "records that are not what the archive says: TestRepairMendsRecords",
		"ingest.(*Intake).verifyRest":                 "records that are not what the archive says: TestRepairMendsRecords",
		"ingest.(*Notes).Remove":                      "notes of an athlete who is forgotten: TestNotesSurviveCrashes",
		"internal/seal.(*Keys).Renew":                 "a sealed folder: TestRenewSurvivesCrashes",
		"internal/seal.(*Keys).Secret":                "a sealed folder: TestASecretStaysWhenTheKeyChanges",
		"internal/seal.(*Keys).renewFile":             "a sealed folder: TestRenewSurvivesCrashes",
		"internal/seal.(*sealing).Sync":               "a sealed folder: TestRenewSurvivesCrashes",
		"internal/stream.(*Stream).closeLedger":       "the end of a process, after the last step: TestADamagedStoreIsDoubted",
		"internal/stream.(*deaths).end":               "the end of a process, after the last step: the tests of package stream",
		"processors.(*Engine).remakeResults":          "results that are not what the days say: TestRepairMakesTheSameBytes",
		"processors.(*Engine).verifyDays":             "days that are not what the records say: TestRepairMakesTheSameBytes",
		"processors.(*Engine).wake":                   "an hour that this clock, which stands still, does not reach",
		"processors/notify.(*Book).Forget":            "devices and channels of one's own: the tests of package notify",
		"processors/notify.(*Book).change":            "devices and channels of one's own: the tests of package notify",
		"processors/result/influx.(*Sink).Repair":     "points that are not what the documents say: TestRepairWritesWhatIsMissing",
		"processors/result/influx.(*Sink).eraseHeart": "points that are not what the documents say: TestRepairWritesWhatIsMissing",
		"internal/stream.(*dispatcher).bury":          "what cannot be handled: TestBadClaims and the tests of package stream",
		"processors/result/influx.(*writer).close":    "points that InfluxDB refuses: the tests of package influx",
		"processors/notify.(*Sender).load":            "receipts of 90 days ago",
		"processors/notify.Answers.Take":              "answers by link: TestAnswerLinkOfTheProgram, and the tests of package notify",
		"processors.(*Engine).dropJudgements":         "judgements of 90 days ago",
		"ingest.(*Worker).decode":                     "a claim whose file was forgotten, by chance: TestAClaimOfAForgottenFile",
		"ingest.(*Worker).failed":                     "files that cannot be decoded after a first batch",
		"processors/result/influx.(*Sink).Forget":     "an athlete is forgotten as files are; this sweeps up after",
		"cmd/hvilepuls.backend.Replay":                "letters of DEAD: the tests of package stream",
		"ingest.(*writer).flush":                      "files of more than 1,000 records: TestKilledAtAnyMoment of package ingest",
		"ingest.(*Archive).lift":                      "what was forgotten and is taken back: TestTakingBackSurvivesCrashes",
		"ingest.makeKey":                              "the rounds share a key: TestArchiveSurvivesCrashes",
	}
}

// sites are the functions of the product that hold a call of durable, but for those that hold the marks themselves.
func sites(t *testing.T) []string {
	t.Helper()
	const root = "../.."
	var out []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root || d.Name() == "testdata" || rel == "internal/disk" || rel == "internal/influxtest") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil && callsDurable(fn) {
				out = append(out, filepath.ToSlash(filepath.Dir(rel))+"."+nameOf(fn))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func callsDurable(fn *ast.FuncDecl) (found bool) {
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		on := types.ExprString(sel.X)
		for _, d := range durable {
			found = found || regexp.MustCompile(d.on).MatchString(on) && regexp.MustCompile(d.name).MatchString(sel.Sel.Name)
		}
		return true
	})
	return found
}

// nameOf is a function's name as stack traces write it.
func nameOf(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return fn.Name.Name
	}
	recv := regexp.MustCompile(`\[.*\]`).ReplaceAllString(types.ExprString(fn.Recv.List[0].Type), "[...]")
	if strings.HasPrefix(recv, "*") {
		recv = "(" + recv + ")"
	}
	return recv + "." + fn.Name.Name
}

// checkSites fails for every function that makes something durable and in which no point was passed, and for excuses that excuse nothing.
func checkSites(t *testing.T, passed map[string]int) {
	t.Helper()
	reached := map[string]bool{}
	for point := range passed {
		_, site, _ := strings.Cut(point, " in ")
		reached[site] = true
	}
	all := sites(t)
	if len(all) < 20 {
		t.Fatalf("found only %d functions that make something durable: the search is broken", len(all))
	}
	excused := unreached()
	for _, s := range all {
		if !reached[s] && excused[s] == "" {
			t.Errorf("%s makes something durable, and no round of the crash harness comes there: give it a step, or say in unreached what tests it", s)
		}
	}
	for s := range excused {
		if !slices.Contains(all, s) {
			t.Errorf("unreached names %s, which makes nothing durable", s)
		}
	}
	for s := range reached {
		if !slices.Contains(all, s) {
			t.Logf("a point was passed in %s, which the search does not know", s)
		}
	}
}
