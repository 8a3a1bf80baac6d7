// Fills 48 pipes of 1 MiB and reads none: the kernel keeps the bytes, a group pays.
//
// No process has them in its RSS. The healthy twin fills four.

#include "patient.h"
#include <fcntl.h>

int main(int argc, char **argv)
{
    static char buffer[MIB];
    int pipes = is_sick(argc, argv) ? 48 : 4;

    for (int i = 0; i < pipes; i++) {
        int ends[2];
        if (pipe2(ends, O_NONBLOCK) || fcntl(ends[1], F_SETPIPE_SZ, MIB) < 0 ||
            write(ends[1], buffer, MIB) < 0) {
            perror("cannot: pipes of 1 MiB");
            return 1;
        }
    }
    return wait_for_the_end(NULL);
}
