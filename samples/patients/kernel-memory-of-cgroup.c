// Fills 48 pipes of 1 MiB and reads none: the kernel keeps the bytes, a group pays.
//
// No process has them in its RSS. The healthy twin fills four.

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MIB = 1 << 20 };

int main(int argc, char **argv)
{
    static char buffer[MIB];
    int pipes = argc > 1 && strcmp(argv[1], "sick") == 0 ? 48 : 4;

    for (int i = 0; i < pipes; i++) {
        int ends[2];
        if (pipe2(ends, O_NONBLOCK) || fcntl(ends[1], F_SETPIPE_SZ, MIB) < 0 ||
            write(ends[1], buffer, MIB) < 0) {
            perror("cannot: pipes of 1 MiB");
            return 1;
        }
    }
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
