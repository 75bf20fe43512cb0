package web

import (
	"fmt"
	"io"
	"net/url"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// Data is what the page about an athlete's data shows.
type Data struct {
	Athlete   string
	May       May
	About     record.About
	Receipts  []stream.Receipt // of the files that are shown, newest first
	Earlier   int              // page of those before, 0 if there are none
	Ask       *stream.Receipt  // of the file of which it is asked whether it is to be forgotten
	Forgotten string           // id of the receipt of what was just forgotten
}

// RenderData draws the page about an athlete's data.
func RenderData(w io.Writer, d Data) error { return draw(w, "data.html", newDataPage(d)) }

type dataPage struct {
	frame
	Export    string
	ForgetTo  string
	Forgotten string
	Rows      []dataRow
	Earlier   string
	Ask       *dataRow
	Back      string
}

// dataRow is one file.
type dataRow struct{ Name, Format, Days, SHA, Ask string }

func newDataPage(d Data) *dataPage {
	p := &dataPage{frame: newFrame(d.About.Profile.LanguageOr(""))}
	p.of(d.Athlete, d.About, d.May, "/settings")
	home := athleteAddress(d.Athlete) + "/data"
	p.Title, p.Export, p.ForgetTo, p.Back = p.W.DataPage, "/v1"+athleteAddress(d.Athlete)+"/export", home+"/forget", home
	if d.Forgotten != "" {
		p.Forgotten = fmt.Sprintf(p.W.DataForgotten, d.Forgotten)
	}
	row := func(r stream.Receipt) dataRow {
		out := dataRow{Name: r.File, Format: r.Format, SHA: r.SHA, Ask: home + "?" + url.Values{"file": {r.SHA}}.Encode()}
		if r.First != nil && r.Last != nil {
			out.Days = p.W.span(*r.First, *r.Last)
		}
		return out
	}
	for _, r := range d.Receipts {
		p.Rows = append(p.Rows, row(r))
	}
	if d.Ask != nil {
		p.Ask = new(row(*d.Ask))
	}
	if d.Earlier > 0 {
		p.Earlier = fmt.Sprintf("%s?page=%d", home, d.Earlier)
	}
	return p
}

// span is a range of days in words.
func (w words) span(first, last record.Date) string {
	day := func(d record.Date) string { return fmt.Sprintf("%s %d", w.column(d), d.Time().Year()) }
	if first == last {
		return day(first)
	}
	return day(first) + " – " + day(last)
}

// RenderForgotten says that all of an athlete was forgotten.
func RenderForgotten(w io.Writer, language, receipt string) error {
	p := &dataPage{frame: newFrame(language)}
	p.Title, p.Forgotten = p.W.AllForgotten, fmt.Sprintf(p.W.DataForgotten, receipt)
	return draw(w, "forgotten.html", p)
}
