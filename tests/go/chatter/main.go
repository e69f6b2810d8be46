// Two child processes print in bursts to the pipe that the race reports go to: lines of others stand inside the
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
		fmt.Println("ready")
		for line := 1; ; line++ {
			fmt.Fprintf(os.Stderr, "chatter %s says something of no importance\n", os.Args[1])
			if line%20 == 0 {
				time.Sleep(time.Millisecond) // the file is kept in the repository
			}
		}
	}
	var children []*exec.Cmd
	for _, name := range []string{"one", "two"} {
		child := exec.Command(os.Args[0], name)
		child.Stderr = os.Stderr
		ready, err := child.StdoutPipe()
		if err == nil {
			err = child.Start()
		}
		if err == nil {
			_, err = ready.Read(make([]byte, 1))
		}
		if err != nil {
			panic(err)
		}
		children = append(children, child)
	}
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
