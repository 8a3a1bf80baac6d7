/* Between vfork and exec the child of a worker thread runs on that thread's stack; what
   it says of itself is written by it, since its parent waits. */
#include "truth.h"

static void *worker(void *unused)
{
    char text[300], here;
    int tid = tid_of_mine(), parent = getpid();
    if (!vfork()) {
        int n = snprintf(text, sizeof text, "pid %d\nend %d\nat %lx thread-stack %d\n"
                         "unsaid %lx nobody\nready\n",
                         getpid(), parent, (addr)&here, tid, (addr)&here);
        if (write(1, text, n) != n) _exit(1);
        for (;;) syscall(SYS_pause);
    }
    return unused;
}

int main(void)
{
    pthread_t t;
    pthread_create(&t, 0, worker, 0);
    forever();
    return 0;
}
