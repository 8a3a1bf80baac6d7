// 48 MiB are given back with MADV_FREE, and still count as resident.
//
// The kernel takes such pages when somebody needs room, which on a large machine is
// never. MADV_DONTNEED, the remedy, takes them at once. The healthy twin uses them.

#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { SIZE = 48 << 20 };

int main(int argc, char **argv)
{
    char *block = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) {
        perror("cannot: mmap");
        return 1;
    }
    memset(block, 1, SIZE);
    if (argc > 1 && strcmp(argv[1], "sick") == 0 && madvise(block, SIZE, MADV_FREE)) {
        perror("cannot: MADV_FREE");
        return 1;
    }
    puts("ready");
    fflush(stdout);

    char line[80];
    while (fgets(line, sizeof line, stdin)) {
        madvise(block, SIZE, MADV_DONTNEED);
        puts("remedied");
        fflush(stdout);
    }
    return 0;
}
