/* 64 MiB written into a memfd with write(2) and mapped, of which one page is touched
   through the map; and 32 MiB of another memfd that is mapped nowhere. */
#include "truth.h"

static char block[1 << 20];

static int filled(const char *name, int blocks)
{
    int file = syscall(SYS_memfd_create, name, 0);
    for (int i = 0; i < blocks; i++)
        if (write(file, block, sizeof block) != sizeof block) exit(1);
    return file;
}

int main(void)
{
    memset(block, 3, sizeof block);
    int shown = filled("frame-pool", 64);
    filled("never-mapped", 32);
    char *p = mmap(0, 64 << 20, RW, MAP_SHARED, shown, 0);
    p[0] = 1;
    printf("pid %d\nat 0x%lx\n", getpid(), (addr)p);
    ready();
}
