/* Processes that share memory in one way each; says who they are, and waits.
   Usage: sharers fork MIB | map FILE | same | headless | zombie */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int waits(void *unused)
{
    for (;;) pause();
    return unused != NULL;
}

static void *waits_in_thread(void *unused)
{
    printf("{\"child\": 0}\n");
    fflush(stdout);
    waits(unused);
    return unused;
}

static int forked(size_t size)
{
    char *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                       -1, 0);
    madvise(block, size, MADV_NOHUGEPAGE);
    memset(block, 1, size);
    int child = fork();
    if (!child) waits(NULL);
    return child;
}

static int mapped(const char *name)
{
    struct stat facts;
    int fd = open(name, O_RDONLY);
    if (fd < 0 || fstat(fd, &facts)) exit(1);
    volatile char *bytes = mmap(NULL, facts.st_size, PROT_READ, MAP_SHARED, fd, 0);
    for (off_t at = 0; at < facts.st_size; at += 4096) bytes[at];
    return 0;
}

int main(int argc, char **argv)
{
    const char *way = argc > 1 ? argv[1] : "";
    pthread_t thread;
    int child = 0;
    if (!strcmp(way, "fork")) child = forked((size_t)atol(argv[2]) << 20);
    if (!strcmp(way, "map")) child = mapped(argv[2]);
    if (!strcmp(way, "same")) {
        char *stack = malloc(1 << 16);
        child = clone(waits, stack + (1 << 16), CLONE_VM | SIGCHLD, NULL);
    }
    if (!strcmp(way, "headless")) {
        pthread_create(&thread, NULL, waits_in_thread, NULL);
        pthread_exit(NULL);
    }
    if (!strcmp(way, "zombie") && !(child = fork())) return 0;
    if (!strcmp(way, "zombie")) {
        siginfo_t facts;
        waitid(P_PID, child, &facts, WEXITED | WNOWAIT);
    }
    printf("{\"child\": %d}\n", child);
    fflush(stdout);
    for (int c; (c = getchar()) != EOF;) {}
    return 0;
}
