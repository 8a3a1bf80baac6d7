// Touches just so many pages on each processor that the kernel does not add them up yet.
//
// A processor keeps what it has counted to itself until it is a batch of some 32 pages.
// Each loop below goes on until the counter is seen to jump, and then to just before
// the next jump. The healthy twin has so much memory that the rest does not matter.

#include "patient.h"
#include <fcntl.h>
#include <sched.h>

enum { PAGE = 4096, BATCH = 32, MOST = 80 };

// Pages that are in the page tables, and not yet in the counter of /proc/self/stat.
static long late(void)
{
    char text[2048] = "";
    long counted = 0, mapped = 0;
    int fd = open("/proc/self/stat", O_RDONLY);
    if (read(fd, text, sizeof text - 1) > 0)
        sscanf(strrchr(text, ')') + 2, "%*c" "%*d%*d%*d%*d%*d%*d%*d%*d%*d%*d"
               "%*d%*d%*d%*d%*d%*d%*d%*d%*d%*d%ld", &counted);
    close(fd);
    fd = open("/proc/self/smaps_rollup", O_RDONLY);
    if (read(fd, text, sizeof text - 1) > 0)
        sscanf(strstr(text, "Rss:"), "Rss: %ld", &mapped);
    close(fd);
    return mapped / 4 - counted;
}

static void fall_behind(int sort)
{
    char *page = mmap(NULL, MOST * PAGE, PROT_READ | PROT_WRITE, sort | MAP_ANONYMOUS,
                      -1, 0);
    madvise(page, MOST * PAGE, MADV_NOHUGEPAGE);
    long before = late();
    int touched = 0, jumped = 0;
    while (touched < MOST - BATCH && !jumped) {
        page[touched++ * PAGE] = 1;
        long now = late();
        jumped = now < before;
        before = now;
    }
    for (int i = 0; i < BATCH - 1; i++)
        page[touched++ * PAGE] = 1;
}

int main(int argc, char **argv)
{
    late();
    if (is_sick(argc, argv)) {
        for (int cpu = 0; cpu < 2; cpu++) {
            cpu_set_t one;
            CPU_ZERO(&one);
            CPU_SET(cpu, &one);
            if (sched_setaffinity(0, sizeof one, &one) == 0) {
                fall_behind(MAP_PRIVATE);
                fall_behind(MAP_SHARED);
            }
        }
        if (late() < 80) {
            say("cannot: this kernel's counter is not late (before 6.2: by thread)");
            return 1;
        }
    } else
        memset(malloc(32 << 20), 1, 32 << 20);

    return wait_for_the_end(NULL);
}
