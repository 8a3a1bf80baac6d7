/* MADV_GUARD_INSTALL on 16 KiB in the middle of a stack that is in use: of a thread
   (`thread`), of the main thread (`main`). `none` uses PROT_NONE in a thread's stack
   instead, which is shown as it is. */
#include "truth.h"
#include <alloca.h>

static volatile int done;
static int by_mprotect;

static addr guarded(addr low)
{
    addr at = (low + PAGE - 1) & -PAGE;
    int failed = by_mprotect ? mprotect((void *)at, 4 * PAGE, PROT_NONE)
                             : madvise((void *)at, 4 * PAGE, MADV_GUARD_INSTALL);
    if (failed) { perror("guard"); exit(1); }
    printf("span %lx %lx guard\n", at, at + 4 * PAGE);
    return at;
}

static void *worker(void *unused UNUSED)
{
    addr start, end; size_t guard;
    tell_stack();
    own_stack(&start, &end, &guard);
    addr at = guarded(start + (end - start) / 4);
    printf("at %lx thread-stack %d\n", at - PAGE, tid_of_mine());
    printf("at %lx thread-stack %d\n", at + 4 * PAGE, tid_of_mine());
    fflush(stdout);
    done = 1;
    forever();
    return 0;
}

int main(int argc, char **argv)
{
    pthread_t t;
    by_mprotect = argc > 1 && !strcmp(argv[1], "none");
    if (argc > 1 && !strcmp(argv[1], "main")) {
        char *big = memset(alloca(2 << 20), 1, 2 << 20);
        guarded((addr)big + (1 << 20));
        printf("at %lx stack %d\n", (addr)&t, getpid());
    } else {
        pthread_create(&t, 0, worker, 0);
        while (!done) usleep(1000);
    }
    ready();
}
