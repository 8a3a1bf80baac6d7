/* A program that knows its own heap: it fills arenas in one of several ways, and says
   what the C library counts. Then it answers lines:

       info    what mallinfo says now
       trim    bytes that left RAM in malloc_trim(0)
       free    gives back all that it holds, then says done

   heap MODE THREADS MIB */
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct counts {
    size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks,
        keepcost;
};

struct counts since_2_33(void) __asm__("mallinfo2") __attribute__((weak));

static void info(void)
{
    struct counts now = {0};
    if (since_2_33) {
        now = since_2_33();
    } else {
        struct mallinfo old = mallinfo();
        now = (struct counts){
            (unsigned)old.arena, (unsigned)old.ordblks, (unsigned)old.smblks,
            (unsigned)old.hblks, (unsigned)old.hblkhd, 0, (unsigned)old.fsmblks,
            (unsigned)old.uordblks, (unsigned)old.fordblks, (unsigned)old.keepcost};
    }
    /* Not dprintf, which may take a buffer from the heap. */
    char text[512];
    int size = snprintf(
            text, sizeof text,
            "{\"system\": %zu, \"used\": %zu, \"free\": %zu, \"fast\": %zu, \"top\": %zu, "
            "\"mapped\": %zu, \"mapped_blocks\": %zu}\n",
            now.arena, now.uordblks, now.fordblks, now.fsmblks, now.keepcost,
            now.hblkhd, now.hblks);
    write(1, text, size);
}

static size_t resident(void)
{
    char text[4096], *at;
    int file = open("/proc/self/smaps_rollup", O_RDONLY);
    ssize_t size = read(file, text, sizeof text - 1);
    close(file);
    text[size < 0 ? 0 : size] = 0;
    at = strstr(text, "Rss:");
    return at ? strtoul(at + 4, NULL, 10) << 10 : 0;
}

static size_t budget;
static const char *mode;
static pthread_barrier_t filled, begin;

static size_t any_size(unsigned *seed)
{
    unsigned kind = rand_r(seed) % 16;
    if (!strcmp(mode, "small"))
        return 24 + rand_r(seed) % 80;
    if (kind < 12)
        return 16 + rand_r(seed) % 500;
    return kind < 15 ? 512 + rand_r(seed) % 8000 : 8000 + rand_r(seed) % 60000;
}

/* Fills memory up to the budget, then gives back most of it: some at random, and whole
   stretches. */
static void fill(unsigned seed)
{
    size_t most = budget / 64, count = 0, bytes = 0;
    void **blocks = mmap(NULL, most * sizeof *blocks, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    while (bytes < budget && count < most) {
        size_t size = any_size(&seed);
        blocks[count] = malloc(size);
        memset(blocks[count++], 1, size);
        bytes += size + 8;
    }
    int pins = !strcmp(mode, "pinned");
    for (size_t at = 0; at < count - (pins ? 1 : 0); at++)
        if (pins || at / 200 % 3 || rand_r(&seed) % 3 == 0)
            free(blocks[at]);
    munmap(blocks, most * sizeof *blocks);
}

static void *work(void *number)
{
    fill(7 + (uintptr_t)number);
    pthread_barrier_wait(&filled);
    if (strcmp(mode, "busy"))
        pause();
    /* The size of a block is that of its slot, so that they always hold as much. */
    unsigned seed = 7;
    size_t sizes[4096];
    void *kept[4096];
    for (int at = 0; at < 4096; at++)
        kept[at] = malloc(sizes[at] = any_size(&seed));
    pthread_barrier_wait(&begin);
    for (;;) {
        size_t at = rand_r(&seed) % 4096;
        free(kept[at]);
        kept[at] = malloc(sizes[at]);
        *(char *)kept[at] = 1;
    }
}

/* The break cannot move on: what lies behind it belongs to somebody else. */
static void block_the_break(void)
{
    void *end = (void *)(((uintptr_t)sbrk(0) + 4095) & ~4095UL);
    mmap(end, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

int main(int count, char **words)
{
    mode = count > 1 ? words[1] : "mixed";
    int threads = count > 2 ? atoi(words[2]) : 0;
    budget = (count > 3 ? strtoul(words[3], NULL, 10) : 4) << 20;
    pthread_barrier_init(&filled, NULL, threads + 1);
    pthread_barrier_init(&begin, NULL, threads + 1);
    for (long at = 0; at < threads; at++) {
        pthread_t thread;
        pthread_create(&thread, NULL, work, (void *)at);
    }
    if (!strcmp(mode, "foreign")) {
        fill(1);
        memset(sbrk(70000), 3, 70000);
    }
    if (!strcmp(mode, "blocked"))
        block_the_break();
    if (!strcmp(mode, "large"))
        for (int at = 0; at < 5; at++)
            memset(malloc(1 << 20), 1, 1 << 20);
    fill(3);
    pthread_barrier_wait(&filled);
    info();
    if (!strcmp(mode, "busy"))
        pthread_barrier_wait(&begin);
    char line[64];
    for (ssize_t size; (size = read(0, line, sizeof line)) > 0;) {
        if (line[0] == 't') {
            size_t before = resident();
            malloc_trim(0);
            write(1, line, sprintf(line, "%zu\n", before - resident()));
        } else {
            info();
        }
    }
}
