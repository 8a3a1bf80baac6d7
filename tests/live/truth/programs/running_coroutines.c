/* Three threads, each on the stack of a coroutine: in a plain mapping, in one with
   MAP_STACK and a guard, and in a large block of malloc's, as libaco does it. Each has a
   stack of its own as well, on which it does not run at the moment. */
#include "truth.h"
#include <ucontext.h>

enum { SIZE = 256 << 10 };
static ucontext_t back[3], there[3];
static volatile int done;

static void body(int which)
{
    char here[200];
    memset(here, 'c', sizeof here);
    printf("on %d 0x%lx\n", tid_of_mine(), (addr)here);
    printf("unsaid %lx stack of no thread\nunsaid %lx kept\n", (addr)here, (addr)here);
    fflush(stdout);
    __sync_fetch_and_add(&done, 1);
    forever();
}

static void *worker(void *number)
{
    long which = (long)number;
    char *s = which == 2 ? malloc(SIZE) : anonymous(SIZE + PAGE, which ? MAP_STACK : 0);
    if (which == 1) mprotect(s, PAGE, PROT_NONE), s += PAGE;
    tell_stack();
    getcontext(&there[which]);
    there[which].uc_stack.ss_sp = s;
    there[which].uc_stack.ss_size = SIZE;
    makecontext(&there[which], (void (*)(void))body, 1, (int)which);
    swapcontext(&back[which], &there[which]);
    return 0;
}

int main(void)
{
    pthread_t t;
    for (long i = 0; i < 3; i++) {
        pthread_create(&t, 0, worker, (void *)i);
        while (done == i) usleep(1000);
    }
    usleep(100000);
    ready();
}
