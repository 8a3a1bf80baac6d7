/* 6 of 8 MiB of private huge pages, and 4 MiB of a huge-page memfd; a child maps both,
   too. Needs ten free huge pages: echo 12 > /proc/sys/vm/nr_hugepages, and back after. */
#include "truth.h"

#ifndef MFD_HUGETLB
#define MFD_HUGETLB 4
#endif

int main(void)
{
    char *own = mmap(0, 8 << 20, RW, ANON | MAP_HUGETLB, -1, 0);
    int file = syscall(SYS_memfd_create, "pool", MFD_HUGETLB);
    if (own == MAP_FAILED || ftruncate(file, 4 << 20)) { perror("huge pages"); return 1; }
    char *pool = mmap(0, 4 << 20, RW, MAP_SHARED, file, 0);
    if (pool == MAP_FAILED) { perror("pool"); return 1; }
    memset(own, 1, 6 << 20);
    memset(pool, 2, 4 << 20);
    volatile char *seen = mmap(0, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int child = fork();
    if (!child) {
        end_with_parent();
        volatile char sum = own[0] + pool[0] + pool[2 << 20];
        (void)sum;
        *seen = 1;
        forever();
    }
    while (!*seen) usleep(1000);
    printf("end %d\npid %d\n# own %lx pool %lx\n", child, getpid(), (addr)own, (addr)pool);
    ready();
}
