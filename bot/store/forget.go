package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// forgetting replaces $1 by $2: where it is the whole of a column, and where $3 is 1 also in what staff wrote.
var forgetting = []string{
	`UPDATE audit SET staff = CASE WHEN staff = $1 THEN $2 ELSE staff END, target = CASE WHEN target = $1 THEN $2 ELSE target END,
		note = CASE WHEN $3 = 1 THEN replace(note, $1, $2) ELSE note END
		WHERE staff = $1 OR target = $1 OR ($3 = 1 AND note LIKE '%' || $1 || '%')`,
	`UPDATE revisions SET staff = CASE WHEN staff = $1 THEN $2 ELSE staff END,
		why = CASE WHEN $3 = 1 THEN replace(why, $1, $2) ELSE why END
		WHERE staff = $1 OR ($3 = 1 AND why LIKE '%' || $1 || '%')`,
}

// Forget replaces a staff ID in the audit lines and the content's history by a random tag, the same in all of them, and
// returns how many lines it was in. The lines stay. A Discord ID is replaced in the words of a line too; a name is not,
// since it may be a part of other words. The ID is then in no file of the database; it may be in backups.
func (s *Store) Forget(ctx context.Context, user string) (int64, error) {
	lines, err := s.forget(ctx, user)
	if err != nil {
		return 0, fmt.Errorf("store: forget a member of the staff: %w", err)
	}
	return lines, nil
}

func (s *Store) forget(ctx context.Context, user string) (int64, error) {
	if user == "" {
		return 0, errors.New("there is no ID")
	}
	if err := s.flush(ctx); err != nil {
		return 0, err
	}
	inWords := 0
	if isSnowflake(user) {
		inWords = 1
	}
	var lines int64
	tag := forgottenTag(tagLength)
	err := s.change(ctx, func(tx *sql.Tx) error {
		for _, statement := range forgetting {
			result, err := tx.ExecContext(ctx, statement, user, tag, inWords)
			if err != nil {
				return err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			lines += n
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return lines, s.emptyLog(ctx)
}

// tagLength makes tags of 60 random bits.
const tagLength = 22

// forgottenTag returns what stands in place of an ID, of so many characters. It has nothing to do with the ID.
func forgottenTag(length int) string {
	return ("forgotten-" + strings.ToLower(rand.Text()))[:length]
}

// isSnowflake tells whether an ID is one of Discord's, which stand for nothing else wherever they are found. A person's
// has 17 digits or more, and fits into 64 bits.
func isSnowflake(id string) bool {
	return len(id) >= 17 && len(id) <= 20 && strings.Trim(id, "0123456789") == ""
}
