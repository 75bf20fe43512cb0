package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/record"
)

// zone is where the athlete lives.
func (b *sections) zone() section {
	w, s := b.w, b.sheet(sectionZone, "")
	out := section{ID: sectionZone, Title: w.ZoneTitle, Doc: w.ZoneDoc}
	for _, z := range b.About.Zones {
		text := z.TZ
		if z.From != record.NoDate {
			text += ", " + strings.ToLower(w.ZoneFrom) + " " + w.column(z.From) + " " + strconv.Itoa(z.From.Time().Year())
		}
		out.Items = append(out.Items, item{Text: text, Row: z.From.String()})
	}
	from := s.field("from", w.ZoneFrom, "date", "")
	from.Hint = w.ZoneFromHint
	out.Fields = []field{s.line("tz", w.Zone, "", longZone), from}
	return out
}

const longZone = 64 // bytes; zones have shorter names

// names are what the athlete calls exercises.
func (b *sections) names() section {
	w, s := b.w, b.sheet(sectionNames, "")
	out := section{ID: sectionNames, Title: w.NamesTitle, Doc: w.NamesDoc, FormTitle: w.NewName, Button: w.Add}
	for _, name := range slices.Sorted(maps.Keys(b.About.Aliases)) {
		out.Items = append(out.Items, item{Text: name + " = " + exerciseName(b.About.Aliases[name]), Row: name})
	}
	if len(out.Items) == 0 {
		out.State = []string{w.NoNames}
	}
	target := s.line("exercise", w.StandsFor, "", record.MaxName)
	target.List = "exercises"
	out.Fields = []field{s.line("name", w.NameOf, "", record.MaxName), target}
	return out
}

// sourceOrder is the order of sources of one kind of choice.
type sourceOrder struct {
	ID, Title, Says string
	Kind            string
	Ranked, Rest    []ranked
	Own             bool // it can be forgotten
	Open            bool
}

// ranked is a source in an order.
type ranked struct {
	Key, Name, ID             string
	Up, Down                  bool
	UpText, DownText, OutText string // what the buttons say to those who listen
}

// sources are the orders: that for everything, and those of each kind.
func (b *sections) sources() section {
	w := b.w
	out := section{ID: sectionSources, Title: w.OrderTitle, Doc: w.OrderDoc}
	names := b.knownSources()
	if len(names) == 0 {
		out.State = []string{w.NoKnownSources}
		return out
	}
	me := b.About.Profile
	out.Orders = []sourceOrder{b.order("", w.OrderAll, me.Sources, len(me.Sources) > 0, names)}
	for _, k := range record.ChoiceKinds() {
		out.Orders = append(out.Orders, b.order(string(k), w.Kinds[string(k)], me.Order(k), len(me.SourcesFor[k]) > 0, names))
	}
	return out
}

// order draws one; all are the names of the known sources.
func (b *sections) order(kind, title string, keys []string, own bool, all map[string]string) sourceOrder {
	w := b.w
	o := sourceOrder{ID: fieldID("order", cmp.Or(kind, "all")), Title: title, Kind: kind, Own: own, Open: b.Saved == sectionSources && b.Kind == kind, Says: w.OrderNone}
	var said []string
	for i, key := range keys {
		name := cmp.Or(all[key], sourceName(key))
		said = append(said, name)
		o.Ranked = append(o.Ranked, ranked{
			Key: key, Name: name, ID: fieldID(o.ID, key), Up: i > 0, Down: i < len(keys)-1, UpText: fmt.Sprintf(w.Up, name), DownText: fmt.Sprintf(w.Down, name), OutText: w.Remove + " " + name,
		})
	}
	for _, key := range slices.SortedFunc(maps.Keys(all), func(x, y string) int { return cmp.Or(strings.Compare(all[x], all[y]), strings.Compare(x, y)) }) {
		if !slices.Contains(keys, key) {
			o.Rest = append(o.Rest, ranked{Key: key, Name: all[key], ID: fieldID(o.ID, key), UpText: fmt.Sprintf(w.AddToOrder, all[key])})
		}
	}
	switch {
	case own:
		o.Says = fmt.Sprintf(w.OrderOwn, strings.Join(said, ", "))
	case kind != "":
		o.Says = w.OrderAsAll
	}
	return o
}

// knownSources names the sources that told something lately, and those that an order names. Two of one model are told apart by their key's end.
func (b *sections) knownSources() map[string]string {
	keys := map[string]bool{}
	for key := range b.w.told(b.Days) {
		keys[key] = true
	}
	for _, order := range append(slices.Collect(maps.Values(b.About.Profile.SourcesFor)), b.About.Profile.Sources) {
		for _, key := range order {
			keys[key] = true
		}
	}
	named := map[string]int{}
	for key := range keys {
		named[sourceName(key)]++
	}
	out := map[string]string{}
	for key := range keys {
		out[key] = sourceName(key)
		if named[out[key]] > 1 {
			const end = 4
			out[key] += " …" + key[max(0, len(key)-end):]
		}
	}
	return out
}

// The ways in which a source is moved in an order.
const (
	wayUp   = "up" // one that is not in it goes to its end
	wayDown = "down"
	wayOut  = "out"
	wayNone = "none" // the order is forgotten
)

// reordered is an order after a source was moved in it.
func reordered(order []string, key, way string) []string {
	out := slices.Clone(order)
	i := slices.Index(out, key)
	switch {
	case way == wayNone:
		return []string{}
	case way == wayUp && i < 0:
		return append(out, key)
	case way == wayUp && i > 0:
		out[i-1], out[i] = out[i], out[i-1]
	case way == wayDown && i >= 0 && i < len(out)-1:
		out[i+1], out[i] = out[i], out[i+1]
	case way == wayOut && i >= 0:
		return slices.Delete(out, i, i+1)
	}
	return out
}
