/* N MiB in RAM. Usage: resident N */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    size_t size = (argc > 1 ? atol(argv[1]) : 1) << 20;
    char *block = malloc(size);
    if (!block) return perror("malloc"), 1;
    memset(block, 1, size);
    puts("ready {}");
    fflush(stdout);
    return getchar() == 0 || block[0] != 1;
}
