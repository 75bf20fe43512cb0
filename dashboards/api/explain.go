package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/hvilepuls/hvilepuls/dashboards/web"
	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/processors/metric"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// Explained is a day with everything behind it.
type Explained struct {
	Athlete    string            `json:"athlete"`
	Day        record.Date       `json:"day"`
	Metrics    []ExplainedValue  `json:"metrics"`
	Signs      []result.Sign     `json:"signs"`
	Choices    []ExplainedChoice `json:"choices"`    // which source was used where several spoke of the day
	Digest     record.Day        `json:"said"`       // what the sources say about the day
	Unmapped   []string          `json:"unmapped"`   // exercises of the day that no catalogue knows
	Files      []ExplainedFile   `json:"files"`      // behind it
	Model      string            `json:"model"`      // id of the risk model that the result was made with
	Recomputed bool              `json:"recomputed"` // computed again from what the sources say, it came out as the same bytes

	result result.Day
}

// ExplainedValue is one metric of the day with its unit and what limits it.
type ExplainedValue struct {
	Name string `json:"metric"`
	Unit string `json:"unit"`
	result.Value
}

// ExplainedChoice is one choice with its reason in the athlete's language.
type ExplainedChoice struct {
	record.Choice
	Text string `json:"text"`
}

// ExplainedFile is one file behind the day.
type ExplainedFile struct {
	SHA    string `json:"sha256"`
	Name   string `json:"file"`
	Format string `json:"format"`
}

// getDay explains a day.
func (d *Doors) getDay(w http.ResponseWriter, r *http.Request, v visit) error {
	e, err := d.explain(r, v)
	if err != nil {
		return err
	}
	if e.Model, e.Recomputed, err = d.backend.Recompute(r.Context(), v.athlete, e.result); err != nil {
		return err
	}
	return answer(w, http.StatusOK, e)
}

// getNotices gives what was said of the mornings and decided to be told.
func (d *Doors) getNotices(w http.ResponseWriter, r *http.Request, v visit) error {
	out, err := d.backend.Notices(r.Context(), v.athlete)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, out)
}

func (d *Doors) explain(r *http.Request, v visit) (Explained, error) {
	day, err := record.ParseDate(r.PathValue("day"))
	if err != nil {
		return Explained{}, Problem{http.StatusBadRequest, err}
	}
	days, err := d.backend.Results(r.Context(), v.athlete, day, day)
	if err != nil {
		return Explained{}, err
	}
	if len(days) == 0 {
		return Explained{}, Problem{http.StatusNotFound, noDay(day)}
	}
	digest, unmapped, err := d.backend.Digest(r.Context(), v.athlete, day)
	if err != nil {
		return Explained{}, err
	}
	receipts, err := d.backend.Receipts(r.Context(), v.athlete)
	if err != nil {
		return Explained{}, err
	}
	e := Explained{
		Athlete: v.athlete, Day: day, Signs: days[0].Signs, Digest: digest, Unmapped: unmapped, Files: []ExplainedFile{}, Metrics: []ExplainedValue{},
		Choices: []ExplainedChoice{}, result: days[0],
	}
	about, err := d.backend.About(r.Context(), v.athlete)
	if err != nil {
		return Explained{}, err
	}
	language := about.Profile.LanguageOr(languageOf(r))
	for _, c := range days[0].Choices {
		e.Choices = append(e.Choices, ExplainedChoice{c, web.WhyText(language, c.Why)})
	}
	for _, m := range metric.Table() {
		if val, ok := days[0].Values[m.Name]; ok {
			e.Metrics = append(e.Metrics, ExplainedValue{m.Name, m.Unit, val})
		}
	}
	for _, rc := range receipts {
		if slices.Contains(digest.Files, rc.SHA) {
			e.Files = append(e.Files, ExplainedFile{rc.SHA, rc.File, rc.Format})
		}
	}
	slices.SortFunc(e.Files, func(a, b ExplainedFile) int { return strings.Compare(a.SHA, b.SHA) }) // receipts stand as they came
	return e, nil
}

type noDay record.Date

func (d noDay) Error() string {
	return "nothing is known about " + record.Date(d).String() + " or any day around it"
}
