/* Threads that make their own stacks executable, as code with trampolines does.
   `whole`: all of it, and it stays writable. `sealed`: all of it, and one page is then
   made read-only because the trampolines in it are finished. */
#include "truth.h"

static volatile int done;
static int sealed;

static void *worker(void *unused UNUSED)
{
    addr start, end; size_t guard;
    char here;
    own_stack(&start, &end, &guard);
    mprotect((void *)start, end - start, RW | PROT_EXEC);
    addr page = (start + (end - start) / 2) & -PAGE;
    if (sealed) {
        memset((void *)page, 0xc3, PAGE);
        mprotect((void *)page, PAGE, PROT_READ | PROT_EXEC);
    }
    tell_stack();
    printf("at %lx thread-stack %d\n", (addr)&here, tid_of_mine());
    printf("at %lx thread-stack %d\n", start + 8 * PAGE, tid_of_mine());
    printf("at %lx thread-stack,jit *\n", page);
    fflush(stdout);
    done = 1;
    forever();
    return 0;
}

int main(int argc, char **argv)
{
    sealed = argc > 1 && !strcmp(argv[1], "sealed");
    pthread_t t;
    pthread_create(&t, 0, worker, 0);
    while (!done) usleep(1000);
    ready();
}
