/* A thread started by clone(2), without a C library. Its 64 KiB stack is the lowest part
   of a block of 8 MiB with a guard below; the rest of the block is the program's data.
   `flagged`: the block was asked for with MAP_STACK. */
#include "truth.h"

static int thread(void *unused UNUSED) { for (;;) syscall(SYS_pause); return 0; }

int main(int argc, char **argv UNUSED)
{
    enum { BLOCK = 8 << 20, STACK = 64 << 10 };
    char *block = anonymous(BLOCK + PAGE, argc > 1 ? MAP_STACK : 0) + PAGE;
    mprotect(block - PAGE, PAGE, PROT_NONE);
    int flags = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_FS | CLONE_FILES;
    int tid = clone(thread, block + STACK, flags, 0);
    memset(block + (1 << 20), 7, 1 << 20);
    usleep(200000);
    printf("at %lx thread-stack,anon *\n", (addr)block + STACK - 64);
    printf("at %lx anon *\n", (addr)block + (1 << 20));
    printf("not %lx %d\n", (addr)block + (1 << 20), tid);
    ready();
}
