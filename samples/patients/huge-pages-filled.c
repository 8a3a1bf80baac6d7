// A few bytes here and there, and each costs a huge page of 2 MiB.
//
// Where huge pages are allowed, the first touch of any byte fills all of one; of this
// table one page in 512 is used. The healthy twin has the table in pages of 4 KiB. The
// remedy is the program's own switch, PR_SET_THP_DISABLE: started with THP=never.

#include "patient.h"
#include <stdint.h>
#include <sys/prctl.h>

enum { HUGE = 2 << 20, COUNT = 48 };

int main(int argc, char **argv)
{
    const char *thp = getenv("THP");
    if (thp && !strcmp(thp, "never"))
        prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    char *all = mmap(NULL, (COUNT + 1L) * HUGE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    char *table = (char *)(((uintptr_t)all + HUGE - 1) & -(uintptr_t)HUGE);
    madvise(table, (size_t)COUNT * HUGE,
            is_sick(argc, argv) ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    for (long i = 0; i < COUNT; i++)
        table[i * HUGE + 5000] = 1;
    return wait_for_the_end(NULL);
}
