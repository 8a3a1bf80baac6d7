// Frees nearly all it had, and none of it goes back to the kernel.
//
// Of every 64 small blocks one stays. malloc can let go of the end of its heap only, and
// joins the free blocks in between for later; their pages stay in RAM. The healthy twin
// allocated those that stay first, so that all above them can be let go. The remedy,
// malloc_trim(0), gives back whole pages inside free blocks, too.

#include "patient.h"

enum { GROUPS = 1500, GROUP = 64, SIZE = 1000 };

static char *blocks[GROUPS][GROUP], *kept[GROUPS];

static char *block(void)
{
    return memset(malloc(SIZE), 1, SIZE);
}

static void trim(void)
{
    malloc_trim(0);
}

int main(int argc, char **argv)
{
    int sick = is_sick(argc, argv);
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
    wait_for_the_end(trim);
    return kept[0][0] - 1;
}
