package faq

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// WriteContent writes the built-in content into a folder, to be edited there, together with the JSON Schemas that let
// an editor complete and check the YAML. The folder is made if need be; one that holds anything is refused.
func WriteContent(dir string) error {
	if err := writeContent(dir); err != nil {
		return fmt.Errorf("faq: write the built-in content to %s: %w", dir, err)
	}
	return nil
}

func writeContent(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if beside, err := os.ReadDir(dir); err != nil {
		return err
	} else if len(beside) > 0 {
		return fmt.Errorf("it holds %s already; name an empty or a new folder", beside[0].Name())
	}
	for _, kind := range slices.Sorted(maps.Keys(schemaKinds)) {
		if err := writeNew(filepath.Join(dir, "schema", kind+".json"), Schema(kind)); err != nil {
			return err
		}
	}
	content := Content()
	return fs.WalkDir(content, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(content, name)
		if err != nil {
			return err
		}
		return writeNew(filepath.Join(dir, filepath.FromSlash(name)), append([]byte(schemaLine(name)), data...))
	})
}

// schemaLine is the comment that tells editors the schema of a YAML file, "" for other files.
func schemaLine(name string) string {
	if path.Ext(name) != ".yaml" {
		return ""
	}
	kind, up := strings.TrimSuffix(path.Base(name), ".yaml"), ""
	switch path.Dir(name) {
	case "entries":
		kind, up = "entries", "../"
	case "articles":
		kind, up = "article", "../"
	}
	if _, ok := schemaKinds[kind]; !ok {
		return ""
	}
	return "# yaml-language-server: $schema=" + up + "schema/" + kind + ".json\n"
}

// writeNew writes a file that is not there yet, and the folder it stands in.
func writeNew(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
