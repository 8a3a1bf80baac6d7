/* A thread makes four pages in the middle of its stack read-only. The kernel still leads
   to its descriptor, and the descriptor still says where the stack is. */
#include "truth.h"

static volatile int done;

static void *worker(void *unused UNUSED)
{
    addr start, end; size_t guard;
    own_stack(&start, &end, &guard);
    addr page = (start + (end - start) / 4) & -PAGE;
    mprotect((void *)page, 4 * PAGE, PROT_READ);
    tell_stack();
    printf("at %lx thread-stack %d\n", page - PAGE, tid_of_mine());
    printf("at %lx thread-stack,anon *\n", page);
    printf("at %lx thread-stack %d\n", end - 16 * PAGE, tid_of_mine());
    fflush(stdout);
    done = 1;
    forever();
    return 0;
}

int main(void)
{
    pthread_t t;
    pthread_create(&t, 0, worker, 0);
    while (!done) usleep(1000);
    ready();
}
