// What all patients need: be sick or healthy, say when ready, end when the input does.

#define _GNU_SOURCE
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

// The program was started as `PROGRAM sick`.
static inline int is_sick(int argc, char **argv)
{
    return argc > 1 && !strcmp(argv[1], "sick");
}

static inline void say(const char *word)
{
    puts(word);
    fflush(stdout);
}

// New memory, every page of it written to.
static inline void *touched(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) {
        say("cannot: no memory");
        exit(1);
    }
    return memset(at, 1, size);
}

// Waits so many milliseconds; the input has ended meanwhile.
static inline int ended_within(int ms)
{
    struct pollfd in = {0, POLLIN, 0};
    char text[64];
    return poll(&in, 1, ms) > 0 && read(0, text, sizeof text) <= 0;
}

// Says that it is ready; told to, applies the remedy; returns when the input ends.
static inline int wait_for_the_end(void (*remedy)(void))
{
    char text[64];
    say("ready");
    while (fgets(text, sizeof text, stdin))
        if (remedy && !strcmp(text, "remedy\n")) {
            remedy();
            say("remedied");
        }
    return 0;
}
