package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

// client is the physical limit: sockets, blocking reads, one search for the token marker per read, and nothing else. It knows the
// server's streams and would fail on any other.
func client(args []string) error {
	flags := flag.NewFlagSet("client", flag.ContinueOnError)
	address := flags.String("address", "", "host and port")
	streams := flags.Int("streams", 1, "requests in flight")
	requests := flags.Int("requests", 1, "requests in all")
	bodyFile := flags.String("body", "", "file with the request's body")
	if err := flags.Parse(args); err != nil {
		return err
	}
	body, err := os.ReadFile(*bodyFile)
	if err != nil {
		return err
	}
	head := fmt.Sprintf("POST /v1/chat/completions HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", *address, len(body))
	message := append([]byte(head), body...)
	var next atomic.Int64
	results := make([][]times, *streams)
	var done sync.WaitGroup
	for stream := range results {
		conn, err := net.Dial("tcp", *address)
		if err != nil {
			return err
		}
		done.Add(1)
		go func(stream int) {
			defer done.Done()
			defer conn.Close()
			buffer := make([]byte, 64<<10)
			for next.Add(1) <= int64(*requests) {
				seen, err := exchange(conn, message, buffer)
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					return
				}
				results[stream] = append(results[stream], seen)
			}
		}(stream)
	}
	done.Wait()
	return report(results)
}

// times of one request, as differences from its sending.
type times struct {
	first, last time.Duration
	tokens      int
}

var (
	marker   = []byte(`"content":"`)
	endMark  = []byte("0\r\n\r\n")
	tailSize = len(marker) - 1
)

func exchange(conn net.Conn, message, buffer []byte) (times, error) {
	var seen times
	sent := time.Now()
	if _, err := conn.Write(message); err != nil {
		return seen, err
	}
	kept := 0
	for {
		n, err := conn.Read(buffer[kept:])
		if err != nil {
			return seen, err
		}
		at := time.Since(sent)
		filled := buffer[:kept+n]
		if tokens := bytes.Count(filled, marker); tokens > 0 {
			if seen.tokens == 0 {
				seen.first = at
			}
			seen.tokens += tokens
			seen.last = at
		}
		if bytes.HasSuffix(filled, endMark) {
			return seen, nil
		}
		// A marker may be cut in two by the end of a read.
		kept = copy(buffer, filled[max(0, len(filled)-tailSize):])
	}
}

func report(results [][]times) error {
	var ttft, itl []float64
	for _, seen := range results {
		for _, t := range seen {
			ttft = append(ttft, float64(t.first)/1e6)
			if t.tokens > 1 {
				itl = append(itl, float64(t.last-t.first)/1e6/float64(t.tokens-1))
			}
		}
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"requests": len(ttft), "ttft": percentiles(ttft), "itl": percentiles(itl)})
}

func percentiles(values []float64) map[string]float64 {
	if len(values) == 0 {
		return nil
	}
	sort.Float64s(values)
	at := func(p float64) float64 {
		place := p / 100 * float64(len(values)-1)
		low := int(place)
		high := min(low+1, len(values)-1)
		return values[low] + (values[high]-values[low])*(place-float64(low))
	}
	return map[string]float64{"p50": at(50), "p99": at(99)}
}
