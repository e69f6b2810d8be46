// Two child processes print without pause to the pipe that the race reports go to: lines of others stand inside the
// reports and split their headers.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"time"
)

type counter struct{ n int }

func touch(c *counter) { c.n++ }

func main() {
	if len(os.Args) > 1 {
		for {
			fmt.Fprintf(os.Stderr, "chatter %s says something of no importance\n", os.Args[1])
		}
	}
	var children []*exec.Cmd
	for _, name := range []string{"one", "two"} {
		child := exec.Command(os.Args[0], name)
		child.Stderr = os.Stderr
		if err := child.Start(); err != nil {
			panic(err)
		}
		children = append(children, child)
	}
	time.Sleep(4 * time.Millisecond)
	for range 8 {
		c := &counter{}
		go touch(c)
		time.Sleep(200 * time.Microsecond)
		c.n++
	}
	for _, child := range children {
		_ = child.Process.Kill()
	}
}
