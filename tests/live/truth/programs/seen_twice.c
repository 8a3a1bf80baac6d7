/* 4 MiB of a memfd, mapped three times: all of it, all of it again, and its second half;
   written to by the first view, read by the others. Nobody else maps it. */
#include "truth.h"

int main(void)
{
    enum { ALL = 4 << 20, HALF = ALL / 2 };
    int file = syscall(SYS_memfd_create, "views", 0);
    if (ftruncate(file, ALL)) return 1;
    char *first = mmap(0, ALL, RW, MAP_SHARED, file, 0);
    char *second = mmap(0, ALL, PROT_READ, MAP_SHARED, file, 0);
    char *third = mmap(0, HALF, PROT_READ, MAP_SHARED, file, HALF);
    memset(first, 1, ALL);
    volatile long sum = 0;
    for (int at = 0; at < ALL; at += PAGE) sum += second[at];
    for (int at = 0; at < HALF; at += PAGE) sum += third[at];
    printf("pid %d\nview 0x%lx\nview 0x%lx\nview 0x%lx\n", getpid(),
           (addr)first, (addr)second, (addr)third);
    ready();
}
