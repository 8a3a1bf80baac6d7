/* Frees nearly all it had, and none of it goes back to the kernel.

   Of every 64 small blocks one stays. malloc can let go of the end of its heap only,
   and joins the free blocks in between for later; their pages stay in RAM.

   sick     the blocks that stay lie among those that are freed
   healthy  they were allocated first, so that all above them can be let go
   remedy   malloc_trim(0): gives back whole pages inside free blocks, too */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GROUPS = 1500, GROUP = 64, SIZE = 1000 };
static char *blocks[GROUPS][GROUP], *kept[GROUPS];

static char *block(void) {
  return memset(malloc(SIZE), 1, SIZE);
}

int main(int argc, char **argv) {
  int sick = argc > 1 && !strcmp(argv[1], "sick");
  for (int g = 0; g < GROUPS && !sick; g++)
    kept[g] = block();
  for (int g = 0; g < GROUPS; g++) {
    for (int i = 0; i < GROUP; i++)
      blocks[g][i] = block();
    if (sick)
      kept[g] = block();
  }
  for (int g = 0; g < GROUPS; g++)
    for (int i = 0; i < GROUP; i++)
      free(blocks[g][i]);
  puts("ready");
  fflush(stdout);
  for (char line[64]; fgets(line, sizeof line, stdin);)
    if (!strcmp(line, "remedy\n")) {
      malloc_trim(0);
      puts("remedied");
      fflush(stdout);
    }
  return kept[0][0] - 1;
}
