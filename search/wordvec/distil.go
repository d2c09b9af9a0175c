//go:build ignore

// This program makes senses.bin: for each word of words.txt a vector such that the sum of a sentence's word vectors points
// where a neural model of sentences points for the whole sentence. The model, the Universal Sentence Encoder (Cer and
// others 2018, arXiv:1803.11175), is needed here alone; teacher/embed.mjs runs it.
//
//	go run distil.go texts FILE...                     writes words.jsonl, and sentences.jsonl from the files' lines
//	node teacher/embed.mjs words.jsonl words.f32       and the same for the sentences
//	go run distil.go learn                             reads the four files, writes senses.bin
//
// A word starts as the model's own vector for it, less if the sentences are full of it, turned to the strongest axes; then
// the words that stand in sentences are moved so that their sums come nearer to the sentences. Held-out sentences say
// how near. The order of the sentences, and so the result, depends on nothing but the files.
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"strings"

	"patientfaq/faq"
)

const (
	source  = 512 // dimensions of the teacher
	kept    = 64  // of ours
	rounds  = 3   // over all sentences: with more, those held out get worse
	batch   = 64
	rate    = 0.01
	pull    = 0.0005 // towards the start, so that a word of one sentence does not learn it by heart
	heldOut = 20     // each so-manieth sentence is not learnt
)

func main() {
	log.SetFlags(0)
	switch {
	case len(os.Args) > 2 && os.Args[1] == "texts":
		check(writeTexts(os.Args[2:]))
	case len(os.Args) == 2 && os.Args[1] == "learn":
		check(learn())
	default:
		log.Fatal("usage: go run distil.go texts FILE... | go run distil.go learn")
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// writeTexts writes what the teacher is to read. Of a file with tabs the last column that has a blank in it is the
// sentence, of JSON lines "text" or "question", of YAML what stands in quotes; else the whole line.
func writeTexts(files []string) error {
	words, err := readLines("words.txt")
	if err != nil {
		return err
	}
	var sentences []string
	seen := map[string]bool{}
	for _, name := range files {
		lines, err := readLines(name)
		if err != nil {
			return err
		}
		for _, line := range lines {
			s := strings.TrimSpace(sentence(line))
			if n := len(faq.Tokens(s)); n > 1 && n < 80 && !seen[s] {
				seen[s] = true
				sentences = append(sentences, s)
			}
		}
	}
	if err := writeJSON("words.jsonl", words); err != nil {
		return err
	}
	return writeJSON("sentences.jsonl", sentences)
}

func sentence(line string) string {
	switch {
	case strings.HasPrefix(line, "{"):
		var v struct{ Text, Question string }
		if json.Unmarshal([]byte(line), &v) == nil {
			return v.Text + v.Question
		}
	case strings.Contains(line, "\t"):
		for _, column := range strings.Split(line, "\t")[1:] {
			if strings.Contains(column, " ") {
				return strings.ReplaceAll(column, `\n`, " ")
			}
		}
		return ""
	}
	return strings.Trim(strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(line), "- "), "question: "), `"'`)
}

func readLines(name string) ([]string, error) {
	data, err := os.ReadFile(name)
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n"), err
}

