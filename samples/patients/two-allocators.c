// Two allocators in one program: what one has freed, the other cannot use.
//
// A Python without its global lock has its objects in mimalloc and all that C libraries
// ask for in malloc; here a program does the same by hand: 48 MiB freed in malloc, then
// 48 MiB taken from mimalloc. The healthy twin takes them from malloc.

#include "patient.h"
#include <dlfcn.h>

enum { BLOCKS = 48000, SIZE = 1000 };

static char *blocks[BLOCKS];

typedef void *allocate(size_t);

int main(int argc, char **argv)
{
    void *library = dlopen("libmimalloc.so.2", RTLD_NOW | RTLD_LOCAL);
    allocate *other = library ? (allocate *)dlsym(library, "mi_malloc") : NULL;
    if (!other) {
        say("cannot load libmimalloc.so.2: apt install libmimalloc2.0");
        return 1;
    }
    allocate *second = is_sick(argc, argv) ? other : malloc;
    for (int i = 0; i < BLOCKS; i++)
        blocks[i] = memset(malloc(SIZE), 1, SIZE);
    char *kept = malloc(SIZE);
    for (int i = 0; i < BLOCKS; i++)
        free(blocks[i]);
    for (int i = 0; i < BLOCKS; i++)
        blocks[i] = memset(second(SIZE), 1, SIZE);
    wait_for_the_end(NULL);
    return !kept;
}
