/* A page of 64 KiB between 2 GiB and 8 GiB without access, as V8 lays out WebAssembly's
   memory; but nobody here knows of WebAssembly. */
#include "truth.h"

int main(void)
{
    long gib = 1L << 30, page = 64 << 10;
    char *all = mmap(0, 10 * gib + page, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
    if (all == MAP_FAILED) { perror("mmap"); return 1; }
    char *memory = (char *)(((addr)all + page - 1) / page * page) + 2 * gib;
    munmap(all, memory - 2 * gib - all);
    mprotect(memory, page, RW);
    memset(memory, 7, page);
    for (long at = -gib; at < 8 * gib; at += gib)
        printf("unsaid %lx WebAssembly\n", (addr)memory + at);
    printf("at %lx anon -\n", (addr)memory);
    ready();
}
