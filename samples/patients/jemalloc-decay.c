/* All is freed, and jemalloc keeps the pages: nobody calls it, so that no time passes.

   jemalloc gives back unused pages some seconds after they were freed, but it looks at
   the clock only when it is called. A program that sleeps keeps its peak.

   sick     frees 80 MiB and sleeps
   healthy  the same, and lets all unused pages go at once (dirty_decay_ms:0)
   remedy   mallctl("arena.4096.purge"), 4096 being all arenas */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern int mallctl(const char *, void *, size_t *, void *, size_t);

enum { BLOCKS = 80, SIZE = 1 << 20 };

int main(int argc, char **argv) {
  char *blocks[BLOCKS];
  int healthy = argc > 1 && !strcmp(argv[1], "healthy");
  for (int i = 0; i < BLOCKS; i++)
    blocks[i] = memset(malloc(SIZE), 1, SIZE);
  for (int i = 0; i < BLOCKS; i++)
    free(blocks[i]);
  if (healthy)
    mallctl("arena.4096.purge", NULL, NULL, NULL, 0);
  puts("ready");
  fflush(stdout);
  for (char line[64]; fgets(line, sizeof line, stdin);)
    if (!strcmp(line, "remedy\n")) {
      mallctl("arena.4096.purge", NULL, NULL, NULL, 0);
      puts("remedied");
      fflush(stdout);
    }
  return 0;
}
