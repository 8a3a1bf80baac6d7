/* A heap header of malloc that the program wrote itself, at a multiple of 64 MiB: what it
   says fits the map, yet the C library knows nothing of it. */
#include "truth.h"

#define HEAP_MAX (64L << 20)
#define USED (33 * PAGE)

int main(void)
{
    char *block = mmap(0, 2 * HEAP_MAX, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
    char *base = (char *)(((addr)block + HEAP_MAX - 1) & -HEAP_MAX);
    mprotect(base, USED, RW);
    addr *word = (addr *)base;
    word[0] = (addr)base + 0x30;
    word[2] = word[3] = USED;
    addr *arena = (addr *)(base + 0x30);
    arena[12] = (addr)base + PAGE;
    arena[2160 / 8] = (addr)arena;
    printf("unsure %lx\nunsure %lx\n", (addr)base, (addr)base + USED);
    ready();
}
