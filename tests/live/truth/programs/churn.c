/* Three spawners start eight threads each, wait for them, and start again; a thread
   lives 0.2 to 0.4 s (with `fast`: 2 to 20 ms) and uses malloc. Four others wait for ever.
   Every thread says where its stack is; against_log.py compares. */
#include "truth.h"

static int longest = 400000;

static void *brief(void *unused)
{
    tell_stack();
    char *p = memset(malloc(20000), 1, 20000);
    usleep(longest / 2 + rand() % (longest / 2));
    free(p);
    return unused;
}

static void *spawner(void *unused)
{
    pthread_t t[8];
    for (;;) {
        for (int i = 0; i < 8; i++) pthread_create(&t[i], 0, brief, 0);
        for (int i = 0; i < 8; i++) pthread_join(t[i], 0);
    }
    return unused;
}

static void *waiting(void *unused) { tell_stack(); forever(); return unused; }

int main(int argc, char **argv UNUSED)
{
    pthread_t t;
    if (argc > 1) longest = 20000;
    printf("pid %d\n", getpid()); fflush(stdout);
    for (int i = 0; i < 3; i++) pthread_create(&t, 0, spawner, 0);
    for (int i = 0; i < 4; i++) pthread_create(&t, 0, waiting, 0);
    forever();
}
