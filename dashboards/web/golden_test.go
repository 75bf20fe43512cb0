package web

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

var update = flag.Bool("update", false, "write the golden files anew")

// pages are every page of the package in a language, by name.
func pages(t *testing.T, language string) map[string]string {
	t.Helper()
	v, out := ada(t, language), map[string]string{}
	add := func(name string, draw func(io.Writer) error) {
		var b bytes.Buffer
		if err := draw(&b); err != nil {
			t.Fatal(err)
		}
		out[name] = b.String()
	}
	add("page", func(w io.Writer) error { return Render(w, v) })
	add("to a reader", func(w io.Writer) error {
		read := v
		read.May = May{}
		return Render(w, read)
	})
	add("day to a reader", func(w io.Writer) error {
		read := adaDay(t, language)
		read.May = May{}
		return RenderDay(w, read)
	})
	add("day", func(w io.Writer) error { return RenderDay(w, adaDay(t, language)) })
	add("empty", func(w io.Writer) error {
		return RenderEmpty(w, View{Athlete: "ada", May: v.May, About: v.About, Now: v.Now, Today: v.Today})
	})
	add("calendar", func(w io.Writer) error { return RenderCalendar(w, adaMonth(t, language)) })
	add("sources", func(w io.Writer) error {
		return RenderSources(w, Sources{Athlete: v.Athlete, May: v.May, About: v.About, Now: v.Now, Days: append(v.Days[:len(v.Days)-1:len(v.Days)-1], adaDay(t, language).Day)})
	})
	add("settings", func(w io.Writer) error {
		return RenderSettings(w, adaSettings(t, language))
	})
	add("data", func(w io.Writer) error {
		first := record.DateOf(v.Now) - 3
		files := []stream.Receipt{
			{File: "night <1>.fit", Format: "fit", SHA: strings.Repeat("ab", 32), First: &first, Last: new(first + 1)},
			{File: "log.csv", Format: "strong", SHA: strings.Repeat("cd", 32), First: &first, Last: &first},
			{File: "notes.txt", SHA: strings.Repeat("ef", 32)},
		}
		return RenderData(w, Data{Athlete: v.Athlete, May: v.May, About: v.About, Receipts: files, Earlier: 1, Ask: &files[0], Forgotten: strings.Repeat("01", 16)})
	})
	add("forgotten", func(w io.Writer) error { return RenderForgotten(w, language, strings.Repeat("01", 16)) })
	add("refused", func(w io.Writer) error { return RenderSettings(w, adaRefused(t, language)) })
	add("channels", func(w io.Writer) error { return RenderChannels(w, adaChannels(t, language)) })
	add("signin", func(w io.Writer) error { return RenderSignIn(w, language, true) })
	add("error", func(w io.Writer) error { return RenderError(w, language, 500, "It failed.", true) })
	add("athletes", func(w io.Writer) error {
		stale := v.LastData.Add(-50 * time.Hour)
		return RenderAthletes(w, Athletes{Language: language, Now: v.Now, Rows: []Row{
			{Athlete: "bo", Verdict: result.Verdict{Verdict: "go", Text: "Good to go."}, LastData: v.LastData},
			{Athlete: "ada", Name: "Ada", Verdict: v.Verdict, LastData: v.LastData, Zone: oslo(t)},
			{Athlete: "cy", Name: "Cy", Verdict: result.Verdict{Verdict: "rest", Reasons: v.Verdict.Reasons[2:3]}, LastData: stale},
			{Athlete: "di", Name: "Di", Verdict: result.Verdict{Verdict: "unknown"}},
		}})
	})
	return out
}

func TestGolden(t *testing.T) {
	for _, language := range []string{"en", "nb"} {
		for name, got := range pages(t, language) {
			if name == "empty" || name == "forgotten" || name == "signin" || name == "error" || name == "athletes" || name == "refused" || strings.HasSuffix(name, "reader") { // held to rules, not to the letter
				continue
			}
			t.Run(name+"."+language, func(t *testing.T) {
				for _, address := range slices.Concat(scripts, addresses("push.js"), []string{styleAddress}) { // else every change of style would change it
					bare, _, _ := strings.Cut(address, "?")
					got = strings.ReplaceAll(got, address, bare)
				}
				path := filepath.Join("testdata", name+"."+language+".html")
				if *update {
					if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatalf("%v: run go test with -update once", err)
				}
				if d := cmp.Diff(string(want), got); d != "" {
					t.Errorf("the page changed; run with -update if that was meant (-want +got):\n%s", d)
				}
			})
		}
	}
}
