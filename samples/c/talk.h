/* The conversation of a sample with whoever started it.
 *
 * It says `ready {json}` once, then reads one command a line and answers each with
 * one line: `ok {json}` or `error reason`. At the end of its input it ends.
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct command {
    char word[32];
    int count;        /* how many numbers were given after the word */
    long numbers[2];  /* 0 when left out */
};

/* Read the next command; false at the end of the input. */
static inline bool hear(struct command *command)
{
    char line[128];
    memset(command, 0, sizeof *command);
    if (fgets(line, sizeof line, stdin) == NULL)
        return false;
    int found = sscanf(line, "%31s %ld %ld", command->word, &command->numbers[0],
                       &command->numbers[1]);
    command->count = found > 1 ? found - 1 : 0;
    return true;
}

static inline bool is(const struct command *command, const char *word)
{
    return strcmp(command->word, word) == 0;
}

/* The same for a command that makes no sense without a number. */
static inline bool is_with_number(const struct command *command, const char *word)
{
    return is(command, word) && command->count > 0;
}

static inline void end_line(void)
{
    putchar('\n');
    fflush(stdout);
}

__attribute__((format(printf, 1, 2)))
static inline void say(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vprintf(format, values);
    va_end(values);
    end_line();
}

static inline void refuse(const struct command *command)
{
    say("error %s: no such command, or a number is missing", command->word);
}
