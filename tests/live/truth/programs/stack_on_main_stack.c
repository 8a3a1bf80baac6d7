/* A thread whose stack is a buffer in main's own frame: both answers about these bytes,
   threads[].stack and the region, have to agree. */
#include "truth.h"
#include <alloca.h>

static volatile int done;

static void *worker(void *unused UNUSED)
{
    char here;
    tell_stack();
    printf("at %lx thread-stack %d\n", (addr)&here, tid_of_mine());
    fflush(stdout);
    done = 1;
    forever();
    return 0;
}

int main(void)
{
    enum { SIZE = 512 << 10 };
    char *room = memset(alloca(2 * SIZE), 1, 2 * SIZE), here;
    addr start = ((addr)room + PAGE - 1) & -PAGE;
    pthread_attr_t a; pthread_t t;
    pthread_attr_init(&a);
    pthread_attr_setstack(&a, (void *)start, SIZE);
    pthread_create(&t, &a, worker, 0);
    while (!done) usleep(1000);
    printf("at %lx stack %d\n", (addr)&here, getpid());
    printf("at %lx stack %d\n", start + SIZE + 16 * PAGE, getpid());
    ready();
}
