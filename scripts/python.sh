# Looking for a Python. To be read by the other scripts, not run.

# Set `found` to the first interpreter on PATH that runs the given one-line program without a fault.
# Each one is tried, not only looked at: a pyenv shim may stand there and fail, and hide a good one behind it.
find_python() { # PROGRAM
    found=
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        IFS=:
        set -f
        for folder in $PATH; do
            unset IFS
            if [ -x "${folder:-.}/$name" ] && "${folder:-.}/$name" -c "$1" </dev/null >/dev/null 2>&1; then
                found=${folder:-.}/$name
                break 2
            fi
        done
        unset IFS
    done
    unset IFS
    set +f
    [ -n "$found" ]
}
