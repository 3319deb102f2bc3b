package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// truth is what the server knows of one request: when it was read, when the first and the last token were about to be written.
type truth struct {
	arrival, first, last time.Time
	tokens               int
}

// server answers chat requests by event streams whose timing is given: the first token `ttft` after the request was read, each
// further one `itl` after that, at absolute instants, so that no lateness adds up. Without delays a stream goes out in one write.
type server struct {
	ttft, itl time.Duration
	alarm     *alarm
	mu        sync.Mutex
	seen      []truth
}

var words = strings.Fields("alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa")

const (
	streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
	eventHead  = `data: {"id":"chatcmpl-0123456789abcdef0123456789abcdef","object":"chat.completion.chunk","created":1700000000,"model":"mock","choices":[{"index":0,"delta":{"content":" `
	eventTail  = `"},"logprobs":null,"finish_reason":null}]}` + "\n\n"
	usage      = `data: {"id":"chatcmpl-0123456789abcdef0123456789abcdef","object":"chat.completion.chunk","created":1700000000,"model":"mock","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":%d,"total_tokens":%d}}` + "\n\n"
	streamEnd  = "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n"
	models     = `{"object":"list","data":[{"id":"mock","object":"model","owned_by":"bench"}]}`
)

// events are the stream's tokens, each a chunk of its own.
var events = func() [][]byte {
	made := make([][]byte, len(words))
	for i, word := range words {
		event := eventHead + word + eventTail
		made[i] = []byte(fmt.Sprintf("%x\r\n%s\r\n", len(event), event))
	}
	return made
}()

func serve(args []string) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	ttftMs := flags.Float64("ttft-ms", 0, "time to first token")
	itlMs := flags.Float64("itl-ms", 0, "time from token to token")
	if err := flags.Parse(args); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	milliseconds := func(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
	s := &server{ttft: milliseconds(*ttftMs), itl: milliseconds(*itlMs), alarm: newAlarm()}
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go s.talk(conn)
	}
}

func (s *server) talk(conn net.Conn) {
	defer conn.Close()
	reader := bufio.NewReaderSize(conn, 16<<10)
	writer := bufio.NewWriterSize(conn, 64<<10)
	wake := make(chan struct{}, 1)
	var body []byte
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return
		}
		isStream := bytes.HasPrefix(line, []byte("POST "))
		isTruth := bytes.Contains(line, []byte(" /truth"))
		length, err := readHeaders(reader, conn)
		if err != nil {
			return
		}
		if cap(body) < length {
			body = make([]byte, length)
		}
		if _, err = io.ReadFull(reader, body[:length]); err != nil {
			return
		}
		switch {
		case isTruth:
			s.tell(writer)
		case isStream:
			err = s.stream(writer, body[:length], wake)
		default:
			fmt.Fprintf(writer, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(models), models)
		}
		if err != nil || writer.Flush() != nil {
			return
		}
	}
}

func readHeaders(reader *bufio.Reader, conn net.Conn) (length int, err error) {
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return length, nil
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(name, []byte("content-length")) {
			length, _ = strconv.Atoi(string(bytes.TrimSpace(value)))
		} else if bytes.EqualFold(name, []byte("expect")) {
			if _, err = conn.Write([]byte("HTTP/1.1 100 Continue\r\n\r\n")); err != nil {
				return 0, err
			}
		}
	}
}

// tokensOf is the length that a request asks for.
func tokensOf(body []byte) int {
	for _, key := range []string{`"max_tokens":`, `"max_completion_tokens":`} {
		if _, rest, found := bytes.Cut(body, []byte(key)); found {
			rest = bytes.TrimLeft(rest, " ")
			end := bytes.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
			if tokens, err := strconv.Atoi(string(rest[:max(end, 0)])); err == nil {
				return tokens
			}
		}
	}
	return 16
}

func (s *server) stream(writer *bufio.Writer, body []byte, wake chan struct{}) error {
	arrival := time.Now()
	tokens := tokensOf(body)
	record := truth{arrival: arrival, tokens: tokens}
	writer.WriteString(streamHead)
	for token := 0; token < tokens; token++ {
		due := arrival.Add(s.ttft + time.Duration(token)*s.itl)
		if s.ttft+s.itl > 0 {
			// What was written so far leaves before the wait; the head waits for the first token, as on real servers.
			if token > 0 {
				if err := writer.Flush(); err != nil {
					return err
				}
			}
			s.alarm.sleepUntil(due, wake)
		}
		if token == 0 {
			record.first = time.Now()
		}
		if token == tokens-1 {
			record.last = time.Now()
		}
		writer.Write(events[token%len(events)])
	}
	if bytes.Contains(body, []byte(`"include_usage":true`)) {
		event := fmt.Sprintf(usage, tokens, 100+tokens)
		fmt.Fprintf(writer, "%x\r\n%s\r\n", len(event), event)
	}
	writer.WriteString(streamEnd)
	err := writer.Flush()
	s.mu.Lock()
	s.seen = append(s.seen, record)
	s.mu.Unlock()
	return err
}

// tell writes what was seen since the last time: a line per request, nanoseconds since the Unix epoch.
func (s *server) tell(writer io.Writer) {
	s.mu.Lock()
	seen := s.seen
	s.seen = nil
	s.mu.Unlock()
	var text bytes.Buffer
	for _, t := range seen {
		fmt.Fprintln(&text, t.arrival.UnixNano(), t.first.UnixNano(), t.last.UnixNano(), t.tokens)
	}
	fmt.Fprintf(writer, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n", text.Len())
	_, _ = text.WriteTo(writer)
}
