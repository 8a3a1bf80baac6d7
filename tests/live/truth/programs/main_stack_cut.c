/* A program makes 16 KiB in the middle of its grown main stack inaccessible (`n`),
   read-only (`r`) or executable (`x`). The kernel cuts the mapping and calls only the
   topmost piece [stack]; the stack pointer is in the lowest. */
#include "truth.h"
#include <alloca.h>

int main(int argc, char **argv)
{
    char *big = memset(alloca(2 << 20), 1, 2 << 20), here;
    addr hole = ((addr)big + (1 << 20)) & -PAGE;
    int how = argc < 2 ? 'n' : argv[1][0];
    int access = how == 'r' ? PROT_READ : how == 'x' ? RW | PROT_EXEC : PROT_NONE;
    mprotect((void *)hole, 4 * PAGE, access);
    printf("at %lx stack %d\nholds %d %lx\n", (addr)&here, getpid(), getpid(), (addr)big);
    printf("at %lx stack %d\n", hole - 16 * PAGE, getpid());
    printf("at %lx stack %d\n", hole + 16 * PAGE, getpid());
    printf("at %lx %s *\n", hole, how == 'n' ? "guard,reserved" : "stack");
    ready();
}
