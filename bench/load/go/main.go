// Command loadbench holds what the load benchmark needs beside the load generators: a server whose timing is known, a client
// that does nothing but read, and a stopwatch for processes.
package main

import (
	"fmt"
	"os"
)

func main() {
	programs := map[string]func([]string) error{"serve": serve, "client": client, "measure": measure}
	if len(os.Args) < 2 || programs[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: loadbench serve|client|measure [options]")
		os.Exit(2)
	}
	if err := programs[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
