/* SPDX-License-Identifier: Apache-2.0
 *
 * measure SECONDS OUT PROGRAM [ARG...]: runs PROGRAM, killed after SECONDS, and writes to OUT what the kernel says about it:
 * wall, user, system (microseconds), peak resident set (KiB), minor faults, context switches, exit status (128 + signal).
 *
 * A program of its own because the peak of a child starts at that of the process it was forked from, and this one is small.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t child;

static void expire(int signal_number) {
    (void)signal_number;
    kill((pid_t)child, SIGKILL);
}

static long long microseconds(struct timeval time) { return time.tv_sec * 1000000LL + time.tv_usec; }

int main(int argc, char **argv) {
    if (argc < 4) return 2;
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid_t pid = fork();
    if (pid < 0) return 1;
    if (pid == 0) {
        execv(argv[3], argv + 3);
        perror(argv[3]);
        _exit(127);
    }
    child = pid;
    signal(SIGALRM, expire);
    alarm((unsigned)atoi(argv[1]));

    int status;
    struct rusage usage;
    while (wait4(pid, &status, 0, &usage) < 0) {}
    clock_gettime(CLOCK_MONOTONIC, &end);
    long long wall = (end.tv_sec - start.tv_sec) * 1000000LL + (end.tv_nsec - start.tv_nsec) / 1000;

    FILE *out = fopen(argv[2], "w");
    if (!out) return 1;
    fprintf(out, "%lld %lld %lld %ld %ld %ld %d\n", wall, microseconds(usage.ru_utime), microseconds(usage.ru_stime),
            usage.ru_maxrss, usage.ru_minflt, usage.ru_nvcsw + usage.ru_nivcsw,
            WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
    return fclose(out) == 0 ? 0 : 1;
}
