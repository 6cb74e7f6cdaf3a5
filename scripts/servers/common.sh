# Sourced by the scripts of this folder, not run.
# NAME-up PORT DATADIR binds 127.0.0.1:PORT only, knows the users alice (alice-pw) and bob (bob-pw), writes the
# process ids of what it started to DATADIR/pid, and prints the base URL once the server answers.
# down DATADIR stops it and keeps the data.

# Where `install` puts the virtual environments.
ALMANAC_TEST_HOME=${ALMANAC_TEST_HOME:-${HOME:?}/.cache/almanac-tests}
SERVERS=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# need_venv NAME: stops with the command to type when NAME is not installed.
need_venv() {
    [ -e "$ALMANAC_TEST_HOME/$1/installed" ] && return
    echo "$1 is not installed below $ALMANAC_TEST_HOME; type: $SERVERS/install" >&2
    exit 4
}

# need_args "$@": sets PORT and DATA.
need_args() {
    if [ $# -ne 2 ]; then
        echo "usage: $(basename "$0") PORT DATADIR" >&2
        exit 2
    fi
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
        echo "port $1 is in use" >&2
        exit 3
    fi
    PORT=$1
    mkdir -p "$2"
    DATA=$(cd "$2" && pwd)
    rm -f "$DATA/pid"
}

# start_server CMD...: in a session of its own, so that its process group holds it and its children and nothing else.
start_server() {
    setsid "$@" >>"$DATA/server.log" 2>&1 </dev/null &
    echo $! >>"$DATA/pid"
}

# wait_http URL: until any HTTP answer arrives; gives up when the server is gone, or after 60 s.
wait_http() {
    local i
    for i in $(seq 1 1200); do
        if curl -ks -o /dev/null --max-time 5 "$1"; then return; fi
        kill -0 "$(tail -1 "$DATA/pid")" 2>/dev/null || break
        sleep 0.05
    done
    echo "no answer at $1; the end of $DATA/server.log:" >&2
    tail -5 "$DATA/server.log" >&2
    stop_server "$DATA"
    return 1
}

# stop_server DATADIR: TERM, after 10 s KILL, only to the groups whose leaders stand in DATADIR/pid.
stop_server() {
    local pids p i alive
    [ -f "$1/pid" ] || return 0
    pids=$(tac "$1/pid")
    for p in $pids; do kill -- "-$p" 2>/dev/null || true; done
    for i in $(seq 1 200); do
        alive=
        # One that has ended and waits to be reaped, which may take a while in a container, is gone for us.
        for p in $pids; do grep -qs '^State:.[^ZX]' "/proc/$p/status" && alive=1; done
        [ -z "$alive" ] && break
        sleep 0.05
    done
    for p in $pids; do kill -9 -- "-$p" 2>/dev/null || true; done
    rm -f "$1/pid"
}
