/* Threads that tell the truth about their stacks.
 *
 * usage: stacks KIND COUNT STATE
 *   KIND   default, small, large, guardless, big-guard, bss, malloc, mmap, invisible
 *   STATE  blocked, spinning
 *
 * Prints one line of JSON; then reads lines: `start N`, `end N`, each answered with
 * a new line of JSON about all threads that live then and the stacks of ended ones.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST 6000
#define INVISIBLE_GUARD 102 /* MADV_GUARD_INSTALL */
#define OWN_GUARD 4096

struct told {
    pthread_t thread;
    int tid, is_ended;
    unsigned long low, high, guard, local;
    int gate[2];
};

static struct told all[MOST];
static int count, spins;
static sem_t ready;
static const char *kind;
static char in_bss[8][1 << 17];

static void bounds(struct told *me)
{
    pthread_attr_t attr;
    void *low;
    size_t size;

    pthread_getattr_np(pthread_self(), &attr);
    pthread_attr_getstack(&attr, &low, &size);
    pthread_attr_getguardsize(&attr, &me->guard);
    pthread_attr_destroy(&attr);
    /* The library is not told of a guard that we made ourselves. */
    if (!strcmp(kind, "invisible")) me->guard = OWN_GUARD;
    me->low = (unsigned long)low;
    me->high = me->low + size;
}

static void *work(void *argument)
{
    struct told *me = argument;
    volatile int local = 0;
    char byte;

    me->tid = syscall(SYS_gettid);
    me->local = (unsigned long)&local;
    bounds(me);
    sem_post(&ready);
    if (spins)
        while (!me->is_ended) local++;
    else
        while (read(me->gate[0], &byte, 1) != 1) { }
    return 0;
}

static void *invisible(size_t size, size_t guard)
{
    char *block = mmap(0, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);

    if (block == MAP_FAILED || madvise(block, guard, INVISIBLE_GUARD)) exit(77);
    return block + guard;
}

static void start(void)
{
    struct told *me = &all[count];
    pthread_attr_t attr;
    size_t size = 1 << 18;

    pthread_attr_init(&attr);
    if (!strcmp(kind, "small")) pthread_attr_setstacksize(&attr, 1 << 16);
    if (!strcmp(kind, "large")) pthread_attr_setstacksize(&attr, 1 << 28);
    if (!strcmp(kind, "guardless")) {
        pthread_attr_setstacksize(&attr, size);
        pthread_attr_setguardsize(&attr, 0);
    }
    if (!strcmp(kind, "big-guard")) pthread_attr_setguardsize(&attr, 1 << 16);
    if (!strcmp(kind, "bss"))
        pthread_attr_setstack(&attr, in_bss[count % 8] + 8, (1 << 17) - 64);
    if (!strcmp(kind, "malloc")) pthread_attr_setstack(&attr, malloc(size), size);
    if (!strcmp(kind, "mmap"))
        pthread_attr_setstack(&attr,
            mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            size);
    if (!strcmp(kind, "invisible"))
        pthread_attr_setstack(&attr, invisible(size, OWN_GUARD), size - OWN_GUARD);
    if (!spins && pipe(me->gate)) exit(1);
    count++;
    if (pthread_create(&me->thread, &attr, work, me)) exit(1);
    sem_wait(&ready);
    pthread_attr_destroy(&attr);
}

static void end(struct told *me)
{
    me->is_ended = 1;
    if (!spins && write(me->gate[1], "x", 1) != 1) exit(1);
    pthread_join(me->thread, 0);
}

static void tell(void)
{
    volatile int local = 0;
    int i;

    printf("{\"main\": {\"tid\": %d, \"local\": %lu}, \"threads\": [", getpid(),
           (unsigned long)&local);
    for (i = 0; i < count; i++)
        printf("%s{\"tid\": %d, \"ended\": %s, \"low\": %lu, \"high\": %lu, "
               "\"guard\": %lu, \"local\": %lu}", i ? ", " : "", all[i].tid,
               all[i].is_ended ? "true" : "false", all[i].low, all[i].high,
               all[i].guard, all[i].local);
    printf("]}\n");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    char word[16];
    int i, number;

    if (argc < 4) return 2;
    kind = argv[1];
    spins = !strcmp(argv[3], "spinning");
    sem_init(&ready, 0, 0);
    for (number = atoi(argv[2]); number; number--) start();
    tell();
    while (scanf("%15s %d", word, &number) == 2) {
        if (!strcmp(word, "start"))
            while (number--) start();
        else
            for (i = 0; i < count && number; i++)
                if (!all[i].is_ended) {
                    end(&all[i]);
                    number--;
                }
        tell();
    }
    return 0;
}
