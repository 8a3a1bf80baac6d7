/* 300 KB of thread-local variables: those of the main thread lie in memory that the
   loader asked for, below the thread's descriptor; those of another one at the top of
   its stack. A plug-in that came later (this source, as a library) has its own from
   malloc. */
#include <dlfcn.h>

#include "truth.h"

static __thread char big[300000] = {1};

char *of_this_module(void)
{
    big[5] = 2;
    big[sizeof big - 1] = 3;
    return big;
}

static void tell(const char *kinds, const char *owner)
{
    char *own = of_this_module();
    for (size_t at = 0; at < sizeof big; at += sizeof big / 3 - 1)
        printf("at %lx %s %s\n", (addr)&own[at], kinds, owner);
}

#ifndef LIBRARY
static pthread_barrier_t told;

static void *worker(void *unused)
{
    char tid[20];
    snprintf(tid, sizeof tid, "%d", tid_of_mine());
    tell("thread-stack", tid);
    tell_stack();
    pthread_barrier_wait(&told);
    forever();
    return unused;
}

int main(int count, char **words)
{
    char tid[20];
    pthread_t other;
    snprintf(tid, sizeof tid, "%d", tid_of_mine());
    tell("anon", tid);
    printf("says %lx thread-local data\n", (addr)&big[0]);
    printf("says %lx thread-local data\n", (addr)pthread_self());
    void *plugin = dlopen(words[1], RTLD_NOW);
    if (!plugin) { puts(dlerror()); exit(1); }
    char *of_plugin = ((char *(*)(void))dlsym(plugin, "of_this_module"))();
    for (size_t at = 0; at < sizeof big; at += sizeof big / 3 - 1)
        printf("unsaid %lx thread-local data\n", (addr)&of_plugin[at]);
    char *foreign = anonymous(0x100000, 0);
    memset(foreign, 1, 0x100000);
    printf("unsaid %lx thread-local data\n", (addr)foreign + 0xfffff);
    pthread_barrier_init(&told, 0, 2);
    pthread_create(&other, 0, worker, 0);
    pthread_barrier_wait(&told);
    ready();
}
#endif
