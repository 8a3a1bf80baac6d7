/* Loads a library that tells where its parts are; see plugin.c. */
#include "../truth.h"
#include <dlfcn.h>

int main(int argc, char **argv)
{
    void *library = argc > 1 ? dlopen(argv[1], RTLD_NOW) : 0;
    if (!library) { fprintf(stderr, "%s\n", dlerror()); return 1; }
    ((void (*)(void))dlsym(library, "tell"))();
    ready();
}
