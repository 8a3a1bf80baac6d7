/* One byte touched in each 2 MiB of a 64 MiB area that was advised to use huge pages, and
   eight threads on stacks of 4 MiB that were advised likewise. */
#include "truth.h"

static void *waiting(void *unused) { forever(); return unused; }

int main(void)
{
    size_t size = 64 << 20, step = 2 << 20;
    char *p = anonymous(size, 0);
    madvise(p, size, MADV_HUGEPAGE);
    for (size_t at = 0; at < size; at += step) p[at] = 1;
    for (int i = 0; i < 8; i++) {
        addr where = 0x600000000000 + i * 0x1000000L;
        void *stack = mmap((void *)where, 4 << 20, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
        madvise(stack, 4 << 20, MADV_HUGEPAGE);
        pthread_attr_t a; pthread_t t;
        pthread_attr_init(&a);
        pthread_attr_setstack(&a, stack, 4 << 20);
        pthread_create(&t, &a, waiting, 0);
    }
    printf("pid %d\nat 0x%lx\n", getpid(), (addr)p);
    ready();
}
