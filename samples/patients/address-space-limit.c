// Its `ulimit -v` is nearly reached, by promises alone.
//
// The healthy twin has the same limit, and promises a third of it.

#include "patient.h"
#include <sys/resource.h>

static const size_t GIB = 1 << 30;

int main(int argc, char **argv)
{
    size_t percent = is_sick(argc, argv) ? 90 : 30;
    struct rlimit limit = {GIB, GIB};

    if (setrlimit(RLIMIT_AS, &limit) ||
        mmap(NULL, GIB / 100 * percent, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED) {
        perror("cannot: RLIMIT_AS");
        return 1;
    }
    return wait_for_the_end(NULL);
}
