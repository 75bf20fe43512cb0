package web

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// element is a tag of a page with its attributes.
type element struct {
	name string
	attr map[string]string
	in   []string // the names of the elements around it
}

// elements reads a page as XML, which these pages are on purpose: so a tag left open is found.
func elements(t *testing.T, page string) []element {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(page, "<!DOCTYPE html>")))
	dec.Entity = xml.HTMLEntity
	var out []element
	var open []string
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			e := element{tok.Name.Local, map[string]string{}, slices.Clone(open)}
			for _, a := range tok.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			out = append(out, e)
			open = append(open, tok.Name.Local)
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
}

// TestRules holds every page to the rules of the strictest content policy and of those who listen rather than look.
func TestRules(t *testing.T) {
	for _, language := range []string{"en", "nb"} {
		for name, page := range pages(t, language) {
			t.Run(name+"."+language, func(t *testing.T) {
				all := elements(t, page)
				count := map[string]int{}
				ids, labelled := map[string]bool{}, map[string]bool{}
				for _, e := range all {
					count[e.name]++
					if id := e.attr["id"]; id != "" && ids[id] {
						t.Errorf("two elements have the id %q", id)
					} else if id != "" {
						ids[id] = true
					}
					labelled[e.attr["for"]] = true
					if e.name == "html" && e.attr["lang"] != language {
						t.Errorf("lang is %q", e.attr["lang"])
					}
				}
				for _, one := range []string{"h1", "main", "header", "footer", "title"} {
					if count[one] != 1 {
						t.Errorf("%d elements %s", count[one], one)
					}
				}
				for _, e := range all {
					rules(t, e, ids, labelled)
				}
				if !strings.Contains(page, vocabulary(language).NotDiagnosis) {
					t.Error("it does not say that it does not diagnose")
				}
			})
		}
	}
}

func rules(t *testing.T, e element, ids, labelled map[string]bool) {
	t.Helper()
	if e.name == "style" || e.name == "iframe" {
		t.Errorf("there is a <%s>", e.name)
	}
	if e.name == "script" && (!strings.HasPrefix(e.attr["src"], "/static/") || e.attr["defer"] == "") {
		t.Errorf("there is a script in the page, or one that holds it up: %v", e.attr)
	}
	for k, v := range e.attr {
		switch {
		case k == "style", strings.HasPrefix(k, "on"):
			t.Errorf("<%s> has the attribute %s", e.name, k)
		case k == "href", k == "src", k == "action":
			if !strings.HasPrefix(v, "/") && !strings.HasPrefix(v, "#") {
				t.Errorf("<%s %s=%q> leads out of the house", e.name, k, v)
			}
		case k == "aria-labelledby", k == "aria-describedby", k == "for":
			for id := range strings.FieldsSeq(v) {
				if !ids[id] {
					t.Errorf("<%s %s=%q>: no element has that id", e.name, k, v)
				}
			}
		}
	}
	switch e.name {
	case "input", "select":
		named := e.attr["type"] == "hidden" || slices.Contains(e.in, "label") || e.attr["id"] != "" && labelled[e.attr["id"]]
		if !named || e.attr["name"] == "" {
			t.Errorf("<%s name=%q> has no label or no name", e.name, e.attr["name"])
		}
	case "svg":
		inside := slices.Contains(e.in, "svg") || slices.Contains(e.in, "ul")
		if !inside && e.attr["aria-hidden"] != "true" && (e.attr["role"] != "img" || e.attr["aria-label"] == "") {
			t.Error("a drawing without a label")
		}
	case "section":
		if e.attr["class"] == "" {
			t.Error("a section without a class")
		}
	}
}

func TestPageHasWhatIsReliedOn(t *testing.T) {
	for language, heading := range map[string]string{"en": "<h2>Resting heart rate</h2>", "nb": "<h2>Hvilepuls</h2>"} {
		page := pages(t, language)["page"]
		for _, want := range []string{
			heading, `data-verdict="lighter"`, "<svg", `class="band"`, `<form method="post" action="/athletes/ada/checkins" data-taps="answers">`,
			`<input type="hidden" name="day" value="2026-11-10" />`, `<form method="post" action="/athletes/ada/files" enctype="multipart/form-data" data-files="/v1/athletes/ada"`,
			`href="/athletes/ada/days/2026-11-10"`, `href="/athletes/bo"`, `name="fatigue" value="3" checked="checked"`, "garmin fr970", "<table>",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: %s is not on the page", language, want)
			}
		}
	}
}
