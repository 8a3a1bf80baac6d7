/* A thread registers a descriptor that it made up, on a list that never ends: each
   neighbour is made up too, and the last one leads to itself. All of them name stacks
   in one block in which nobody ever ran. */
#include "truth.h"

static volatile int done;

static void made_up(char *d, char *after, char *before, int tid, char *stack, addr size)
{
    *(addr *)d = *(addr *)(d + 0x10) = (addr)d;
    *(addr *)(d + 0x2c0) = (addr)after + 0x2c0;
    *(addr *)(d + 0x2c8) = (addr)before + 0x2c0;
    *(int *)(d + 0x2d0) = tid;
    *(addr *)(d + 0x2e0) = (addr)d + 0x2e0;
    *(addr *)(d + 0x690) = (addr)stack;
    *(addr *)(d + 0x698) = size;
    *(addr *)(d + 0x6a0) = 0;
}

static void *worker(void *unused UNUSED)
{
    enum { COUNT = 5000, SIZE = 64 << 10 };
    char *room = anonymous((addr)COUNT * SIZE, 0);
    for (long i = 0; i < COUNT; i++) {
        char *d = room + i * SIZE + SIZE / 2, *after = i < COUNT - 1 ? d + SIZE : d;
        made_up(d, after, i ? d - SIZE : d, i ? 0 : tid_of_mine(), room + i * SIZE, SIZE);
    }
    syscall(SYS_set_robust_list, room + SIZE / 2 + 0x2e0, 24);
    printf("room 0x%lx\n", (addr)room + PAGE);
    for (int i = 0; i < 3; i++) printf("unsure %lx\n", (addr)room + i * SIZE + PAGE);
    printf("not %lx %d\n", (addr)room + PAGE, tid_of_mine());
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
