/* N sleeping threads. Usage: threads N */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_barrier_t started;

static void *worker(void *unused) {
    pthread_barrier_wait(&started);
    pause();
    return unused;
}

int main(int argc, char **argv) {
    long count = argc > 1 ? atol(argv[1]) : 1;
    pthread_barrier_init(&started, NULL, count + 1);
    for (long i = 0; i < count; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, worker, NULL)) return perror("thread"), 1;
    }
    pthread_barrier_wait(&started);
    puts("ready {}");
    fflush(stdout);
    return getchar() == 0;
}
