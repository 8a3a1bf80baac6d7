/* A thread inside a signal handler, on a stack of its own for signals: a handler that asks
   for the signal's circumstances (`info`), or one that does not (`plain`). In 32-bit
   programs the kernel writes down where such a stack is for the first one only. */
#include "truth.h"

static volatile int done;

static char *other;
#define SIZE 0x20000L

static void stay(void)
{
    tell_stack();
    printf("at %lx thread-stack,anon *\n", (addr)other);
    done = 1;
    forever();
}

static void plain(int signal UNUSED) { stay(); }

static void info(int signal UNUSED, siginfo_t *i UNUSED, void *c UNUSED)
{
    printf("span %lx %lx thread-stack\n", (addr)other, (addr)other + SIZE);
    printf("says %lx signal stack of\n", (addr)other);
    stay();
}

static void *worker(void *with_info)
{
    stack_t alternate = {.ss_size = SIZE};
    struct sigaction action = {.sa_flags = SA_ONSTACK};
    alternate.ss_sp = other = anonymous(SIZE + 2 * PAGE, 0) + PAGE;
    sigaltstack(&alternate, 0);
    if (with_info) {
        action.sa_sigaction = info;
        action.sa_flags |= SA_SIGINFO;
    } else
        action.sa_handler = plain;
    sigaction(SIGUSR1, &action, 0);
    pthread_kill(pthread_self(), SIGUSR1);
    return 0;
}

int main(int argc, char **argv)
{
    pthread_t t;
    pthread_create(&t, 0, worker, argc > 1 && !strcmp(argv[1], "info") ? "" : 0);
    while (!done) usleep(1000);
    ready();
}
