/* Threads of one process: a stack for each, one global for all.
 *
 * Expected (numbers vary), with --threads 2:
 *     ready {"language": "c", "pid": 4242, "global": "0x55d1c8a04010", "value": 7,
 *      "heap": "0x55d1e90b32a0",
 *      "threads": [{"tid": 4243, "name": "worker-1", "local": "0x7f3a51e44eac", ...}]}
 *
 * Commands; THREAD is the number of a worker, or 0 for main where it may be left out:
 * recurse N THREAD, unwind THREAD, set-global VALUE [THREAD], get-global [THREAD],
 * set-heap VALUE [THREAD], get-heap [THREAD], thread-start, thread-end, facts, quit.
 *
 * `global` is a global variable, `heap` a block of malloc.
 */

#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "stack.h"
#include "talk.h"

#define MOST_THREADS 64
#define FRAME 1024

static volatile long number = 7; /* the one global that all of them see */
static volatile long *block;     /* the same on the heap */

struct order {
    enum { DESCEND, RETURN, WRITE, READ, END } what;
    volatile long *where;
    long value;
};

static struct worker {
    pthread_t thread;
    pid_t tid;
    char name[24];
    void *local;        /* a variable of the function it is in now */
    struct stack stack;
    long depth, seen;   /* calls deep; what it read last */
    struct order order;
    bool is_busy;       /* from when an order is given until it is carried out */
} workers[MOST_THREADS];
static int count;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

/* What a worker does --------------------------------------------------------------- */

static struct order next_order(struct worker *self)
{
    pthread_mutex_lock(&lock);
    self->is_busy = false;
    pthread_cond_broadcast(&changed);
    while (!self->is_busy)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return self->order;
}

static void descend(struct worker *self, long levels);

/* Carry out orders until one says to return. */
static void dwell(struct worker *self)
{
    int local = 0;
    do {
        self->local = &local;
        struct order order = next_order(self);
        if (order.what == RETURN)
            return;
        if (order.what == DESCEND)
            descend(self, order.value);
        if (order.what == WRITE)
            *order.where = order.value;
        if (order.where != NULL)
            self->seen = *order.where;
    } while (self->order.what != END);
}

static void descend(struct worker *self, long levels)
{
    volatile char frame[FRAME];
    frame[0] = 1;
    self->depth++;
    if (levels > 1)
        descend(self, levels - 1);
    else
        dwell(self);
    self->depth--;
    (void)frame[0]; /* read after the call, so the call cannot become a jump */
}

static void *work(void *argument)
{
    struct worker *self = argument;
    prctl(PR_SET_NAME, self->name);
    self->tid = gettid();
    self->stack = my_stack();
    dwell(self);
    return NULL;
}

/* What main does ------------------------------------------------------------------- */

