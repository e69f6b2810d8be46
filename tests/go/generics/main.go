// Type arguments in the names of both sides.
package main

import "time"

type box[K comparable, V any] struct{ values map[K]V }

func (b *box[K, V]) set(key K, value V) { b.values = map[K]V{key: value} }

func main() {
	b := &box[string, []int]{}
	go b.set("a", nil)
	time.Sleep(10 * time.Millisecond)
	b.set("b", nil)
}
