// 48 MiB are given back with MADV_FREE, and still count as resident.
//
// The kernel takes such pages when somebody needs room, which on a large machine is
// never. MADV_DONTNEED, the remedy, takes them at once. The healthy twin uses them.

#include "patient.h"

enum { SIZE = 48 << 20 };

static char *block;

static void take_at_once(void)
{
    madvise(block, SIZE, MADV_DONTNEED);
}

int main(int argc, char **argv)
{
    block = touched(SIZE);
    if (is_sick(argc, argv) && madvise(block, SIZE, MADV_FREE)) {
        perror("cannot: MADV_FREE");
        return 1;
    }
    return wait_for_the_end(take_at_once);
}
