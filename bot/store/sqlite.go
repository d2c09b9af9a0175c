package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"
)

// ErrDamaged is matched by the error of [Open] where the file is no database of the bot or cannot be read as one. The bot
// can run without a store; the file is left as it is.
var ErrDamaged = errors.New("no database of this bot, or a damaged one: move it away together with its -wal and -shm files, " +
	"put a backup in its place or none, and start again")

// inMemory is the path of a database that is not in a file.
const inMemory = ":memory:"

// readers is how many connections read at a time. Reports are rare; what answers need is in memory.
const readers = 4

// connect opens the database for writing and for reading. A database in memory is of one connection, which does both.
func (s *Store) connect(path string) (err error) {
	if path != inMemory {
		if err := createFile(path); err != nil {
			return err
		}
	}
	if s.write, err = connections(path, 1, pragmas); err != nil || path == inMemory {
		s.read = s.write
		return err
	}
	s.read, err = connections(path, readers, slices.Concat(pragmas, []string{"query_only(1)"}))
	return err
}

// createFile makes the file and its folder where they are missing, for the bot's account alone. SQLite gives the files
// beside it the same mode.
func createFile(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), syncDir(dir))
}

// pragmas are set on every connection. FULL syncs the log at every commit, so that what is acknowledged outlives a power
// cut; secure_delete overwrites what is deleted, so that a forgotten ID is not left lying in a free page.
var pragmas = []string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(1)"}

// connections returns at most n connections, which are made when they are needed.
func connections(path string, n int, pragmas []string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", address(path, pragmas))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

// address writes a path as the driver's data source name, whatever is in the path.
func address(path string, pragmas []string) string {
	query := url.Values{"_pragma": pragmas, "_txlock": {"immediate"}}.Encode()
	if path == inMemory {
		return "file::memory:?" + query
	}
	name := filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		name = "/" + name
	}
	if !strings.HasPrefix(name, "/") {
		return "file:" + (&url.URL{Path: "./" + name}).EscapedPath() + "?" + query
	}
	return "file://" + (&url.URL{Path: name}).EscapedPath() + "?" + query
}

// check reads the whole file once, and makes sure that it is ours and that a commit waits for the disk.
func (s *Store) check(ctx context.Context) error {
	var verdict string
	var strangers, synchronous int
	for _, q := range []struct {
		query string
		value any
	}{
		{`PRAGMA quick_check(1)`, &verdict},
		{`SELECT COUNT(*) FROM sqlite_master WHERE NOT EXISTS (SELECT * FROM sqlite_master WHERE name = 'schema_version')`, &strangers},
		{`PRAGMA synchronous`, &synchronous},
	} {
		if err := s.write.QueryRowContext(ctx, q.query).Scan(q.value); err != nil {
			return err
		}
	}
	const full = 2
	switch {
	case verdict != "ok":
		return fmt.Errorf("%w (%s)", ErrDamaged, verdict)
	case strangers > 0:
		return fmt.Errorf("%w (it has the tables of another program)", ErrDamaged)
	case synchronous != full:
		return fmt.Errorf("commits would not wait for the disk: synchronous is %d", synchronous)
	}
	return nil
}

// damage marks the errors that say that the file itself is of no use.
func damage(err error) error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff { // the primary code
		case sqlitelib.SQLITE_CORRUPT, sqlitelib.SQLITE_NOTADB:
			return fmt.Errorf("%w (%w)", ErrDamaged, err)
		}
	}
	return err
}

// emptyLog moves everything from the write-ahead log into the file and empties the log, so that what was overwritten is in
// neither.
func (s *Store) emptyLog(ctx context.Context) error {
	var busy, inLog, moved int
	if err := s.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &inLog, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("the log cannot be emptied while somebody reads the database: try again")
	}
	return nil
}
