/* A host of plug-ins: `o` on its input opens the one in its first argument, `c` closes
   it, `r` runs its second argument in a shell. The plug-in is plugin.c. */
#include "../truth.h"
#include <dlfcn.h>

int main(int argc UNUSED, char **argv)
{
    void *plugin = 0;

    for (char order; read(0, &order, 1) == 1;) {
        if (order == 'c' && plugin) dlclose(plugin);
        if (order == 'r' && system(argv[2])) return 2;
        if (order == 'o') {
            plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
            if (!plugin) { fprintf(stderr, "%s\n", dlerror()); return 1; }
            ((void (*)(void))dlsym(plugin, "tell"))();
        }
        puts("ready"); fflush(stdout);
    }
    return 0;
}
