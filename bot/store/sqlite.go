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

// openFile opens the database for writing and for reading, checks it and brings its tables up to date. A database in
// memory is of one connection, which does both.
func openFile(ctx context.Context, path string) (write, read *sql.DB, err error) {
	if path != inMemory {
		if err := createFile(path); err != nil {
			return nil, nil, err
		}
	}
	if write, err = connect(path, 1); err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, write.Close())
		}
	}()
	if err := check(ctx, write); err != nil {
		return nil, nil, err
	}
	if err := migrate(ctx, write, migrations); err != nil {
		return nil, nil, err
	}
	if path == inMemory {
		return write, write, nil
	}
	if read, err = connect(path, readers, "query_only(1)"); err != nil {
		return nil, nil, err
	}
	return write, read, nil
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

func connect(path string, connections int, more ...string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", address(path, append(pragmas[:len(pragmas):len(pragmas)], more...)))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
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

// check reads the whole file once and makes sure that a commit waits for the disk.
func check(ctx context.Context, db *sql.DB) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return damage(err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	const full = 2
	var synchronous int
	if err := db.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return err
	}
	if synchronous != full {
		return fmt.Errorf("commits do not wait for the disk: PRAGMA synchronous is %d", synchronous)
	}
	return nil
}

// damage marks the errors that say that the file itself is of no use.
func damage(err error) error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff { // the primary code
		case sqlitelib.SQLITE_CORRUPT, sqlitelib.SQLITE_NOTADB:
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	}
	return err
}

// emptyLog moves everything from the write-ahead log into the file and empties the log, so that what was overwritten is in
// neither.
func (s *Store) emptyLog(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return err
}
