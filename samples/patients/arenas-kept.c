// Every thread fills a heap of its own once, and each keeps what was freed in it.
//
// A thread that finds the heap busy gets an arena; blocks go back to the arena they came
// from, and one block that stays at its end keeps all below it. The healthy twin has
// M_ARENA_MAX=2, so that its 12 threads use one another's free blocks. The remedy is
// malloc_trim(0); before the start: MALLOC_ARENA_MAX=2.

#include "patient.h"
#include <pthread.h>

enum { THREADS = 12, BLOCKS = 6000, SIZE = 1000 };

static pthread_barrier_t all;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char *kept[THREADS];
static int sick;

static void *work(void *number)
{
    char **blocks = malloc(BLOCKS * sizeof *blocks);
    pthread_barrier_wait(&all);
    if (!sick)
        pthread_mutex_lock(&turn);
    for (int i = 0; i < BLOCKS; i++)
        blocks[i] = memset(malloc(SIZE), 1, SIZE);
    kept[(long)number] = malloc(SIZE);
    for (int i = 0; i < BLOCKS; i++)
        free(blocks[i]);
    free(blocks);
    if (!sick)
        pthread_mutex_unlock(&turn);
    pthread_barrier_wait(&all);
    return pause() ? number : NULL;
}

static void trim(void)
{
    malloc_trim(0);
}

int main(int argc, char **argv)
{
    sick = is_sick(argc, argv);
    // As many as a machine with 8 processors lets it have.
    mallopt(M_ARENA_MAX, sick ? 64 : 2);
    pthread_barrier_init(&all, NULL, THREADS + 1);
    for (long i = 0; i < THREADS; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, work, (void *)i);
    }
    pthread_barrier_wait(&all);
    pthread_barrier_wait(&all);
    wait_for_the_end(trim);
    return !kept[0];
}
