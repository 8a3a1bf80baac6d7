/* Threads with malloc arenas of their own. `hole`: one page inside the arena is made
   inaccessible. `plain`: nothing special; with GLIBC_TUNABLES=glibc.malloc.hugetlb=2 its
   arenas are aligned and grown differently, with gcc -m32 they are 1 MiB at most. */
#include "truth.h"
#include <malloc.h>

static volatile int told;
static int hole;

static void *worker(void *unused)
{
    char *block = memalign(PAGE, 64 << 10), *small = malloc(1000);
    if (hole) {
        mprotect(block + PAGE, PAGE, PROT_NONE);
        printf("at %lx reserved,guard *\n", (addr)block + PAGE);
    }
    printf("at %lx arena *\nat %lx arena *\n", (addr)block, (addr)block + 8 * PAGE);
    printf("at %lx arena *\n", (addr)small);
    fflush(stdout);
    __sync_fetch_and_add(&told, 1);
    forever();
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t t;
    hole = argc > 1 && !strcmp(argv[1], "hole");
    for (int i = 0; i < 3; i++) pthread_create(&t, 0, worker, 0);
    while (told < 3) usleep(1000);
    ready();
}
