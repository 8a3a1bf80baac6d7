/* A thread that has left its stack for another one.
 *
 * usage: elsewhere signal|main-signal|coroutine
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

static struct { unsigned long low, high, guard, local, other, other_end; int tid; } me;
static sem_t away;
static size_t other_size = 1 << 17;
static char *other;

static void wait_for_ever(void)
{
    volatile int local = 0;

    me.local = (unsigned long)&local;
    sem_post(&away);
    for (;;) pause();
}

static void handler(int signal) { (void)signal; wait_for_ever(); }

static void bounds(void)
{
    pthread_attr_t attr;
    void *low;
    size_t size;

    pthread_getattr_np(pthread_self(), &attr);
    pthread_attr_getstack(&attr, &low, &size);
    pthread_attr_getguardsize(&attr, &me.guard);
    me.low = (unsigned long)low;
    me.high = me.low + size;
    me.tid = syscall(SYS_gettid);
}

static void leave_by_signal(void)
{
    stack_t alternate = {.ss_size = other_size};
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};

    alternate.ss_sp = other = malloc(other_size);
    sigaltstack(&alternate, 0);
    sigaction(SIGUSR1, &action, 0);
    raise(SIGUSR1);
}

static void leave_by_coroutine(void)
{
#if defined(__GLIBC__)
    static ucontext_t here, there;

    other = mmap(0, other_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                 -1, 0);
    getcontext(&there);
    there.uc_stack.ss_sp = other;
    there.uc_stack.ss_size = other_size;
    there.uc_link = &here;
    makecontext(&there, wait_for_ever, 0);
    swapcontext(&here, &there);
#else
    exit(77);
#endif
}

static void *work(void *how)
{
    bounds();
    if (!strcmp(how, "coroutine")) leave_by_coroutine();
    leave_by_signal();
    return 0;
}

static void *tell(void *unused)
{
    (void)unused;
    sem_wait(&away);
    printf("{\"tid\": %d, \"low\": %lu, \"high\": %lu, \"guard\": %lu, "
           "\"local\": %lu, \"other\": %lu, \"other_end\": %lu}\n", me.tid, me.low,
           me.high, me.guard, me.local, (unsigned long)other,
           (unsigned long)other + other_size);
    fflush(stdout);
    for (;;) pause();
    return 0;
}

int main(int argc, char **argv)
{
    pthread_t one, two;

    if (argc < 2) return 2;
    sem_init(&away, 0, 0);
    if (!strcmp(argv[1], "main-signal")) {
        pthread_create(&two, 0, tell, 0);
        work("signal");
    }
    pthread_create(&one, 0, work, argv[1]);
    tell(0);
    return 0;
}
