// Maps the same memfd again and again, and forgets the mappings before.

#include "patient.h"

int main(int argc, char **argv)
{
    int sick = is_sick(argc, argv);
    int fd = memfd_create("table", 0);
    if (fd < 0 || ftruncate(fd, 4 * MIB))
        return 1;
    say("ready");
    while (!ended_within(100)) {
        void *at = mmap(NULL, 4 * MIB, PROT_READ, MAP_SHARED, fd, 0);
        if (!sick)
            munmap(at, 4 * MIB);
    }
    return 0;
}
