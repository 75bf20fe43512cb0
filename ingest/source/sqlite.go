package source

import (
	"bytes"
	"context"
)

// dialect is an application whose database is known.
type dialect struct {
	name   string // in receipts
	tables []string
	decode func(ctx context.Context, db *database, f File, out *Report) error
}

// sqliteSource reads the databases of applications. Which one it is only the names of the tables tell, and those need not stand in the
// first bytes.
func sqliteSource() Source {
	dialects := []dialect{healthConnect(), gadgetbridge()}
	return Source{
		Name:  "sqlite",
		Title: "databases: `health_connect`, the export of Android's Health Connect, and `gadgetbridge`, that of Gadgetbridge",
		Match: func(head []byte) bool { return bytes.HasPrefix(head, sqliteHead) },
		Decode: func(ctx context.Context, f File, out *Report) error {
			db, closing, err := openDatabase(ctx, f, out)
			if err != nil {
				return err
			}
			defer closing()
			for _, d := range dialects {
				if db.has(d.tables...) {
					out.Format = d.name
					return d.decode(ctx, db, f, out)
				}
			}
			out.Format = ""
			return rejected("%s: a database of no application that is known", unknownFormat)
		},
	}
}
