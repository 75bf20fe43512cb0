package house

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// firstLevel are the requirements of level 1 of the OWASP Application Security Verification Standard 5.0.0.
var firstLevel = strings.Fields(`
	1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1
	2.1.1 2.2.1 2.2.2 2.3.1
	3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3
	4.1.1 4.4.1
	5.2.1 5.2.2 5.3.1 5.3.2
	6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2
	7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2
	8.1.1 8.2.1 8.2.2 8.3.1
	9.1.1 9.1.2 9.1.3 9.2.1
	10.4.1 10.4.2 10.4.3 10.4.4 10.4.5
	11.3.1 11.3.2 11.4.1
	12.1.1 12.2.1 12.2.2
	13.4.1
	14.2.1 14.3.1
	15.1.1 15.2.1 15.3.1`)

// higherLevels are those of level 2 and 3 that matter most here, by their level.
var higherLevels = map[string][]string{
	"2": strings.Fields(`1.2.9 1.3.6 1.3.7 1.3.11 1.4.2 1.5.2 2.2.3 2.3.3 2.4.1 3.3.2 3.3.3 3.3.4 3.4.3 3.4.4 3.4.5 3.4.6 4.1.3 4.2.1 5.1.1 5.2.3 5.4.1 5.4.2
		6.5.2 6.5.3 6.5.4 8.4.1 9.2.2 9.2.3 11.4.2 11.5.1 12.3.1 12.3.2 12.3.3 12.3.4 13.2.1 13.2.2 13.2.3 13.2.4 13.2.5 13.3.1 13.4.2 13.4.5
		14.1.1 14.3.2 15.1.2 15.2.2 15.3.2 15.3.4 16.2.5 16.3.1 16.3.2 16.3.3 16.5.1 16.5.2 16.5.3`),
	"3": strings.Fields(`1.2.10 1.3.12 4.1.4 5.2.4 5.2.5 5.3.3 13.1.2 13.1.3 14.2.7 14.2.8 15.4.1 15.4.2 16.5.4`),
}

// testNames are the names of all tests and fuzzers.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	walk(t, func(rel, path string) {
		if !strings.HasSuffix(rel, "_test.go") {
			return
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declared.FindAllStringSubmatch(string(b), -1) {
			out[m[1]] = true
		}
	})
	return out
}

var named = regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")

// rows are the lines of the tables of a document, each as its cells.
func rows(t *testing.T, name string) (out [][]string) {
	t.Helper()
	f, err := os.Open(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if line := sc.Text(); strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| ---") {
			cells := strings.Split(strings.Trim(line, "| "), " | ")
			out = append(out, cells)
		}
	}
	return out
}

// The checklist has every requirement of level 1 and the others named here, once each; what it calls met names a test that exists, and
// what it does not call met says why.
func TestChecklist(t *testing.T) {
	const least = 20 // characters of a reason
	tests, want := testNames(t), map[string]string{}
	for _, id := range firstLevel {
		want[id] = "1"
	}
	for level, ids := range higherLevels {
		for _, id := range ids {
			want[id] = level
		}
	}
	if len(firstLevel) != 70 {
		t.Errorf("%d requirements of level 1, want 70", len(firstLevel))
	}
	for _, cells := range rows(t, "docs/asvs.md") {
		if cells[0] == "id" {
			continue
		}
		if len(cells) != 5 {
			t.Errorf("%q: %d cells, want 5", cells[0], len(cells))
			continue
		}
		id, level, status, how := cells[0], cells[1], cells[3], cells[4]
		if want[id] != level {
			t.Errorf("%s: level %q, want %q (or it stands there twice)", id, level, want[id])
		}
		delete(want, id)
		found := named.FindAllStringSubmatch(how, -1)
		switch {
		case !slices.Contains([]string{"met", "partly", "by design", "not met", "not applicable"}, status):
			t.Errorf("%s: %q is no status", id, status)
		case status == "met" && len(found) == 0:
			t.Errorf("%s is called met and names no test", id)
		case status != "met" && len(how) < least:
			t.Errorf("%s: %q is no reason", id, how)
		}
		for _, m := range found {
			if !tests[m[1]] {
				t.Errorf("%s names %s: there is no such test", id, m[1])
			}
		}
	}
	for id := range want {
		t.Errorf("%s is missing", id)
	}
}

// Every threat of the model names a test that exists, or says that there is none.
func TestThreatModel(t *testing.T) {
	tests, n := testNames(t), 0
	for _, cells := range rows(t, "SECURITY.md") {
		last := cells[len(cells)-1]
		for _, m := range named.FindAllStringSubmatch(last, -1) {
			n++
			if !tests[m[1]] {
				t.Errorf("%q names %s: there is no such test", cells[0], m[1])
			}
		}
	}
	if n < 30 {
		t.Errorf("only %d tests are named", n)
	}
}

// weak are packages that no code of the product needs: broken hashes and ciphers, guessable random numbers, other programs, insides of the running one.
var weak = []string{"crypto/md5", "crypto/sha1", "crypto/des", "crypto/rc4", "math/rand", "os/exec", "net/http/pprof", "expvar", "plugin", "unsafe", "text/template"}

func TestNothingWeakIsImported(t *testing.T) {
	for file, imports := range sources(t) {
		if within(filepath.ToSlash(filepath.Dir(file)), "internal/influxtest") { // starts a server for tests
			continue
		}
		for _, imp := range imports {
			if slices.Contains(weak, imp) {
				t.Errorf("%s imports %s", file, imp)
			}
		}
	}
}

// Scripts put text onto pages as text: none writes HTML or runs what it read. What they put in whole was drawn by the server.
func TestScriptsWriteNoHTML(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "dashboards/web/static/*.js"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	unsafe := regexp.MustCompile(`(inner|outer)HTML\s*\+?=[^=]|insertAdjacentHTML|document\.write|setHTML|createContextualFragment|srcdoc|\beval\(|new Function|javascript:|set(Timeout|Interval)\(\s*["']`)
	for _, p := range files {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if found := unsafe.Find(b); found != nil {
			t.Errorf("%s: %s", filepath.Base(p), found)
		}
	}
}
