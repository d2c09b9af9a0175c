package eval

import (
	"fmt"
	"math"
	"strings"
)

// Bin is one row of the reliability table: questions whose confidence lies in a tenth.
type Bin struct {
	From       float64 `json:"from"`
	Questions  int     `json:"questions"`
	Confidence float64 `json:"confidence"` // mean
	Right      float64 `json:"right"`      // share whose first passage is right
}

// Reliability says for each tenth of confidence how often the first passage is right.
func (r *Report) Reliability() []Bin {
	bins := make([]Bin, 10)
	for _, it := range r.Items {
		b := &bins[min(int(it.Confident*10), 9)]
		b.Questions++
		b.Confidence += it.Confident
		if it.rightFirst() {
			b.Right++
		}
	}
	for i := range bins {
		bins[i].From = float64(i) / 10
		if n := float64(bins[i].Questions); n > 0 {
			bins[i].Confidence /= n
			bins[i].Right /= n
		}
	}
	return bins
}

// calibrationError is the expected calibration error over ten bins (Naeini, Cooper and Hauskrecht 2015).
func (r *Report) calibrationError() float64 {
	sum, n := 0.0, 0
	for _, b := range r.Reliability() {
		sum += float64(b.Questions) * math.Abs(b.Confidence-b.Right)
		n += b.Questions
	}
	return sum / float64(max(n, 1))
}

// reliabilityText is the reliability table as lines, without the tenths that no question fell into.
func (r *Report) reliabilityText() string {
	var b strings.Builder
	fmt.Fprintf(&b, "confidence from    questions    mean confidence    right\n")
	for _, bin := range r.Reliability() {
		if bin.Questions > 0 {
			fmt.Fprintf(&b, "%15.1f    %9d    %15.2f    %5.2f\n", bin.From, bin.Questions, bin.Confidence, bin.Right)
		}
	}
	return b.String()
}
