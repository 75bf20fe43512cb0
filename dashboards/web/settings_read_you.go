package web

import (
	"fmt"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// readProfile reads what was said of the person. A field that the form does not have says nothing, nor does one that is as it was shown (a
// weight is shown less exactly than it was said); one that was emptied is taken back.
func (s Settings) readProfile(t *typed, c *Change) error {
	var p record.Profile
	me, ranges := s.About.Profile, record.ProfileRanges()
	weights := weightsOf(me)
	ranges["weight_kg"] = record.Range{Least: weights.shown(ranges["weight_kg"].Least), Most: weights.shown(ranges["weight_kg"].Most)}
	texts := map[string]**string{"name": &p.Name, "language": &p.Language, "units": &p.Units, "sex": &p.Sex, "experience": &p.Experience}
	numbers := map[string]**float64{"weight_kg": &p.WeightKg, "sleep_need_h": &p.SleepNeedH, "max_hr": &p.MaxHR, "lthr": &p.LTHR, "ftp": &p.FTP}
	paces := map[string]**float64{"run_pace": &p.RunPace, "swim_pace": &p.SwimPace}
	b := &sections{Settings: s, w: t.w}
	b.Refused = nil
	changed := false
	for _, shown := range append(b.profile().Fields, b.limits().Fields...) {
		name := shown.Name
		word := t.line(name, record.MaxCalled)
		if !t.form.Has(name) || word == shown.Value {
			continue
		}
		changed = true
		switch text, number, pace := texts[name], numbers[name], paces[name]; {
		case word == "":
			p.Unsaid = append(p.Unsaid, name)
		case text != nil:
			*text = &word
		case number != nil:
			*number = t.number(name, ranges[name])
		case pace != nil:
			*pace = t.pace(name, ranges[name])
		default:
			p.BirthYear = t.whole(name, ranges[name])
		}
	}
	p.WeightKg = weights.taken(p.WeightKg)
	if changed {
		c.Entry = record.Entry{Kind: record.ProfileEntry, Profile: &p}
	}
	return nil
}

// readZone reads where the athlete lives, from a date on or at home, or that nothing is said of the row's date any more.
func (s Settings) readZone(t *typed, c *Change) error {
	if t.form.Get("remove") != "" {
		d, err := record.ParseDate(t.row)
		c.Entry = record.Entry{Kind: record.ZoneEntry, Zone: &record.Zone{From: d, Unsaid: true}}
		return err
	}
	z := record.Zone{From: record.NoDate, TZ: t.line("tz", longZone)}
	if strings.TrimSpace(t.form.Get("from")) != "" {
		z.From = t.date("from")
	}
	c.Entry = record.Entry{Kind: record.ZoneEntry, Zone: &z}
	if e := (record.Entry{Kind: record.ZoneEntry, Entered: s.Now, Zone: &record.Zone{From: record.NoDate, TZ: z.TZ}}); e.Check() != nil {
		t.refuse("tz", t.w.WantZone)
	}
	return nil
}

// readOrder reads that a source was moved in an order: "up KEY", "down KEY", "out KEY", or "none": the order is forgotten.
func (s Settings) readOrder(t *typed, c *Change) error {
	way, key, _ := strings.Cut(t.form.Get("move"), " ")
	c.Kind = t.form.Get("kind")
	kind, me := record.ChoiceKind(c.Kind), s.About.Profile
	order := me.Sources
	if c.Kind != "" {
		order = me.Order(kind)
	}
	b := &sections{Settings: s, w: t.w}
	if _, known := b.knownSources()[key]; !known && way != wayNone {
		return fmt.Errorf("no source %q is known", key)
	}
	order = reordered(order, key, way)
	p := record.Profile{}
	switch {
	case c.Kind != "":
		p.SourcesFor = map[record.ChoiceKind][]string{kind: order}
	case len(order) == 0:
		p.Unsaid = []string{"sources"}
	default:
		p.Sources = order
	}
	c.Entry = record.Entry{Kind: record.ProfileEntry, Profile: &p}
	after := s
	after.About.Profile.Merge(&p)
	c.At = after.focus(c.Kind, key, way)
	return nil
}

// focus is the id of what was pressed to move a source, or of what stands next to it.
func (s Settings) focus(kind, key, way string) string {
	b := &sections{Settings: s, w: vocabulary(s.Language)}
	for _, o := range b.sources().Orders {
		if o.Kind != kind {
			continue
		}
		for _, r := range o.Ranked {
			switch {
			case r.Key != key:
			case r.Down && (way == wayDown || !r.Up):
				return fieldID(r.ID, wayDown)
			case r.Up:
				return fieldID(r.ID, wayUp)
			default:
				return fieldID(r.ID, wayOut)
			}
		}
		return o.ID
	}
	return sectionSources
}

// readName reads what a name of the athlete's stands for, or that it stands for nothing any more.
func (s Settings) readName(t *typed, c *Change) error {
	if t.form.Get("remove") != "" {
		c.Entry = record.Entry{Kind: record.AliasesEntry, Aliases: map[string]string{t.row: ""}}
		return nil
	}
	name := t.line("name", record.MaxName)
	if name == "" {
		t.refuse("name", t.w.WantName)
	}
	e, ok := s.Catalogue.Find(t.line("exercise", record.MaxName))
	if !ok {
		t.refuse("exercise", t.w.WantExercise)
	}
	c.Entry = record.Entry{Kind: record.AliasesEntry, Aliases: map[string]string{name: e.Key}}
	return nil
}
