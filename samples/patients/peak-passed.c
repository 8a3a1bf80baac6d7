// Had 160 MiB in RAM for a moment, and gave them back to the kernel: history, no leak.

#include "patient.h"

int main(int argc, char **argv)
{
    size_t size = is_sick(argc, argv) ? 160 * MIB : 16 * MIB;
    munmap(touched(size), size);
    return wait_for_the_end(NULL);
}
