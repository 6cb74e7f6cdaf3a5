// SPDX-License-Identifier: Apache-2.0
//
// clock_shim.c: another wall clock, and a sleep of the machine, for one process that preloads it:
//   gcc -shared -fPIC -o clock_shim.so clock_shim.c && CLOCK_SHIM=FILE LD_PRELOAD=./clock_shim.so COMMAND
//
// FILE holds two 64-bit numbers, nanoseconds: what is added to CLOCK_REALTIME, and to CLOCK_BOOTTIME. Whoever writes them
// anew sets the clock (the first), or lets the machine have slept (both). A timer that wants to be cancelled then is; one
// that was set on CLOCK_BOOTTIME before does not end earlier, unlike after a real sleep. CLOCK_MONOTONIC stays as it is.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *offsets; // of the two clocks
enum { FILES = 4096 };
static unsigned char kind[FILES]; // of descriptors: 1 a timer that is cancelled, 2 one on CLOCK_BOOTTIME

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("CLOCK_SHIM");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *page = file >= 0 ? mmap(NULL, 16, PROT_READ, MAP_SHARED, file, 0) : MAP_FAILED;
    if (page == MAP_FAILED) _exit(99);
    offsets = page;
    close(file);
}

static int64_t offset(clockid_t clock) {
    if (!offsets) return 0;
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) return offsets[0];
    return clock == CLOCK_BOOTTIME ? offsets[1] : 0;
}

static void add(struct timespec *time, int64_t nanoseconds) {
    int64_t sum = time->tv_nsec + nanoseconds % 1000000000;
    time->tv_sec += nanoseconds / 1000000000 + (sum < 0 ? -1 : sum / 1000000000);
    time->tv_nsec = sum < 0 ? sum + 1000000000 : sum % 1000000000;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int status = syscall(SYS_clock_gettime, clock, time);
    if (status == 0) add(time, offset(clock));
    return status;
}

time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}

int timerfd_create(int clock, int flags) {
    int timer;
    if (clock == CLOCK_REALTIME) {
        timer = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        if (timer >= 0) inotify_add_watch(timer, getenv("CLOCK_SHIM"), IN_MODIFY);
    } else {
        timer = syscall(SYS_timerfd_create, clock, flags);
    }
    if (timer >= 0 && timer < FILES) kind[timer] = clock == CLOCK_REALTIME ? 1 : clock == CLOCK_BOOTTIME ? 2 : 0;
    return timer;
}

int timerfd_settime(int timer, int flags, const struct itimerspec *new, struct itimerspec *old) {
    if (timer >= 0 && timer < FILES && kind[timer] == 1) return 0;
    struct itimerspec copy = *new;
    if (timer >= 0 && timer < FILES && kind[timer] == 2 && flags & TFD_TIMER_ABSTIME) {
        add(&copy.it_value, -offset(CLOCK_BOOTTIME));
        if (copy.it_value.tv_sec < 0) copy.it_value = (struct timespec){0, 1};
    }
    return syscall(SYS_timerfd_settime, timer, flags, &copy, old);
}

ssize_t read(int file, void *buffer, size_t size) {
    if (file < 0 || file >= FILES || kind[file] != 1) return syscall(SYS_read, file, buffer, size);
    char events[4096];
    if (syscall(SYS_read, file, events, sizeof events) > 0) errno = ECANCELED;
    return -1;
}

int close(int file) {
    if (file >= 0 && file < FILES) kind[file] = 0;
    return syscall(SYS_close, file);
}
