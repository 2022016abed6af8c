# Waits until the program that started it has ended, and then ends what that program left: a
# program that is killed (SIGKILL) cannot do this itself. Its first argument is that program.
#
# It reads what is going on, a line each: `started TARGET` and `ended TARGET`, where a target is a
# process or, after a minus sign, a process group; `open RUN` and `recorded RUN`.
trap '' HUP INT QUIT TERM
targets='' runs=''

without() {
    kept=''
    for each in $2; do
        [ "$each" = "$1" ] || kept="$kept $each"
    done
}

while read -r word id; do
    case $word in
        started) targets="$targets $id" ;;
        ended) without "$id" "$targets"; targets=$kept ;;
        open) runs="$runs $id" ;;
        recorded) without "$id" "$runs"; runs=$kept ;;
    esac
done

# A process that has ended stays until somebody asks how: in a container, maybe for ever.
is_alive() {
    kill -s 0 -- "$1" || return 1
    [ -r /proc/self/stat ] || return 0
    for stat in /proc/[0-9]*/stat; do
        read -r line < "$stat" || continue
        id=${line%% *}
        # The target, and from `ID (NAME) STATE PARENT GROUP …` what follows the name.
        set -- "$1" ${line##*) }
        if [ "$1" = "$id" ] || [ "$1" = "-$4" ]; then
            [ "$2" = Z ] || return 0
        fi
    done
    return 1
}

is_any_alive() {
    for each in $targets; do
        is_alive "$each" && return 0
    done
    return 1
}

for each in $targets; do
    kill -s TERM -- "$each"
done
tenths=0
while is_any_alive && [ "$tenths" -lt 100 ]; do
    sleep 0.1
    tenths=$((tenths + 1))
done
for each in $targets; do
    kill -s KILL -- "$each"
done
for each in $runs; do
    "$1" runs end --run-id "$each" --status KILLED
done
