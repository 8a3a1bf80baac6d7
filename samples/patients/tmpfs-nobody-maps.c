// 48 MiB in a file that lives in RAM, held by a descriptor and mapped nowhere.
//
// No list of processes shows them. The healthy twin has mapped what it holds, so that
// it is in its RSS.

#include "patient.h"

enum { SIZE = 48 << 20 };

int main(int argc, char **argv)
{
    int sick = is_sick(argc, argv);
    int fd = memfd_create("frames", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, SIZE)) {
        perror("cannot: memfd_create");
        return 1;
    }
    char *block = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (block == MAP_FAILED) {
        perror("cannot: mmap");
        return 1;
    }
    memset(block, 1, SIZE);
    if (sick)
        munmap(block, SIZE);

    return wait_for_the_end(NULL);
}
