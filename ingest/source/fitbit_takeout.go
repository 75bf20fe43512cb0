package source

import (
	"context"
	"slices"
	"strings"
)

// dropRepeated counts members, and nights, that another member tells better.
const dropRepeated = "repeated"

// fitbitArchive tells an archive, or a part of one, that Takeout has made of Fitbit's data. Its root is Takeout/Fitbit or Takeout/Google Health.
func fitbitArchive(a *Archive) bool {
	return slices.ContainsFunc(a.Members, func(m *Member) bool {
		return strings.Contains(m.Path, "physical activity_googledata/") || strings.Contains(m.Path, "health fitness data_googledata/") ||
			strings.Contains(m.Path, "global export data/")
	})
}

// decodeTakeout reads nights together with their stages, and of what is told twice the CSV. What stands for itself is left to be read by itself;
// what is large and holds nothing is not opened.
func decodeTakeout(ctx context.Context, a *Archive, in File, out *Report) error {
	b := newFitbit(out)
	var older []*Member
	for _, m := range a.Members {
		switch base := m.Base(); {
		case strings.HasPrefix(base, "useractivityprobabilities"), strings.HasPrefix(base, "usersensorcompressiontoken"):
			a.Skip(m)
		case strings.HasPrefix(base, "usersleeps_"), strings.HasPrefix(base, "usersleepstages_"):
			if err := b.member(ctx, a, m, b.readRows); err != nil {
				return err
			}
		case strings.Contains(m.Path, "global export data/") && strings.HasSuffix(base, ".json"):
			older = append(older, m)
		}
	}
	for _, m := range older {
		if err := b.olderMember(ctx, a, m); err != nil {
			return err
		}
	}
	return b.emit(in)
}

// member reads a member with what counts and drops in its own report.
func (b *fitbit) member(ctx context.Context, a *Archive, m *Member, read func(f File, out *Report) error) error {
	return a.Read(ctx, m, fitbitFormat, func(_ context.Context, f File, out *Report) error {
		defer func(all *Report) { b.out = all }(b.out)
		b.out = out
		return read(f, out)
	})
}

func (b *fitbit) readRows(f File, _ *Report) error {
	t, err := openTable(f.Reader(), ',', b.out)
	if err != nil {
		return err
	}
	return b.rows(t)
}

// olderMember reads a file of the older kind unless a CSV tells the same.
func (b *fitbit) olderMember(ctx context.Context, a *Archive, m *Member) error {
	family, rest, _ := strings.Cut(m.Base(), "-")
	skip := func(has bool) bool {
		if has {
			b.out.drop(dropRepeated, 1)
			a.Skip(m)
		}
		return has
	}
	month := rest[:min(len(rest), len("2006-01"))]
	switch family {
	case "sleep":
		return b.member(ctx, a, m, func(f File, out *Report) error { return eachJSON(f.Reader(), out, b.legacy) })
	case "heart_rate":
		skip(hasMember(a, "heart_rate_"+month))
	case "resting_heart_rate":
		skip(hasMember(a, "daily_resting_heart_rate"))
	case "steps":
		if !skip(hasMember(a, "steps_"+month)) {
			return b.member(ctx, a, m, func(f File, out *Report) error { return eachJSON(f.Reader(), out, b.legacyStep) })
		}
	}
	return nil
}

// hasMember tells whether an archive has a CSV whose name begins so.
func hasMember(a *Archive, prefix string) bool {
	return slices.ContainsFunc(a.Members, func(m *Member) bool {
		return strings.HasPrefix(m.Base(), prefix) && strings.HasSuffix(m.Base(), ".csv")
	})
}
