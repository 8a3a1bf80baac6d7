/* 4 MiB of a memfd, all written, which the kernel is asked to put into huge pages
   (MADV_COLLAPSE, Linux 6.1); a child has them mapped as well. */
#include "truth.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

int main(void)
{
    size_t size = 4 << 20, huge = 2 << 20;
    int file = syscall(SYS_memfd_create, "ring", 0);
    if (ftruncate(file, size)) return 1;
    char *room = mmap(0, size + huge, PROT_NONE, ANON, -1, 0);
    room = (char *)(((addr)room + huge - 1) & -huge);
    volatile char *ring = mmap(room, size, RW, MAP_SHARED | MAP_FIXED, file, 0);
    memset((char *)ring, 1, size);
    volatile char *seen = mmap(0, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int refused = madvise(room, size, MADV_COLLAPSE);
    int child = fork();
    if (!child) {
        end_with_parent();
        volatile char sum = 0;
        for (size_t at = 0; at < size; at += PAGE) sum += ring[at];
        *seen = 1;
        forever();
    }
    while (!*seen) usleep(1000);
    printf("end %d\npid %d\nat 0x%lx\n# %s\n", child, getpid(), (addr)ring,
           refused ? "refused" : "collapsed");
    ready();
}
