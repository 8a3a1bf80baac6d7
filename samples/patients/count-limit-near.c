// A user with room for 200 tasks has 195 of them: there is memory, and no next thread.
//
// The limit counts for a user, so it takes one that nobody else uses. Of root the kernel
// never asks.

#include "patient.h"
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static void *work(void *nothing)
{
    pause();
    return nothing;
}

int main(int argc, char **argv)
{
    enum { LIMIT = 200, NOBODY_ELSE = 2000000011 };
    int threads = is_sick(argc, argv) ? LIMIT - 5 : 20;
    struct rlimit tasks = {LIMIT, LIMIT};
    pthread_attr_t small;

    if (setgid(NOBODY_ELSE) || setuid(NOBODY_ELSE)) {
        say("cannot: becoming another user needs root");
        return 1;
    }
    prctl(PR_SET_DUMPABLE, 1);
    setrlimit(RLIMIT_NPROC, &tasks);
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 * 1024);
    for (int n = 1; n < threads; n++) {
        pthread_t thread;
        if (pthread_create(&thread, &small, work, NULL))
            return 1;
    }
    return wait_for_the_end(NULL);
}
