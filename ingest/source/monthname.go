package source

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// monthNames are the months' names in the languages in which apps write dates: English, German, French, Spanish, Italian, Portuguese, Dutch,
// Polish (as in dates), Russian (as in dates and alone), Turkish, Norwegian, Danish and Swedish.
func monthNames() [12][]string {
	return [12][]string{
		{"january", "januar", "jänner", "janvier", "enero", "gennaio", "janeiro", "januari", "stycznia", "styczeń", "января", "январь", "ocak"},
		{"february", "februar", "février", "febrero", "febbraio", "fevereiro", "februari", "lutego", "luty", "февраля", "февраль", "şubat"},
		{"march", "märz", "mrz", "mars", "marzo", "março", "maart", "mrt", "marca", "marzec", "марта", "март", "mart"},
		{"april", "avril", "abril", "aprile", "kwietnia", "kwiecień", "апреля", "апрель", "nisan"},
		{"may", "mai", "mayo", "maggio", "maio", "mei", "maja", "maj", "мая", "май", "mayıs"},
		{"june", "juni", "juin", "junio", "giugno", "junho", "czerwca", "czerwiec", "июня", "июнь", "haziran"},
		{"july", "juli", "juillet", "julio", "luglio", "julho", "lipca", "lipiec", "июля", "июль", "temmuz"},
		{"august", "août", "aout", "agosto", "augustus", "augusti", "sierpnia", "sierpień", "августа", "август", "ağustos"},
		{"september", "septembre", "septiembre", "settembre", "setembro", "września", "wrzesień", "сентября", "сентябрь", "eylül"},
		{"october", "oktober", "octobre", "octubre", "ottobre", "outubro", "październik", "października", "октября", "октябрь", "ekim"},
		{"november", "novembre", "noviembre", "novembro", "listopada", "listopad", "ноября", "ноябрь", "kasım"},
		{"december", "dezember", "décembre", "diciembre", "dicembre", "dezembro", "desember", "grudnia", "grudzień", "декабря", "декабрь", "aralık"},
	}
}

// monthOf is the month that a word of at least three letters begins like, if that is but one.
func monthOf(word string) (time.Month, bool) {
	const shortest = 3
	if len([]rune(word)) < shortest {
		return 0, false
	}
	found := time.Month(0)
	for i, names := range monthNames() {
		if !slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, word) }) {
			continue
		}
		if found != 0 {
			return 0, false
		}
		found = time.Month(i + 1)
	}
	return found, found != 0
}

// parseNamedTime reads a wall-clock time as apps write it for people, written as if UTC: "30 Jun 2025, 19:56", "3 févr. 2026, 18:00",
// "May 15, 2026, 7:26 PM", "2025年6月30日 19:56", "2025-06-30 19:56". Numbers alone are read only with the year in front: others do not tell
// day from month.
func parseNamedTime(s string) (time.Time, bool) {
	const longest = 80 // bytes
	if len(s) > longest {
		return time.Time{}, false
	}
	var p namedTime
	text := norm.NFKC.String(strings.ToLower(s)) // also the narrow blank before PM, and full-width digits
	if i := strings.IndexByte(text, ':'); i > 0 {
		text = p.cutClock(text, i)
	}
	if strings.Contains(text, "m.") {
		text = strings.NewReplacer("a. m.", "am", "a.m.", "am", "p. m.", "pm", "p.m.", "pm").Replace(text)
	}
	apart := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for _, w := range strings.FieldsFunc(text, apart) {
		for _, part := range parts(w) {
			if !p.word(part) {
				return time.Time{}, false
			}
		}
	}
	return p.time()
}

// namedTime is what of a time has been read.
type namedTime struct {
	month   time.Month
	numbers []int
	clock   [3]int // h, min, s
	timed   bool
	half    string // "am", "pm" or "" of a 24-hour clock
}

// cutClock takes the clock out of a text, whose first colon stands at i.
func (p *namedTime) cutClock(text string, i int) string {
	from := i
	for from > 0 && text[from-1] >= '0' && text[from-1] <= '9' {
		from--
	}
	to := i
	for to < len(text) && (text[to] == ':' || text[to] >= '0' && text[to] <= '9') {
		to++
	}
	fields := strings.Split(text[from:to], ":")
	p.timed = len(fields) <= len(p.clock)
	for k, f := range fields {
		v, ok := digits(f)
		if !ok || len(f) > 2 || k >= len(p.clock) {
			p.timed = false
			break
		}
		p.clock[k] = v
	}
	return text[:from] + " " + text[to:]
}

// parts parts digits from letters: "6月" is two.
func parts(w string) []string {
	var out []string
	from, last := 0, false
	for i, r := range w {
		d := unicode.IsDigit(r)
		if i > 0 && d != last {
			out, from = append(out, w[from:i]), i
		}
		last = d
	}
	return append(out, w[from:])
}

// word takes one word or number.
func (p *namedTime) word(w string) bool {
	if n, ok := digits(w); ok && len(w) <= 4 {
		p.numbers = append(p.numbers, n)
		return true
	}
	switch w {
	case "am", "上午", "午前", "오전", "öö":
		p.half = "am"
		return true
	case "pm", "下午", "午後", "오후", "ös":
		p.half = "pm"
		return true
	case "de", "del", "г", "года", "年", "月", "日", "년", "월", "일", "kl", "um", "à", "at":
		return true
	}
	m, ok := monthOf(w)
	if !ok || p.month != 0 {
		return false
	}
	p.month = m
	return true
}

func (p *namedTime) time() (time.Time, bool) {
	const leastYear = 1000
	n := p.numbers
	year, month, day := 0, int(p.month), 0
	switch {
	case !p.timed:
		return time.Time{}, false
	case len(n) == 2 && month != 0:
		day, year = n[0], n[1]
		if day >= leastYear {
			day, year = year, day
		}
	case len(n) == 3 && month == 0 && n[0] >= leastYear:
		year, month, day = n[0], n[1], n[2]
	default:
		return time.Time{}, false
	}
	h, ok := hour24(p.clock[0], p.half)
	if !ok || year < leastYear || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || p.clock[1] > 59 || p.clock[2] > 59 {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, h, p.clock[1], p.clock[2], 0, time.UTC), true
}

// hour24 is the hour of a clock of 24 hours.
func hour24(h int, half string) (int, bool) {
	switch {
	case half == "":
		return h, h <= 23
	case h < 1 || h > 12:
		return 0, false
	case half == "pm":
		return h%12 + 12, true
	}
	return h % 12, true
}