func writeJSON(name string, texts []string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for _, t := range texts {
		if err := json.NewEncoder(w).Encode(t); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// learner is what is learnt: a vector for each word, beside where it started.
type learner struct {
	number       map[string]int
	words        [][kept]float64
	start        [][kept]float64
	step, square [][kept]float64 // moving means for Adam (Kingma and Ba 2015, arXiv:1412.6980)
}

// example is a sentence with the direction that it should have.
type example struct {
	words []int
	want  [kept]float64
}

func learn() error {
	words, err := readLines("words.txt")
	if err != nil {
		return err
	}
	single, err := readVectors("words.f32", len(words))
	if err != nil {
		return err
	}
	sentences, err := readStrings("sentences.jsonl")
	if err != nil {
		return err
	}
	whole, err := readVectors("sentences.f32", len(sentences))
	if err != nil {
		return err
	}
	axes := strongestAxes(single, whole)
	l := newLearner(words, turn(single, axes))
	wanted := turn(whole, axes)
	var examples []example
	seen := make([]float64, len(words))
	for i, s := range sentences {
		e := example{want: unit(wanted[i])}
		for _, w := range faq.Tokens(s) {
			if n, ok := l.number[w]; ok {
				e.words = append(e.words, n)
			}
		}
		for _, n := range distinct(e.words) {
			seen[n]++
		}
		if len(e.words) > 1 {
			examples = append(examples, e)
		}
	}
	l.weigh(seen, float64(len(sentences)))
	l.learn(examples)
	return l.write()
}

func newLearner(words []string, vectors [][kept]float64) *learner {
	l := &learner{number: map[string]int{}, words: vectors}
	for i, w := range words {
		l.number[w] = i
	}
	l.step, l.square = make([][kept]float64, len(words)), make([][kept]float64, len(words))
	return l
}

// weigh shortens the words that many sentences have.
func (l *learner) weigh(seen []float64, all float64) {
	for i := range l.words {
		weight := max(0.05, math.Log((all+1)/(seen[i]+1))/math.Log(all+1))
		for d := range kept {
			l.words[i][d] *= weight
		}
	}
	l.start = append([][kept]float64(nil), l.words...)
}

func (l *learner) learn(examples []example) {
	var train, held []example
	for i, e := range examples {
		if i%heldOut == 0 {
			held = append(held, e)
		} else {
			train = append(train, e)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	fmt.Printf("%d sentences; nearness of %d held out: %.3f\n", len(train), len(held), l.nearness(held))
	for range rounds {
		rng.Shuffle(len(train), func(i, j int) { train[i], train[j] = train[j], train[i] })
		for from := 0; from < len(train); from += batch {
			l.improve(train[from:min(from+batch, len(train))])
		}
		fmt.Printf("nearness of those held out: %.3f\n", l.nearness(held))
	}
}

func (l *learner) sum(words []int) (sum [kept]float64) {
	for _, n := range words {
		for d, x := range l.words[n] {
			sum[d] += x
		}
	}
	return sum
}

// nearness is the mean cosine of sums and wanted directions.
func (l *learner) nearness(examples []example) float64 {
	total := 0.0
	for _, e := range examples {
		v := unit(l.sum(e.words))
		for d := range kept {
			total += v[d] * e.want[d]
		}
	}
	return total / float64(len(examples))
}

// improve makes one step against the gradient of the cosines of a batch.
func (l *learner) improve(examples []example) {
	gradient := map[int]*[kept]float64{}
	for _, e := range examples {
		sum := l.sum(e.words)
		length := norm(sum[:]) + 1e-9
		cosine := 0.0
		for d := range kept {
			cosine += sum[d] * e.want[d] / length
		}
		for _, n := range e.words {
			g := gradient[n]
			if g == nil {
				g = new([kept]float64)
				gradient[n] = g
			}
			for d := range kept {
				g[d] -= (e.want[d] - cosine*sum[d]/length) / length
			}
		}
	}
	for n, g := range gradient {
		for d := range kept {
			slope := g[d]/batch + pull*(l.words[n][d]-l.start[n][d])
			l.step[n][d] = 0.9*l.step[n][d] + 0.1*slope
			l.square[n][d] = 0.99*l.square[n][d] + 0.01*slope*slope
			l.words[n][d] -= rate * l.step[n][d] / (math.Sqrt(l.square[n][d]) + 1e-6)
		}
	}
}

// write stores each vector as bytes, the greatest 127, after a byte that says how long it is: a step in it is a sixteenth
// of a doubling.
func (l *learner) write() error {
	var out []byte
	for _, v := range l.words {
		greatest := 1e-12
		for _, x := range v {
			greatest = max(greatest, math.Abs(x))
		}
		scale := min(max(math.Round(16*math.Log2(greatest))+128, 0), 255)
		unit := math.Exp2((scale - 128) / 16)
		out = append(out, byte(scale))
		for _, x := range v {
			out = append(out, byte(int8(math.Round(min(max(127*x/unit, -127), 127)))))
		}
	}
	return os.WriteFile("senses.bin", out, 0o644)
}

func readStrings(name string) ([]string, error) {
	lines, err := readLines(name)
	for i, line := range lines {
		if err := json.Unmarshal([]byte(line), &lines[i]); err != nil {
			return nil, err
		}
	}
	return lines, err
}

// readVectors reads the teacher's vectors and makes them of length 1.
func readVectors(name string, n int) ([][]float64, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if len(data) != 4*source*n {
		return nil, fmt.Errorf("%s has %d bytes, want %d vectors", name, len(data), n)
	}
	vectors := make([][]float64, n)
	for i := range vectors {
		v := make([]float64, source)
		for d := range v {
			v[d] = float64(math.Float32frombits(binary.LittleEndian.Uint32(data[4*(i*source+d):])))
		}
		length := norm(v)
		for d := range v {
			v[d] /= length
		}
		vectors[i] = v
	}
	return vectors, nil
}

// axes are directions at right angles to one another, with what is to be taken away first.
type axes struct {
	directions [kept][]float64
}

// strongestAxes finds the directions in which words and sentences differ most, by orthogonal iteration. Both lists are
// centred, each on its own mean.
func strongestAxes(lists ...[][]float64) *axes {
	cov := make([][]float64, source)
	for a := range cov {
		cov[a] = make([]float64, source)
	}
	for _, list := range lists {
		centre(list)
		for _, v := range list {
			for a, x := range v {
				for b, y := range v {
					cov[a][b] += x * y / float64(len(list))
				}
			}
		}
	}
	var found axes
	for k := range found.directions {
		found.directions[k] = make([]float64, source)
		for d := range source {
			found.directions[k][d] = math.Sin(float64(d*31 + k*17 + 1)) // any start will do
		}
	}
	for range 60 {
		for k, v := range found.directions {
			found.directions[k] = times(cov, v)
		}
		found.straighten()
	}
	return &found
}

func centre(list [][]float64) {
	mean := make([]float64, source)
	for _, v := range list {
		for d, x := range v {
			mean[d] += x / float64(len(list))
		}
	}
	for _, v := range list {
		for d := range v {
			v[d] -= mean[d]
		}
	}
}

func times(m [][]float64, v []float64) []float64 {
	out := make([]float64, len(v))
	for a := range m {
		for b, y := range v {
			out[a] += m[a][b] * y
		}
	}
	return out
}

// straighten makes the directions orthogonal and of length 1 (Gram-Schmidt).
func (a *axes) straighten() {
	for k, v := range a.directions {
		for _, before := range a.directions[:k] {
			dot := 0.0
			for d := range v {
				dot += v[d] * before[d]
			}
			for d := range v {
				v[d] -= dot * before[d]
			}
		}
		length := norm(v)
		for d := range v {
			v[d] /= length
		}
	}
}

func turn(list [][]float64, a *axes) [][kept]float64 {
	out := make([][kept]float64, len(list))
	for i, v := range list {
		for k, direction := range a.directions {
			for d, x := range v {
				out[i][k] += x * direction[d]
			}
		}
	}
	return out
}

func distinct(list []int) []int {
	var out []int
	seen := map[int]bool{}
	for _, n := range list {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	return out
}

func unit(v [kept]float64) [kept]float64 {
	length := norm(v[:]) + 1e-12
	for d := range v {
		v[d] /= length
	}
	return v
}

func norm(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	return math.Sqrt(sum)
}
