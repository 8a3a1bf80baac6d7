/* Maps and unmaps in a loop for S seconds; prints loops and the p99 of one mmap call.
   Usage: mapper SECONDS RESIDENT_MIB */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static int compare(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

enum { KEEP = 1 << 21 };

int main(int argc, char **argv) {
    double seconds = argc > 1 ? atof(argv[1]) : 1;
    size_t size = (argc > 2 ? atol(argv[2]) : 0) << 20;
    char *block = malloc(size + 1);
    float *calls = malloc(KEEP * sizeof *calls);
    if (!block || !calls) return 1;
    memset(block, 1, size + 1);
    puts("ready {}");
    fflush(stdout);
    if (getchar() == EOF) return 0;
    long loops = 0;
    for (double end = now() + seconds; now() < end; loops++) {
        double before = now();
        char *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        calls[loops % KEEP] = (now() - before) * 1e6;
        for (int i = 0; i < 65536; i += 4096) p[i] = 1;
        munmap(p, 65536);
    }
    long kept = loops < KEEP ? loops : KEEP;
    qsort(calls, kept, sizeof *calls, compare);
    printf("ok {\"loops\": %ld, \"p99_us\": %.2f}\n", loops, calls[kept * 99 / 100]);
    return 0;
}
