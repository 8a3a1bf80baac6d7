/* A process and its children: the same address in each, and a value of its own.
 *
 * Expected (numbers vary), with --children 2:
 *     ready {"language": "c", "pid": 4242, "global": "0x55d1c8a04010", "processes":
 *      [{"pid": 4242, "ppid": 4000, "global": "0x55d1c8a04010", "value": 7}, ...]}
 *
 * Commands; WHO is 0 for the parent or the number of a child, and may be left out:
 * set-global VALUE [WHO], get-global [WHO], child-start, child-end, facts, quit.
 */

#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "talk.h"

#define MOST_CHILDREN 16

static volatile long number = 7;

/* What a process is asked, and what it answers. */
struct request {
    bool writes;
    long value;
};
struct answer {
    pid_t pid, ppid;
    void *global;
    long value;
};

static struct child {
    pid_t pid;
    int line; /* requests go out here, answers come in */
} children[MOST_CHILDREN];
static int count;

static struct answer carry_out(struct request request)
{
    if (request.writes)
        number = request.value;
    return (struct answer){getpid(), getppid(), (void *)&number, number};
}

static void be_a_child(int line)
{
    struct request request;
    while (read(line, &request, sizeof request) == sizeof request) {
        struct answer answer = carry_out(request);
        if (write(line, &answer, sizeof answer) != sizeof answer)
            break;
    }
    _exit(0); /* the parent's unsent output is not ours to send */
}

static bool start_child(void)
{
    int lines[2];
    pid_t parent = getpid();
    if (count == MOST_CHILDREN || socketpair(AF_UNIX, SOCK_STREAM, 0, lines) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0) {
        /* End with the parent, also if it has ended before the next line. */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1);
        close(lines[0]);
        be_a_child(lines[1]);
    }
    close(lines[1]);
    if (pid < 0) {
        close(lines[0]);
        return false;
    }
    children[count++] = (struct child){pid, lines[0]};
    return true;
}

static bool ask(int who, struct request request, struct answer *answer)
{
    if (who == 0) {
        *answer = carry_out(request);
        return true;
    }
    int line = children[who - 1].line;
    /* MSG_NOSIGNAL: that somebody has killed the child is an answer, too. */
    return send(line, &request, sizeof request, MSG_NOSIGNAL) == sizeof request
           && recv(line, answer, sizeof *answer, MSG_WAITALL) == sizeof *answer;
}

static void print_answer(struct answer answer)
{
    printf("{\"pid\": %d, \"ppid\": %d, \"global\": \"%p\", \"value\": %ld}",
           answer.pid, answer.ppid, answer.global, answer.value);
}

static void print_facts(const char *word)
{
    const char *comma = "";
    struct answer answer;
    printf("%s {\"language\": \"c\", \"pid\": %d, ", word, getpid());
    printf("\"global\": \"%p\", \"value\": %ld, ", (void *)&number, number);
    printf("\"processes\": [");
    for (int who = 0; who <= count; who++)
        if (ask(who, (struct request){0}, &answer)) {
            printf("%s", comma);
            print_answer(answer);
            comma = ", ";
        }
    printf("]}");
    end_line();
}

static void say_answer(int who, struct request request)
{
    struct answer answer;
    if (!ask(who, request, &answer)) {
        say("error child %d is gone", who);
        return;
    }
    printf("ok ");
    print_answer(answer);
    end_line();
}

static void child_start(void)
{
    if (start_child())
        say_answer(count, (struct request){0});
    else
        say("error no more children");
}

static void child_end(void)
{
    if (count == 0) {
        say("error there is no child to end");
        return;
    }
    struct child child = children[--count];
    close(child.line); /* no more requests: it ends by itself */
    waitpid(child.pid, NULL, 0);
    say("ok {\"pid\": %d}", child.pid);
}

static void use_global(const struct command *command)
{
    bool writes = is(command, "set-global");
    long who = command->numbers[writes ? 1 : 0];
    if (who < 0 || who > count)
        say("error there is no child %ld", who);
    else
        say_answer(who, (struct request){writes, command->numbers[0]});
}

int main(int argc, char *argv[])
{
    struct command command;
    bool has_option = argc == 3 && strcmp(argv[1], "--children") == 0;
    if (argc > 1 && !has_option) {
        fprintf(stderr, "usage: %s [--children N]\n", argv[0]);
        return 2;
    }
    for (int i = has_option ? atoi(argv[2]) : 2; i > 0; i--)
        if (!start_child()) {
            fprintf(stderr, "no more than %d children\n", count);
            return 1;
        }
    print_facts("ready");
    while (hear(&command)) {
        if (is_with_number(&command, "set-global") || is(&command, "get-global"))
            use_global(&command);
        else if (is(&command, "child-start"))
            child_start();
        else if (is(&command, "child-end"))
            child_end();
        else if (is(&command, "facts"))
            print_facts("ok");
        else if (is(&command, "quit")) {
            say("ok {}");
            break;
        } else
            refuse(&command);
    }
    while (count > 0) {
        close(children[--count].line);
        waitpid(children[count].pid, NULL, 0);
    }
    return 0;
}
