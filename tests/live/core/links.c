/* One address of every part of an ELF image, however it was linked. */
#include <stdio.h>
#include <stdlib.h>

static const char constant[] = "a constant";
static const char *const table[] = {constant, constant + 1, constant + 2};
static volatile int data = 7, more_data[600] = {1};
static volatile int small_bss;
static volatile char big_bss[300000];
extern char **environ;

int function(int number)
{
    return number + data;
}

int main(int argc, char **argv)
{
    volatile int local = argc;
    void *small = malloc(100);
    const char *const *volatile pointers = table;

    printf("{\"function\": %lu, \"constant\": %lu, \"relro\": %lu, \"data\": %lu, "
           "\"more_data\": %lu, \"small_bss\": %lu, \"big_bss\": %lu, "
           "\"big_bss_end\": %lu, \"local\": %lu, \"argument\": %lu, \"small\": %lu}\n",
           (unsigned long)function, (unsigned long)constant, (unsigned long)pointers,
           (unsigned long)&data, (unsigned long)&more_data[599],
           (unsigned long)&small_bss, (unsigned long)big_bss,
           (unsigned long)&big_bss[sizeof big_bss - 1], (unsigned long)&local,
           (unsigned long)argv[0], (unsigned long)small);
    fflush(stdout);
    return getchar();
}
