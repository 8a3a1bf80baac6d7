/* A GiB of a huge-page memfd, 2 MiB of it touched and mapped a second time. A child has
   the GiB as well, and the kernel gives both one page table for it: the frame is mapped
   by two processes, and counted as mapped by one. Needs a free huge page. */
#include "truth.h"

#ifndef MFD_HUGETLB
#define MFD_HUGETLB 4
#endif
#define GIB (1UL << 30)

int main(void)
{
    int file = syscall(SYS_memfd_create, "tables", MFD_HUGETLB);
    int flags = MAP_SHARED | MAP_NORESERVE;
    char *all = mmap(0, 3 * GIB, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
    all = (char *)(((addr)all + GIB - 1) & -GIB);
    if (mmap(all, GIB, RW, flags | MAP_FIXED, file, 0) == MAP_FAILED) return 1;
    all[0] = 1;
    volatile char *again = mmap(0, 2 << 20, RW, flags, file, 0);
    if (again == MAP_FAILED) return 1;
    again[1] = 1;
    volatile char *seen = mmap(0, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int child = fork();
    if (!child) {
        end_with_parent();
        *seen = all[0];
        forever();
    }
    while (!*seen) usleep(1000);
    printf("end %d\npid %d\ntables 0x%lx\n", child, getpid(), (addr)all);
    ready();
}
