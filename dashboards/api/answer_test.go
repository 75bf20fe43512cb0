package api

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// asking is a backend that asks by the link "good" alone.
type asking struct {
	nothing
	given *record.CheckIn
}

func (a *asking) Asked(_ context.Context, token string) (Asked, error) {
	if token != "good" {
		return Asked{}, Problem{http.StatusNotFound, errors.New("this link is not valid any more")}
	}
	return Asked{Athlete: "ada", Given: a.given}, nil
}

func (a *asking) Answer(ctx context.Context, token string, c record.CheckIn) error {
	if _, err := a.Asked(ctx, token); err != nil {
		return err
	}
	a.given = &c
	return nil
}

// A link needs no token, asks before it takes, and cannot be used from another site.
func TestAnswerByLink(t *testing.T) {
	b := &asking{nothing: nothing{t: t}}
	d, _ := doors(t, b)
	post := func(path, body string, header http.Header) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, strings.NewReader(body))
		r.Header = header
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		d.Public().ServeHTTP(w, r)
		return w
	}
	for range 2 { // a scanner of mail, then a person
		w := ask(d.Public(), http.MethodGet, "/answer/good", "")
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, `action="/answer/good"`) || strings.Count(body, `name="soreness"`) != 5 {
			t.Fatalf("%d %s", w.Code, body)
		}
		if w.Header().Get("Referrer-Policy") != "no-referrer" {
			t.Error("the link is told to others")
		}
	}
	if b.given != nil {
		t.Fatal("looking at the link answered it")
	}
	if w := post("/answer/good", "fatigue=2&soreness=3", http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}}); w.Code != http.StatusForbidden {
		t.Errorf("from another site: %d", w.Code)
	}
	for _, bad := range []string{"", "fatigue=2", "fatigue=2&soreness=6", "fatigue=x&soreness=1"} {
		if w := post("/answer/good", bad, http.Header{}); w.Code != http.StatusBadRequest {
			t.Errorf("%q: %d", bad, w.Code)
		}
	}
	if w := post("/answer/forged", "fatigue=2&soreness=3", http.Header{}); w.Code != http.StatusNotFound || b.given != nil {
		t.Errorf("a forged link: %d", w.Code)
	}
	if w := post("/answer/good", "fatigue=2&soreness=3", http.Header{"Sec-Fetch-Site": {"same-origin"}}); w.Code != http.StatusSeeOther {
		t.Errorf("answered: %d", w.Code)
	}
	if d := cmp.Diff(&record.CheckIn{Fatigue: new(2), Soreness: new(3)}, b.given); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if w := ask(d.Public(), http.MethodGet, "/answer/good", ""); strings.Contains(w.Body.String(), "<form") || !strings.Contains(w.Body.String(), "noted") {
		t.Errorf("after it: %s", w.Body.String())
	}
	if w := ask(d.Public(), http.MethodGet, "/answer/forged", ""); w.Code != http.StatusNotFound {
		t.Errorf("a forged link: %d", w.Code)
	}
}
