package source

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
	"modernc.org/sqlite/vfs"
)

// Bounds of a database that may be hostile: its pages can lead in circles, and its rows can be of any size.
const (
	mostRow      = 16 << 20        // bytes of one row
	leastRow     = 4               // bytes: no row of a table takes less room in its file (a pointer to it, its length and its header)
	readingBegin = 3 * time.Second // how long the reading of any table may take,
	readingPerMB = time.Second     // and how much longer per MB: real ones are read at 20 MB/s and more
)

// database is an SQLite file of which nothing but ordinary tables is read: no view, trigger, virtual table or generated column runs.
type database struct {
	conn   *sql.Conn
	file   *databaseFile
	out    *Report
	tables map[string]bool
	rows   int64         // how many the file has room for, still
	most   time.Duration // that one table may take
}

// openDatabase opens a file where it lies, without a copy of it: nothing is written, no journal is looked for.
func openDatabase(ctx context.Context, f File, out *Report) (*database, func(), error) {
	r, size, closing, err := f.whole()
	if err != nil {
		return nil, nil, err
	}
	file := &databaseFile{SectionReader: io.NewSectionReader(r, 0, size)}
	if file.size = max(size, claimedSize(r)); file.size > size { // SQLite would open none that is cut off
		out.partial("damaged: the database is cut off")
	}
	name, files, err := vfs.New(oneFile{file})
	if err != nil {
		closing()
		return nil, nil, fmt.Errorf("open database: %w", err)
	}
	pool, err := sql.Open("sqlite", "file:"+databaseName+"?vfs="+name+
		"&mode=ro&immutable=1&_query_only=1&_defensive=1&_dqs=0&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)")
	if err != nil {
		closing()
		return nil, nil, errors.Join(fmt.Errorf("open database: %w", err), files.Close())
	}
	db := &database{file: file, out: out, rows: size / leastRow}
	db.most = readingBegin + time.Duration(size>>20)*readingPerMB
	all := func() {
		if db.conn != nil {
			_ = db.conn.Close()
		}
		_, _ = pool.Close(), files.Close()
		closing()
	}
	if err := db.begin(ctx, pool); err != nil {
		all()
		return nil, nil, err
	}
	return db, all, nil
}

// begin connects and reads the names of the tables.
func (d *database) begin(ctx context.Context, pool *sql.DB) (err error) {
	if d.conn, err = pool.Conn(ctx); err != nil {
		return d.fault(ctx, err)
	}
	for id, most := range map[int]int{
		sqlite3.SQLITE_LIMIT_LENGTH: mostRow, sqlite3.SQLITE_LIMIT_ATTACHED: 0, sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
	} {
		if _, err := sqlite.Limit(d.conn, id, most); err != nil {
			return fmt.Errorf("open database: %w", err)
		}
	}
	d.tables = map[string]bool{}
	err = d.query(ctx, "SELECT name, sql FROM sqlite_schema WHERE type = 'table'", 2, func(c []cell) error {
		if strings.HasPrefix(c[1].text(), "CREATE TABLE") {
			d.tables[c[0].text()] = true
		}
		return nil
	})
	return d.fault(ctx, err)
}

// has tells whether all these tables are there.
func (d *database) has(tables ...string) bool {
	for _, t := range tables {
		if !d.tables[t] {
			return false
		}
	}
	return true
}

// fault says of an error whether it has to do with the content: what SQLite says does, what the file's reader or Emit says does not.
func (d *database) fault(ctx context.Context, err error) error {
	var passed emitError
	switch {
	case err == nil, errors.As(err, &passed), isRejected(err):
		return err
	case ctx.Err() != nil:
		return emitError{ctx.Err()}
	case d.file.err != nil:
		return d.file.err
	}
	return rejected("damaged: the database cannot be read further; export it again")
}

// claimedSize is how many bytes a database says that it has (https://www.sqlite.org/fileformat.html, 1.3).
func claimedSize(r io.ReaderAt) int64 {
	var head [32]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return 0
	}
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 65536
	}
	return page * int64(binary.BigEndian.Uint32(head[28:]))
}

// databaseName is what the one file is called that SQLite sees.
const databaseName = "db"

// oneFile is a file system of one file.
type oneFile struct{ file *databaseFile }

// Open implements fs.FS.
func (o oneFile) Open(name string) (fs.File, error) {
	if name != databaseName {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return o.file, nil
}

// databaseFile remembers an error of its reader, which SQLite does not tell apart from damage.
type databaseFile struct {
	*io.SectionReader
	size int64 // what it should have; zeros stand behind what is there
	err  error
}

// Read implements fs.File.
func (f *databaseFile) Read(b []byte) (int, error) {
	n, err := f.SectionReader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = fmt.Errorf("read file: %w", err)
	}
	return n, err
}

// Close implements fs.File; whoever gave the reader closes it.
func (f *databaseFile) Close() error { return nil }

// Stat implements fs.File.
func (f *databaseFile) Stat() (fs.FileInfo, error) { return databaseInfo{f.size}, nil }

// databaseInfo is what SQLite asks about the file: its size.
type databaseInfo struct{ size int64 }

// Name implements fs.FileInfo.
func (databaseInfo) Name() string { return databaseName }

// Size implements fs.FileInfo.
func (i databaseInfo) Size() int64 { return i.size }

// Mode implements fs.FileInfo.
func (databaseInfo) Mode() fs.FileMode { return 0o400 }

// ModTime implements fs.FileInfo.
func (databaseInfo) ModTime() time.Time { return time.Time{} }

// IsDir implements fs.FileInfo.
func (databaseInfo) IsDir() bool { return false }

// Sys implements fs.FileInfo.
func (databaseInfo) Sys() any { return nil }
