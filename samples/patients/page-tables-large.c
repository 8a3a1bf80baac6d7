// Reads one byte in every 2 MiB of 20 GiB: 40 MiB of page tables, no RAM beside them.
//
// What was never written is the kernel's one page of zeros, which counts for nobody;
// the tables that lead there do. The healthy twin reads its bytes densely.

#include "patient.h"

enum { PAGE = 4096, TABLES = 10240 };
static const size_t STRETCH = 2 << 20;

int main(int argc, char **argv)
{
    size_t size = TABLES * STRETCH;
    size_t step = is_sick(argc, argv) ? STRETCH : PAGE;

    char *block = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (block == MAP_FAILED) {
        perror("cannot: mmap");
        return 1;
    }
    madvise(block, size, MADV_NOHUGEPAGE);
    int sum = 0;
    for (size_t i = 0; i < TABLES; i++)
        sum += ((volatile char *)block)[i * step];

    if (sum) {
        say("cannot: not zero");
        return 1;
    }
    return wait_for_the_end(NULL);
}
