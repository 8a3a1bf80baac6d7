// Nearly as many mappings as the kernel allows, in a few hundred megabytes of addresses.
//
// Every other page gets other permissions: each change of them ends a mapping. RAM is
// hardly used. The healthy twin makes a tenth of that.

#include "patient.h"

enum { PAGE = 4096, LARGE = 200000 };

int main(int argc, char **argv)
{
    int share = is_sick(argc, argv) ? 82 : 8, limit = 0;

    FILE *file = fopen("/proc/sys/vm/max_map_count", "r");
    if (!file || fscanf(file, "%d", &limit) != 1 || limit > LARGE) {
        say("cannot: vm.max_map_count is not the kernel's 65530");
        return 1;
    }
    size_t wanted = (size_t)limit / 100 * share;
    char *block = mmap(NULL, wanted * PAGE, PROT_READ,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    for (size_t i = 0; i < wanted; i += 2)
        if (mprotect(block + i * PAGE, PAGE, PROT_NONE)) {
            perror("cannot: mprotect");
            return 1;
        }
    return wait_for_the_end(NULL);
}
