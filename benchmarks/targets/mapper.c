/* On every line "go SECONDS" maps and unmaps in a loop for so long, then prints loops
   a second and the p99 of one mmap call. Usage: mapper RESIDENT_MIB */
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
    size_t size = (argc > 1 ? atol(argv[1]) : 0) << 20;
    char *block = malloc(size + 1), line[64];
    float *calls = malloc(KEEP * sizeof *calls);
    if (!block || !calls) return 1;
    memset(block, 1, size + 1);
    memset(calls, 0, KEEP * sizeof *calls);
    puts("ready {}");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        double seconds = 0, began = now(), before = began;
        if (sscanf(line, "go %lf", &seconds) != 1) continue;
        long loops = 0;
        for (; before < began + seconds; loops++) {
            char *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            calls[loops % KEEP] = (now() - before) * 1e6;
            for (int i = 0; i < 65536; i += 4096) p[i] = 1;
            munmap(p, 65536);
            before = now();
        }
        double rate = loops / (before - began);
        long kept = loops < KEEP ? loops : KEEP;
        qsort(calls, kept, sizeof *calls, compare);
        printf("ok {\"rate\": %.1f, \"p99_us\": %.2f}\n", rate, calls[kept * 99 / 100]);
        fflush(stdout);
    }
    return 0;
}
