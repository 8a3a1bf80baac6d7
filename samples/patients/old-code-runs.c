// Runs from a copy of its own program, and removes the copy, as an update does.
//
// The code stays, without a name. The healthy twin leaves the program where it is.

#include "patient.h"
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

// Start a copy of this program, told its own name.
static void become_copy(void)
{
    char name[] = "/tmp/memscope-old-XXXXXX";
    struct stat program;
    int from = open("/proc/self/exe", O_RDONLY), to = mkstemp(name);
    if (from < 0 || to < 0 || fstat(from, &program) || fchmod(to, 0700) ||
        sendfile(to, from, NULL, program.st_size) != program.st_size) {
        perror("cannot: copy the program to /tmp");
        exit(1);
    }
    close(to);
    execl(name, name, "copy", (char *)NULL);
    perror("cannot: run from /tmp");
    unlink(name);
    exit(1);
}

int main(int argc, char **argv)
{
    const char *state = argc > 1 ? argv[1] : "";

    if (strcmp(state, "sick") == 0)
        become_copy();
    if (strcmp(state, "copy") == 0)
        unlink(argv[0]);

    return wait_for_the_end(NULL);
}
