/* One mapping of 64 MiB: its lowest MiB is the stack of a thread, the rest is touched and
   given back without end. So the mapping is cut, and its parts are measured at another
   moment than the whole. */
#include "truth.h"

static void *waiting(void *unused) { forever(); return unused; }

int main(void)
{
    enum { ALL = 64 << 20, STACK = 1 << 20 };
    char *p = anonymous(ALL, 0);
    pthread_attr_t a; pthread_t t;
    pthread_attr_init(&a);
    pthread_attr_setstack(&a, p, STACK);
    pthread_create(&t, &a, waiting, 0);
    printf("pid %d\nready\n", getpid()); fflush(stdout);
    for (;;) {
        for (long at = STACK; at < ALL; at += PAGE) p[at] = 1;
        madvise(p + STACK, ALL - STACK, MADV_DONTNEED);
    }
}
