/* A process that lives in the memory of another one that is not its parent: what is
   started with CLONE_VM | CLONE_PARENT is the sibling of who started it. It runs on a
   mapping of its own; the kernel's [stack] is still the starter's. */
#include "truth.h"

static int sibling(void *unused UNUSED) { for (;;) syscall(SYS_pause); return 0; }

int main(void)
{
    enum { SIZE = 256 << 10 };
    char *stack = anonymous(SIZE + PAGE, MAP_STACK) + PAGE, here;
    mprotect(stack - PAGE, PAGE, PROT_NONE);
    int pid = clone(sibling, stack + SIZE, CLONE_VM | CLONE_PARENT | SIGCHLD, 0);
    usleep(200000);
    printf("pid %d\nend %d\n", pid, pid);
    printf("not %lx %d\n", (addr)&here, pid);
    ready();
}
