// One field, written by a worker while main reads it: heap memory, main goroutine on one side.
package main

import "time"

type account struct{ balance int }

func (a *account) deposit(n int) { a.balance += n }

func main() {
	a := &account{}
	done := make(chan bool)
	go func() {
		a.deposit(1)
		done <- true
	}()
	time.Sleep(10 * time.Millisecond)
	println(a.balance)
	<-done
}
