/* A library of which each part is larger than a page; `tell` says where they are.
   -DN=40000 makes another version. */
#include <stdio.h>

#ifndef N
#define N 4000
#endif

const int constants[N] = {1, 2, 3};
int initialised[6000] = {5};
static char zeros[100000];
static int one(void) { return 1; }
int (*const relocated[1024])(void) = {one};

void tell(void)
{
    unsigned long c = (unsigned long)constants, d = (unsigned long)initialised;
    unsigned long z = (unsigned long)zeros, r = (unsigned long)relocated;

    printf("at %lx code *\nat %lx rodata *\n", (unsigned long)tell, c + 8000);
    printf("at %lx data *\nat %lx bss *\n", d + 12000, z + 50000);
    printf("at %lx relro,rodata *\n", r + 4000);
    fflush(stdout);
}
