// Large arrays are no mappings of their own any more, and stay when they are freed.
//
// malloc maps blocks of 128 KiB and more one by one, until the first of them is freed:
// from then on blocks up to that size come from the heap, where they leave holes. The
// healthy twin sets M_MMAP_THRESHOLD, so that it does not grow. The remedy, before the
// start: MALLOC_MMAP_THRESHOLD_=131072.

#include "patient.h"

enum { ARRAYS = 4, FIRST = 20 << 20, SIZE = 18 << 20 };

int main(int argc, char **argv)
{
    char *arrays[ARRAYS], *kept[ARRAYS];
    if (!is_sick(argc, argv))
        mallopt(M_MMAP_THRESHOLD, 128 << 10);
    char *volatile first = malloc(FIRST);
    free(first);
    for (int i = 0; i < ARRAYS; i++) {
        arrays[i] = memset(malloc(SIZE), 1, SIZE);
        kept[i] = malloc(1000);
    }
    for (int i = 0; i < ARRAYS; i++)
        free(arrays[i]);
    wait_for_the_end(NULL);
    return !kept[0];
}
