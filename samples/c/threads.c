/* Threads of one process: a stack for each, one global for all.
 *
 * Expected (numbers vary), with --threads 2:
 *     ready {"language": "c", "pid": 4242, "global": "0x55d1c8a04010", "value": 7,
 *      "threads": [{"tid": 4243, "name": "worker-1", "local": "0x7f3a51e44eac", ...}]}
 *
 * Commands; THREAD is the number of a worker, or 0 for main where it may be left out:
 * recurse N THREAD, unwind THREAD, set-global VALUE [THREAD], get-global [THREAD],
 * thread-start, thread-end, facts, quit.
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

struct order {
    enum { DESCEND, RETURN, WRITE, READ, END } what;
    long value;
};

static struct worker {
    pthread_t thread;
    pid_t tid;
    char name[24];
    void *local;        /* a variable of the function it is in now */
    struct stack stack;
    long depth, seen;   /* calls deep; what it read from the global */
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
        self->seen = number;
        struct order order = next_order(self);
        if (order.what == RETURN)
            return;
        if (order.what == DESCEND)
            descend(self, order.value);
        if (order.what == WRITE)
            number = order.value;
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

static void give_order(struct worker *worker, int what, long value)
{
    pthread_mutex_lock(&lock);
    worker->order = (struct order){what, value};
    worker->is_busy = true;
    pthread_cond_broadcast(&changed);
    while (worker->is_busy && what != END)
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

static void say_global(long seen)
{
    say("ok {\"global\": \"%p\", \"value\": %ld}", (void *)&number, seen);
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
    give_order(worker, END, 0);
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
    give_order(worker, DESCEND, levels);
    say_worker(worker);
}

static void unwind(struct worker *worker)
{
    if (worker->depth == 0) {
        say("error there is nothing to return from");
        return;
    }
    give_order(worker, RETURN, 0);
    say_worker(worker);
}

/* Let main or a worker write the global, if it is to, and then read it. */
static void use_global(long thread, bool writes, long value)
{
    if (thread == 0) {
        if (writes)
            number = value;
        say_global(number);
    } else {
        give_order(&workers[thread - 1], writes ? WRITE : READ, value);
        say_global(workers[thread - 1].seen);
    }
}

static void print_facts(const char *word, void *local)
{
    printf("%s {\"language\": \"c\", \"pid\": %d, ", word, getpid());
    printf("\"global\": \"%p\", \"value\": %ld, ", (void *)&number, number);
    printf("\"local\": \"%p\", \"threads\": [", local);
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
    bool sets = is_with_number(command, "set-global");
    bool recurses = is_with_number(command, "recurse");
    bool unwinds = is_with_number(command, "unwind");
    if (!sets && !recurses && !unwinds && !is(command, "get-global"))
        return false;
    long thread = command->numbers[sets || recurses ? 1 : 0];
    if (thread < (recurses || unwinds) || thread > count)
        say("error there is no thread %ld", thread);
    else if (recurses)
        recurse(&workers[thread - 1], command->numbers[0]);
    else if (unwinds)
        unwind(&workers[thread - 1]);
    else
        use_global(thread, sets, command->numbers[0]);
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
