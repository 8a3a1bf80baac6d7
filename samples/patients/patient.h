// What all patients need: be sick or healthy, say when ready, end when the input does.

#define _GNU_SOURCE
#include <dirent.h>
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

// Returns when every other thread sleeps: one that has yet to begin to, still runs.
static inline void wait_until_all_sleep(void)
{
    for (int running = 1; running > 0; usleep(1000)) {
        DIR *tasks = opendir("/proc/self/task");
        running = tasks ? -1 : 0; // this one
        for (struct dirent *one; tasks && (one = readdir(tasks));) {
            char path[64], state = 'S';
            snprintf(path, sizeof path, "/proc/self/task/%.20s/stat", one->d_name);
            FILE *stat = one->d_name[0] == '.' ? NULL : fopen(path, "r");
            if (stat && fscanf(stat, "%*d (%*[^)]) %c", &state) == 1)
                running += state != 'S';
            if (stat)
                fclose(stat);
        }
        if (tasks)
            closedir(tasks);
    }
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
