/* A vfork-like child on a stack in its parent's memory, made by a thread that waits for
   it, and a process that shares the memory and runs on a stack from malloc. All three
   pids are printed; compare.py asks both commands about any of them. */
#include "truth.h"

enum { SIZE = 36 << 10 };

static volatile int vforked;  /* written by the child: the memory is one */

static int child(void *is_vforked)
{
    end_with_parent();
    if (is_vforked) vforked = syscall(SYS_getpid);
    for (;;) syscall(SYS_pause);
    return 0;
}

static void *starter(void *unused)
{
    char *stack = anonymous(SIZE, MAP_STACK);
    clone(child, stack + SIZE, CLONE_VM | CLONE_VFORK | SIGCHLD, stack);
    return unused;
}

int main(void)
{
    pthread_t t;
    pthread_create(&t, 0, starter, 0);
    char *stack = malloc(64 << 10);
    int other = clone(child, stack + (64 << 10), CLONE_VM | SIGCHLD, 0);
    usleep(300000);
    printf("pid %d\nend %d\nend %d\n", getpid(), vforked, other);
    ready();
}
