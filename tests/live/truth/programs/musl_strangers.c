/* musl-gcc: blocks of malloc and mappings of the program's own in turn. The kernel makes
   one mapping of neighbours, whoever asked for them. */
#include "truth.h"

enum { N = 40 };

int main(void)
{
    for (int i = 0; i < N; i++) {
        size_t size = 140000 + 30000 * i;
        char *block = memset(malloc(size), 7, size);
        char *own = anonymous(PAGE * (1 + i % 7), 0);
        memset(own, 7, PAGE * (1 + i % 7));
        printf("says %lx memory of musl\n", (addr)block);
        printf("says %lx memory of musl\n", (addr)block + size - 1);
        printf("unsaid %lx musl\n", (addr)own);
    }
    ready();
}
