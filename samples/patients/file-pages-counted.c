// A file of 96 MiB is mapped and read: its pages count as resident.
//
// They are a copy of what is on the disk, so the kernel drops them when it needs room.
// The remedy hands them back at once. The healthy twin maps 4 MiB of the file.

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MIB = 1 << 20 };

int main(int argc, char **argv)
{
    size_t size = (argc > 1 && strcmp(argv[1], "sick") == 0 ? 96 : 4) * MIB;

    // In /var/tmp, which is kept on a disk. What was never written reads as zeros.
    char name[] = "/var/tmp/memscope-patient-XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0 || unlink(name) || ftruncate(fd, size)) {
        perror("cannot: /var/tmp");
        return 1;
    }
    char *file = mmap(NULL, size, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (file == MAP_FAILED) {
        perror("cannot: mmap");
        return 1;
    }
    puts("ready");
    fflush(stdout);

    char line[80];
    while (fgets(line, sizeof line, stdin)) {
        madvise(file, size, MADV_DONTNEED);
        puts("remedied");
        fflush(stdout);
    }
    return 0;
}
