// One small block at the end of the heap keeps all the free memory below it.
//
// malloc lets go of free memory at the end of the brk heap by itself, of no other. The
// healthy twin allocated the block that stays first: what is freed goes back at once.
// The remedy, malloc_trim(0), gives back whole pages in the middle, too.

#include "patient.h"

enum { BLOCKS = 64000, SIZE = 1000 };

static char *blocks[BLOCKS];

static void trim(void)
{
    malloc_trim(0);
}

int main(int argc, char **argv)
{
    int sick = is_sick(argc, argv);
    char *kept = sick ? NULL : malloc(SIZE);
    for (int i = 0; i < BLOCKS; i++)
        blocks[i] = memset(malloc(SIZE), 1, SIZE);
    if (sick)
        kept = malloc(SIZE);
    for (int i = 0; i < BLOCKS; i++)
        free(blocks[i]);
    wait_for_the_end(trim);
    return !kept;
}
