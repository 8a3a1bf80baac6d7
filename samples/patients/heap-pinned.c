/* One small block at the end of the heap keeps all the free memory below it.

   malloc lets go of free memory at the end of the brk heap by itself, of no other.

   sick     the block that stays is the last one
   healthy  it was allocated first: what is freed goes back at once
   remedy   malloc_trim(0): gives back whole pages in the middle, too */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 64000, SIZE = 1000 };
static char *blocks[BLOCKS];

int main(int argc, char **argv) {
  int sick = argc > 1 && !strcmp(argv[1], "sick");
  char *kept = sick ? NULL : malloc(SIZE);
  for (int i = 0; i < BLOCKS; i++)
    blocks[i] = memset(malloc(SIZE), 1, SIZE);
  if (sick)
    kept = malloc(SIZE);
  for (int i = 0; i < BLOCKS; i++)
    free(blocks[i]);
  puts("ready");
  fflush(stdout);
  for (char line[64]; fgets(line, sizeof line, stdin);)
    if (!strcmp(line, "remedy\n")) {
      malloc_trim(0);
      puts("remedied");
      fflush(stdout);
    }
  return !kept;
}
