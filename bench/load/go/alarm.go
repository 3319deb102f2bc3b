package main

import (
	"container/heap"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// longestNap bounds how late a waiter is that comes while the alarm's thread sleeps.
const longestNap = 500 * time.Microsecond

// alarm wakes goroutines at exact instants. Go's own timers are good to a millisecond only when a process is idle; this one
// has a thread of its own that sleeps by the system's high-resolution clock.
type alarm struct {
	mu      sync.Mutex
	waiters waiterHeap
	someone chan struct{}
}

type waiter struct {
	at   time.Time
	wake chan struct{}
}

type waiterHeap []waiter

func (h waiterHeap) Len() int           { return len(h) }
func (h waiterHeap) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h waiterHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *waiterHeap) Push(x any)        { *h = append(*h, x.(waiter)) }
func (h *waiterHeap) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	*h = (*h)[:last]
	return x
}

func newAlarm() *alarm {
	a := &alarm{someone: make(chan struct{}, 1)}
	go a.run()
	return a
}

// sleepUntil blocks the caller until the instant; wake is the caller's own channel of capacity 1.
func (a *alarm) sleepUntil(at time.Time, wake chan struct{}) {
	if time.Until(at) <= 0 {
		return
	}
	a.mu.Lock()
	heap.Push(&a.waiters, waiter{at, wake})
	a.mu.Unlock()
	select {
	case a.someone <- struct{}{}:
	default:
	}
	<-wake
}

func (a *alarm) run() {
	runtime.LockOSThread()
	preciseSleep()
	for {
		a.mu.Lock()
		now := time.Now()
		for len(a.waiters) > 0 && !a.waiters[0].at.After(now) {
			heap.Pop(&a.waiters).(waiter).wake <- struct{}{}
		}
		nap := time.Duration(-1)
		if len(a.waiters) > 0 {
			nap = max(0, min(time.Until(a.waiters[0].at), longestNap))
		}
		a.mu.Unlock()
		if nap < 0 {
			<-a.someone
		} else if nap > 0 {
			ts := syscall.NsecToTimespec(int64(nap))
			_ = syscall.Nanosleep(&ts, nil)
		}
	}
}
