/* Threads that come and go at once, each of which leaves its bounds in a file.
 *
 * usage: churn FILE
 *
 * FILE becomes a row of records of three words: TID, lowest address, first address
 * above. Ends when its input does, after the last thread has written its record.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define AT_ONCE 24

static int record;

static void *work(void *seed)
{
    unsigned state = (unsigned)(unsigned long)seed;
    struct timespec nap = {0, rand_r(&state) % 2000 * 1000L};
    unsigned long told[3];
    pthread_attr_t attr;
    void *low;
    size_t size;

    pthread_getattr_np(pthread_self(), &attr);
    pthread_attr_getstack(&attr, &low, &size);
    pthread_attr_destroy(&attr);
    told[0] = syscall(SYS_gettid);
    told[1] = (unsigned long)low;
    told[2] = told[1] + size;
    if (write(record, told, sizeof told) != sizeof told) exit(1);
    nanosleep(&nap, 0);
    return 0;
}

static void start(pthread_t *thread)
{
    pthread_attr_t attr;

    pthread_attr_init(&attr);
    switch (rand() % 4) {
    case 0: pthread_attr_setstacksize(&attr, (1 << 16) + rand() % 4 * 4096); break;
    case 1:
        pthread_attr_setstacksize(&attr, 1 << 18);
        pthread_attr_setguardsize(&attr, 0);
        break;
    case 2: pthread_attr_setguardsize(&attr, 1 << 14); break;
    }
    if (pthread_create(thread, &attr, work, (void *)(long)rand())) exit(1);
    pthread_attr_destroy(&attr);
}

int main(int argc, char **argv)
{
    struct pollfd input = {0, POLLIN, 0};
    pthread_t all[AT_ONCE];
    int i;

    if (argc != 2) return 2;
    record = open(argv[1], O_WRONLY | O_CREAT | O_APPEND, 0600);
    puts("{}");
    fflush(stdout);
    do {
        for (i = 0; i < AT_ONCE; i++) start(&all[i]);
        for (i = 0; i < AT_ONCE; i++) pthread_join(all[i], 0);
    } while (!poll(&input, 1, 0));
    return 0;
}
