package store

import (
	"path/filepath"
	"sync"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"
)

// SQLite reaches files through a table of functions, which is one for the process, and each open file through another. A
// layer is put in by a table with some of the functions replaced by ours. The driver is translated from C: it keeps
// pointers as integers.

type (
	vfs     = sqlitelib.Tsqlite3_vfs
	methods = sqlitelib.Tsqlite3_io_methods

	openFunc   = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32
	deleteFunc = func(tls *libc.TLS, vfs, name uintptr, synced int32) int32
	closeFunc  = func(tls *libc.TLS, file uintptr) int32
	writeFunc  = func(tls *libc.TLS, file, data uintptr, n int32, at int64) int32
	cutFunc    = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFunc   = func(tls *libc.TLS, file uintptr, flags int32) int32
)

// layers are the layers in use.
var layers struct {
	install sync.Once
	below   uintptr // the table of the system

	// mu guards what follows.
	mu      sync.Mutex
	folders map[string]*layer
	open    map[uintptr]*layered
}

// layered is an open file under a layer.
type layered struct {
	*layer
	name  string
	log   bool    // a journal or write-ahead log: its first sync is one of the folder too
	below uintptr // its methods, and ours
	above uintptr
}

// putOver puts a layer over the files that are opened in a folder from now on.
func putOver(dir string, l *layer) {
	layers.install.Do(installLayers)
	layers.mu.Lock()
	defer layers.mu.Unlock()
	layers.folders[dir] = l
}

// installLayers makes ours the table that files are opened by. Files in folders without a layer pass through.
func installLayers() {
	layers.folders, layers.open = map[string]*layer{}, map[uintptr]*layered{}
	tls := libc.NewTLS()
	layers.below = sqlitelib.Xsqlite3_vfs_find(tls, 0)
	above := duplicate[vfs](tls, layers.below)
	at[vfs](above).FxOpen = code[openFunc](openLayered)
	at[vfs](above).FxDelete = code[deleteFunc](deleteLayered)
	if result := sqlitelib.Xsqlite3_vfs_register(tls, above, 1); result != sqlitelib.SQLITE_OK {
		panic(sqlite.ErrorCodeString[int(result)])
	}
}

func layerOver(name uintptr) (*layer, string) {
	if name == 0 { // a temporary file
		return nil, ""
	}
	path := libc.GoString(name)
	layers.mu.Lock()
	defer layers.mu.Unlock()
	return layers.folders[filepath.Dir(path)], filepath.Base(path)
}

// logs are the kinds of files whose name SQLite makes durable.
const logs = sqlitelib.SQLITE_OPEN_MAIN_JOURNAL | sqlitelib.SQLITE_OPEN_WAL

func openLayered(tls *libc.TLS, _, name, file uintptr, flags int32, outFlags uintptr) int32 {
	result := function[openFunc](at[vfs](layers.below).FxOpen)(tls, layers.below, name, file, flags, outFlags)
	l, base := layerOver(name)
	if result != sqlitelib.SQLITE_OK || l == nil {
		return result
	}
	below := methodsOf(file)
	above := duplicate[methods](tls, *below)
	at[methods](above).FxClose = code[closeFunc](closeLayered)
	at[methods](above).FxWrite = code[writeFunc](writeLayered)
	at[methods](above).FxTruncate = code[cutFunc](cutLayered)
	at[methods](above).FxSync = code[syncFunc](syncLayered)
	layers.mu.Lock()
	defer layers.mu.Unlock()
	layers.open[file] = &layered{layer: l, name: base, log: flags&logs != 0, below: *below, above: above}
	*below = above
	return result
}

// methodsOf is where an open file says what its methods are.
func methodsOf(file uintptr) *uintptr { return &at[sqlitelib.Tsqlite3_file](file).FpMethods }

func deleteLayered(tls *libc.TLS, _, name uintptr, synced int32) int32 {
	if l, base := layerOver(name); l != nil {
		if _, result := l.note(change{do: deleteFile, file: base}); result != sqlitelib.SQLITE_OK {
			return result
		}
	}
	return function[deleteFunc](at[vfs](layers.below).FxDelete)(tls, layers.below, name, synced)
}

func layeredAt(file uintptr) *layered {
	layers.mu.Lock()
	defer layers.mu.Unlock()
	return layers.open[file]
}

func closeLayered(tls *libc.TLS, file uintptr) int32 {
	f := layeredAt(file)
	layers.mu.Lock()
	delete(layers.open, file)
	layers.mu.Unlock()
	*methodsOf(file) = f.below
	libc.Xfree(tls, f.above)
	return function[closeFunc](at[methods](f.below).FxClose)(tls, file)
}

func writeLayered(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32 {
	f := layeredAt(file)
	c, result := f.note(change{do: writeFile, file: f.name, at: offset, data: unsafe.Slice(at[byte](data), n)})
	return max(result, function[writeFunc](at[methods](f.below).FxWrite)(tls, file, data, int32(len(c.data)), offset))
}

func cutLayered(tls *libc.TLS, file uintptr, size int64) int32 {
	f := layeredAt(file)
	if _, result := f.note(change{do: cutFile, file: f.name, at: size}); result != sqlitelib.SQLITE_OK {
		return result
	}
	return function[cutFunc](at[methods](f.below).FxTruncate)(tls, file, size)
}

// syncLayered does not trouble the disk: the layer is what remembers.
func syncLayered(_ *libc.TLS, file uintptr, _ int32) int32 {
	f := layeredAt(file)
	_, result := f.note(change{do: syncFile, file: f.name})
	if f.log && result == sqlitelib.SQLITE_OK {
		f.log = false
		_, result = f.note(change{do: syncFolder})
	}
	return result
}

// at returns what is at a place.
func at[T any](place uintptr) *T { return *(**T)(unsafe.Pointer(&place)) }

// duplicate copies what is at a place into memory of the driver's.
func duplicate[T any](tls *libc.TLS, place uintptr) uintptr {
	other := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(*at[T](place))))
	*at[T](other) = *at[T](place)
	return other
}

// function returns the function at a place, and code the place of a function.
func function[F any](place uintptr) F { return *(*F)(unsafe.Pointer(&place)) }

func code[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }
