/* A worker thread forks with the bare system call, as checkpoint tools and sandboxes do.
   The child's only thread goes on on its copy of the worker's stack, and has never run
   on the kernel's [stack]. With `x` the stacks are executable, too. */
#include "truth.h"

static volatile int pid;

static void *worker(void *unused UNUSED)
{
    char here;
    int child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (!child) for (;;) syscall(SYS_pause);
    printf("pid %d\nend %d\n", child, child);
    printf("at %lx thread-stack,anon,unknown *\n", (addr)&here);
    fflush(stdout);
    pid = child;
    forever();
    return 0;
}

int main(void)
{
    char here; pthread_t t;
    pthread_create(&t, 0, worker, 0);
    while (!pid) usleep(1000);
    usleep(100000);
    printf("not %lx %d\n", (addr)&here, pid);
    ready();
}
