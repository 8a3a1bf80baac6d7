/* A few bytes here and there, and each costs a huge page of 2 MiB.

   Where huge pages are allowed, the first touch of any byte fills all of one.

   sick     huge pages for a table of which one page in 512 is used
   healthy  the same table in pages of 4 KiB
   remedy   the program's own switch, PR_SET_THP_DISABLE: started with THP=never */
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

enum { HUGE = 2 << 20, COUNT = 48 };

int main(int argc, char **argv) {
  int sick = argc > 1 && !strcmp(argv[1], "sick");
  const char *thp = getenv("THP");
  if (thp && !strcmp(thp, "never"))
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
  char *all = mmap(NULL, (COUNT + 1L) * HUGE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  char *table = (char *)(((uintptr_t)all + HUGE - 1) & -(uintptr_t)HUGE);
  madvise(table, (size_t)COUNT * HUGE, sick ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  for (long i = 0; i < COUNT; i++)
    table[i * HUGE + 5000] = 1;
  puts("ready");
  fflush(stdout);
  for (char line[64]; fgets(line, sizeof line, stdin);)
    ;
  return 0;
}
