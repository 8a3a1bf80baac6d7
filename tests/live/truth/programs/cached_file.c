/* A file that was just written, and so is in RAM, is mapped and not touched there; half of
   another one of the same size is touched through its mapping. The argument is a folder. */
#include "truth.h"

static char block[1 << 20];

static char *mapped(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (write(file, block, sizeof block) != sizeof block) exit(1);
    return mmap(0, sizeof block, RW, MAP_SHARED, file, 0);
}

int main(int argc, char **argv)
{
    memset(block, 3, sizeof block);
    char *untouched = mapped(argv[1], "untouched.bin");
    char *half = mapped(argv[1], "half.bin");
    memset(half, 4, sizeof block / 2);
    printf("pid %d\nuntouched 0x%lx\nhalf 0x%lx\n", getpid(), (addr)untouched, (addr)half);
    ready();
}
