/* N mappings: every other page of one block is made read-only. Usage: vmas N */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

int main(int argc, char **argv) {
    long count = argc > 1 ? atol(argv[1]) : 0, page = 4096;
    char *block = mmap(NULL, (count + 1) * page, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (block == MAP_FAILED) return perror("mmap"), 1;
    for (long i = 0; i < count; i++) block[i * page] = 1;
    for (long i = 0; i < count; i += 2)
        if (mprotect(block + i * page, page, PROT_READ)) return perror("mprotect"), 1;
    puts("ready {}");
    fflush(stdout);
    char line[64], *gone = calloc(count + 2, 1);
    /* "change FROM N": so many pages are given back, or come again if they were. */
    while (gone && fgets(line, sizeof line, stdin)) {
        long from, n;
        if (sscanf(line, "change %ld %ld", &from, &n) == 2) {
            for (long i = from * 2 + 1; i < (from + n) * 2 && i < count; i += 2) {
                gone[i] = !gone[i];
                if (gone[i]) madvise(block + i * page, page, MADV_DONTNEED);
                else block[i * page] = 1;
            }
            puts("ok {}");
            fflush(stdout);
        }
    }
    return 0;
}
