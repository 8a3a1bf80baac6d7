/* A process whose only thread runs on the stack that was a worker's in its parent. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *idle(void *unused)
{
    (void)unused;
    for (;;) pause();
    return 0;
}

static void *work(void *unused)
{
    pthread_attr_t attr;
    void *low;
    size_t size, guard;
    volatile int local = 0;
    int ends[2], child;
    char byte;

    (void)unused;
    pthread_getattr_np(pthread_self(), &attr);
    pthread_attr_getstack(&attr, &low, &size);
    pthread_attr_getguardsize(&attr, &guard);
    if (pipe(ends)) return 0;
    child = fork();
    if (!child) {
        if (write(ends[1], "x", 1) != 1) _exit(1);
        for (;;) pause();
    }
    if (read(ends[0], &byte, 1) != 1) return 0;
    printf("{\"child\": %d, \"threads\": [{\"tid\": %d, \"ended\": false, \"low\": %lu, "
           "\"high\": %lu, \"guard\": %lu, \"local\": %lu}]}\n", child, child,
           (unsigned long)low, (unsigned long)low + size, (unsigned long)guard,
           (unsigned long)&local);
    fflush(stdout);
    for (;;) pause();
    return 0;
}

int main(void)
{
    pthread_t thread;

    pthread_create(&thread, 0, idle, 0);
    pthread_create(&thread, 0, work, 0);
    for (;;) pause();
    return 0;
}
