// Takes 8 MiB of the huge pages that were set aside: no RSS shows them.
//
// Needs a pool: sysctl vm.nr_hugepages=8. The healthy twin takes ordinary pages.

#include "patient.h"

enum { SIZE = 8 << 20 };

int main(int argc, char **argv)
{
    int how = is_sick(argc, argv) ? MAP_HUGETLB : 0;
    char *block = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | how, -1, 0);
    if (block == MAP_FAILED) {
        say("cannot: too few huge pages set aside: sysctl vm.nr_hugepages=8");
        return 1;
    }
    memset(block, 1, SIZE);

    return wait_for_the_end(NULL);
}
