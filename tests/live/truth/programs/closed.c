/* Its owner may not look into it: with an argument it calls prctl(PR_SET_DUMPABLE, 0), as
   programs that hold keys do; without one, give its file a capability instead:
   setcap cap_net_raw+ep closed. Look at it as the very user that runs it. */
#include "truth.h"

static void *waiting(void *unused) { forever(); return unused; }

int main(int argc, char **argv UNUSED)
{
    pthread_t t;
    pthread_create(&t, 0, waiting, 0);
    if (argc > 1) prctl(PR_SET_DUMPABLE, 0);
    printf("pid %d\n", getpid());
    ready();
}
