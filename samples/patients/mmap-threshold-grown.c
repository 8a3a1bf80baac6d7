/* Large arrays are no mappings of their own any more, and stay when they are freed.

   malloc maps blocks of 128 KiB and more one by one, until the first of them is freed:
   from then on blocks up to that size come from the heap, where they leave holes.

   sick     one array of 20 MiB is freed first; those after it leave holes
   healthy  M_MMAP_THRESHOLD is set, so that it does not grow
   remedy   before the start: MALLOC_MMAP_THRESHOLD_=131072 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARRAYS = 4, FIRST = 20 << 20, SIZE = 18 << 20 };

int main(int argc, char **argv) {
  char *arrays[ARRAYS], *kept[ARRAYS];
  if (argc > 1 && !strcmp(argv[1], "healthy"))
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
  char *volatile first = malloc(FIRST);
  free(first);
  for (int i = 0; i < ARRAYS; i++) {
    arrays[i] = memset(malloc(SIZE), 1, SIZE);
    kept[i] = malloc(1000);
  }
  for (int i = 0; i < ARRAYS; i++)
    free(arrays[i]);
  puts("ready");
  fflush(stdout);
  for (char line[64]; fgets(line, sizeof line, stdin);)
    ;
  return !kept[0];
}
