/* Keeps a library whose file was removed, as an update does, beside four things that the
   kernel also calls "(deleted)" though they never had a name: a memfd mapped twice,
   System V memory, shared and private mappings of zeros. The argument is the library. */
#include "truth.h"
#include <dlfcn.h>
#include <sys/shm.h>

int main(int argc, char **argv)
{
    void *library = argc > 1 ? dlopen(argv[1], RTLD_NOW) : 0;
    if (!library) { fprintf(stderr, "%s\n", dlerror()); return 1; }
    int file = syscall(SYS_memfd_create, "jit-code", 0);
    if (ftruncate(file, 8192)) return 1;
    unsigned char *write_view = mmap(0, 8192, RW, MAP_SHARED, file, 0);
    write_view[0] = 0xc3;
    mmap(0, 8192, PROT_READ | PROT_EXEC, MAP_SHARED, file, 0);
    int id = shmget(IPC_PRIVATE, 16384, 0600);
    *(char *)shmat(id, 0, 0) = 1;
    shmctl(id, IPC_RMID, 0);
    *(char *)mmap(0, 8192, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0) = 1;
    *(char *)mmap(0, 8192, RW, MAP_PRIVATE, open("/dev/zero", O_RDWR), 0) = 3;
    unlink(argv[1]);
    printf("pid %d\n", getpid());
    ready();
}
