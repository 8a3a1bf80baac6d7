// Its `ulimit -v` is nearly reached, by promises alone.
//
// The healthy twin has the same limit, and promises a third of it.

#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

static const size_t GIB = 1 << 30;

int main(int argc, char **argv)
{
    size_t percent = argc > 1 && strcmp(argv[1], "sick") == 0 ? 90 : 30;
    struct rlimit limit = {GIB, GIB};

    if (setrlimit(RLIMIT_AS, &limit) ||
        mmap(NULL, GIB / 100 * percent, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED) {
        perror("cannot: RLIMIT_AS");
        return 1;
    }
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
