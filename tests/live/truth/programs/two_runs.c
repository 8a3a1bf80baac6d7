/* Linked without PIE and started twice. The page of .data is unchanged in both processes and
   so is shared; the page of .bss next to it is not. Both are one mapping. */
#include "truth.h"

int table[3000] = {1, 2, 3};
char zeros[20000];

int main(void)
{
    zeros[10000] = table[2];
    printf("pid %d\n# table %lx zeros %lx\n", getpid(), (addr)table, (addr)zeros);
    ready();
}
