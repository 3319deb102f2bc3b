package main

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// measure runs a command and writes what it took: wall time, CPU time of it and all its children, and, when asked for, the
// largest memory of its process tree, shared pages counted once (PSS).
func measure(args []string) error {
	flags := flag.NewFlagSet("measure", flag.ContinueOnError)
	out := flags.String("out", "", "file for the result")
	memory := flags.Duration("memory", 0, "how often to look at the memory; 0 for never")
	limit := flags.Duration("limit", 10*time.Minute, "kill the command after this time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	command := exec.Command(flags.Arg(0), flags.Args()[1:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	// A group of its own, so that nothing of it stays behind.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	started := time.Now()
	if err := command.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	peak := make(chan int64, 1)
	go func() { peak <- watchMemory(command.Process.Pid, *memory, ended) }()
	kill := func() { _ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	timer := time.AfterFunc(*limit, kill)
	_ = command.Wait()
	wall := time.Since(started)
	timer.Stop()
	close(ended)
	kill()
	usage := command.ProcessState.SysUsage().(*syscall.Rusage)
	result, err := json.Marshal(map[string]any{
		"exitCode":     command.ProcessState.ExitCode(),
		"wallSeconds":  wall.Seconds(),
		"endedUnixMs":  float64(started.Add(wall).UnixNano()) / 1e6,
		"cpuSeconds":   seconds(usage.Utime) + seconds(usage.Stime),
		"peakMegabyte": float64(<-peak) / 1024,
	})
	if err != nil {
		return err
	}
	return os.WriteFile(*out, result, 0o600)
}

func seconds(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }

// watchMemory returns the largest sum of PSS, in kB, over the process and its descendants.
func watchMemory(pid int, every time.Duration, ended <-chan struct{}) (peak int64) {
	if every == 0 {
		return 0
	}
	for {
		select {
		case <-ended:
			return peak
		case <-time.After(every):
			var sum int64
			for _, member := range tree(pid) {
				sum += pss(member)
			}
			peak = max(peak, sum)
		}
	}
}

// tree lists a process and its descendants.
func tree(pid int) []int {
	members := []int{pid}
	for i := 0; i < len(members); i++ {
		files, _ := filepath.Glob("/proc/" + strconv.Itoa(members[i]) + "/task/*/children")
		for _, file := range files {
			text, _ := os.ReadFile(file)
			for _, field := range strings.Fields(string(text)) {
				if child, err := strconv.Atoi(field); err == nil {
					members = append(members, child)
				}
			}
		}
	}
	return members
}

func pss(pid int) int64 {
	text, _ := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/smaps_rollup")
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "Pss:" {
			kilobytes, _ := strconv.ParseInt(fields[1], 10, 64)
			return kilobytes
		}
	}
	return 0
}
