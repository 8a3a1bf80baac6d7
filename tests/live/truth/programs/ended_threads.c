/* What is left of threads that ended: 25 were detached and 10 joined, whose stacks are
   kept for the next thread of their size; 15 were neither, and their stacks are never used
   again and never freed. Five of the 15 returned at once, the others called pthread_exit
   after a while. Two threads still wait. The C library's own lists tell all this apart;
   lists.gdb counts them: 17 in use (2 + 15), 35 kept. */
#include "truth.h"

static void *quick(void *at) { char here[5000]; memset(here, 1, sizeof here); *(addr *)at = (addr)here; return 0; }

static void *slow(void *at)
{
    char here[20000];
    memset(here, 2, sizeof here);
    *(addr *)at = (addr)here;
    usleep(50000);
    pthread_exit(0);
}

static void *waiting(void *unused UNUSED) { tell_stack(); forever(); return 0; }

static pthread_attr_t of_size(size_t size)
{
    pthread_attr_t a;
    pthread_attr_init(&a);
    pthread_attr_setstacksize(&a, size);
    return a;
}

int main(void)
{
    static addr lost[15], joined[10], detached[25];
    /* Different sizes, so that none is given to a thread of another group. */
    pthread_attr_t small = of_size(256 << 10), medium = of_size(512 << 10), large = of_size(4 << 20);
    pthread_t t[25];
    for (int i = 0; i < 2; i++) pthread_create(&t[i], 0, waiting, 0);
    for (int i = 0; i < 15; i++) pthread_create(&t[i], i % 3 ? &large : 0, i < 5 ? quick : slow, &lost[i]);
    for (int i = 0; i < 25; i++) {
        pthread_create(&t[i], &small, i % 2 ? quick : slow, &detached[i]);
        pthread_detach(t[i]);
    }
    for (int i = 0; i < 10; i++) pthread_create(&t[i], &medium, slow, &joined[i]);
    for (int i = 0; i < 10; i++) pthread_join(t[i], 0);
    usleep(500000);
    printf("pid %d\n", getpid());
    for (int i = 0; i < 15; i++) printf("at %lx thread-stack -\nunsaid %lx kept for the next\n", lost[i], lost[i]);
    for (int i = 0; i < 10; i++) printf("says %lx kept for the next thread\n", joined[i]);
    for (int i = 0; i < 25; i++) printf("says %lx kept for the next thread\n", detached[i]);
    ready();
}
