package api

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// attic is a backend with files and months, of which things are forgotten.
type attic struct {
	desk
	receipts  []stream.Receipt
	forgotten []string
	broken    error // of reading the files
}

func (a *attic) Receipts(context.Context, string) ([]stream.Receipt, error) {
	return slices.Clone(a.receipts), nil
}

func (a *attic) Forget(_ context.Context, athlete, sha string) (Forgotten, error) {
	a.forgotten = append(a.forgotten, athlete+" "+sha)
	return Forgotten{ID: strings.Repeat("01", 16)}, nil
}

func (a *attic) Notices(context.Context, string) (result.Notices, error) {
	return result.Notices{}, nil
}

func (a *attic) Months(_ context.Context, _ string, fn func(record.Month, result.Month) error) error {
	day := record.Day{
		Date: record.DateOf(clock()), CheckIn: &record.CheckIn{Note: new("=1+1"), Tags: []string{"-heat"}},
		Workouts: []record.DayWork{{Sport: "+cmd", Sets: []record.Set{{Exercise: "@SUM(A1)", LoadKg: new(-2.5)}}}},
	}
	return fn(record.Month{Days: []record.Day{day}}, result.Month{Days: []result.Day{{Date: day.Date, Values: map[string]result.Value{"tsb": {V: -3}}}}})
}

func (a *attic) OpenLines(_ context.Context, _ string, fn func(string, []byte) error) error {
	for _, month := range []string{"profile", "2026-10", "2026-10", "2026-11"} {
		if err := fn(month, []byte("{}")); err != nil {
			return err
		}
	}
	return nil
}

func (a *attic) ArchivedFiles(_ context.Context, _ string, fn func(ArchivedFile) error) error {
	err := fn(ArchivedFile{SHA: "aa", Name: "../../etc/passwd", Door: "upload", Body: strings.NewReader("root")})
	return errors.Join(err, a.broken)
}

func (a *attic) ask(t *testing.T, method, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	d, tokens := doors(t, a)
	r := httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(signedIn(t, tokens, token(t, tokens, auth.Athlete, "ada")))
	w := httptest.NewRecorder()
	d.Public().ServeHTTP(w, r)
	return w
}

func TestForgetOnThePage(t *testing.T) {
	sha := strings.Repeat("ab", 32)
	for _, c := range []struct {
		name   string
		form   url.Values
		status int
		want   []string
	}{
		{"a file", url.Values{"file": {sha}}, http.StatusSeeOther, []string{"ada " + sha}},
		{"everything", url.Values{"confirm": {"ada"}}, http.StatusOK, []string{"ada "}},
		{"everything of another", url.Values{"confirm": {"bo"}}, http.StatusBadRequest, nil},
		{"nothing typed", url.Values{"confirm": {""}, "file": {""}}, http.StatusBadRequest, nil},
	} {
		a := &attic{}
		w := a.ask(t, "POST", "/athletes/ada/data/forget", c.form)
		if w.Code != c.status || cmp.Diff(c.want, a.forgotten) != "" {
			t.Errorf("%s: status %d, forgot %q", c.name, w.Code, a.forgotten)
		}
	}
}

func TestDataPage(t *testing.T) {
	a := &attic{receipts: []stream.Receipt{{File: "checkin.json", SHA: "e", Format: "entry"}, {Hash: "gone", Reason: "forgotten"}}}
	for i := range dataFiles + 1 {
		a.receipts = append(a.receipts, stream.Receipt{File: fmt.Sprintf("f%03d.fit", i), SHA: fmt.Sprintf("%064d", i), Format: "fit"})
	}
	first := a.ask(t, "GET", "/athletes/ada/data", nil).Body.String()
	if !strings.Contains(first, "f100.fit") || strings.Contains(first, "f000.fit") || strings.Contains(first, "checkin.json") || !strings.Contains(first, "page=1") {
		t.Error("the first page does not show the newest files alone")
	}
	last := a.ask(t, "GET", "/athletes/ada/data?page=1", nil).Body.String()
	if !strings.Contains(last, "f000.fit") || strings.Contains(last, "f001.fit") || strings.Contains(last, "page=2") {
		t.Error("the last page does not show the oldest file alone")
	}
	asked := a.ask(t, "GET", "/athletes/ada/data?file="+a.receipts[2].SHA, nil).Body.String()
	if !strings.Contains(asked, `name="file" value="`+a.receipts[2].SHA) {
		t.Error("it is not asked whether the file is to be forgotten")
	}
	for _, odd := range []string{"?page=-1", "?page=999999999", "?page=x", "?file=nothing"} {
		if w := a.ask(t, "GET", "/athletes/ada/data"+odd, nil); w.Code != http.StatusOK {
			t.Errorf("%s: status %d", odd, w.Code)
		}
	}
}

// No cell begins a formula, no member leads out of where it is unpacked, and numbers stay numbers.
func TestExportIsHarmless(t *testing.T) {
	w := (&attic{}).ask(t, "GET", "/v1/athletes/ada/export", nil)
	z, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var tables strings.Builder
	for _, f := range z.File {
		if strings.Contains(f.Name, "..") || strings.HasPrefix(f.Name, "/") {
			t.Errorf("member %q", f.Name)
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name, ".csv") {
			tables.Write(b)
		}
	}
	said := tables.String()
	for _, want := range []string{"'=1+1", "'-heat", "'+cmd", "'@SUM(A1)", ",-2.5,", ",-3"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %s in %s", want, said)
		}
	}
}

// An export that fails on the way is cut off: it must not look like a whole one.
func TestHalfAnExport(t *testing.T) {
	defer func() {
		if p := recover(); p != http.ErrAbortHandler { //nolint:errorlint // the server looks for this very value
			t.Errorf("it ended with %v", p)
		}
	}()
	(&attic{broken: errors.New("the disk broke")}).ask(t, "GET", "/v1/athletes/ada/export", nil)
}
