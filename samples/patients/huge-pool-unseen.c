// Takes 8 MiB of the huge pages that were set aside: no RSS shows them.
//
// Needs a pool: sysctl vm.nr_hugepages=8. The healthy twin takes ordinary pages.

#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { SIZE = 8 << 20 };

int main(int argc, char **argv)
{
    int how = argc > 1 && strcmp(argv[1], "sick") == 0 ? MAP_HUGETLB : 0;
    char *block = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | how, -1, 0);
    if (block == MAP_FAILED) {
        puts("cannot: too few huge pages set aside: sysctl vm.nr_hugepages=8");
        return 1;
    }
    memset(block, 1, SIZE);

    puts("ready");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
