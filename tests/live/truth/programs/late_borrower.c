/* On SIGUSR1 the main thread starts a child in its own memory and waits for it, as
   vfork does; the child runs on a mapping that was there before. */
#include "truth.h"

enum { SIZE = 64 << 10 };

static char *stack;

static int child(void *unused)
{
    (void)unused;
    end_with_parent();
    for (;;) syscall(SYS_pause);
    return 0;
}

static void start(int unused)
{
    (void)unused;
    clone(child, stack + SIZE, CLONE_VM | CLONE_VFORK | SIGCHLD, 0);
}

int main(void)
{
    stack = anonymous(SIZE + PAGE, MAP_STACK) + PAGE;
    mprotect(stack - PAGE, PAGE, PROT_NONE);
    signal(SIGUSR1, start);
    printf("stack_of_the_child 0x%lx\n", (addr)stack + SIZE - PAGE);
    ready();
}
