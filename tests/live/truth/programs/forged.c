/* A thread tells the kernel of a list of robust mutexes that lies in a descriptor it made
   up itself, in memory where it never ran. The kernel vouches for the pointer only, not
   for what lies there. */
#include "truth.h"

static volatile int done;

static void *worker(void *unused UNUSED)
{
    enum { SIZE = 1 << 20 };
    addr start, end; size_t guard;
    own_stack(&start, &end, &guard);
    char *room = anonymous(SIZE, 0), *d = room + SIZE / 2;
    *(addr *)d = *(addr *)(d + 0x10) = (addr)d;                     /* its own address */
    *(addr *)(d + 0x2c0) = *(addr *)(d + 0x2c8) = (addr)d + 0x2c0;  /* links */
    *(int *)(d + 0x2d0) = tid_of_mine();
    *(addr *)(d + 0x2e0) = (addr)d + 0x2e0;                         /* robust list */
    *(addr *)(d + 0x690) = (addr)room;                              /* "stack" */
    *(addr *)(d + 0x698) = SIZE;
    *(addr *)(d + 0x6a0) = 0;                                       /* guard */
    syscall(SYS_set_robust_list, d + 0x2e0, 24);
    printf("at %lx thread-stack,anon *\n", end - 64);
    printf("not %lx %d\nunsure %lx\n", (addr)room + PAGE, tid_of_mine(), (addr)room + PAGE);
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
