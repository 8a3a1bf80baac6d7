/* A MAP_PRIVATE file of 16 MiB, half of it written to: 8 MiB are the process's own copies. */
#include "truth.h"

int main(int argc, char **argv)
{
    int file = open(argc > 1 ? argv[1] : "archive.bin", O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (ftruncate(file, 16 << 20)) return 1;
    char *p = mmap(0, 16 << 20, RW, MAP_PRIVATE, file, 0);
    memset(p, 1, 8 << 20);
    printf("pid %d\nat 0x%lx\n", getpid(), (addr)p);
    ready();
}
