//go:build !linux

package main

func preciseSleep() {}
