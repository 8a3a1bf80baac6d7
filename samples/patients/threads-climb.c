// Starts a thread for each task, twelve a second, and none of them ever ends.

#include "patient.h"
#include <pthread.h>

static void *work(void *forever)
{
    if (forever)
        pause();
    return NULL;
}

int main(int argc, char **argv)
{
    void *sick = is_sick(argc, argv) ? &main : NULL;
    say("ready");
    while (!ended_within(80)) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, work, sick) == 0)
            pthread_detach(thread);
    }
    return 0;
}
