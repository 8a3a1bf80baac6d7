// A file of 96 MiB is mapped and read: its pages count as resident.
//
// They are a copy of what is on the disk, so the kernel drops them when it needs room.
// The remedy hands them back at once. The healthy twin maps 4 MiB of the file.

#include "patient.h"
#include <fcntl.h>

static char *file;
static size_t size;

static void hand_back(void)
{
    madvise(file, size, MADV_DONTNEED);
}

int main(int argc, char **argv)
{
    size = (is_sick(argc, argv) ? 96 : 4) * MIB;

    // In /var/tmp, which is kept on a disk. What was never written reads as zeros.
    char name[] = "/var/tmp/memscope-patient-XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0 || unlink(name) || ftruncate(fd, size)) {
        perror("cannot: /var/tmp");
        return 1;
    }
    file = mmap(NULL, size, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (file == MAP_FAILED) {
        perror("cannot: mmap");
        return 1;
    }
    return wait_for_the_end(hand_back);
}
