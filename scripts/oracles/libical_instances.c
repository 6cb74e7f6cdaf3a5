// SPDX-License-Identifier: Apache-2.0
//
// Reads lines "RULE<tab>DTSTART<tab>NUMBER" and prints for each the first instances that libical finds, in wall time,
// separated by commas; "error" where it does not take the rule, and "late" at the end of the line when it was stopped
// after a tenth of a second of work.
#include <libical/ical.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static void expand(const char *rule_text, const char *start_text, long number) {
    struct icalrecurrencetype rule = icalrecurrencetype_from_string(rule_text);
    struct icaltimetype start = icaltime_from_string(start_text);
    icalrecur_iterator *iterator = icalrecur_iterator_new(rule, start);
    if (rule.freq == ICAL_NO_RECURRENCE || iterator == NULL) {
        printf("error");
        return;
    }
    for (long i = 0; i < number; i++) {
        struct icaltimetype time = icalrecur_iterator_next(iterator);
        if (icaltime_is_null_time(time)) break;
        printf("%s%04d%02d%02dT%02d%02d%02d", i > 0 ? "," : "", time.year, time.month, time.day, time.hour, time.minute,
               time.second);
        fflush(stdout);
    }
    icalrecur_iterator_free(iterator);
}

int main(void) {
    static char line[1 << 16];
    const struct itimerval limit = {.it_value = {.tv_usec = 100000}};
    icalerror_set_errors_are_fatal(0);
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *rule = strtok(line, "\t"), *start = strtok(NULL, "\t"), *number = strtok(NULL, "\t\n");
        if (rule == NULL || start == NULL || number == NULL) return 2;
        fflush(stdout);
        // A process of its own: some rules never end.
        pid_t child = fork();
        if (child == 0) {
            setitimer(ITIMER_VIRTUAL, &limit, NULL);
            expand(rule, start, atol(number));
            fflush(stdout);
            _exit(0);
        }
        int status = 0;
        if (child < 0 || waitpid(child, &status, 0) != child) return 1;
        printf("%s\n", WIFEXITED(status) ? "" : "late");
        fflush(stdout);
    }
    return 0;
}
