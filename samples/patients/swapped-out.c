// 48 MiB that the kernel was asked to put on swap: RSS falls, and nothing is gone.
//
// Needs swap. The healthy twin keeps its memory in RAM.

#include "patient.h"

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21 // Linux 5.4
#endif

enum { SIZE = 48 << 20 };

// Bytes of this process that are on swap.
static long swapped(void)
{
    char line[200];
    long found = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        sscanf(line, "VmSwap: %ld kB", &found);
    return found * 1024;
}

int main(int argc, char **argv)
{
    unsigned *block = aligned_alloc(1 << 21, SIZE);
    if (!block) {
        perror("cannot: aligned_alloc");
        return 1;
    }
    // Not alike, so that it is not worth nothing once it is compressed.
    for (size_t i = 0; i < SIZE / sizeof *block; i++)
        block[i] = (unsigned)i * 2654435761U;
    if (is_sick(argc, argv)) {
        madvise(block, SIZE, MADV_PAGEOUT);
        if (swapped() < SIZE / 2) {
            say("cannot: no room on swap: swapon FILE");
            return 1;
        }
    }
    return wait_for_the_end(NULL);
}
