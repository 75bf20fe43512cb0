package grafana

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// board is a board in both languages.
type board struct {
	key        string // the uid is "hvilepuls-" and this, in Norwegian with "-nb" behind
	title, doc words
	from, to   string // the time that it shows at first
	refresh    string
	athlete    bool     // has the variables athlete and range
	exercise   bool     // has the variable exercise
	sources    []string // variables of data sources
	marks      []mark
	panels     []panel
}

func boards() []board {
	return []board{recoveryBoard(), heartBoard(), sleepBoard(), loadBoard(), gluteBoard(), coachBoard(), pipelineBoard()}
}

// Board says what a board is.
type Board struct {
	UID    string // of the English one
	Title  string
	Doc    string
	Panels int
}

// Boards lists the boards in English.
func Boards() []Board {
	var out []Board
	for _, b := range boards() {
		out = append(out, Board{b.uid(english), b.title.en, b.doc.en, len(b.panels)})
	}
	return out
}

// Files are the boards' JSON by path, seen from dashboards/boards.
func Files() (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, b := range boards() {
		for _, lang := range []string{english, norwegian} {
			var text bytes.Buffer
			e := json.NewEncoder(&text)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			if err := e.Encode(b.in(lang)); err != nil {
				return nil, fmt.Errorf("encode board %s: %w", b.key, err)
			}
			out[lang+"/"+b.key+".json"] = text.Bytes()
		}
	}
	return out, nil
}

func (b board) uid(lang string) string { return uid(b.key, lang) }

func uid(key, lang string) string {
	if lang == norwegian {
		return "hvilepuls-" + key + "-nb"
	}
	return "hvilepuls-" + key
}

func (b board) in(lang string) dashboard {
	tag := "hvilepuls-" + lang
	d := dashboard{
		UID: b.uid(lang), Title: b.title.in(lang), Description: b.doc.in(lang), Tags: []string{"hvilepuls", tag}, SchemaVersion: schemaVersion,
		GraphTooltip: 1, Timezone: "browser", WeekStart: "monday", Refresh: b.refresh, Time: timeRange{b.from, b.to},
		Links: []boardLink{{
			Title: words{"Boards", "Tavler"}.in(lang), Type: "dashboards", Icon: "external link", Tags: []string{tag}, IncludeVars: true, KeepTime: false,
		}},
		Templating: templating{b.variables(lang)}, Annotations: annotations{List: []annotationModel{}},
	}
	for _, m := range b.marks {
		d.Annotations.List = append(d.Annotations.List, m.in(lang))
	}
	x, y, row := 0, 0, 0
	for i, p := range b.panels {
		if x+p.w > columns {
			x, y, row = 0, y+row, 0
		}
		m := p.in(lang)
		m.ID, m.GridPos = i+1, gridPos{H: p.h, W: p.w, X: x, Y: y}
		x, row = x+p.w, max(row, p.h)
		d.Panels = append(d.Panels, m)
	}
	return d
}

const columns = 24 // of Grafana's grid
