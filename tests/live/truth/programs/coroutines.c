/* Stacks that no thread owns: four parked coroutines. c0 on a plain mapping with a guard
   below, c1 and c2 on MAP_STACK with a guard, c3 on MAP_GROWSDOWN without one. One thread
   waits with an alternate signal stack in malloc's memory. With `busy`, a thread without
   a C library spins beside them, so that somebody's stack is missing. */
#include "truth.h"
#include <ucontext.h>

enum { SIZE = 64 << 10 };
static ucontext_t back, parked[4];
static addr frame[4];
static int current;

static void body(void)
{
    char here[200];
    memset(here, 'c', sizeof here);
    frame[current] = (addr)here;
    swapcontext(&parked[current], &back);
}

static void *with_signal_stack(void *unused)
{
    stack_t s = {.ss_sp = malloc(SIZE), .ss_size = SIZE};
    sigaltstack(&s, 0);
    forever();
    return unused;
}

static int spin(void *unused UNUSED) { for (volatile long n = 0;; n++) ; return 0; }

int main(int argc, char **argv UNUSED)
{
    int flags[4] = {0, MAP_STACK, MAP_STACK, MAP_GROWSDOWN | MAP_STACK};
    for (int i = 0; i < 4; i++) {
        char *s = anonymous(SIZE + PAGE, flags[i]);
        if (i < 3) mprotect(s, PAGE, PROT_NONE);
        getcontext(&parked[i]);
        parked[i].uc_stack.ss_sp = s + PAGE;
        parked[i].uc_stack.ss_size = SIZE;
        parked[i].uc_link = &back;
        makecontext(&parked[i], body, 0);
        current = i;
        swapcontext(&back, &parked[i]);
    }
    if (argc > 1) {
        char *s = anonymous(SIZE, 0);
        clone(spin, s + SIZE, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_FS | CLONE_FILES, 0);
    } else {
        pthread_t t;
        pthread_create(&t, 0, with_signal_stack, 0);
    }
    usleep(200000);
    for (int i = 0; i < 4; i++) {
        printf("at %lx anon -\nunsaid %lx stack of a thread\n", frame[i], frame[i]);
        printf("says %lx stack of no thread\n", frame[i]);
        if (i < 3) printf("at %lx guard -\n", (addr)parked[i].uc_stack.ss_sp - PAGE);
    }
    ready();
}
