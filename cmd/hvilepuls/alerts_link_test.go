package main

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/auth"
	"github.com/hvilepuls/hvilepuls/internal/disk"
	"github.com/hvilepuls/hvilepuls/internal/record"
)

// The link of a morning question enters the check-in of its day, once, at the real program.
func TestAnswerLinkOfTheProgram(t *testing.T) {
	r := newRig(t, "")
	up := r.up()
	folder, err := disk.Open(r.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	links, err := auth.OpenAnswers(folder, "answers.key")
	if err != nil {
		t.Fatal(err)
	}
	day := record.DateOf(time.Now().UTC())
	link := up.page + "/answer/" + links.Sign(auth.Asked{Athlete: "ada", Day: day.String(), Until: time.Now().Add(time.Hour)})
	if status, _ := r.ask(up, http.MethodGet, strings.TrimPrefix(link, up.page), "", nil); status != http.StatusOK {
		t.Fatalf("the link: %d", status)
	}
	for _, form := range []url.Values{{"fatigue": {"2"}, "soreness": {"4"}}, {"fatigue": {"5"}, "soreness": {"5"}}} {
		resp, err := http.PostForm(link, form)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(b), "tired 2 of 5") && !strings.Contains(string(b), "2 of 5") {
			t.Errorf("%v: %s %v\n%s", form, resp.Status, err, b)
		}
	}
	r.untilSaid(`"fatigue":2.*"soreness":4|"soreness":4.*"fatigue":2`, "explain", day.String(), "--athlete", "ada", "--json")
	old := up.page + "/answer/" + links.Sign(auth.Asked{Athlete: "ada", Day: day.String(), Until: time.Now().Add(-time.Second)})
	if status, _ := r.ask(up, http.MethodGet, strings.TrimPrefix(old, up.page), "", nil); status != http.StatusNotFound {
		t.Errorf("a link that has expired: %d", status)
	}
}
