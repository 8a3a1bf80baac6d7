// Sixteen workers each needed three megabytes of stack once, and wait for work now.

#include "patient.h"
#include <alloca.h>
#include <pthread.h>

enum { THREADS = 16 };

static pthread_barrier_t all;
static size_t deep;

static __attribute__((noinline)) void use_much(void)
{
    char *local = memset(alloca(deep), 1, deep);
    __asm__ volatile("" ::"r"(local) : "memory");
}

static void *work(void *nothing)
{
    use_much();
    pthread_barrier_wait(&all);
    pause();
    return nothing;
}

int main(int argc, char **argv)
{
    deep = is_sick(argc, argv) ? 3 * MIB : 8 * 1024;
    pthread_barrier_init(&all, NULL, THREADS + 1);
    for (int n = 0; n < THREADS; n++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, work, NULL))
            return 1;
    }
    pthread_barrier_wait(&all);
    wait_until_all_sleep();
    return wait_for_the_end(NULL);
}
