/* 1 MiB mapped directly above the present end of the brk heap (`above`), or 256 KiB
   directly below its start (`below`). The kernel makes one mapping [heap] of both; the
   program knows better: sbrk(0), and the start in the 47th field of stat. */
#include "truth.h"

static addr start_of_brk(void)
{
    char text[4096];
    int file = open("/proc/self/stat", O_RDONLY), n = read(file, text, sizeof text - 1);
    text[n > 0 ? n : 0] = 0;
    char *at = strrchr(text, ')') + 2;
    for (int field = 3; field < 47; field++) at = strchr(at, ' ') + 1;
    return strtoul(at, 0, 10);
}

int main(int argc, char **argv)
{
    char *small = malloc(1000);
    int above = argc > 1 && !strcmp(argv[1], "above");
    addr start = start_of_brk() & -PAGE, end = (addr)sbrk(0);
    size_t size = above ? 1 << 20 : 256 << 10;
    addr want = above ? end : start - size;
    char *mine = mmap((void *)want, size, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
    if (mine == MAP_FAILED) { perror("mmap"); return 1; }
    memset(mine, 3, 3 * PAGE);
    printf("at %lx heap *\nspan %lx %lx heap\n", (addr)small, start, end);
    printf("at %lx anon *\n", (addr)mine + 2 * PAGE);
    ready();
}
