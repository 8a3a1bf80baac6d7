// A pool of six threads had one large task each; all wait now, and keep what was freed.

#include "patient.h"
#include <pthread.h>

enum { THREADS = 6, BLOCKS = 6000, SIZE = 1000 };

static pthread_barrier_t all;
static int sick;

static void *work(void *nothing)
{
    void **blocks = malloc(BLOCKS * sizeof *blocks), *last;
    for (int n = 0; n < BLOCKS; n++)
        blocks[n] = memset(malloc(SIZE), 1, SIZE);
    last = malloc(SIZE); // what stays at the end keeps all below it
    for (int n = 0; n < BLOCKS; n++)
        free(blocks[n]);
    if (!sick)
        malloc_trim(0);
    pthread_barrier_wait(&all);
    pause();
    return last ? nothing : NULL;
}

int main(int argc, char **argv)
{
    sick = is_sick(argc, argv);
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