static void give_order(struct worker *worker, struct order order)
{
    pthread_mutex_lock(&lock);
    worker->order = order;
    worker->is_busy = true;
    pthread_cond_broadcast(&changed);
    while (worker->is_busy && order.what != END)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

static struct worker *start_worker(void)
{
    if (count == MOST_THREADS)
        return NULL;
    struct worker *worker = &workers[count];
    *worker = (struct worker){.is_busy = true};
    snprintf(worker->name, sizeof worker->name, "worker-%d", count + 1);
    if (pthread_create(&worker->thread, NULL, work, worker) != 0)
        return NULL;
    count++;
    pthread_mutex_lock(&lock);
    while (worker->is_busy)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return worker;
}

static void print_worker(const struct worker *worker)
{
    printf("{\"tid\": %d, \"name\": \"%s\", \"local\": \"%p\", \"depth\": %ld, ",
           worker->tid, worker->name, worker->local, worker->depth);
    printf("\"stack\": ");
    print_stack(worker->stack);
    printf("}");
}

static void say_worker(const struct worker *worker)
{
    printf("ok ");
    print_worker(worker);
    end_line();
}

static void thread_start(void)
{
    struct worker *worker = start_worker();
    if (worker == NULL)
        say("error no more threads");
    else
        say_worker(worker);
}

static void thread_end(void)
{
    if (count == 0) {
        say("error there is no thread to end");
        return;
    }
    struct worker *worker = &workers[--count];
    give_order(worker, (struct order){.what = END});
    pthread_join(worker->thread, NULL);
    say_worker(worker);
}

static void recurse(struct worker *worker, long levels)
{
    char *low = worker->stack.start, *high = worker->stack.end;
    long deepest = (high - low) / 2 / FRAME;
    if (levels < 1 || levels > deepest - worker->depth) {
        say("error at most %ld levels deep", deepest);
        return;
    }
    give_order(worker, (struct order){DESCEND, NULL, levels});
    say_worker(worker);
}

static void unwind(struct worker *worker)
{
    if (worker->depth == 0) {
        say("error there is nothing to return from");
        return;
    }
    give_order(worker, (struct order){.what = RETURN});
    say_worker(worker);
}

/* Let main or a worker write a number, if it is to, and then read it. */
static void use_number(const struct command *command, bool writes)
{
    bool is_heap = is(command, "set-heap") || is(command, "get-heap");
    volatile long *where = is_heap ? block : &number;
    long value = command->numbers[0], thread = command->numbers[writes ? 1 : 0];
    if (thread < 0 || thread > count) {
        say("error there is no thread %ld", thread);
        return;
    }
    struct worker *worker = thread > 0 ? &workers[thread - 1] : NULL;
    if (worker != NULL)
        give_order(worker, (struct order){writes ? WRITE : READ, where, value});
    else if (writes)
        *where = value;
    say("ok {\"%s\": \"%p\", \"value\": %ld}", is_heap ? "heap" : "global",
        (void *)where, worker != NULL ? worker->seen : *where);
}

static void print_facts(const char *word, void *local)
{
    printf("%s {\"language\": \"c\", \"pid\": %d, ", word, getpid());
    printf("\"global\": \"%p\", \"value\": %ld, ", (void *)&number, number);
    printf("\"heap\": \"%p\", \"local\": \"%p\", ", (void *)block, local);
    printf("\"threads\": [");
    for (int i = 0; i < count; i++) {
        printf("%s", i > 0 ? ", " : "");
        print_worker(&workers[i]);
    }
    printf("]}");
    end_line();
}

/* Do one command that is about a certain thread; false if it is none. */
static bool obey_for_thread(const struct command *command)
{
    bool sets = is_with_number(command, "set-global")
                || is_with_number(command, "set-heap");
    bool gets = is(command, "get-global") || is(command, "get-heap");
    bool recurses = is_with_number(command, "recurse");
    bool unwinds = is_with_number(command, "unwind");
    long thread = command->numbers[recurses ? 1 : 0];
    if (sets || gets)
        use_number(command, sets);
    else if (!recurses && !unwinds)
        return false;
    else if (thread < 1 || thread > count)
        say("error there is no thread %ld", thread);
    else if (recurses)
        recurse(&workers[thread - 1], command->numbers[0]);
    else
        unwind(&workers[thread - 1]);
    return true;
}

int main(int argc, char *argv[])
{
    struct command command;
    bool has_option = argc == 3 && strcmp(argv[1], "--threads") == 0;
    if (argc > 1 && !has_option) {
        fprintf(stderr, "usage: %s [--threads N]\n", argv[0]);
        return 2;
    }
    block = malloc(sizeof *block);
    *block = 7;
    for (int i = has_option ? atoi(argv[2]) : 2; i > 0; i--)
        if (start_worker() == NULL) {
            fprintf(stderr, "no more than %d threads\n", count);
            return 1;
        }
    print_facts("ready", &command);
    while (hear(&command)) {
        if (is(&command, "thread-start"))
            thread_start();
        else if (is(&command, "thread-end"))
            thread_end();
        else if (is(&command, "facts"))
            print_facts("ok", &command);
        else if (is(&command, "quit")) {
            say("ok {}");
            break;
        } else if (!obey_for_thread(&command))
            refuse(&command);
    }
    return 0;
}
