// Twelve gigabytes of address space, and next to nothing in RAM.
//
// A promise costs nothing until a page is touched: runtimes take far more than they
// will use, so that it is in one piece. The healthy twin takes what it uses.

#include "patient.h"

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
    int sick = is_sick(argc, argv);

    size_t size = sick ? 8192 * MIB : 4 * MIB;
    char *heap = promised(size, PROT_READ | PROT_WRITE);
    madvise(heap, size, MADV_NOHUGEPAGE);
    memset(heap, 1, 4 * MIB);
    if (sick)
        promised(4096 * MIB, PROT_NONE);

    return wait_for_the_end(NULL);
}
