// Twelve gigabytes of address space, and next to nothing in RAM.
//
// A promise costs nothing until a page is touched: runtimes take far more than they
// will use, so that it is in one piece. The healthy twin takes what it uses.

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { MIB = 1 << 20 };

static char *promised(size_t size, int protection)
{
    char *start = mmap(NULL, size, protection,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED) {
        perror("cannot: mmap");
        exit(1);
    }
    return start;
}

int main(int argc, char **argv)
{
    int is_sick = argc > 1 && strcmp(argv[1], "sick") == 0;

    size_t size = is_sick ? 8192UL * MIB : 4UL * MIB;
    char *heap = promised(size, PROT_READ | PROT_WRITE);
    madvise(heap, size, MADV_NOHUGEPAGE);
    memset(heap, 1, 4 * MIB);
    if (is_sick)
        promised(4096UL * MIB, PROT_NONE);

    puts("ready");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
