// A panic that is recovered leaves stale frames in the stack of the goroutine created after it (golang/go#46095).
package ghost

import (
	"testing"
	"time"
)

func parse(depth int) {
	if depth == 0 {
		panic("no term")
	}
	parse(depth - 1)
}

func enable() {
	defer func() { _ = recover() }()
	parse(3)
}

func TestGhost(t *testing.T) {
	enable()
	shared := 0
	go func() { shared++ }()
	time.Sleep(10 * time.Millisecond)
	shared++
}
