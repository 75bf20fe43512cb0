package web

import (
	"fmt"
	"io"
	"net/url"
	"strconv"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// answerWords are those of the page that a link of the morning question opens.
type answerWords struct {
	Ask, AskHow, Noted, Once string
}

func englishAnswer() answerWords {
	return answerWords{
		Ask: "Good morning", AskHow: "Choose how tired you are, then how sore your glutes are. The second tap sends both.",
		Noted: "Thank you, noted.", Once: "This link counts once. Changes are made on your page.",
	}
}

func norwegianAnswer() answerWords {
	return answerWords{
		Ask: "God morgen", AskHow: "Velg hvor sliten du er, og så hvor støl du er i rumpa. Det andre trykket sender begge.",
		Noted: "Takk, notert.", Once: "Denne lenken gjelder én gang. Endringer gjør du på siden din.",
	}
}

// RenderAsked asks the two morning questions of somebody who came by a link, in two taps: the form posts "fatigue" and "soreness" to an
// address. given is what was answered already, nil if nothing was.
func RenderAsked(w io.Writer, language, to string, given *record.CheckIn) error {
	f := newFrame(language)
	f.Title = f.W.Ask
	page := struct {
		frame
		To       string
		Scale    question
		Last     question
		Answered string
	}{frame: f, To: to}
	page.Scale = newQuestion("fatigue", f.W.Tired, f.W.None, f.W.Worst, nil)
	page.Last = newQuestion("soreness", f.W.Sore, f.W.None, f.W.Worst, nil)
	if given != nil {
		page.Answered = f.W.answered(*given)
	}
	return draw(w, "answer.html", page)
}

// ParseAnswer reads what the form of RenderAsked posts: both answers, without their day. Ranges are checked by record.Entry's Check.
func ParseAnswer(form url.Values) (record.CheckIn, error) {
	var c record.CheckIn
	for name, into := range map[string]**int{"fatigue": &c.Fatigue, "soreness": &c.Soreness} {
		n, err := strconv.Atoi(form.Get(name))
		if err != nil || n < 1 || n > 5 {
			return record.CheckIn{}, fmt.Errorf("read answer: %s: want 1 to 5", name)
		}
		*into = &n
	}
	return c, nil
}
