// Two workers started at one place fill one package-level map: map frames on top, a creation stack for both.
package main

import "sync"

var seen = map[string]int{}

func count(word string) { seen[word]++ }

func main() {
	var group sync.WaitGroup
	for _, word := range []string{"a", "b"} {
		group.Add(1)
		go func() {
			defer group.Done()
			count(word)
		}()
	}
	group.Wait()
}
