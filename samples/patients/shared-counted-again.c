// Four workers and their parent have the same 40 MiB: added up, that is 200.
//
// fork() copies page tables, not pages. The healthy twin's workers fill memory of
// their own, so that the sum is right.

#include "patient.h"
#include <signal.h>
#include <sys/prctl.h>

enum { WORKERS = 4 };

static char *filled(size_t size)
{
    char *block = malloc(size);
    if (!block) {
        perror("cannot: malloc");
        exit(1);
    }
    return memset(block, 1, size);
}

int main(int argc, char **argv)
{
    int sick = is_sick(argc, argv), done[2];
    char byte, *volatile kept = sick ? filled(40 * MIB) : NULL;

    if (pipe(done))
        return 1;
    for (int i = 0; i < WORKERS; i++)
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (!sick)
                kept = filled(16 * MIB);
            if (write(done[1], "!", 1) != 1)
                return 1;
            pause();
            return 0;
        }
    for (int i = 0; i < WORKERS; i++)
        if (read(done[0], &byte, 1) != 1)
            return 1;
    (void)kept;

    return wait_for_the_end(NULL);
}
