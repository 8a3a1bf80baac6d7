/* Every thread fills a heap of its own once, and each keeps what was freed in it.

   A thread that finds the heap busy gets an arena; blocks go back to the arena they
   came from, and one block that stays at its end keeps all below it.

   sick     12 threads, 12 arenas
   healthy  the same with M_ARENA_MAX=2: they use one another's free blocks
   remedy   malloc_trim(0); before the start: MALLOC_ARENA_MAX=2 */
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 12, BLOCKS = 6000, SIZE = 1000 };
static pthread_barrier_t all;
static char *kept[THREADS];
static int healthy;

static void *work(void *number) {
  static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
  char **blocks = malloc(BLOCKS * sizeof *blocks);
  pthread_barrier_wait(&all);
  if (healthy)
    pthread_mutex_lock(&turn);
  for (int i = 0; i < BLOCKS; i++)
    blocks[i] = memset(malloc(SIZE), 1, SIZE);
  kept[(long)number] = malloc(SIZE);
  for (int i = 0; i < BLOCKS; i++)
    free(blocks[i]);
  free(blocks);
  if (healthy)
    pthread_mutex_unlock(&turn);
  pthread_barrier_wait(&all);
  return pause() ? number : NULL;
}

int main(int argc, char **argv) {
  healthy = argc > 1 && !strcmp(argv[1], "healthy");
  /* As many as a machine with 8 processors lets it have. */
  mallopt(M_ARENA_MAX, healthy ? 2 : 64);
  pthread_barrier_init(&all, NULL, THREADS + 1);
  for (long i = 0; i < THREADS; i++) {
    pthread_t thread;
    pthread_create(&thread, NULL, work, (void *)i);
  }
  pthread_barrier_wait(&all);
  pthread_barrier_wait(&all);
  puts("ready");
  fflush(stdout);
  for (char line[64]; fgets(line, sizeof line, stdin);)
    if (!strcmp(line, "remedy\n")) {
      malloc_trim(0);
      puts("remedied");
      fflush(stdout);
    }
  return !kept[0];
}
