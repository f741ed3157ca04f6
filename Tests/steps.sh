# What the scripts of this folder share; they source it.

# Waits up to so many seconds until a command succeeds.
within() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $deadline ] || return 1
        sleep 0.02
    done
}

# Runs a command for everybody who plays in a demonstration, with their handle and their name.
for_everybody() {
    "$@" admin@dp2kbp3a "Dewi Anggraini"
    "$@" admin@unit-ppa "Budi Santoso"
    "$@" admin@kejaksaan "Rina Wulandari"
    "$@" siti@unit-ppa "Siti Rahma"
    "$@" joko@kejaksaan "Joko Prasetyo"
    "$@" wati@dp2kbp3a "Wati Handayani"
}
