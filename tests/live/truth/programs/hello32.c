/* gcc -m32: a 32-bit program on a 64-bit kernel, with three threads. Two wait, one on a
   stack of 256 KiB, one on the default; the third is busy. Each allocates a little, and
   the second a block of 2 MiB. */
#include "truth.h"

static volatile int told;
static volatile long turns;

static void told_all(void *small)
{
    tell_stack();
    printf("at %lx arena,heap *\n", (addr)small);
    fflush(stdout);
    __sync_fetch_and_add(&told, 1);
}

static void *waiting(void *large)
{
    if (large) {
        char *block = memset(malloc(2 << 20), 1, 2 << 20);
        printf("says %lx large malloc block\n", (addr)block);
    }
    told_all(malloc(500));
    forever();
    return 0;
}

static void *busy(void *unused UNUSED)
{
    told_all(malloc(500));
    for (;;) turns++;
    return 0;
}

int main(void)
{
    pthread_t t; pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 256 << 10);
    pthread_create(&t, &small, waiting, 0);
    pthread_create(&t, 0, waiting, "large");
    pthread_create(&t, 0, busy, 0);
    while (told < 3) usleep(1000);
    printf("at %lx heap *\n", (addr)malloc(100));
    ready();
}
