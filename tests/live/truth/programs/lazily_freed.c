/* 8 MiB given back by MADV_FREE, which the kernel has not taken yet. */
#include "truth.h"

int main(void)
{
    char *p = anonymous(8 << 20, 0);
    madvise(p, 8 << 20, MADV_NOHUGEPAGE);
    memset(p, 1, 8 << 20);
    if (madvise(p, 8 << 20, MADV_FREE)) return 1;
    printf("pid %d\nat 0x%lx\n", getpid(), (addr)p);
    ready();
}
