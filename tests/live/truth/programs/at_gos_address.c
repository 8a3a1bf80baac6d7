/* 64 MiB where Go's runtime keeps its heap, and reservations as large as its tables, in
   a program that has nothing of Go. */
#include "truth.h"

int main(void)
{
    char *heap = mmap((void *)0xc000000000, 64L << 20, RW, ANON, -1, 0);
    char *table = mmap(0, 512L << 20, PROT_NONE, ANON, -1, 0);
    if (heap == MAP_FAILED || table == MAP_FAILED) { perror("mmap"); return 1; }
    heap[0] = 1;
    printf("unsaid %lx Go\nunsaid %lx Go\n", (addr)heap, (addr)table);
    ready();
}
