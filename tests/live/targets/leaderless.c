/* The main thread ends; its threads go on. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Wait until the kernel calls the main thread a zombie: joining it ends a bit before. */
static void outlive_main(void)
{
    char line[512], state = 0;

    while (state != 'Z') {
        FILE *stat = fopen("/proc/self/stat", "r");

        usleep(1000);
        if (!stat) continue;
        if (fgets(line, sizeof line, stat))
            sscanf(strrchr(line, ')') + 1, " %c", &state);
        fclose(stat);
    }
}

static void *work(void *unused)
{
    pthread_attr_t attr;
    void *low;
    size_t size, guard;
    volatile int local = 0;

    (void)unused;
    pthread_getattr_np(pthread_self(), &attr);
    pthread_attr_getstack(&attr, &low, &size);
    pthread_attr_getguardsize(&attr, &guard);
    outlive_main();
    printf("{\"threads\": [{\"tid\": %d, \"ended\": false, \"low\": %lu, "
           "\"high\": %lu, \"guard\": %lu, \"local\": %lu}]}\n",
           (int)syscall(SYS_gettid), (unsigned long)low, (unsigned long)low + size,
           (unsigned long)guard, (unsigned long)&local);
    fflush(stdout);
    for (;;) pause();
    return 0;
}

int main(void)
{
    pthread_t thread;

    pthread_create(&thread, 0, work, 0);
    pthread_exit(0);
}
