package edit

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"patientfaq/bot/store"
	"patientfaq/faq"
)

// A bundle is the files of a content folder at a moment.
type bundle struct {
	files map[string][]byte
	zip   []byte // the same, packed, once it was asked for
}

// read reads a content folder: what belongs to the content, which is neither proposals nor schemas nor hidden files.
func read(dir string) (*bundle, error) {
	b := &bundle{files: map[string][]byte{}}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			if d.IsDir() && (rel == "entries" || rel == "articles") {
				return nil
			}
			return skip(d)
		}
		if strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(d.Name(), "~") {
			return nil
		}
		b.files[rel], err = os.ReadFile(name)
		return err
	})
	return b, err
}

// skip passes over a folder, and over a link to one.
func skip(d fs.DirEntry) error {
	if d.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// with returns the bundle with another text of one file.
func (b *bundle) with(name string, data []byte) *bundle {
	files := maps.Clone(b.files)
	files[name] = data
	return &bundle{files: files}
}

// pack returns the bundle as one file. The same files make the same.
func (b *bundle) pack() ([]byte, error) {
	if b.zip != nil {
		return b.zip, nil
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(b.files)) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(b.files[name]); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	b.zip = out.Bytes()
	return b.zip, err
}

// revision is the revision that publishing the bundle gets.
func (b *bundle) revision() (store.Revision, error) {
	packed, err := b.pack()
	sum := sha256.Sum256(packed)
	return store.Revision(hex.EncodeToString(sum[:])), err
}

// unpack is the reverse of pack.
func unpack(packed []byte) (*bundle, error) {
	r, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, err
	}
	b := &bundle{files: map[string][]byte{}, zip: packed}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			return nil, err
		}
		if b.files[f.Name], err = io.ReadAll(in); err != nil {
			return nil, err
		}
		if err := in.Close(); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// load loads the content as it would be to serve.
func (b *bundle) load(o faq.Options) (*faq.Corpus, faq.Problems, error) {
	packed, err := b.pack()
	if err != nil {
		return nil, nil, err
	}
	r, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, nil, err
	}
	c, problems := faq.Load(r, o)
	return c, problems, nil
}

// find returns the file that an entry stands in.
func (b *bundle) find(id string) (path string, data []byte, err error) {
	for _, name := range slices.Sorted(maps.Keys(b.files)) {
		if !strings.HasPrefix(name, "entries/") || !bytes.Contains(b.files[name], []byte(id)) {
			continue
		}
		if _, err := faq.ReadEntry(name, b.files[name], id); err == nil {
			return name, b.files[name], nil
		}
	}
	return "", nil, fmt.Errorf("%s: %w", id, faq.ErrNoEntry)
}
