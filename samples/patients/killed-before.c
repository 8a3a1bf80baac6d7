// Its worker took more than the control group may have, and the kernel ended it.
//
// There is no healthy twin: the kernel's log would still tell of the sick one, which had
// the same name.

#include "patient.h"
#include <signal.h>
#include <sys/wait.h>

int main(void)
{
    int status = 0;
    pid_t worker = fork();
    if (worker == 0)
        for (;;)
            touched(MIB);
    waitpid(worker, &status, 0);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
        say("cannot: this kernel did not end the worker");
        return 1;
    }
    return wait_for_the_end(NULL);
}
