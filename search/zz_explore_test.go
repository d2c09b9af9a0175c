package search

import (
	"fmt"
	"testing"
	"bufio"
	"os"
)

func TestExplore(t *testing.T) {
	x := build(t, load(t, clinic), Options{})
	f, _ := os.Open("/tmp/q.txt")
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		u := x.Understand(sc.Text())
		fmt.Printf("%-45q M%v T%v L%v Uc%v Un%v C%v P%v co%v R%q corr%v rare%v\n", sc.Text(), u.Medicines, u.Topics, u.Links, u.Unclear, u.Unknown, u.Classes, u.Pair, u.Concepts, u.Route, u.Corrections, u.Rare)
	}
}
