/* A thread that no C library knows of, on a stack of our own making.
 *
 * usage: rawclone guard|bare|heap blocked|spinning
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile unsigned long local_address;
static int spins;

static int work(void *unused)
{
    volatile int local = 0;

    (void)unused;
    local_address = (unsigned long)&local;
    for (;;) {
        if (spins) local++;
#if defined(__x86_64__)
        else {
            /* Not pause(): this thread has no errno of its own. */
            long result;
            __asm__ volatile("syscall" : "=a"(result) : "a"(SYS_pause)
                             : "rcx", "r11", "memory");
        }
#endif
    }
    return 0;
}

int main(int argc, char **argv)
{
    size_t size = 1 << 16, guard = 4096;
    char *block, *low;
    int tid;

    if (argc < 3) return 2;
    spins = !strcmp(argv[2], "spinning");
    if (!strcmp(argv[1], "heap")) {
        low = malloc(size);
        guard = 0;
    } else {
        block = mmap(0, size + guard, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (!strcmp(argv[1], "guard"))
            mprotect(block, guard, PROT_NONE);
        else
            guard = 0;
        low = block + guard;
    }
    tid = clone(work, low + size, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND
                | CLONE_THREAD | CLONE_SYSVSEM, 0);
    if (tid < 0) return 1;
    while (!local_address) sched_yield();
    printf("{\"threads\": [{\"tid\": %d, \"ended\": false, \"low\": %lu, "
           "\"high\": %lu, \"guard\": %lu, \"local\": %lu}]}\n", tid,
           (unsigned long)low, (unsigned long)low + size, (unsigned long)guard,
           local_address);
    fflush(stdout);
    pause();
    return 0;
}
