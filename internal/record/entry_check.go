package record

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Check says what is wrong with an entry, nil if nothing.
func (e Entry) Check() error {
	if e.Entered.IsZero() {
		return errors.New("entry: the time of entering is missing")
	}
	given := map[EntryKind]bool{
		CheckInEntry: e.CheckIn != nil, ProfileEntry: e.Profile != nil, ZoneEntry: e.Zone != nil, PlanEntry: e.Plan != nil,
		CalendarEntry: e.Calendar != nil, AliasesEntry: e.Aliases != nil, CorrectionEntry: e.Correction != nil,
	}
	want, ok := given[e.Kind]
	if !ok {
		return fmt.Errorf("entry: unknown kind %q", e.Kind)
	}
	n := 0
	for _, g := range given {
		if g {
			n++
		}
	}
	if !want || n != 1 {
		return fmt.Errorf("entry: want exactly one content, that of kind %q", e.Kind)
	}
	switch e.Kind {
	case CheckInEntry:
		return e.CheckIn.check()
	case ProfileEntry:
		return e.Profile.check()
	case ZoneEntry:
		return e.Zone.check()
	case CalendarEntry:
		return e.Calendar.check()
	case AliasesEntry:
		return checkAliases(e.Aliases)
	case CorrectionEntry:
		return e.Correction.check()
	default:
		return e.Plan.check()
	}
}

// Plausible tells whether entries may name a date: what lies outside 2000 to 2099 is a typing error.
func (d Date) Plausible() bool {
	first, last := DateOf(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)), DateOf(time.Date(2099, 12, 31, 0, 0, 0, 0, time.UTC))
	return d >= first && d <= last
}

func (c *CheckIn) check() error {
	if err := known("check-in: the day", c.Day); err != nil {
		return err
	}
	const maxTags, maxText = 20, 2000
	if len(c.Tags) > maxTags {
		return fmt.Errorf("check-in: more than %d tags", maxTags)
	}
	return errors.Join(
		within("check-in: fatigue", c.Fatigue, 1, 5), within("check-in: soreness", c.Soreness, 1, 5), within("check-in: rpe", c.RPE, 0, 10),
		within("check-in: mood", c.Mood, 1, 5), within("check-in: motivation", c.Motiv, 1, 5), within("check-in: stress", c.Stress, 1, 5),
		within("check-in: protein", c.ProteinG, 0, 1000), oneOf("check-in: pain", c.Pain, "none", "dull", "sharp"),
		short("check-in: pain's place", c.PainAt, maxText), short("check-in: note", c.Note, maxText), shortAll("check-in: tag", c.Tags), unsaid("check-in", (&CheckIn{}).answers(), c.Unsaid),
	)
}

func (z *Zone) check() error {
	if z.From != NoDate {
		if err := known("zone: the date", z.From); err != nil {
			return err
		}
	}
	if z.Unsaid {
		if z.TZ != "" {
			return fmt.Errorf("zone: %q is said and taken back at once; want one of them", z.TZ)
		}
		return nil
	}
	if _, err := time.LoadLocation(z.TZ); err != nil || z.TZ == "" || z.TZ == "Local" {
		return fmt.Errorf("zone: %q is not a zone; want a name like Europe/Oslo", z.TZ)
	}
	return nil
}

func known(what string, d Date) error {
	if !d.Plausible() {
		return fmt.Errorf("%s is not between 2000 and 2099", what)
	}
	return nil
}

func within[T cmp.Ordered](what string, v *T, lo, hi T) error {
	if v == nil {
		return nil
	}
	if inside := *v >= lo && *v <= hi; !inside { // not a number is not inside
		return fmt.Errorf("%s: want %v to %v, not %v", what, lo, hi, *v)
	}
	return nil
}

func oneOf(what string, v *string, words ...string) error {
	if v != nil && !slices.Contains(words, *v) {
		return fmt.Errorf("%s: want one of %q, not %q", what, words, *v)
	}
	return nil
}

func short(what string, v *string, most int) error {
	if v != nil && len(*v) > most {
		return fmt.Errorf("%s: longer than %d bytes", what, most)
	}
	return nil
}

func shortAll(what string, vs []string) error {
	const most = 100
	for i := range vs {
		if err := short(what, &vs[i], most); err != nil {
			return err
		}
	}
	return nil
}
