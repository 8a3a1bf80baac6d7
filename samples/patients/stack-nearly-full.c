// A thread with a stack of 128 KiB, as musl gives, goes down until little is left.

#include "patient.h"
#include <alloca.h>
#include <pthread.h>

enum { STACK = 128 * 1024 };

static pthread_barrier_t both;
static size_t deep;

static void *work(void *nothing)
{
    char *local = memset(alloca(deep), 1, deep);
    __asm__ volatile("" ::"r"(local) : "memory");
    pthread_barrier_wait(&both);
    pause();
    return nothing;
}

int main(int argc, char **argv)
{
    pthread_attr_t small;
    pthread_t thread;
    deep = is_sick(argc, argv) ? STACK - 16 * 1024 : 16 * 1024;
    pthread_barrier_init(&both, NULL, 2);
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, STACK);
    if (pthread_create(&thread, &small, work, NULL))
        return 1;
    pthread_barrier_wait(&both);
    wait_until_all_sleep();
    return wait_for_the_end(NULL);
}
