// Threads that run on stacks of goroutines, one that is busy on one, and a heap: where
// they are, by Go's own word.
package main

import (
	"runtime"
	"syscall"
	"unsafe"
)

func hex(number uintptr) string {
	text := ""
	for ; number > 0; number /= 16 {
		text = string("0123456789abcdef"[number%16]) + text
	}
	return text
}

func decimal(number int) string {
	text := ""
	for ; number > 0; number /= 10 {
		text = string("0123456789"[number%10]) + text
	}
	return text
}

func tell(line string) { syscall.Write(1, []byte(line+"\n")) }

// Its stack moves when it grows, so the address is told and used in one frame.
func sleeper(fd int, told chan bool) {
	runtime.LockOSThread()
	var here [64]byte
	tell("runs " + decimal(syscall.Gettid()) + " " + hex(uintptr(unsafe.Pointer(&here))))
	told <- true
	syscall.Syscall(syscall.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(&here)), 1)
	tell(string(here[:1]))
}

func busy(told chan bool) {
	runtime.LockOSThread()
	tell("busy " + decimal(syscall.Gettid()))
	told <- true
	for {
	}
}

var keep = make([]byte, 1<<20)

func main() {
	runtime.LockOSThread()
	told := make(chan bool)
	var pipe [2]int
	syscall.Pipe(pipe[:])
	for i := 0; i < 3; i++ {
		go sleeper(pipe[0], told)
		<-told
	}
	go busy(told)
	<-told
	keep[0] = 1
	tell("says " + hex(uintptr(unsafe.Pointer(&keep[0]))) + " Go heap")
	// What is called so was not asked for by the runtime, though it lies beside it.
	at, _, _ := syscall.Syscall6(syscall.SYS_MMAP, 0xc100000000, 64<<20,
		syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_PRIVATE|syscall.MAP_ANON, ^uintptr(0), 0)
	tell("unsaid " + hex(at) + " Go")
	tell("ready")
	var byte [1]byte
	syscall.Read(pipe[0], byte[:])
}
