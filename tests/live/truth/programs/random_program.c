/* A program made at random, which says what is true of itself: threads on stacks of every
   origin, mappings of every kind, guards, coroutines, forks, memory beside the break.

       random_program SEED STEPS   the same numbers make the same program

   Every step adds to a table; what later steps change is noted there, and the facts are
   printed at the end. */
#include "truth.h"
#include <ucontext.h>

enum { MOST = 400 };

struct thing {
    char kinds[40];   /* what may stand at `at`, by commas */
    addr at;
    int owner;        /* TID, 0 nobody, -1 whoever */
};
static struct thing things[MOST];
static int count;

struct runner {
    addr start, end, local;
    size_t guard;
    int tid, is_brought, is_busy, has_arena;
    volatile int is_ready;
};
static struct runner runners[64];
static int runner_count;

static unsigned long state;
static unsigned below(unsigned n)   /* the same on every machine */
{
    state = state * 6364136223846793005UL + 1442695040888963407UL;
    return (state >> 33) % n;
}

static void note(const char *kinds, addr at, int owner)
{
    if (count == MOST) return;
    strncpy(things[count].kinds, kinds, sizeof things[count].kinds - 1);
    things[count].at = at;
    things[count++].owner = owner;
}

/* ---- threads ---- */

static void *run(void *at)
{
    struct runner *r = at;
    char here[1 + 4096 * 3];
    memset(here, 1, sizeof here);
    r->local = (addr)here;
    r->tid = tid_of_mine();
    addr s, e; size_t g;
    own_stack(&s, &e, &g);
    r->start = s; r->end = e; r->guard = r->is_brought ? 0 : g;
    if (r->has_arena) free(malloc(100));
    r->is_ready = 1;
    while (r->is_busy) ;
    forever();
    return 0;
}

static char bss_room[3][256 << 10] __attribute__((aligned(4096)));
static int bss_used;

static void new_thread(void)
{
    if (runner_count == 24) return;
    struct runner *r = &runners[runner_count++];
    pthread_attr_t a; pthread_t t;
    pthread_attr_init(&a);
    size_t sizes[] = {64 << 10, 256 << 10, 1 << 20, 8 << 20};
    size_t size = sizes[below(4)];
    switch (below(5)) {
    case 0: break;
    case 1: pthread_attr_setstacksize(&a, size);
            pthread_attr_setguardsize(&a, below(2) ? 0 : PAGE * (1 + below(16))); break;
    case 2: pthread_attr_setstack(&a, anonymous(size, below(2) ? MAP_STACK : 0), size);
            r->is_brought = 1; break;
    case 3: { char *p; if (posix_memalign((void **)&p, PAGE, size)) exit(1);
              pthread_attr_setstack(&a, p, size); r->is_brought = 1; break; }
    case 4: if (bss_used == 3) break;
            pthread_attr_setstack(&a, bss_room[bss_used++], sizeof bss_room[0]);
            r->is_brought = 1;
    }
    r->is_busy = below(16) == 0;
    r->has_arena = below(3) == 0;
    if (pthread_create(&t, &a, run, r)) { runner_count--; return; }
    while (!r->is_ready) usleep(500);
}

static volatile int brief_tid;

static void *brief(void *at)
{
    char here[8192];
    memset(here, 3, sizeof here);
    brief_tid = syscall(SYS_gettid);
    *(volatile addr *)at = (addr)here;
    return 0;
}

/* Ended: joined, or nobody joins. */
static void ended_thread(void)
{
    static addr frames[64]; static int used;
    if (used == 64) return;
    addr *at = &frames[used++];
    pthread_attr_t a; pthread_t t;
    pthread_attr_init(&a);
    /* Of a size of its own, so that no other thread is given the stack. */
    pthread_attr_setstacksize(&a, (3 << 20) + used * (64 << 10));
    if (pthread_create(&t, &a, brief, at)) return;
    while (!*(volatile addr *)at) usleep(200);
    int is_joined = below(2);
    if (is_joined) pthread_join(t, 0);
    /* It has written, which does not mean that it has ended. */
    while (syscall(SYS_tgkill, getpid(), brief_tid, 0) == 0) usleep(200);
    note("thread-stack", *at, is_joined ? -1 : 0);  /* a joined one's is used again */
    if (!is_joined) printf("unsaid %lx kept for the next\n", *at);
}

static int raw(void *unused UNUSED) { for (;;) syscall(SYS_pause); return 0; }

static void raw_thread(void)
{
    size_t block = (1 + below(8)) << 20, stack = (16 + 16 * below(4)) << 10;
    char *p = anonymous(block + PAGE, below(2) ? MAP_STACK : 0) + PAGE;
    mprotect(p - PAGE, PAGE, PROT_NONE);
    int flags = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_FS | CLONE_FILES;
    if (clone(raw, p + stack, flags, 0) < 0) return;
    usleep(2000);
    memset(p + stack + 2 * PAGE, 5, block - stack - 2 * PAGE > PAGE ? PAGE : 1);
    note("thread-stack,anon", (addr)p + stack - 64, -1);
    note("anon", (addr)p + stack + 4 * PAGE, -1);
}

/* ---- coroutines ---- */

static ucontext_t back, parked[16];
static addr frame[16];
static int current, coroutines;

static void body(void)
{
    char here[300];
    memset(here, 'c', sizeof here);
    frame[current] = (addr)here;
    swapcontext(&parked[current], &back);
}

