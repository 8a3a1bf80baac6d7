/* Memory full of thread descriptors, glibc's and musl's, that lie about every stack.
 *
 * usage: liars COUNT blocked|spinning RAW
 *   RAW  1: one thread more, unknown to the C library, which only the lies describe
 *
 * Each lie is consistent in itself: it points at itself, hangs on a ring of lies, names
 * a living thread, and its stack is a mapping with a guard below that could be one.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST 16
#define BLOCK (1 << 16)
#define GUARD 4096

struct told { int tid; unsigned long low, high, guard, local; };

static struct told all[MOST];
static int count, spins;
static sem_t ready;
static volatile unsigned long raw_local;
static char raw_stack[1 << 16];

static void *work(void *argument)
{
    struct told *me = argument;
    volatile int local = 0;
    pthread_attr_t attr;
    void *low;
    size_t size;

    pthread_getattr_np(pthread_self(), &attr);
    pthread_attr_getstack(&attr, &low, &size);
    pthread_attr_getguardsize(&attr, &me->guard);
    me->low = (unsigned long)low;
    me->high = me->low + size;
    me->local = (unsigned long)&local;
    me->tid = syscall(SYS_gettid);
    sem_post(&ready);
    for (;;)
        if (spins) local++;
        else pause();
    return 0;
}

static int raw(void *unused)
{
    volatile int local = 0;

    (void)unused;
    raw_local = (unsigned long)&local;
    for (;;) local++;
    return 0;
}

static void lie(int layout)
{
    size_t each = 0x1000;
    char *block[MOST];
    int i;

    for (i = 0; i < count; i++) {
        block[i] = mmap(0, GUARD + BLOCK, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        mprotect(block[i], GUARD, PROT_NONE);
    }
    for (i = 0; i < count; i++) {
        char *at = block[i] + GUARD + BLOCK - each;
        char *next = block[(i + 1) % count] + GUARD + BLOCK - each;
        char *previous = block[(i + count - 1) % count] + GUARD + BLOCK - each;
        unsigned long *word = (unsigned long *)at;

        word[0] = (unsigned long)at;
        if (layout == 0) { /* glibc */
            word[2] = (unsigned long)at;
            word[0x2c0 / 8] = (unsigned long)next + 0x2c0;
            word[0x2c8 / 8] = (unsigned long)previous + 0x2c0;
            *(int *)(at + 0x2d0) = all[i].tid;
            word[0x690 / 8] = (unsigned long)block[i];
            word[0x698 / 8] = GUARD + BLOCK;
            word[0x6a0 / 8] = GUARD;
        } else { /* musl */
            word[0x10 / 8] = (unsigned long)previous;
            word[0x18 / 8] = (unsigned long)next;
            *(int *)(at + 0x30) = all[i].tid;
            word[0x48 / 8] = (unsigned long)block[i];
            word[0x50 / 8] = GUARD + BLOCK;
            word[0x58 / 8] = (unsigned long)at - 64;
            word[0x60 / 8] = BLOCK - each - 64;
            word[0x68 / 8] = GUARD;
        }
    }
}

int main(int argc, char **argv)
{
    pthread_t thread;
    int i, wanted;

    if (argc < 4) return 2;
    wanted = atoi(argv[1]);
    spins = !strcmp(argv[2], "spinning");
    sem_init(&ready, 0, 0);
    for (; count < wanted; count++) {
        pthread_create(&thread, 0, work, &all[count]);
        sem_wait(&ready);
    }
    if (atoi(argv[3])) {
        struct told *one = &all[count++];

        one->tid = clone(raw, raw_stack + sizeof raw_stack, CLONE_VM | CLONE_FS
            | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM, 0);
        while (!raw_local) sched_yield();
        one->low = (unsigned long)raw_stack;
        one->high = one->low + sizeof raw_stack;
        one->local = raw_local;
    }
    lie(0);
    lie(1);
    printf("{\"threads\": [");
    for (i = 0; i < count; i++)
        printf("%s{\"tid\": %d, \"ended\": false, \"low\": %lu, \"high\": %lu, "
               "\"guard\": %lu, \"local\": %lu}", i ? ", " : "", all[i].tid,
               all[i].low, all[i].high, all[i].guard, all[i].local);
    printf("]}\n");
    fflush(stdout);
    for (;;) pause();
    return 0;
}
