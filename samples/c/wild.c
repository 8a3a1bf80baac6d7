/* A program that touches memory it must not touch, when told to.
 *
 * Expected (numbers vary):
 *     ready {"language": "c", "pid": 4242, "code": "0x55d1c8a01249",
 *      "number": "0x7f3a1bd0aeac", "value": 7, "owner": 4243}
 *
 * One of its threads, the owner, has a number on its own stack.
 *
 * Commands, one a line: peek ADDRESS, poke ADDRESS VALUE, write-code, in-thread WORD ...
 * (the same in another thread), facts, quit. A peek or poke at an address that is
 * mapped is answered with `ok {json}`; at any other the kernel ends the whole program
 * with SIGSEGV, and that is the point.
 */

#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "talk.h"

/* The owner ----------------------------------------------------------------------- */

static struct {
    pid_t tid;
    volatile long *number; /* on the owner's stack */
    long told;             /* what the owner found there when last asked */
    bool is_asked;
} owner = {.is_asked = true};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *own(void *unused)
{
    volatile long number = 7;
    prctl(PR_SET_NAME, "owner");
    pthread_mutex_lock(&lock);
    owner.tid = gettid();
    owner.number = &number;
    for (;;) {
        owner.told = number;
        owner.is_asked = false;
        pthread_cond_broadcast(&changed);
        while (!owner.is_asked)
            pthread_cond_wait(&changed, &lock);
    }
    return unused;
}

static void ask_owner(void)
{
    pthread_mutex_lock(&lock);
    owner.is_asked = true;
    pthread_cond_broadcast(&changed);
    while (owner.is_asked)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

static void *idle(void *unused)
{
    for (;;)
        pause();
    return unused;
}

static bool start(void *(*run)(void *))
{
    pthread_t thread;
    return pthread_create(&thread, NULL, run, NULL) == 0;
}

/* What it can do ------------------------------------------------------------------ */

#define MOST_WORDS 4

struct request {
    char *words[MOST_WORDS];
    int count;
};

static void peek(volatile long *address)
{
    long value = *address;
    say("ok {\"address\": \"%p\", \"value\": %ld}", (void *)address, value);
}

static void poke(volatile long *address, long value)
{
    *address = value;
    peek(address);
}

static void print_facts(const char *word)
{
    ask_owner();
    printf("%s {\"language\": \"c\", \"pid\": %d, \"code\": \"%p\", ", word, getpid(),
           (void *)(size_t)own);
    printf("\"number\": \"%p\", \"value\": %ld, \"owner\": %d}", (void *)owner.number,
           owner.told, owner.tid);
    end_line();
}

static void *carry_out(void *argument)
{
    struct request *request = argument;
    const char *word = request->count > 0 ? request->words[0] : "";
    void *address = request->count > 1
        ? (void *)strtoul(request->words[1], NULL, 0) : NULL;
    if (strcmp(word, "peek") == 0 && request->count == 2)
        peek(address);
    else if (strcmp(word, "poke") == 0 && request->count == 3)
        poke(address, strtol(request->words[2], NULL, 0));
    else if (strcmp(word, "write-code") == 0)
        poke((long *)(size_t)own, 0);
    else if (strcmp(word, "facts") == 0)
        print_facts("ok");
    else
        say("error %s: no such command, or a number is missing", word);
    return NULL;
}

static void carry_out_in_thread(struct request *request)
{
    pthread_t thread;
    memmove(request->words, request->words + 1, --request->count * sizeof(char *));
    if (pthread_create(&thread, NULL, carry_out, request) == 0)
        pthread_join(thread, NULL);
    else
        say("error no more threads");
}

static struct request parse(char *line)
{
    struct request request = {.count = 0};
    char *word = strtok(line, " \n");
    for (; word != NULL && request.count < MOST_WORDS; word = strtok(NULL, " \n"))
        request.words[request.count++] = word;
    return request;
}

int main(int argc, char *argv[])
{
    char line[128];
    bool has_option = argc == 3 && strcmp(argv[1], "--threads") == 0;
    if (argc > 1 && !has_option) {
        fprintf(stderr, "usage: %s [--threads N]\n", argv[0]);
        return 2;
    }
    bool all = start(own);
    for (int i = has_option ? atoi(argv[2]) : 0; i > 0; i--)
        all = start(idle) && all;
    if (!all) {
        fprintf(stderr, "no more threads\n");
        return 1;
    }
    print_facts("ready");
    while (fgets(line, sizeof line, stdin) != NULL) {
        struct request request = parse(line);
        if (request.count > 0 && strcmp(request.words[0], "in-thread") == 0)
            carry_out_in_thread(&request);
        else if (request.count > 0 && strcmp(request.words[0], "quit") == 0) {
            say("ok {}");
            break;
        } else
            carry_out(&request);
    }
    return 0;
}
