// Holds 61 of the 64 MiB that its control group may have.

#include "patient.h"

int main(int argc, char **argv)
{
    touched(is_sick(argc, argv) ? 61 * MIB : 20 * MIB);
    return wait_for_the_end(NULL);
}
