// Asks malloc for a little more ten times a second, and never frees it.

#include "patient.h"

int main(int argc, char **argv)
{
    int sick = is_sick(argc, argv);
    void *first = memset(malloc(4 * MIB / 32), 1, 4 * MIB / 32);
    say("ready");
    for (int n = 0; !ended_within(100); n++) {
        void *block = malloc(100 * 1024);
        memset(block, n, 100 * 1024);
        if (!sick)
            free(block);
    }
    return first == NULL;
}
