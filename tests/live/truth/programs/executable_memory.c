/* Memory that may be executed: nothing says that there is code in it. */
#include "truth.h"

int main(void)
{
    char *plain = mmap(0, 4 * PAGE, RW | PROT_EXEC, ANON, -1, 0);
    plain[0] = 1;
    printf("at %lx jit -\nunsaid %lx generated\n", (addr)plain, (addr)plain);
    printf("says %lx executable\nunsure %lx\n", (addr)plain, (addr)plain);
    ready();
}
