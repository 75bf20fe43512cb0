package source

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
)

// errEnough ends the reading of a table.
var errEnough = errors.New("enough")

// each reads columns of a table row by row. A table or a column that is not there holds nothing; damage ends the table and is told to the
// report, so that the other tables still count.
func (d *database) each(ctx context.Context, table string, columns []string, row func([]cell) error) error {
	if !d.tables[table] {
		return nil
	}
	there := map[string]bool{}
	err := d.query(ctx, "SELECT name FROM pragma_table_info("+quoted(table, `'`)+")", 1, func(c []cell) error {
		there[strings.ToLower(c[0].text())] = true // SQL does not tell large from small letters
		return nil
	})
	if err == nil {
		list := make([]string, len(columns))
		for i, c := range columns {
			if list[i] = "NULL"; there[strings.ToLower(c)] {
				list[i] = quoted(c, `"`)
			}
		}
		err = d.query(ctx, "SELECT "+strings.Join(list, ",")+" FROM "+quoted(table, `"`)+" NOT INDEXED", len(columns), row)
	}
	if errors.Is(err, errEnough) {
		return nil
	}
	if err = d.fault(ctx, err); isRejected(err) {
		d.out.partial(reasonOf(err))
		return nil
	}
	return err
}

func quoted(name, mark string) string { return mark + strings.ReplaceAll(name, mark, mark+mark) + mark }

// query runs a statement of its own making, which reads.
func (d *database) query(ctx context.Context, statement string, columns int, row func([]cell) error) (err error) {
	whole := ctx
	ctx, cancel := context.WithTimeout(ctx, d.most)
	defer cancel()
	defer func() {
		if err != nil && whole.Err() == nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
			d.most = 0 // nor is another table begun
			err = rejected("hostile: it takes longer to read than a database of its size does")
		}
	}()
	rows, err := d.conn.QueryContext(ctx, statement)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	cells, into := make([]cell, columns), make([]any, columns)
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if d.rows--; d.rows < 0 {
			return rejected("hostile: it has more rows than room for them")
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := row(cells); err != nil {
			return err
		}
	}
	return rows.Err()
}

// number is a whole number in the database's first row of a statement, such as a PRAGMA; 0 if there is none.
func (d *database) number(ctx context.Context, statement string) (n int64, err error) {
	err = d.query(ctx, statement, 1, func(c []cell) error {
		n, _ = c[0].whole()
		return errEnough
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return n, d.fault(ctx, err)
}

// cell is a value as SQLite holds it, of whatever type: a column's type binds nobody.
type cell struct{ v any }

// Scan implements sql.Scanner.
func (c *cell) Scan(v any) error {
	c.v = v
	return nil
}

// whole is a whole number; false if the cell holds none.
func (c cell) whole() (int64, bool) {
	switch v := c.v.(type) {
	case int64:
		return v, true
	case float64:
		const exact = 1 << 53 // up to which float64 holds every whole number
		return int64(v), v == math.Trunc(v) && math.Abs(v) <= exact
	case string:
		n, err := strconv.ParseInt(v, 10, 64)
		return n, err == nil
	}
	return 0, false
}

// real is a number; false if the cell holds none.
func (c cell) real() (float64, bool) {
	switch v := c.v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	case string:
		x, err := strconv.ParseFloat(v, 64)
		return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
	}
	return 0, false
}

// text is a text or the bytes of a blob, "" if the cell holds neither.
func (c cell) text() string {
	switch v := c.v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

// offset is a difference to UTC in s east; nil if the cell holds none that some place on Earth has.
func (c cell) offset() *int {
	v, ok := c.whole()
	if off := int(v); ok && int64(off) == v && sound(off) {
		return &off
	}
	return nil
}
