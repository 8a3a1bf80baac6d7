// Reads a file: its pages stay in the page cache, and its control group pays for them.
//
// Run it in a group with a limit of 64 MiB: it looks nearly full, and the process is
// small. The healthy twin reads less.

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MIB = 1 << 20 };

int main(int argc, char **argv)
{
    static char buffer[MIB];
    int mib = argc > 1 && strcmp(argv[1], "sick") == 0 ? 52 : 8;

    // In /var/tmp, which is kept on a disk. What was never written reads as zeros.
    char name[] = "/var/tmp/memscope-patient-XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0 || unlink(name) || ftruncate(fd, (off_t)mib * MIB)) {
        perror("cannot: /var/tmp");
        return 1;
    }
    while (read(fd, buffer, sizeof buffer) > 0)
        ;
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
