// Reads a file: its pages stay in the page cache, and its control group pays for them.
//
// Run it in a group with a limit of 64 MiB: it looks nearly full, and the process is
// small. The healthy twin reads less.

#include "patient.h"
#include <fcntl.h>

int main(int argc, char **argv)
{
    static char buffer[MIB];
    int mib = is_sick(argc, argv) ? 52 : 8;

    // In /var/tmp, which is kept on a disk. What was never written reads as zeros.
    char name[] = "/var/tmp/memscope-patient-XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0 || unlink(name) || ftruncate(fd, (off_t)mib * MIB)) {
        perror("cannot: /var/tmp");
        return 1;
    }
    while (read(fd, buffer, sizeof buffer) > 0)
        ;
    return wait_for_the_end(NULL);
}
