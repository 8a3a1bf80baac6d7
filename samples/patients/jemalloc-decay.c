// All is freed, and jemalloc keeps the pages: nobody calls it, so that no time passes.
//
// jemalloc gives back unused pages some seconds after they were freed, but it looks at
// the clock only when it is called. A program that sleeps keeps its peak of 80 MiB. The
// healthy twin lets all unused pages go at once, as the remedy does.

#include "patient.h"

extern int mallctl(const char *, void *, size_t *, void *, size_t);

enum { BLOCKS = 80, SIZE = 1 << 20 };

// 4096 means all arenas.
static void purge(void)
{
    mallctl("arena.4096.purge", NULL, NULL, NULL, 0);
}

int main(int argc, char **argv)
{
    char *blocks[BLOCKS];
    for (int i = 0; i < BLOCKS; i++)
        blocks[i] = memset(malloc(SIZE), 1, SIZE);
    for (int i = 0; i < BLOCKS; i++)
        free(blocks[i]);
    if (!is_sick(argc, argv))
        purge();
    return wait_for_the_end(purge);
}
