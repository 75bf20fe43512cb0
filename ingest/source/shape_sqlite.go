package source

import (
	"context"
	"maps"
	"slices"
	"strings"
)

var sqliteHead = []byte("SQLite format 3\x00")

// shapeSQLite tells the tables of a database, their columns and the declared types of those.
func shapeSQLite(ctx context.Context, f File) ([]string, error) {
	var out Report
	db, closing, err := openDatabase(ctx, f, &out)
	if err != nil {
		return nil, err
	}
	defer closing()
	var s shapes
	for _, table := range slices.Sorted(maps.Keys(db.tables)) {
		var columns []string
		err := db.query(ctx, "SELECT name, type FROM pragma_table_info("+quoted(table, `'`)+")", 2, func(c []cell) error {
			columns = append(columns, strings.TrimSpace(key(c[0].text())+" "+key(c[1].text())))
			return nil
		})
		if err != nil {
			return s.end(), db.fault(ctx, err)
		}
		s.index("table " + key(table) + ": " + strings.Join(columns, ", "))
	}
	return s.end(), nil
}
