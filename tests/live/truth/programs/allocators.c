/* Run with LD_PRELOAD of jemalloc, mimalloc or tcmalloc. Two threads; 100 MiB in pieces
   of many sizes, 19 of 20 given back, and one of 32 MiB. With an argument: the word that
   labels are to contain. */
#include "truth.h"

enum { N = 40000 };

static void *worker(void *first)
{
    static char *piece[N];
    for (int i = 0; i < N; i++) {
        size_t size = 64 + i * 37 % 5000;
        piece[i] = memset(malloc(size), 7, size);
    }
    for (int i = 0; i < N; i++)
        if (i % 20) free(piece[i]);
    __atomic_store_n((char **)first, piece[20], __ATOMIC_RELEASE);
    forever();
    return 0;
}

int main(int argc, char **argv)
{
    static char *first;
    const char *name = argc > 1 ? argv[1] : "malloc";
    char *big = memset(malloc(32 << 20), 9, 32 << 20);
    pthread_t t;
    pthread_create(&t, 0, worker, &first);
    while (!__atomic_load_n(&first, __ATOMIC_ACQUIRE)) usleep(1000);
    printf("says %lx %s\nsays %lx %s\n", (addr)first, name, (addr)big, name);
    ready();
}
