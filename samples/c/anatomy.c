/* One address of every kind of memory that a process has.
 *
 * Expected (numbers vary):
 *     ready {"language": "c", "pid": 4242, "function": "0x55d1c8a01249", ...}
 *
 *     function  machine code           small   a few bytes from malloc
 *     constant  never written          large   many bytes from malloc
 *     data      starts as 7            local   a variable of a running function
 *     bss       starts as zeros        global  what set-global writes: data, again
 *
 * Commands: heap-grow BYTES, heap-free, large-alloc BYTES, large-free, recurse N,
 * unwind, thread-start, thread-end, set-global VALUE, get-global, facts, quit.
 */

#define _GNU_SOURCE
#include <malloc.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "stack.h"
#include "talk.h"

#define MIB (1L << 20)
#define MOST (1L << 30)
#define MOST_LARGE 64
#define MOST_THREADS 64
#define FRAME 1024

static const char constant[] = "written by nobody";
static volatile long number = 7;
static char zeros[1 << 16];
static char *small, *large;

/* The heap ---------------------------------------------------------------------- */

struct block {
    struct block *next;
    char rest[2000];
};
static struct block *blocks;

static void heap_grow(long bytes)
{
    struct block *first = NULL;
    long count = 0;
    if (bytes < 1 || bytes > MOST) {
        say("error between 1 and %ld bytes", MOST);
        return;
    }
    for (; count * 2000 < bytes; count++) {
        struct block *block = malloc(sizeof *block);
        if (block == NULL)
            break;
        memset(block->rest, 1, sizeof block->rest);
        block->next = blocks;
        blocks = block;
        if (first == NULL)
            first = block;
    }
    if (first == NULL)
        say("error there is no memory left");
    else
        say("ok {\"first\": \"%p\", \"last\": \"%p\", \"blocks\": %ld}",
            (void *)first, (void *)blocks, count);
}

static void heap_free(void)
{
    long freed = 0;
    for (; blocks != NULL; freed++) {
        struct block *next = blocks->next;
        free(blocks);
        blocks = next;
    }
#ifdef __GLIBC__
    malloc_trim(0); /* else malloc may keep the memory for later */
#endif
    say("ok {\"freed\": %ld}", freed);
}

static struct {
    char *start;
    long size;
} larges[MOST_LARGE];
static int large_count;

static void large_alloc(long bytes)
{
    if (bytes < MIB || bytes > MOST) {
        say("error between %ld and %ld bytes", MIB, MOST);
        return;
    }
    char *start = large_count < MOST_LARGE ? malloc(bytes) : NULL;
    if (start == NULL) {
        say("error there is no memory left");
        return;
    }
    memset(start, 1, bytes);
    larges[large_count].start = start;
    larges[large_count++].size = bytes;
    say("ok {\"large\": \"%p\", \"size\": %ld}", (void *)start, bytes);
}

static void large_free(void)
{
    char reply[100];
    if (large_count == 0) {
        say("error there is no large block to free");
        return;
    }
    char *start = larges[--large_count].start;
    snprintf(reply, sizeof reply, "ok {\"large\": \"%p\", \"size\": %ld}",
             (void *)start, larges[large_count].size);
    free(start);
    say("%s", reply);
}

/* The threads --------------------------------------------------------------------- */

static struct worker {
    pthread_t thread;
    pid_t tid;
    char name[24];
    void *local, *small;
    struct stack stack;
    bool is_ready, may_end;
} workers[MOST_THREADS];
static int worker_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *work(void *argument)
{
    struct worker *self = argument;
    int local = 0;
    self->tid = gettid();
    self->local = &local;
    self->small = malloc(100);
    self->stack = my_stack();
    prctl(PR_SET_NAME, self->name);
    pthread_mutex_lock(&lock);
    self->is_ready = true;
    pthread_cond_broadcast(&changed);
    while (!self->may_end)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    free(self->small);
    return NULL;
}

static struct worker *start_worker(void)
{
    if (worker_count == MOST_THREADS)
        return NULL;
    struct worker *worker = &workers[worker_count];
    memset(worker, 0, sizeof *worker);
    snprintf(worker->name, sizeof worker->name, "worker-%d", worker_count + 1);
    if (pthread_create(&worker->thread, NULL, work, worker) != 0)
        return NULL;
    worker_count++;
    pthread_mutex_lock(&lock);
    while (!worker->is_ready)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return worker;
}

static void print_worker(const struct worker *worker)
{
    printf("{\"tid\": %d, \"name\": \"%s\", \"local\": \"%p\", \"small\": \"%p\", ",
           worker->tid, worker->name, worker->local, worker->small);
    printf("\"stack\": ");
    print_stack(worker->stack);
    printf("}");
}

