package source

import (
	"context"
	"path"
	"strings"

	"github.com/hvilepuls/hvilepuls/internal/stream"
)

// exportSource reads archives that `hvilepuls export` made: first the files in it as they came, then of the open files what none of those says.
func exportSource() Source {
	return Source{
		Name:  "export",
		Title: "archives that `hvilepuls export` made",
		Export: &Export{
			Match:  func(a *Archive) bool { return len(openMembers(a)) > 0 },
			Decode: func(ctx context.Context, a *Archive, _ File, _ *Report) error { return decodeExport(ctx, a) },
		},
	}
}

func decodeExport(ctx context.Context, a *Archive) error {
	read := map[string]bool{} // SHA-256 of the files that could be: one whose password is not known could not
	for _, m := range a.Members {
		sha := path.Base(path.Dir(m.Path))
		if m.done || !isSHA(sha) {
			continue
		}
		n := len(a.out.Entries)
		if err := a.single(ctx, m); err != nil {
			return err
		}
		read[sha] = len(a.out.Entries) > n && a.out.Entries[n].Status != stream.Rejected
	}
	for _, m := range openMembers(a) {
		err := a.Read(ctx, m, "open", func(_ context.Context, f File, out *Report) error {
			in := newOpen(f, out)
			in.skip = read
			return in.read()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// openMembers are the open files that lie beside the list of an export's files.
func openMembers(a *Archive) (out []*Member) {
	roots := map[string]bool{}
	for _, m := range a.Members {
		if dir, name := path.Split(m.Path); name == "files.json" {
			roots[dir] = true
		}
	}
	for _, m := range a.Members {
		dir, name := path.Split(m.Path)
		if root, ok := strings.CutSuffix(dir, "open/"); ok && roots[root] && strings.HasSuffix(name, ".ndjson") {
			out = append(out, m)
		}
	}
	return out
}
