/* A process and its forked child, which has written to a few of the pages. For
   `memscope compare`: no part may be larger than its whole. */
#include "truth.h"

static long few[3] = {1, 2, 3};
static char many[100000];

int main(void)
{
    many[50000] = 1;
    int child = fork();
    if (!child) { end_with_parent(); many[9000] = 2; forever(); }
    usleep(100000);
    printf("pid %d\nend %d\n# few %lx\n", getpid(), child, (addr)few);
    ready();
}
