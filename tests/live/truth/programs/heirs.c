/* A process in the memory of one to which it is not related any more: who started it,
   in the same memory, has ended. Its stack is a mapping made for it, with a guard. */
#include "truth.h"

enum { SIZE = 64 << 10 };

static volatile int heir;
static char *stacks[2];

static int rest(void *unused)
{
    char here;
    (void)unused;
    heir = syscall(SYS_getpid);
    *(volatile char *)&here = 1;
    for (;;) syscall(SYS_pause);
    return 0;
}

static int starts_and_ends(void *unused)
{
    (void)unused;
    clone(rest, stacks[1] + SIZE, CLONE_VM | SIGCHLD, 0);
    syscall(SYS_exit, 0);
    return 0;
}

int main(void)
{
    for (int i = 0; i < 2; i++) {
        stacks[i] = anonymous(SIZE + PAGE, MAP_STACK) + PAGE;
        mprotect(stacks[i] - PAGE, PAGE, PROT_NONE);
    }
    int child = clone(starts_and_ends, stacks[0] + SIZE, CLONE_VM | SIGCHLD, 0);
    waitpid(child, 0, 0);
    while (!heir) usleep(1000);
    munmap(stacks[0] - PAGE, SIZE + PAGE);
    printf("pid %d\nend %d\n", getpid(), heir);
    printf("at %lx thread-stack %d\n", (addr)stacks[1] + SIZE - PAGE, heir);
    ready();
}