static void thread_start(void)
{
    struct worker *worker = start_worker();
    if (worker == NULL) {
        say("error no more threads");
        return;
    }
    printf("ok ");
    print_worker(worker);
    end_line();
}

static void thread_end(void)
{
    if (worker_count == 0) {
        say("error there is no thread to end");
        return;
    }
    struct worker *worker = &workers[--worker_count];
    pthread_mutex_lock(&lock);
    worker->may_end = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    pthread_join(worker->thread, NULL);
    printf("ok ");
    print_worker(worker);
    end_line();
}

/* The stack ----------------------------------------------------------------------- */

static int depth;

static void obey(void);

/* Go deeper, answer from down there, and obey there until told to unwind. */
static void descend(long levels)
{
    volatile char local[FRAME];
    local[0] = 1;
    depth++;
    if (levels > 1) {
        descend(levels - 1);
    } else {
        say("ok {\"local\": \"%p\", \"depth\": %d}", (void *)local, depth);
        obey();
    }
    depth--;
    (void)local[0]; /* read after the call, so the call cannot become a jump */
}

static void recurse(long levels)
{
    struct rlimit limit;
    char local;
    getrlimit(RLIMIT_STACK, &limit);
    /* Half of the stack, and never more than 4 MiB of it. */
    long deepest = (limit.rlim_cur < 8 * MIB ? limit.rlim_cur : 8 * MIB) / 2 / FRAME;
    if (levels < 1 || levels > deepest - depth) {
        say("error at most %ld levels deep", deepest);
        return;
    }
    descend(levels);
    say("ok {\"local\": \"%p\", \"depth\": %d}", (void *)&local, depth);
}

/* The conversation ---------------------------------------------------------------- */

static void print_facts(const char *word, void *local)
{
    printf("%s {\"language\": \"c\", \"pid\": %d, ", word, getpid());
    printf("\"function\": \"%p\", \"constant\": \"%p\", ", (void *)(size_t)obey,
           (const void *)constant);
    printf("\"data\": \"%p\", \"bss\": \"%p\", ", (void *)&number, (void *)zeros);
    printf("\"global\": \"%p\", \"value\": %ld, ", (void *)&number, number);
    printf("\"small\": \"%p\", \"large\": \"%p\", ", (void *)small, (void *)large);
    printf("\"local\": \"%p\", \"depth\": %d, \"stack\": ", local, depth);
    print_stack(my_stack());
    printf(", \"threads\": [");
    for (int i = 0; i < worker_count; i++) {
        printf("%s", i > 0 ? ", " : "");
        print_worker(&workers[i]);
    }
    printf("]}");
    end_line();
}

/* Do what each line says, until it says `unwind`. */
static void obey(void)
{
    struct command command;
    while (hear(&command)) {
        if (is(&command, "unwind") && depth > 0)
            return;
        if (is(&command, "unwind"))
            say("error there is nothing to return from");
        else if (is_with_number(&command, "heap-grow"))
            heap_grow(command.numbers[0]);
        else if (is(&command, "heap-free"))
            heap_free();
        else if (is_with_number(&command, "large-alloc"))
            large_alloc(command.numbers[0]);
        else if (is(&command, "large-free"))
            large_free();
        else if (is_with_number(&command, "recurse"))
            recurse(command.numbers[0]);
        else if (is(&command, "thread-start"))
            thread_start();
        else if (is(&command, "thread-end"))
            thread_end();
        else if (is(&command, "get-global") || is_with_number(&command, "set-global")) {
            if (command.count > 0)
                number = command.numbers[0];
            say("ok {\"global\": \"%p\", \"value\": %ld}", (void *)&number, number);
        } else if (is(&command, "facts"))
            print_facts("ok", &command);
        else if (is(&command, "quit")) {
            say("ok {}");
            exit(0);
        } else
            refuse(&command);
    }
    exit(0);
}

int main(int argc, char *argv[])
{
    bool has_option = argc == 3 && strcmp(argv[1], "--threads") == 0;
    if (argc > 1 && !has_option) {
        fprintf(stderr, "usage: %s [--threads N]\n", argv[0]);
        return 2;
    }
#ifdef __GLIBC__
    /* Every large block in a mapping of its own, even after one has been freed. */
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
#endif
    small = malloc(100);
    large = malloc(MIB);
    for (int i = has_option ? atoi(argv[2]) : 0; i > 0; i--)
        if (start_worker() == NULL) {
            fprintf(stderr, "no more than %d threads\n", worker_count);
            return 1;
        }
    print_facts("ready", &has_option);
    obey();
}
