/* Run by qemu-x86_64: the guest's program, loader and C library are ELF images that the
   host maps without execute permission, because it translates them. */
#include "truth.h"

const char constants[10000] = {1, 2, 3};
int initialised[3000] = {77};
char zeros[100000];

static void *waiting(void *unused) { forever(); return unused; }

int main(void)
{
    pthread_t t;
    pthread_create(&t, 0, waiting, 0);
    printf("at %lx code *\nat %lx rodata *\n", (addr)main, (addr)constants + 5000);
    printf("at %lx data *\nat %lx bss *\n", (addr)initialised + 6000, (addr)zeros + 50000);
    ready();
}