static void coroutine(void)
{
    if (coroutines == 16) return;
    size_t size = (32 + 32 * below(3)) << 10;
    char *s = anonymous(size + PAGE, below(2) ? MAP_STACK : 0);
    int has_guard = below(3) > 0;
    if (has_guard) mprotect(s, PAGE, PROT_NONE);
    current = coroutines++;
    getcontext(&parked[current]);
    parked[current].uc_stack.ss_sp = s + PAGE;
    parked[current].uc_stack.ss_size = size;
    parked[current].uc_link = &back;
    makecontext(&parked[current], body, 0);
    swapcontext(&back, &parked[current]);
    note("anon", frame[current], 0);
    if (has_guard) note("guard,reserved", (addr)s, 0);
}

/* ---- mappings ---- */

static void mapping(void)
{
    size_t size = PAGE * (1 + below(64));
    static const struct { int prot; const char *kinds; } ways[] = {
        {PROT_NONE, "reserved,guard"}, {PROT_READ, "anon"}, {RW, "anon"},
        {PROT_READ | PROT_EXEC, "jit"}, {RW | PROT_EXEC, "jit,anon"},
    };
    int way = below(5);
    char *p = mmap(0, size, RW, ANON, -1, 0);
    if (p == MAP_FAILED) return;
    if (below(2)) memset(p, 1, size);
    mprotect(p, size, ways[way].prot);
    note(ways[way].kinds, (addr)p + below(size), 0);
}

static void shared(void)
{
    size_t size = PAGE * (1 + below(32));
    char *p = mmap(0, size, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return;
    memset(p, 2, PAGE);
    note("shared", (addr)p, 0);
    int fd = memfd_create("random", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, size)) return;
    for (int i = 0; i < 2; i++) {
        char *q = mmap(0, size, RW, MAP_SHARED, fd, 0);
        if (q != MAP_FAILED) { q[0] = 1; note("shared", (addr)q + size - 1, 0); }
    }
    close(fd);
}

static void file(void)
{
    char name[] = "/tmp/memscope-random-XXXXXX";
    size_t size = PAGE * (2 + below(16));
    int fd = mkstemp(name);
    if (fd < 0 || ftruncate(fd, size)) return;
    int is_shared = below(2);
    char *p = mmap(0, size, RW, is_shared ? MAP_SHARED : MAP_PRIVATE, fd, 0);
    if (p != MAP_FAILED) {
        if (below(2)) p[0] = 1;
        note(is_shared ? "file,shared" : "file", (addr)p + below(size), 0);
    }
    unlink(name);
    close(fd);
}

static void guarded(void)
{
    size_t size = PAGE * 32;
    char *p = anonymous(size, 0);
    memset(p, 1, size);
    char *at = p + PAGE * (1 + below(30));
    if (madvise(at, PAGE, MADV_GUARD_INSTALL)) return;
    note("guard", (addr)at, -1);
    note("anon", (addr)at - 1, -1);
    note("anon", (addr)at + PAGE, -1);
}

static void guard_in_stack(void)
{
    if (!runner_count) return;
    struct runner *r = &runners[below(runner_count)];
    addr page = (r->start + (r->local - r->start) / 2) & -PAGE;
    if (page < r->start + PAGE || page + 3 * PAGE > (r->local & -PAGE)) return;
    for (int i = 0; i < count; i++) if (things[i].at / PAGE == page / PAGE) return;
    if (below(2)) mprotect((void *)page, PAGE, PROT_NONE);
    else if (madvise((void *)page, PAGE, MADV_GUARD_INSTALL)) return;
    note("guard", page, r->tid);
}

static int beside;
static void beside_brk(void)
{
    if (beside++) return;
    addr top = ((addr)sbrk(0) + PAGE - 1) & -PAGE;
    char *p = mmap((void *)top, 4 * PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
    if (p == MAP_FAILED || (addr)p != top) return;
    memset(p, 1, PAGE);
    note("anon", top + PAGE, 0);
}

static void blocks(void)
{
    size_t size = (200 + below(900)) << 10;
    char *p = malloc(size), *q = malloc(100);
    memset(p, 1, PAGE);
    q[0] = 1;
    note("anon,heap", (addr)p + 100, 0);
    note("heap,anon", (addr)q, 0);
}

static void child(void)
{
    int pid = fork();
    if (!pid) { end_with_parent(); for (;;) syscall(SYS_pause); }
    if (pid > 0) printf("end %d\n", pid);
}

static int data = 7;
static int zero[5000];
static const char constant[] = "constant";

int main(int argc UNUSED, char **argv)
{
    char here;
    state = strtoul(argv[1], 0, 10) * 2654435761UL + 1;
    int steps = atoi(argv[2]);
    setvbuf(stdout, 0, _IOLBF, 0);
    static void (*const ways[])(void) = {
        new_thread, new_thread, new_thread, ended_thread, ended_thread, raw_thread,
        coroutine, mapping, mapping, mapping, shared, file, guarded, guard_in_stack,
        beside_brk, blocks, child,
    };
    for (int i = 0; i < steps; i++) ways[below(sizeof ways / sizeof *ways)]();
    note("code", (addr)main, 0);
    note("data", (addr)&data, 0);
    note("bss", (addr)&zero[4000], 0);
    note("rodata", (addr)constant, 0);
    note("stack", (addr)&here, getpid());
    zero[4000] = 1;
    for (int i = 0; i < runner_count; i++) {
        struct runner *r = &runners[i];
        printf("stack %d %lx %lx ?\n# guard %zx\n", r->tid, r->start, r->end, r->guard);
        printf("at %lx thread-stack %d\n", r->local, r->tid);
        if (r->guard) printf("at %lx guard %d\n", r->start - 1, r->tid);
    }
    for (int i = 0; i < count; i++) {
        struct thing *t = &things[i];
        if (t->owner > 0) printf("at %lx %s %d\n", t->at, t->kinds, t->owner);
        else printf("at %lx %s %s\n", t->at, t->kinds, t->owner ? "*" : "-");
    }
    ready();
}
