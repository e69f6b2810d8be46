// A race of the first test that is found while the second one runs (golang/go#58634).
package attribution

import (
	"testing"
	"time"
)

var shared int

func TestFirst(t *testing.T) {
	for range 2 {
		go func() {
			time.Sleep(20 * time.Millisecond)
			shared++
		}()
	}
}

func TestSecond(t *testing.T) {
	time.Sleep(60 * time.Millisecond)
}
