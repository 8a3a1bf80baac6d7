/* Main stacks that nobody expects: cut in several `pieces`, of which some are guard
   pages; with a piece taken out by `munmap` above the stack pointer; with memory right
   `below` that keeps it from growing; with a signal stack in a buffer on it (`signal`). */
#include "truth.h"
#include <alloca.h>

enum { MIB = 1 << 20 };

static void handler(int unused)
{
    char here;
    (void)unused;
    printf("at %lx stack *\n", (addr)&here);
    ready();
}

static void cut(addr low)
{
    mprotect((void *)(low + MIB), 2 * PAGE, PROT_NONE);
    mprotect((void *)(low + 2 * MIB), 3 * PAGE, PROT_READ);
    printf("span %lx %lx guard\n", low + MIB, low + MIB + 2 * PAGE);
    printf("at %lx stack %d\n", low + 2 * MIB, getpid());
    if (!madvise((void *)(low + 3 * MIB), 2 * PAGE, MADV_GUARD_INSTALL))
        printf("span %lx %lx guard\n", low + 3 * MIB, low + 3 * MIB + 2 * PAGE);
    printf("holds %d %lx\n", getpid(), low + PAGE);
}

static void stop_growth(void)
{
    char line[512];
    addr start = 0, end = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof line, maps))
        if (strstr(line, "[stack]")) sscanf(line, "%lx-%lx", &start, &end);
    addr wall = start - 16 * PAGE;
    if (mmap((void *)wall, 16 * PAGE, PROT_NONE, ANON | MAP_FIXED, -1, 0) == MAP_FAILED)
        exit(1);
    printf("stack %d %lx %lx %ld\n", getpid(), start, end, 16 * PAGE);
    printf("span %lx %lx guard\n", wall, start);
}

static void handle_on(void *stack)
{
    stack_t there = {.ss_sp = stack, .ss_size = MIB};
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
    sigaltstack(&there, 0);
    sigaction(SIGUSR1, &action, 0);
    raise(SIGUSR1);
}

int main(int argc, char **argv)
{
    char *room = memset(alloca(4 * MIB), 1, 4 * MIB), here;
    addr low = ((addr)room + PAGE) & -PAGE;
    int how = argc < 2 ? 'p' : argv[1][0];
    if (how == 'm') {
        munmap((void *)(low + 2 * MIB), 4 * PAGE);
        printf("at %lx stack,thread-stack,anon *\n", (addr)&here);
        printf("unsaid %lx no thread\nunsaid %lx nobody\n", (addr)&here, (addr)&here);
        printf("at %lx stack *\n", low + 3 * MIB);
        ready();
    }
    printf("at %lx stack %d\n", (addr)&here, getpid());
    if (how == 'p') cut(low);
    if (how == 'b') stop_growth();
    if (how == 's') handle_on(room);
    ready();
}
