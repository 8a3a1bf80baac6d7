// A small daemon with four threads locks its memory, and has four whole stacks in RAM.
//
// Started with ONFAULT=1 it locks only what is touched.

#include "patient.h"
#include <pthread.h>

static void *work(void *nothing)
{
    pause();
    return nothing;
}

int main(int argc, char **argv)
{
    int how = MCL_CURRENT | MCL_FUTURE;
    if (getenv("ONFAULT"))
        how |= MCL_ONFAULT;
    pthread_attr_t large;
    pthread_attr_init(&large);
    pthread_attr_setstacksize(&large, 4 * MIB);
    if (is_sick(argc, argv) && mlockall(how)) {
        say("cannot: mlockall needs root, or a larger ulimit -l");
        return 1;
    }
    for (int n = 0; n < 4; n++) {
        pthread_t thread;
        if (pthread_create(&thread, &large, work, NULL)) {
            say("cannot: ulimit -l is too small");
            return 1;
        }
    }
    wait_until_all_sleep();
    return wait_for_the_end(NULL);
}
