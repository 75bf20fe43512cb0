package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"time"

	"github.com/hvilepuls/hvilepuls/internal/record"
	"github.com/hvilepuls/hvilepuls/internal/stream"
	"github.com/hvilepuls/hvilepuls/processors/result"
)

// View is all that an athlete's page shows. Its language is that of About's profile, English if that names none.
type View struct {
	Athlete  string
	May      May
	Revision string // of what it is drawn from
	Invented bool   // the athlete does not exist, which the page says
	About    record.About
	Now      time.Time // in the athlete's zone
	Today    record.Date
	Verdict  result.Verdict
	Days     []result.Day     // ascending; the last 84 are drawn
	CheckIn  *record.CheckIn  // today's, nil if not answered yet
	LastData time.Time        // end of the last night or workout; zero if there is none
	Receipts []stream.Receipt // the last few files, newest first
	Others   []string         // the athletes besides this one that the visitor may look at
	Saved    bool             // a check-in was just taken
	Undone   bool             // a check-in was just taken back
	Answered time.Time        // when the newest of today's answers were given; zero if that is not known
	Outcome  *Outcome         // of files that were just sent, nil if none were
}

// May is what the visitor may do beyond reading. A page offers nothing that its server would refuse.
type May struct {
	Enter bool // answers, corrections, settings
	Bring bool // files
}

// Outcome counts what became of files that were sent.
type Outcome struct{ Taken, Known, Refused int }

// Render draws the page of an athlete with data.
func Render(w io.Writer, v View) error { return draw(w, "page.html", newPage(v)) }

// RenderEmpty draws the page of an athlete without any data: what to do next. Verdict and Days are not looked at.
func RenderEmpty(w io.Writer, v View) error {
	v.Days = nil
	p := newPage(v)
	p.Title, p.Do = p.W.Welcome, p.W.Empty
	if !v.May.Enter && !v.May.Bring {
		p.Title, p.Do = p.W.Verdicts["unknown"], capital(p.W.NothingYet)+"."
	}
	return draw(w, "empty.html", p)
}

// RenderSignIn asks for a token, which is posted to /sign-in as "token". wrong tells that one was refused just now.
func RenderSignIn(w io.Writer, language string, wrong bool) error {
	f := newFrame(language)
	f.Title = f.W.SignIn
	return draw(w, "signin.html", struct {
		frame
		Wrong bool
	}{f, wrong})
}

// RenderError says what happened and what to do next; home tells whether the visitor may see the first page.
func RenderError(w io.Writer, language string, status int, what string, home bool) error {
	f := newFrame(language)
	f.Title = f.W.ErrorTitle(status)
	f.SignedIn = status == http.StatusForbidden // with a token that is not for this
	if !home {
		f.Home = ""
	}
	return draw(w, "error.html", struct {
		frame
		What string
		Lost bool // worth saying that nothing was lost
	}{f, what, status >= http.StatusInternalServerError})
}

// frame is what every page has.
type frame struct {
	W        words
	Title    string
	Athlete  string // whose page it is, "" if of none
	Name     string // what they are called
	May      May
	Date     string // in the head of the page, "" for none
	Home     string // where the product's name leads, "" for nowhere
	Style    string // address of the style sheet
	Scripts  []string
	Nav      []navLink // through an athlete's pages
	Live     string    // where the open page hears that something changed, "" if it need not
	SignedIn bool      // so that one can sign out
}

// navLink is a way to another page of an athlete.
type navLink struct {
	link
	Current bool
}

func newFrame(language string) frame {
	return frame{W: vocabulary(language), Home: "/", Style: styleAddress, Scripts: scripts}
}

// of makes the frame one of an athlete's pages; below is the page's address below the athlete's.
func (f *frame) of(athlete string, about record.About, may May, below string) {
	f.Athlete, f.Name, f.Home = athlete, nameOf(about, athlete), athleteAddress(athlete)
	f.May, f.SignedIn = may, true
	ways := []link{{"", f.W.TodayPage}, {"/calendar", f.W.CalendarPage}, {"/sources", f.W.SourcesPage}}
	if may.Enter {
		ways = append(ways, link{"/settings", f.W.SettingsPage})
	}
	for _, to := range ways {
		f.Nav = append(f.Nav, navLink{link{f.Home + to.Href, to.Text}, to.Href == below})
	}
}

//go:embed templates/*.html
var templateFiles embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"list": func(v ...any) []any { return v },
}).ParseFS(templateFiles, "templates/*.html"))

// draw writes a page whole or not at all.
func draw(w io.Writer, name string, data any) error {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		return fmt.Errorf("draw %s: %w", name, err)
	}
	if _, err := b.WriteTo(w); err != nil {
		return fmt.Errorf("send %s: %w", name, err)
	}
	return nil
}
